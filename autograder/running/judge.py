"""Juzgar una entrega: ejecutar sus celdas y preguntar a cada función tal como era donde estaba su ``check``.

``judge_notebook`` es la única puerta por la que se ejecuta código ajeno. El
veredicto se calcula aquí, del lado de confianza, con lo que contesta; lo que no
contesta vale 0 o queda sin juzgar, nunca aprueba. El orden:

1. las celdas, en su orden; cada ``check(f)`` deja un hijo parado en ese momento;
2. los casos públicos, a los hijos parados;
3. los casos públicos, al final del cuaderno, de lo que falló o no estaba: cuenta lo mejor;
4. los casos secretos, en el proceso que pasó los públicos.

Lo que el informe enseña del estudiante se escribió antes de que su código viera
un caso secreto. Si una celda se lleva por delante a quien las ejecuta, se apunta
la culpable y se empieza otra vez sin ella; la muerte de un hijo sólo es de su
ejercicio. Una repetición a solas (``judged.py``) no enseña nada que escribiera el
estudiante: puede saber que lo es, y haber visto los casos secretos.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

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
from autograder.notebook.compose import Composition, Piece
from autograder.running import warm
from autograder.running.judged import FRESH, Judged, doubt
from autograder.running.outputs import MAX_TOTAL, clean_outputs, note_output, size, stopped_output
from autograder.running.questions import NotCallable, Unanswered, ask, error
from autograder.running.warm import CannotStart, Warm
from autograder.running.worker_process import DEFAULT_LIMITS, Limits, Stopped, Worker
from autograder.sandbox import wire
from autograder.sandbox.call import Outcome, StudentError
from autograder.sandbox.moments import END, OWN, PLACES, PUBLISHED, slot_of

DEATHS = ("died", "once", "twice")


@dataclass
class _Passed:
    """Un ejercicio que pasó los casos públicos, y a quién preguntar los secretos."""

    slot: int | None
    outcomes: list[Outcome]
    place: int


@dataclass
class _Run:
    """Lo que se va sabiendo de una entrega, de un trabajador al siguiente."""

    notebook: Composition
    case_sets: Mapping[str, CaseSet]
    limits: Limits
    first: Judged  # lo que se sabía antes de empezar
    judged: Judged
    note: Callable[[Judged], None]
    parent: Warm | None = None
    errors: dict[str, StudentError] = field(default_factory=dict)  # celda → la excepción que la paró
    killers: dict[str, str] = field(default_factory=dict)  # celda → cómo se llevó al trabajador
    blamed: dict[str, str] = field(default_factory=dict)  # ejercicio → la celda que lo dejó sin función
    marks: dict[int, str] = field(default_factory=dict)  # puesto → celda de su check, con este trabajador
    public: dict[str, list[Outcome]] = field(default_factory=dict)  # ejercicio → lo contestado en los casos públicos
    cut: str = ""  # por qué la máquina no dejó seguir
    spent: float = 0.0
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self):
        self.cells = {piece.key: piece.cell.source for piece in self.notebook.running}
        self.numbers = {id_: number for number, id_ in enumerate(self.case_sets)}

    @property
    def pending(self) -> list[str]:
        return [id_ for id_ in self.case_sets if id_ not in self.judged.verdicts]

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

    def until(self, cell: str | None) -> list[str]:
        """El código que se ejecutó hasta una celda, ella incluida; entero si es el final."""
        keys = list(self.cells)
        last = len(keys) if cell is None else keys.index(cell) + 1
        return [self.cells[key] for key in keys[:last] if key not in self.killers]

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
    notebook: Composition,
    case_sets: Mapping[str, CaseSet],
    limits: Limits = DEFAULT_LIMITS,
    modules: frozenset[str] | None = None,
    first: Judged | None = None,
    note: Callable[[Judged], None] = lambda judged: None,
) -> Judged:
    """Ejecuta el cuaderno del estudiante y juzga cada ejercicio; de ``course_lib`` se ven ``modules``, o todos.

    ``first`` es lo que se supo la vez anterior, si la hubo. ``note`` recibe lo
    que se sabe justo antes del primer caso secreto.
    """
    forbidden.forget()
    first = first or FRESH
    run = _Run(notebook, case_sets, limits, first, first.known(), note)
    run.killers = {cell: first.stops[cell] for cell in first.cells_stopped("time", "memory")}
    while run.pending and not run.exhausted:
        try:
            run.parent = warm.current(modules)
            with Worker(run.parent, limits.submission - run.spent, run.deadline, list(case_sets)) as worker:
                if _run_cells(worker, run):
                    _settle(run)
                    _ask_all(worker, run)
                run.spent += worker.cpu() - worker.born
        except CannotStart as problem:
            # Ni muerto ni parado sirve para la entrega siguiente.
            warm.close_current()
            run.cut = str(problem)
            break
    judged = run.judged
    for id_ in run.pending:
        if run.cut:
            status, text = NOT_JUDGED, messages.cut(run.cut)
        elif run.spent > limits.submission:
            status, text = ERROR, messages.out_of_budget(id_, limits.submission)
        else:
            status, text = NOT_JUDGED, messages.stopped("wall", limits.call)
        judged.verdicts[id_] = verdict(case_sets[id_].exercise, status, text, step="stopped")
    judged.verdicts = {id_: judged.verdicts[id_] for id_ in case_sets}
    doubt(judged, first, run.killers, run.blamed, run.cut)
    _explain_dependencies(run)
    return judged


def _run_cells(worker: Worker, run: _Run) -> bool:
    """Ejecuta las celdas en orden; dice si el trabajador llegó vivo al final.

    De cada celda se guarda lo que enseñó la primera vez que acabó, y nada desde que su código pudo ver un caso secreto.
    """
    judged = run.judged
    run.marks, run.public = {}, {}
    pieces = [piece for piece in run.notebook.running if piece.key not in run.killers]
    frames = [wire.encode({"op": "cell", "source": piece.cell.source, "published": piece.is_test}) for piece in pieces]
    room, done = MAX_TOTAL - sum(map(size, judged.outputs.values())), 0
    shown = not run.repeats and not judged.secret
    unseen = [piece.key for piece in pieces if piece.key not in judged.outputs]
    if unseen and not shown:
        judged.outputs[unseen[0]] = [note_output(messages.unseen_cells())]
    replies = worker.ask_all([*frames, wire.encode({"op": "seal"})], run.limits.cell, run.limits.wall_factor)
    try:
        for piece, reply in zip(pieces, replies, strict=False):
            key = piece.key
            done += 1
            _remember_marks(worker, run, piece, reply.get("taken"))
            failed = error(reply.get("error"))
            if shown and key not in judged.outputs:
                judged.outputs[key] = clean_outputs(reply.get("outputs"), room)
                room -= size(judged.outputs[key])
            elif key in run.first.stops:
                judged.outputs[key] = [note_output(messages.revived_cell())]
            if failed and not shown:
                failed = discreet(Outcome(error=failed)).error
            if failed:
                run.errors.setdefault(key, failed)
        for _ in replies:
            pass
    except Stopped as stop:
        if stop.kind == "budget":
            return False  # lo que se acabó es de la entrega entera: ninguna celda tiene la culpa
        _blame_cell(run, stop.kind, [piece.key for piece in pieces][min(done, len(pieces) - 1) :][:1])
        return False
    return True


def _remember_marks(worker: Worker, run: _Run, piece: Piece, taken: Any) -> None:
    """Apunta los hijos parados en una celda. Quien lo dice es el proceso del estudiante: sólo valen sus puestos."""
    place = PUBLISHED if piece.is_test else OWN
    for pair in taken if isinstance(taken, list) else ():
        match pair:
            case [int(slot), int(pid)] if 0 <= slot < len(worker.slots) and slot % PLACES == place:
                run.marks[slot], worker.children[slot] = piece.key, pid
                if not pid:  # lo que había ya no vale, y esto no se pudo guardar
                    del run.marks[slot], worker.children[slot]


def _blame_cell(run: _Run, kind: str, culprits: Sequence[str]) -> None:
    """Apunta qué celda se llevó al trabajador; sin ninguna, lo que falló no es de la entrega."""
    if not culprits:
        raise CannotStart("El proceso que ejecuta las entregas se paró sin ejecutar nada.")
    (culprit,) = culprits
    run.killers[culprit] = kind = run.blame(kind, run.first.cells_stopped(*DEATHS), culprit)
    run.judged.outputs[culprit] = [stopped_output(messages.stopped_cell(kind, run.limits.cell))]


def _settle(run: _Run) -> None:
    """Al acabar las celdas de una repetición: si pararon las mismas, lo que sólo dependía de eso queda como estaba."""
    if run.first.stops.keys() <= run.killers.keys():
        for id_ in run.first.shaky:
            run.judged.verdicts.setdefault(id_, run.first.verdicts[id_])
            if id_ in run.first.marks:
                run.judged.marks.setdefault(id_, run.first.marks[id_])


def _ask_all(worker: Worker, run: _Run) -> None:
    """Las preguntas de un trabajador que llegó al final de las celdas: públicas, públicas al final y secretas."""
    passed: dict[str, _Passed] = {}
    failed: dict[str, Verdict] = {}
    try:
        for id_ in run.pending:
            for place in (PUBLISHED, OWN):
                slot = slot_of(run.numbers[id_], place)
                if slot in run.marks and id_ not in passed:
                    _try_public(worker, run, id_, slot, place, passed, failed)
        rest = [id_ for id_ in run.pending if id_ not in passed and failed.get(id_, _NOTHING).step != "stopped"]
        for id_, what in _freeze_the_end(worker, run, rest):
            if what == "absent":
                failed.setdefault(id_, _absent(run, id_))
            else:
                slot = slot_of(run.numbers[id_], END) if what == "frozen" else None
                _try_public(worker, run, id_, slot, END, passed, failed)
        for id_, found in failed.items():
            if id_ not in passed:
                run.judged.verdicts[id_] = found
        if passed and not run.judged.secret:
            _before_secrets(run)
        for id_, one in passed.items():
            if not worker.alive:
                return
            run.judged.verdicts[id_] = _secret(worker, run, id_, one, failed.get(id_))
    except Unanswered:
        return


_NOTHING = Verdict("", "", None, 0.0, "")


def _try_public(
    worker: Worker,
    run: _Run,
    id_: str,
    slot: int | None,
    place: int,
    passed: dict[str, _Passed],
    failed: dict[str, Verdict],
) -> None:
    """Pregunta los casos públicos en un sitio y apunta si pasan o, la primera vez, qué falla."""
    if not worker.alive:
        return
    case_set, cell = run.case_sets[id_], run.marks.get(slot) if place != END else None
    found = _used_by_reading(run, id_, cell)
    outcomes: list[Outcome] = []
    if found is None:
        try:
            outcomes, why = ask(worker, case_set, slot, True, run.limits)
        except NotCallable as problem:
            kind = "otra cosa" if run.repeats else str(problem)
            found = verdict(case_set.exercise, FAIL, messages.not_a_function(id_, kind), step="exists")
        else:
            if why:
                outcomes.append(_stopped(run, id_, why))
            found = _concluded(run, case_set, outcomes) if why or _problem(case_set, outcomes, run.limits) else None
    if found is None:
        passed[id_], run.public[id_] = _Passed(slot, outcomes, place), outcomes
        if cell is not None:
            run.judged.marks[id_] = cell
    elif id_ not in failed:
        failed[id_], run.public[id_] = found, outcomes
        if cell is not None:
            run.judged.marks[id_] = cell


def _used_by_reading(run: _Run, id_: str, cell: str | None) -> Verdict | None:
    """Lo prohibido que se ve leyendo lo que se ejecutó hasta esa celda; si no se ve la definición, todo lo escrito."""
    exercise, here, everything = run.case_sets[id_].exercise, run.until(cell), run.until(None)
    sources = forbidden.reachable(here, id_)
    read, known = (sources, here) if sources else (everything, everything)
    banned = forbidden.uses(read, exercise.forbids, forbidden.notebook_imports(known))
    return verdict(exercise, FAIL, messages.forbidden(banned), step="forbidden") if banned else None


def _freeze_the_end(worker: Worker, run: _Run, exercises: Sequence[str]) -> list[tuple[str, str]]:
    """Guarda el final del cuaderno para esos ejercicios; de cada uno, si no está, si quedó parado o si se pregunta ahí.

    Errores
        Unanswered si no se pudo: hay que empezar otra vez.
    """
    if not exercises or not worker.alive:
        return []
    request = {"op": "end", "numbers": [run.numbers[id_] for id_ in exercises]}
    try:
        reply = worker.ask(request, run.limits.cell, run.limits.wall_factor)
    except Stopped as stop:
        if stop.kind != "budget":
            _blame_cell(run, stop.kind, [key for key in run.cells if key not in run.killers][-1:])
        raise Unanswered from None
    for pair in reply.get("taken") if isinstance(reply.get("taken"), list) else ():
        match pair:
            case [int(slot), int(pid)]:
                worker.children[slot] = pid
    said = {}
    for pair in reply.get("found") if isinstance(reply.get("found"), list) else ():
        match pair:
            case [int(number), str(what)]:
                said[number] = what
    return [(id_, said.get(run.numbers[id_], "here")) for id_ in exercises]


def _before_secrets(run: _Run) -> None:
    """Apunta lo que ya se puede enseñar: lo que el código diga a partir de aquí no se enseña."""
    judged = run.judged
    if not run.repeats:
        found = {id_: _said(run.case_sets[id_], outcomes, run.limits) for id_, outcomes in run.public.items()}
        judged.said = {id_: said for id_, said in found.items() if said}
    judged.secret = True
    doubt(judged, run.first, run.killers, run.blamed, run.cut)
    known = replace(judged, verdicts=dict(judged.verdicts), outputs=dict(judged.outputs), marks=dict(judged.marks))
    run.note(replace(known, complete=run.first.complete))


def _secret(worker: Worker, run: _Run, id_: str, one: _Passed, before: Verdict | None) -> Verdict:
    """El veredicto, con los casos secretos, de quien pasó los públicos. ``before``: lo que falló donde estaba check."""
    case_set = run.case_sets[id_]
    answers, why = ask(worker, case_set, one.slot, False, run.limits)
    outcomes = [*one.outcomes, *answers, *([_stopped(run, id_, why)] if why else [])]
    found = _concluded(run, case_set, outcomes)
    if found.status == PASS and before is not None:
        return replace(found, message=f"{messages.better_later()} {found.message}")
    return found


def _stopped(run: _Run, id_: str, why: str) -> Outcome:
    kind = run.blame(why, run.first.died_calls, id_)
    if kind in DEATHS:
        run.judged.died_calls.add(id_)
    return Outcome(stopped=kind)


def _problem(case_set: CaseSet, outcomes: list[Outcome], limits: Limits) -> bool:
    """Si algún caso público falla o falta."""
    public = [case for case in case_set.cases if case.public]
    asked = zip(public, outcomes, strict=False)
    used = any(outcome.used for outcome in outcomes)
    failing = any(examine(case_set.exercise, case, outcome, limits.call) for case, outcome in asked)
    return used or failing or len(outcomes) < len(public)


def _said(case_set: CaseSet, outcomes: list[Outcome], limits: Limits) -> Verdict | None:
    """Lo que falla en los casos públicos, tal como se enseñará; None si ninguno falla."""
    for case, outcome in zip(case_set.cases, outcomes, strict=False):
        if problem := examine(case_set.exercise, case, outcome, limits.call):
            status, step, text = problem
            return verdict(case_set.exercise, status, text, call=describe_call(case_set.exercise, case), step=step)
    return None


def _concluded(run: _Run, case_set: CaseSet, outcomes: list[Outcome]) -> Verdict:
    """El veredicto; en una repetición, con el texto de la primera vez o sin ninguno que eligiera el estudiante."""
    if not run.repeats:
        return conclude(case_set, outcomes, run.limits.call)
    found = conclude(hidden(case_set), outcomes, run.limits.call)
    said = run.first.said.get(case_set.exercise.id)
    if said and (said.status, said.step) == (found.status, found.step):
        return replace(found, message=said.message, call=said.call)
    withheld = found.status in (FAIL, ERROR) and found.step not in ("stopped", "forbidden")
    return replace(found, message=messages.repeated(found.message)) if withheld else found


def _absent(run: _Run, id_: str) -> Verdict:
    """Por qué no hay función: su celda mató al trabajador, falló, está sin hacer o cambió el nombre."""
    exercise, cell = run.case_sets[id_].exercise, run.notebook.defining(id_)
    key = cell.key if cell else next((p.key for p in run.notebook.pieces_of(id_)), "")
    if key in run.killers:
        kind = run.killers[key]
        run.blamed[id_] = key
        status = NOT_JUDGED if kind in MACHINE else ERROR
        return verdict(exercise, status, messages.stopped_cell(kind, run.limits.cell), step="stopped")
    if run.notebook.unanswered(id_):
        return verdict(exercise, MISSING, messages.unanswered(id_), step="exists")
    if key in run.errors:
        return verdict(exercise, ERROR, messages.failed_cell(run.errors[key]), step="raised")
    return verdict(exercise, FAIL, messages.missing_function(id_), step="exists")


def _explain_dependencies(run: _Run) -> None:
    """Si una función falla y llama a otra que también, lo dice: un error se explica una vez."""
    verdicts = run.judged.verdicts
    for id_, found in verdicts.items():
        if found.status not in (FAIL, ERROR):
            continue
        sources = forbidden.reachable(run.cells.values(), id_)
        called = set().union(*map(forbidden.called_names, sources), set())
        failed = [o for o in verdicts if o != id_ and o in called and verdicts[o].status != PASS]
        # En una repetición, lo que ya estaba decidido lo dice ya.
        if failed and not found.message.startswith(why := messages.depends_on(id_, failed[0])):
            verdicts[id_] = replace(found, message=f"{why} {found.message}")
