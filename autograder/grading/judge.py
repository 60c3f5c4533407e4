"""Juzgar una entrega: ejecutar sus celdas en un trabajador y dar un veredicto por ejercicio.

``judge_notebook`` es la única puerta por la que se ejecuta código ajeno. El
veredicto se calcula aquí, del lado de confianza, con lo que el trabajador
contesta; lo que no contesta vale 0 o queda sin juzgar, nunca aprueba.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from nbformat import NotebookNode

from autograder.grading import warm
from autograder.grading.outputs import MAX_TOTAL, clean_outputs, size, stopped_output
from autograder.grading.worker_process import DEFAULT_LIMITS, Limits, Stopped, Worker
from autograder.judging import forbidden, messages
from autograder.judging.cases import CaseSet
from autograder.judging.verdict import ERROR, FAIL, MACHINE, MISSING, NOT_JUDGED, PASS, Verdict, conclude, verdict
from autograder.sandbox import wire
from autograder.sandbox.call import Outcome, StudentError

CLASS_ONLY = "solo_clase"  # etiqueta de las celdas que no se ejecutan al calificar


@dataclass
class Judged:
    """El resultado de una entrega: los veredictos y las salidas de cada celda, por id."""

    verdicts: dict[str, Verdict] = field(default_factory=dict)
    outputs: dict[str, list[NotebookNode]] = field(default_factory=dict)

    @property
    def stalled(self) -> bool:
        """Si algo no se pudo juzgar y conviene repetirlo a solas."""
        return any(v.status == NOT_JUDGED for v in self.verdicts.values())


@dataclass
class _Run:
    """Lo que se va sabiendo de una entrega, de un trabajador al siguiente."""

    cells: dict[str, str]  # id → código, en orden
    untouched: set[str]
    limits: Limits
    errors: dict[str, StudentError] = field(default_factory=dict)  # celda → la excepción que la paró
    killers: dict[str, str] = field(default_factory=dict)  # celda → cómo se llevó al trabajador
    outcomes: dict[str, list[Outcome]] = field(default_factory=dict)  # ejercicio → lo contestado hasta ahora
    spent: float = 0.0
    began: float = field(default_factory=time.monotonic)

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


def judge_notebook(
    notebook: NotebookNode,
    case_sets: Mapping[str, CaseSet],
    untouched: set[str] = frozenset(),
    limits: Limits = DEFAULT_LIMITS,
    modules: frozenset[str] | None = None,
) -> Judged:
    """Ejecuta el cuaderno rehecho y juzga cada ejercicio; de ``course_lib`` se ven ``modules``, o todos.

    Si una celda o una llamada se lleva por delante al trabajador, se apunta a
    la culpable, se arranca otro sin ella y se sigue con lo demás.

    Los casos secretos van después de los públicos de todos los ejercicios: lo
    que el informe enseña del estudiante se escribió antes de que su código viera uno.
    """
    run = _Run({c.id: c.source for c in notebook.cells if _runs(c)}, set(untouched), limits)
    judged = Judged()
    pending = [(id_, public) for public in (True, False) for id_ in case_sets]
    while pending and not run.exhausted:
        with Worker(warm.current(modules), limits.submission - run.spent, run.deadline) as worker:
            if _run_cells(worker, run, judged, shown=pending[0][1]):
                while pending and worker.alive:
                    id_, public = pending.pop(0)
                    if id_ in judged.verdicts:
                        continue
                    if found := _judge_part(worker, case_sets[id_], public, run):
                        judged.verdicts[id_] = found
            run.spent += worker.cpu() - worker.born
    for id_ in (i for i in case_sets if i not in judged.verdicts):
        if run.spent > limits.submission:
            status, text = ERROR, messages.out_of_budget(id_, limits.submission)
        else:
            status, text = NOT_JUDGED, messages.stopped("wall", limits.call)
        judged.verdicts[id_] = verdict(case_sets[id_].exercise, status, text, step="stopped")
    judged.verdicts = {id_: judged.verdicts[id_] for id_ in case_sets}
    _explain_dependencies(judged.verdicts, run)
    return judged


def _runs(cell: NotebookNode) -> bool:
    """Las celdas de corrección no hacen nada aquí, y las de clase no se ejecutan al calificar."""
    is_test = cell.metadata.get("nbgrader", {}).get("grade")
    return cell.cell_type == "code" and not is_test and CLASS_ONLY not in cell.metadata.get("tags", [])


def _run_cells(worker: Worker, run: _Run, judged: Judged, shown: bool) -> bool:
    """Ejecuta las celdas en orden; dice si el trabajador llegó vivo al final. Si ``shown``, guarda lo que enseñan."""
    ids = [id_ for id_ in run.cells if id_ not in run.killers]
    frames = [wire.encode({"op": "cell", "source": run.cells[id_]}) for id_ in ids]
    room, done = MAX_TOTAL, 0
    try:
        for id_, reply in zip(ids, worker.ask_all(frames, run.limits.cell, run.limits.wall_factor), strict=False):
            done += 1
            if shown:
                judged.outputs[id_] = clean_outputs(reply.get("outputs"), room)
                room -= size(judged.outputs[id_])
                if error := _error(reply.get("error")):
                    run.errors[id_] = error
    except Stopped as stop:
        if stop.kind == "budget":
            return False  # lo que se acabó es de la entrega entera: ninguna celda tiene la culpa
        culprit = ids[min(done, len(ids) - 1)]
        run.killers[culprit] = stop.kind
        judged.outputs[culprit] = [stopped_output(messages.stopped_cell(stop.kind, run.limits.cell))]
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
        stopped = [Outcome(stopped=stop.kind)]
    first = first if public and first else {}
    if first.get("absent"):
        return _absent(exercise, run)
    if "not_callable" in first:
        text = messages.not_a_function(exercise.id, str(first["not_callable"])[:100])
        return verdict(exercise, FAIL, text, step="exists")
    # Existe y no se ve dónde se define: cuenta todo lo que hay escrito.
    if public and not sources and (banned := forbidden.uses(run.cells.values(), exercise.forbids, run.imports)):
        return verdict(exercise, FAIL, messages.forbidden(banned), step="forbidden")
    outcomes = run.outcomes.setdefault(exercise.id, [])
    outcomes += [*answers, *stopped]
    if public and not stopped:
        return None
    return conclude(case_set, run.outcomes.pop(exercise.id), run.limits.call)


_written_frames: dict[tuple[int, bool], tuple[CaseSet, list[bytes]]] = {}


def _frames(case_set: CaseSet, public: bool) -> list[bytes]:
    """Las peticiones de los casos públicos de un ejercicio, o de los secretos, escritas una vez para toda la clase."""
    key = id(case_set), public
    # Se guarda también el conjunto: mientras esté aquí, nadie más puede tener su id.
    if key not in _written_frames:
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
        _written_frames[key] = case_set, [wire.encode(request) for request in requests]
    return _written_frames[key][1]


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
        if failed:
            verdicts[id_] = replace(found, message=f"{messages.depends_on(id_, failed[0])} {found.message}")
