"""Juzgar una entrega: ejecutar sus celdas en un trabajador y dar un veredicto por ejercicio.

``judge_notebook`` es la única puerta por la que se ejecuta código ajeno. El
veredicto se calcula aquí, del lado de confianza, con lo que el trabajador
contesta; lo que no contesta vale 0 o queda sin juzgar, nunca aprueba.

Una muerte sola no dice de quién es la culpa: un trabajador se mata a sí mismo o
lo mata el núcleo. Lo que dependa de ella se repite a solas, con lo que ya se
sabe de la primera vez (``Judged``), y sólo cuesta puntos si se muere otra vez
en el mismo sitio. Una repetición no enseña nada que escribiera el estudiante:
puede saber que lo es, y haber visto los casos secretos.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from nbformat import NotebookNode

from autograder.grading.outputs import MAX_TOTAL, clean_outputs, note_output, size, stopped_output
from autograder.judging import forbidden, messages
from autograder.judging.cases import CaseSet, hidden
from autograder.judging.verdict import (
    ERROR,
    FAIL,
    MACHINE,
    MISSING,
    NOT_JUDGED,
    PASS,
    Verdict,
    conclude,
    describe_call,
    discreet,
    examine,
    verdict,
)
from autograder.running import warm
from autograder.running.warm import CannotStart, Warm
from autograder.running.worker_process import DEFAULT_LIMITS, Limits, Stopped, Worker
from autograder.sandbox import wire
from autograder.sandbox.call import Outcome, StudentError

CLASS_ONLY = "solo_clase"  # etiqueta de las celdas que no se ejecutan al calificar
MEASURED = ("time", "memory")  # paradas que medimos nosotros: lo que se pasó una vez se pasa siempre
CUTS = 2  # veces que la máquina puede cortar una entrega antes de dejarla sin juzgar


@dataclass
class Judged:
    """El resultado de una entrega, y lo que hace falta para repetirla a solas si algo quedó en duda."""

    verdicts: dict[str, Verdict] = field(default_factory=dict)
    outputs: dict[str, list[NotebookNode]] = field(default_factory=dict)  # las de cada celda, por su id
    again: bool = False  # conviene repetirla a solas
    doubts: set[str] = field(default_factory=set)  # ejercicios que hay que volver a preguntar
    shaky: set[str] = field(default_factory=set)  # y los que sólo si acaba una celda que no acabó
    stops: dict[str, str] = field(default_factory=dict)  # celda → cómo se llevó al trabajador
    died_calls: set[str] = field(default_factory=set)  # ejercicios en cuya llamada murió
    said: dict[str, Verdict] = field(default_factory=dict)  # lo que falla en los casos públicos, antes de los secretos
    secret: bool = True  # si su código pudo ver ya algún caso secreto; sin saberlo, se supone
    complete: bool = False  # si llegó al final
    cuts: int = 0  # veces que la cortó la máquina

    @property
    def stalled(self) -> bool:
        """Si algo no se pudo juzgar."""
        return any(v.status == NOT_JUDGED for v in self.verdicts.values())

    def cells_stopped(self, *kinds: str) -> set[str]:
        return {cell for cell, kind in self.stops.items() if kind in kinds}

    def cut_short(self) -> "Judged | None":
        """Lo mismo, tras una vez más en que la máquina no la dejó acabar; None si ya van demasiadas."""
        return replace(self, cuts=self.cuts + 1) if self.cuts + 1 < CUTS else None


FRESH = Judged(secret=False)  # lo que se sabe de una entrega que nunca se ejecutó


@dataclass
class _Run:
    """Lo que se va sabiendo de una entrega, de un trabajador al siguiente."""

    cells: dict[str, str]  # id → código, en orden
    untouched: set[str]
    limits: Limits
    first: Judged  # lo que se sabía antes de empezar
    judged: Judged = field(default_factory=lambda: Judged(secret=False))
    parent: Warm | None = None
    errors: dict[str, StudentError] = field(default_factory=dict)  # celda → la excepción que la paró
    killers: dict[str, str] = field(default_factory=dict)  # celda → cómo se llevó al trabajador
    outcomes: dict[str, list[Outcome]] = field(default_factory=dict)  # ejercicio → lo contestado hasta ahora
    cut: str = ""  # por qué la máquina no dejó seguir
    spent: float = 0.0
    began: float = field(default_factory=time.monotonic)

    @property
    def repeats(self) -> bool:
        """Si su código pudo ver los casos secretos en una ejecución anterior: nada suyo se enseña."""
        return self.first.complete or self.first.secret

    @property
    def deadline(self) -> float:
        """Cuándo se acaba el reloj de la entrega: dormir en mil celdas no gasta CPU y tampoco debe parar a la clase."""
        return self.began + self.limits.submission * self.limits.wall_factor

    @property
    def exhausted(self) -> bool:
        """Si la entrega entera agotó su CPU o su reloj."""
        return self.spent > self.limits.submission or time.monotonic() > self.deadline

    @cached_property
    def imports(self) -> dict[str, str]:
        """Nombre → nombre completo de lo que importa el cuaderno."""
        return forbidden.notebook_imports(self.cells.values())

    def blame(self, kind: str, before: set[str], place: str) -> str:
        """Cómo se llama una parada: si es una muerte, según hubiera otra antes en ese sitio.

        Errores
            CannotStart si el que murió fue el padre templado: nunca es culpa de la entrega.
        """
        if kind != "died":
            return kind
        if not self.parent.alive:
            raise CannotStart("Murió el proceso del que nacen los que ejecutan las entregas.")
        if place in before:
            return "twice"
        return "once" if self.first.complete else "died"


def judge_notebook(
    notebook: NotebookNode,
    case_sets: Mapping[str, CaseSet],
    untouched: set[str] = frozenset(),
    limits: Limits = DEFAULT_LIMITS,
    modules: frozenset[str] | None = None,
    first: Judged | None = None,
    note: Callable[[Judged], None] = lambda judged: None,
) -> Judged:
    """Ejecuta el cuaderno rehecho y juzga cada ejercicio; de ``course_lib`` se ven ``modules``, o todos.

    Si una celda o una llamada se lleva por delante al trabajador, se apunta a
    la culpable, se arranca otro sin ella y se sigue con lo demás.

    Los casos secretos van después de los públicos de todos los ejercicios: lo
    que el informe enseña del estudiante se escribió antes de que su código viera
    uno. ``first`` es lo que se supo la vez anterior, si la hubo. ``note`` recibe
    lo que se sabe justo antes del primer caso secreto.
    """
    cells = {c.id: c.source for c in notebook.cells if _runs(c)}
    run = _start(cells, set(untouched), limits, first or FRESH)
    judged = run.judged
    pending = [(id_, public) for public in (True, False) for id_ in case_sets if id_ not in judged.verdicts]
    while pending and not run.exhausted:
        try:
            run.parent = warm.current(modules)
            with Worker(run.parent, limits.submission - run.spent, run.deadline) as worker:
                if _run_cells(worker, run):
                    _settle(run)
                    while pending and worker.alive:
                        id_, public = pending.pop(0)
                        if id_ in judged.verdicts:
                            continue
                        if not public and not judged.secret:
                            _before_secrets(run, case_sets, note)
                        if found := _judge_part(worker, case_sets[id_], public, run):
                            judged.verdicts[id_] = found
                run.spent += worker.cpu() - worker.born
            pending = [(id_, public) for id_, public in pending if id_ not in judged.verdicts]
        except CannotStart as problem:
            # Ni muerto ni parado sirve para la entrega siguiente.
            warm.close_current()
            run.cut = str(problem)
            break
    for id_ in (i for i in case_sets if i not in judged.verdicts):
        if run.cut:
            status, text = NOT_JUDGED, messages.cut(run.cut)
        elif run.spent > limits.submission:
            status, text = ERROR, messages.out_of_budget(id_, limits.submission)
        else:
            status, text = NOT_JUDGED, messages.stopped("wall", limits.call)
        judged.verdicts[id_] = verdict(case_sets[id_].exercise, status, text, step="stopped")
    judged.verdicts = {id_: judged.verdicts[id_] for id_ in case_sets}
    _doubt(run)
    _explain_dependencies(judged.verdicts, run)
    return judged


def _start(cells: dict[str, str], untouched: set[str], limits: Limits, first: Judged) -> _Run:
    """Lo que ya se sabe al empezar: de una repetición, todo lo que la primera vez quedó fuera de duda."""
    run = _Run(cells, untouched, limits, first)
    run.killers = {cell: first.stops[cell] for cell in first.cells_stopped(*MEASURED)}
    judged = run.judged
    judged.outputs, judged.stops, judged.said = dict(first.outputs), dict(first.stops), dict(first.said)
    judged.died_calls, judged.secret, judged.cuts = set(first.died_calls), first.secret, first.cuts
    judged.verdicts = {i: v for i, v in first.verdicts.items() if i not in first.doubts | first.shaky}
    return run


def _settle(run: _Run) -> None:
    """Al acabar las celdas de una repetición: si pararon las mismas, lo que sólo dependía de eso queda como estaba."""
    if run.first.stops.keys() <= run.killers.keys():
        for id_ in run.first.shaky:
            run.judged.verdicts.setdefault(id_, run.first.verdicts[id_])


def _before_secrets(run: _Run, case_sets: Mapping[str, CaseSet], note: Callable[[Judged], None]) -> None:
    """Apunta lo que ya se puede enseñar: lo que el código diga a partir de aquí no se enseña."""
    judged = run.judged
    if not run.repeats:
        found = {id_: _said(case_sets[id_], outcomes, run.limits) for id_, outcomes in run.outcomes.items()}
        judged.said = {id_: said for id_, said in found.items() if said}
    judged.secret = True
    _doubt(run)
    note(replace(judged, verdicts=dict(judged.verdicts), outputs=dict(judged.outputs), complete=run.first.complete))


def _said(case_set: CaseSet, outcomes: list[Outcome], limits: Limits) -> Verdict | None:
    """Lo que falla en los casos públicos, tal como se enseñará; None si ninguno falla."""
    for case, outcome in zip(case_set.cases, outcomes, strict=False):
        if problem := examine(case_set.exercise, case, outcome, limits.call):
            status, step, text = problem
            return verdict(case_set.exercise, status, text, call=describe_call(case_set.exercise, case), step=step)
    return None


def _doubt(run: _Run) -> None:
    """Decide qué queda en duda y si conviene repetir a solas."""
    judged, first = run.judged, run.first
    unsure = {cell for cell, kind in run.killers.items() if kind == "once"}
    judged.stops |= run.killers
    unproven = {c for c, kind in run.killers.items() if kind not in MEASURED} - first.stops.keys()
    calls = judged.died_calls - first.died_calls
    judged.doubts, judged.shaky = set(), set()
    for id_, found in judged.verdicts.items():
        settled = first.verdicts.get(id_) is found
        if found.status in (FAIL, ERROR) and unsure and not settled:
            text = messages.after_a_death()
            judged.verdicts[id_] = found = replace(found, status=NOT_JUDGED, points=None, message=text, hint=None)
        stopped = found.step == "stopped"
        if found.status == NOT_JUDGED or (stopped and (id_ in unproven or id_ in calls)):
            judged.doubts.add(id_)
        elif found.status in (FAIL, ERROR) and found.step != "forbidden" and unproven:
            judged.shaky.add(id_)
    judged.complete = first.complete or not run.cut
    judged.cuts = first.cuts + bool(run.cut)
    in_doubt = bool(judged.doubts or judged.shaky)
    judged.again = in_doubt and (judged.cuts < CUTS if run.cut else not first.complete)


def _runs(cell: NotebookNode) -> bool:
    """Las celdas de corrección no hacen nada aquí, y las de clase no se ejecutan al calificar."""
    is_test = cell.metadata.get("nbgrader", {}).get("grade")
    return cell.cell_type == "code" and not is_test and CLASS_ONLY not in cell.metadata.get("tags", [])


def _run_cells(worker: Worker, run: _Run) -> bool:
    """Ejecuta las celdas en orden; dice si el trabajador llegó vivo al final.

    De cada celda se guarda lo que enseñó la primera vez que acabó, y nada desde que su código pudo ver un caso secreto.
    """
    judged = run.judged
    ids = [id_ for id_ in run.cells if id_ not in run.killers]
    frames = [wire.encode({"op": "cell", "source": run.cells[id_]}) for id_ in ids]
    room, done = MAX_TOTAL - sum(map(size, judged.outputs.values())), 0
    shown = not run.repeats and not judged.secret
    unseen = [id_ for id_ in ids if id_ not in judged.outputs]
    if unseen and not shown:
        judged.outputs[unseen[0]] = [note_output(messages.unseen_cells())]
    try:
        for id_, reply in zip(ids, worker.ask_all(frames, run.limits.cell, run.limits.wall_factor), strict=False):
            done += 1
            error = _error(reply.get("error"))
            if shown and id_ not in judged.outputs:
                judged.outputs[id_] = clean_outputs(reply.get("outputs"), room)
                room -= size(judged.outputs[id_])
            elif id_ in run.first.stops:
                judged.outputs[id_] = [note_output(messages.revived_cell())]
            if error and not shown:
                error = discreet(Outcome(error=error)).error
            if error:
                run.errors.setdefault(id_, error)
    except Stopped as stop:
        if stop.kind == "budget":
            return False  # lo que se acabó es de la entrega entera: ninguna celda tiene la culpa
        culprit = ids[min(done, len(ids) - 1)]
        run.killers[culprit] = kind = run.blame(stop.kind, run.first.cells_stopped("died", "once", "twice"), culprit)
        judged.outputs[culprit] = [stopped_output(messages.stopped_cell(kind, run.limits.cell))]
        return False
    return True


def _judge_part(worker: Worker, case_set: CaseSet, public: bool, run: _Run) -> Verdict | None:
    """Pregunta los casos públicos de un ejercicio, o los secretos; da el veredicto en cuanto se sabe."""
    exercise = case_set.exercise
    sources = forbidden.reachable(run.cells.values(), exercise.id)
    if public and (banned := forbidden.uses(sources, exercise.forbids, run.imports)):
        return verdict(exercise, FAIL, messages.forbidden(banned), step="forbidden")

    first: dict[str, Any] | None = None
    answers: list[Outcome] = []
    stopped: list[Outcome] = []
    try:
        # Cada petición son dos llamadas: la segunda mira si la función se repite. Se leen todas las
        # respuestas: una olvidada en el socket la leería el ejercicio siguiente.
        for reply in worker.ask_all(_frames(case_set, public), 2 * run.limits.call, run.limits.wall_factor):
            first = reply if first is None else first
            answers.append(_outcome(reply))
    except Stopped as stop:
        if stop.kind == "budget":
            return None
        kind = run.blame(stop.kind, run.first.died_calls, exercise.id)
        if kind in ("died", "once", "twice"):
            run.judged.died_calls.add(exercise.id)
        stopped = [Outcome(stopped=kind)]
    first = first if public and first else {}
    if first.get("absent"):
        return _absent(exercise, run)
    if "not_callable" in first:
        kind = "otra cosa" if run.repeats else str(first["not_callable"])[:100]
        text = messages.not_a_function(exercise.id, kind)
        return verdict(exercise, FAIL, text, step="exists")
    # Existe y no se ve dónde se define: cuenta todo lo que hay escrito.
    if public and not sources and (banned := forbidden.uses(run.cells.values(), exercise.forbids, run.imports)):
        return verdict(exercise, FAIL, messages.forbidden(banned), step="forbidden")
    outcomes = run.outcomes.setdefault(exercise.id, [])
    outcomes += [*answers, *stopped]
    if public and not stopped:
        return None
    return _conclude(case_set, run.outcomes.pop(exercise.id), run)


def _conclude(case_set: CaseSet, outcomes: list[Outcome], run: _Run) -> Verdict:
    """El veredicto; en una repetición, con el texto de la primera vez o sin ninguno que eligiera el estudiante."""
    if not run.repeats:
        return conclude(case_set, outcomes, run.limits.call)
    found = conclude(hidden(case_set), outcomes, run.limits.call)
    said = run.first.said.get(case_set.exercise.id)
    if said and (said.status, said.step) == (found.status, found.step):
        return replace(found, message=said.message, call=said.call)
    withheld = found.status in (FAIL, ERROR) and found.step not in ("stopped", "forbidden")
    return replace(found, message=messages.repeated(found.message)) if withheld else found


@lru_cache(maxsize=512)
def _frames(case_set: CaseSet, public: bool) -> list[bytes]:
    """Las peticiones de los casos públicos de un ejercicio, o de los secretos, escritas una vez para toda la clase."""
    exercise = case_set.exercise
    requests = [
        {
            "op": "call",
            "name": exercise.id,
            "args": wire.Value([case.inputs[a] for a in exercise.args]),
            "forbids": list(exercise.forbids),
        }
        for case in case_set.cases
        if case.public == public
    ]
    return [wire.encode(request) for request in requests]


def _absent(exercise, run: _Run) -> Verdict:
    """Por qué no hay función: la celda mató al trabajador, falló, está sin hacer o cambió el nombre."""
    id_ = exercise.id
    if id_ in run.killers:
        kind = run.killers[id_]
        status = NOT_JUDGED if kind in MACHINE else ERROR
        return verdict(exercise, status, messages.stopped_cell(kind, run.limits.cell), step="stopped")
    if id_ in run.untouched:
        return verdict(exercise, MISSING, messages.unanswered(id_), step="exists")
    if id_ in run.errors:
        return verdict(exercise, ERROR, messages.failed_cell(run.errors[id_]), step="raised")
    return verdict(exercise, FAIL, messages.missing_function(id_), step="exists")


def _outcome(reply: dict[str, Any]) -> Outcome:
    """Lee una respuesta sin creerse su forma."""
    if "unsent" in reply:
        return Outcome(value=wire.Opaque(f"resultado que no se puede enviar: {str(reply['unsent'])[:100]}"))
    after, used = reply.get("after"), reply.get("used")
    return Outcome(
        value=wire.only_value(reply.get("value")),
        error=_error(reply.get("error")),
        after=tuple(map(wire.only_value, after[: wire.MAX_LEAVES])) if isinstance(after, (list, tuple)) else (),
        again=wire.only_value(reply.get("again")),
        again_error=_error(reply.get("again_error")),
        used=tuple(str(name)[:100] for name in used[:10]) if isinstance(used, list) else (),
    )


def _error(data: Any) -> StudentError | None:
    if not isinstance(data, dict):
        return None
    line = data.get("line")
    return StudentError(
        type=str(data.get("type", "Exception"))[:100],
        message=str(data.get("message", ""))[:500],
        line=line if isinstance(line, int) else None,
        code=str(data.get("code", ""))[:500],
    )


def _explain_dependencies(verdicts: dict[str, Verdict], run: _Run) -> None:
    """Si una función falla y llama a otra que también, lo dice: un error se explica una vez."""
    for id_, found in verdicts.items():
        if found.status not in (FAIL, ERROR):
            continue
        called = set().union(*map(forbidden.called_names, forbidden.reachable(run.cells.values(), id_)), set())
        failed = [o for o in verdicts if o != id_ and o in called and verdicts[o].status != PASS]
        # En una repetición, lo que ya estaba decidido lo dice ya.
        if failed and not found.message.startswith(why := messages.depends_on(id_, failed[0])):
            verdicts[id_] = replace(found, message=f"{why} {found.message}")
