"""Qué se concluye de lo que una función contestó o no: su veredicto, y lo que se dice de él."""

from dataclasses import replace

from autograder.diagnosis.source import Code
from autograder.judging import forbidden, messages, notebook_code
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
    examine,
    verdict,
)
from autograder.running.run import DEATHS, Run
from autograder.running.worker_process import Limits
from autograder.sandbox.call import Outcome


def used_by_reading(run: Run, id_: str, cell: str | None) -> tuple[bool, Verdict | None]:
    """Si se ve dónde se define, en lo que se ejecutó hasta esa celda, y lo prohibido que usa.

    Si no se ve, cuenta todo lo escrito.
    """
    exercise = run.case_sets[id_].exercise
    here, rest = ([piece.cell.source for piece in pieces] for pieces in run.split(cell))
    sources = notebook_code.reachable(here, id_)
    read, known = (sources, here) if sources else ([*here, *rest], [*here, *rest])
    asked = read, exercise.forbids, notebook_code.imported_names(known)
    if not (banned := forbidden.uses(*asked)):
        return bool(sources), None
    text = messages.forbidden(banned, forbidden.measures(*asked))
    return bool(sources), verdict(exercise, FAIL, text, step="forbidden")


def stopped(run: Run, id_: str, why: str) -> Outcome:
    """El resultado de una llamada que no contestó; de quien la dejó sin contestar se apunta la culpa."""
    kind = run.blame(why, run.first.died_calls, id_)
    if kind in DEATHS:
        run.judged.died_calls.add(id_)
    return Outcome(stopped=kind)


def fails(case_set: CaseSet, outcomes: list[Outcome], limits: Limits) -> bool:
    """Si algún caso público falla o falta."""
    public = [case for case in case_set.cases if case.public]
    asked = zip(public, outcomes, strict=False)
    used = any(outcome.used for outcome in outcomes)
    failing = any(examine(case_set.exercise, case, outcome, limits.call) for case, outcome in asked)
    return used or failing or len(outcomes) < len(public)


def said_of(case_set: CaseSet, outcomes: list[Outcome], limits: Limits) -> Verdict | None:
    """Lo que falla en los casos públicos, tal como se enseñará; None si ninguno falla."""
    for case, outcome in zip(case_set.cases, outcomes, strict=False):
        if problem := examine(case_set.exercise, case, outcome, limits.call):
            status, step, text = problem
            return verdict(case_set.exercise, status, text, call=describe_call(case_set.exercise, case), step=step)
    return None


def concluded(
    run: Run, case_set: CaseSet, outcomes: list[Outcome], passed: int = 0, code: Code | None = None
) -> Verdict:
    """El veredicto; en una repetición, con el texto de la primera vez o sin ninguno que eligiera el estudiante."""
    if not run.repeats:
        return conclude(case_set, outcomes, run.limits.call, passed, code)
    found = conclude(hidden(case_set), outcomes, run.limits.call, passed)
    said = run.first.said.get(case_set.exercise.id)
    if said and (said.status, said.step) == (found.status, found.step):
        return replace(found, message=said.message, call=said.call, diagnosis=said.diagnosis, hint=said.hint)
    withheld = found.status in (FAIL, ERROR) and found.step not in ("stopped", "forbidden")
    return replace(found, message=messages.repeated(found.message)) if withheld else found


def absent(run: Run, id_: str) -> Verdict:
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


def explain_dependencies(run: Run) -> None:
    """Si una función falla y llama a otra que también, lo dice: un error se explica una vez."""
    verdicts = run.judged.verdicts
    for id_, found in verdicts.items():
        if found.status not in (FAIL, ERROR):
            continue
        sources = notebook_code.reachable(run.cells.values(), id_)
        called = set().union(*map(notebook_code.called_names, sources), set())
        failed = [o for o in verdicts if o != id_ and o in called and verdicts[o].status != PASS]
        # En una repetición, lo que ya estaba decidido lo dice ya.
        if failed and not found.message.startswith(why := messages.depends_on(id_, failed[0])):
            verdicts[id_] = replace(found, message=f"{why} {found.message}")
