"""Juzgar una entrega: ejecutar sus celdas y preguntar a cada función tal como era donde estaba su ``check``.

``judge_notebook`` es la única puerta por la que se ejecuta código ajeno. El
veredicto se calcula aquí, del lado de confianza, con lo que contesta; lo que no
contesta vale 0 o queda sin juzgar, nunca aprueba. El orden:

1. las celdas, en su orden;
2. los casos públicos, al final del cuaderno;
3. lo que al final falla y donde estaba su ``check`` pudo ser otra cosa: se ejecutan las celdas otra vez, cada
   ``check(f)`` deja un hijo parado en ese momento y los casos públicos se le preguntan a él. Cuenta lo mejor;
4. los casos secretos, en el proceso que pasó los públicos.

Empezar por el final da lo mismo que empezar por los momentos, y un cuaderno que
está bien, que son casi todos, no para ningún hijo. Lo que el informe enseña del
estudiante se escribió antes de que su código viera un caso secreto. Si una celda
o una llamada se lleva por delante a quien las ejecuta, se apunta la culpable y se
empieza otra vez sin ella. Una repetición a solas (``judged.py``) no enseña nada
que escribiera el estudiante: puede saber que lo es, y haber visto los casos
secretos.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from autograder.diagnosis.source import SEARCHING, Code
from autograder.judging import below, messages, notebook_code
from autograder.judging.cases import CaseSet
from autograder.judging.verdict import (
    ERROR,
    FAIL,
    NOT_JUDGED,
    PASS,
    Verdict,
    verdict,
)
from autograder.notebook.compose import Composition
from autograder.running import findings, warm
from autograder.running.judged import FRESH, Judged, doubt
from autograder.running.questions import Absent, NotCallable, Unanswered, ask, attempts
from autograder.running.run import Public, Run, run_cells, worker_for
from autograder.running.warm import CannotStart
from autograder.running.worker_process import DEFAULT_LIMITS, Limits, Worker
from autograder.sandbox.moments import OWN, PLACES, PUBLISHED, slot_of

SPARE = 10.0  # segundos de CPU que le tienen que quedar a la entrega para gastar alguno en buscar un error


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
    notebook_code.forget()
    first = first or FRESH
    run = Run(notebook, case_sets, limits, first, first.known(), note)
    run.killers = {cell: first.stops[cell] for cell in first.cells_stopped("time", "memory")}
    while run.pending and not run.exhausted:
        try:
            run.parent = warm.current(modules)
            with worker_for(run, list(case_sets)) as worker:
                if run_cells(worker, run):
                    _settle(run)
                    _ask_all(worker, run)
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
    findings.explain_dependencies(run)
    return judged


def _settle(run: Run) -> None:
    """Al acabar las celdas de una repetición: si pararon las mismas, lo que solo dependía de eso queda como estaba."""
    if run.first.stops.keys() <= run.killers.keys():
        for id_ in run.first.shaky:
            run.judged.verdicts.setdefault(id_, run.first.verdicts[id_])
            if id_ in run.first.marks:
                run.judged.marks.setdefault(id_, run.first.marks[id_])


def _ask_all(worker: Worker, run: Run) -> None:
    """Las preguntas, con quien llegó al final de las celdas: públicas, públicas donde haga falta y secretas."""
    # Los hijos parados que pasaron se fueron con el trabajador anterior: a ellos se les vuelve a preguntar.
    run.moment = {id_: moment for id_, moment in run.moment.items() if moment.found is not None}
    with ExitStack() as stack:
        try:
            for id_ in [id_ for id_ in run.pending if id_ not in run.end]:
                run.end[id_] = _public(worker, run, id_, None, None)
                if run.end[id_].found and not _may_differ(run, id_):
                    run.judged.verdicts[id_] = _failed(run, id_)
                if not worker.alive:
                    return  # se empieza otra vez; de lo contestado ya se sabe lo público
            passed = {id_: worker for id_ in run.pending if run.end[id_].found is None}
            if doubtful := [id_ for id_ in run.pending if _may_differ(run, id_)]:
                frozen = stack.enter_context(worker_for(run, doubtful, frozen=True))
                passed |= {id_: frozen for id_ in _ask_moments(frozen, run, doubtful) if id_ not in passed}
            for id_ in run.pending:
                if id_ not in passed:
                    run.judged.verdicts[id_] = _failed(run, id_)
            if passed and not run.judged.secret:
                _before_secrets(run)
            for id_, one in passed.items():
                if one.alive:
                    run.judged.verdicts[id_] = _secret(one, run, id_)
        except Unanswered:
            return


def _public(worker: Worker, run: Run, id_: str, slot: int | None, cell: str | None) -> Public:
    """Pregunta los casos públicos, al final o al hijo de un puesto, cuyo check está en ``cell``."""
    case_set = run.case_sets[id_]
    seen, banned = findings.used_by_reading(run, id_, cell)
    if seen and banned:
        return Public(banned, slot=slot)
    try:
        outcomes, why = ask(worker, case_set, slot, True, run.limits)
    except Absent:
        return Public(findings.absent(run, id_))
    except NotCallable as problem:
        kind = "otra cosa" if run.repeats else str(problem)
        text = messages.not_a_function(id_, kind)
        return Public(verdict(case_set.exercise, FAIL, text, step="exists"), slot=slot)
    if banned:  # existe y no se ve dónde se define
        return Public(banned, slot=slot)
    if why:
        outcomes.append(findings.stopped(run, id_, why))
    failing = why or findings.fails(case_set, outcomes, run.limits)
    code = _written(worker, run, id_, slot, cell) if failing and not run.repeats else None
    return Public(findings.concluded(run, case_set, outcomes, code=code) if failing else None, outcomes, slot)


def _written(worker: Worker, run: Run, id_: str, slot: int | None, cell: str | None) -> Code:
    """Lo que escribió, para buscar qué le falta como lo busca ``check``; solo con la CPU que a la entrega le sobra."""
    here = [piece.cell.source for piece in run.split(cell)[0]]
    left = SEARCHING

    def tried(*asked: Any) -> list[list[Any] | None]:
        nonlocal left
        seconds = min(left, run.searching)
        if seconds <= 0 or not worker.alive or worker.budget - (worker.spent - worker.born) < SPARE:
            return []
        before = worker.cpu()
        try:
            return attempts(worker, id_, slot, asked, seconds, run.limits)
        finally:
            used = worker.cpu() - before
            left -= used
            run.searching -= used

    return Code(id_, notebook_code.reachable(here, id_), tried)


def _may_differ(run: Run, id_: str) -> bool:
    """Si donde estaba check pudo salir otra cosa que al final: lo que allí falla puede pasar, o al revés."""
    cell = run.marked(id_)
    if cell is None or id_ in run.moment:
        return False
    above, under = run.split(cell)
    names = below.needed_by([piece.cell.source for piece in above], id_)
    if not names:
        return run.end[id_].found is not None
    changed = [piece.cell.source for piece in under if below.binds(piece.cell.source, names)]
    if run.end[id_].found is None:
        return bool(changed)  # pasar, pasa; es para decir la diferencia
    # También lo que la propia celda hace detrás de su check.
    later = [below.after_check(run.cells[cell]), *(piece.cell.source for piece in under if not piece.as_published)]
    return bool(changed) or not all(below.cannot_change(source, names) for source in later)


def _ask_moments(worker: Worker, run: Run, exercises: Sequence[str]) -> list[str]:
    """Pregunta los casos públicos donde estaba check; da los ejercicios que allí pasan.

    Errores
        CannotStart si las celdas, que ya habían acabado una vez, esta vez no acaban: no es culpa de la respuesta.
        Unanswered si lo que no les alcanzó fue lo que le quedaba a la entrega.
    """
    killers, outputs = dict(run.killers), dict(run.judged.outputs)
    if not run_cells(worker, run):
        run.killers, run.judged.outputs = killers, outputs
        if not worker.affordable:
            raise Unanswered
        raise CannotStart("Al volver a ejecutar las celdas, no acabaron.")
    for number, id_ in enumerate(exercises):
        for place in (PUBLISHED, OWN):
            slot, cell = slot_of(number, place), run.marks.get((id_, place))
            if cell and worker.children.get(slot) and worker.alive:
                asked = _public(worker, run, id_, slot, cell)
                # De dos que fallan, el de la celda publicada.
                if id_ not in run.moment or (asked.found is None and run.moment[id_].found is not None):
                    run.moment[id_] = asked
    return [id_ for id_ in exercises if id_ in run.moment and run.moment[id_].found is None]


def _failed(run: Run, id_: str) -> Verdict:
    """Lo que falla, como se dijo donde estaba check; al final, si allí no se preguntó o no llegó a contestar.

    En un hijo parado no están los hilos que había en marcha: quien los espere no contesta.
    """
    moment, end = run.moment.get(id_), run.end[id_]
    if moment is not None and moment.found.step == "stopped" and end.found.step != "stopped":
        moment = None
    _mark(run, id_, moment)
    return (moment or end).found


def _mark(run: Run, id_: str, moment: Public | None) -> None:
    """Apunta en qué celda está el check que se juzga."""
    place = moment.slot % PLACES if moment and moment.slot is not None else None
    cell = run.marked(id_) if place is None else run.marks.get((id_, place))
    if cell:
        run.judged.marks[id_] = cell


def _before_secrets(run: Run) -> None:
    """Apunta lo que ya se puede enseñar: lo que el código diga a partir de aquí no se enseña."""
    judged = run.judged
    if not run.repeats:
        public = run.end | run.moment
        failing = {id_: one.outcomes for id_, one in public.items() if one.found is not None}
        found = {id_: findings.said_of(run.case_sets[id_], outcomes, run.limits) for id_, outcomes in failing.items()}
        judged.said = {id_: said for id_, said in found.items() if said}
    judged.secret = True
    doubt(judged, run.first, run.killers, run.blamed, run.cut)
    known = replace(judged, verdicts=dict(judged.verdicts), outputs=dict(judged.outputs), marks=dict(judged.marks))
    run.note(replace(known, complete=run.first.complete))


def _secret(worker: Worker, run: Run, id_: str) -> Verdict:
    """El veredicto, con los casos secretos, de quien pasó los públicos."""
    case_set, moment = run.case_sets[id_], run.moment.get(id_)
    passed = run.end[id_] if run.end[id_].found is None else moment
    answers, why = ask(worker, case_set, passed.slot, False, run.limits)
    outcomes = [*passed.outcomes, *answers, *([findings.stopped(run, id_, why)] if why else [])]
    _mark(run, id_, moment if passed is moment else None)
    found = findings.concluded(run, case_set, outcomes, passed=len(passed.outcomes))
    if found.status == PASS and moment is not None and moment.found is not None:
        return replace(found, message=f"{messages.better_later()} {found.message}")
    return found
