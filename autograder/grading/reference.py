"""La solución de referencia, juzgada como una entrega: si ella no saca el máximo, la clase tampoco puede.

También se juzga cada celda ``otra_solucion``: otra manera de escribirlo bien.
"""

import copy
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from autograder import cache
from autograder.authoring.sources import alternatives, solution_code, source_path
from autograder.errors import CourseError
from autograder.grading.assignment import Assignment, judge_submission
from autograder.grading.submission import Submission
from autograder.judging.cases import CaseSet
from autograder.judging.verdict import NOT_JUDGED, PASS, Verdict
from autograder.notebook.compose import compose
from autograder.running import warm
from autograder.running.worker_process import Limits

SHOWN = 400  # caracteres de la llamada que falló


@dataclass(frozen=True)
class Shortfall:
    """Una solución que no saca el máximo, o que la máquina no dejó juzgar."""

    text: str
    judged: bool


def require_reference(root: Path, assignment: Assignment, limits: Limits) -> list[str]:
    """Antes que a nadie, a la solución de referencia. Devuelve los avisos de lo que no se pudo comprobar.

    Errores
        CourseError si no saca el máximo.
    """
    try:
        found = reference_problems(root, assignment, limits)
    except FileNotFoundError:
        where = source_path(assignment.name)
        return [f"No está {where}: no se ha comprobado que la solución de referencia saque el máximo."]
    if wrong := [problem.text for problem in found if problem.judged]:
        raise CourseError("\n".join([*wrong, "No se califica hasta que se corrija la solución o la declaración."]))
    return [problem.text for problem in found]


def reference_problems(root: Path, assignment: Assignment, limits: Limits) -> list[Shortfall]:
    """Lo que no sacan las soluciones de una tarea; una lista vacía si todo.

    Con los casos de la nota y el mismo juez. Lo que ya salió bien no se repite.

    Errores
        CourseError si la lección no se puede leer.
        FileNotFoundError si no está.
    """
    source = (root / source_path(assignment.name)).read_bytes()
    key = f"{assignment.fingerprint} {hashlib.sha256(source).hexdigest()}"
    if cache.read("referencia", key) is not None:
        return []
    try:
        # Si la tarea se repartió, también las de cada variante.
        most = max((len(e.variants) for e in assignment.exercises.values()), default=0) if assignment.variants else 0
        written = [
            (solution_code(root, assignment.name, k), alternatives(root, assignment.name, k)) for k in range(most + 1)
        ]
    except CourseError as problem:  # para quien construye es algo que corregir; aquí impide empezar
        raise CourseError(str(problem)) from None
    try:
        found = []
        for number, (code, others) in enumerate(written):
            found += _family_problems(assignment, number, code, others, limits)
    finally:
        warm.close_current()  # a la clase la juzgan otros procesos, cada uno con el suyo
    if not found:
        cache.write("referencia", key, "")
    return found


def _family_problems(
    assignment: Assignment, number: int, code: Mapping[str, str], others: Mapping[str, Sequence[str]], limits: Limits
) -> list[Shortfall]:
    """Lo que no sacan la solución y las otras soluciones: las de todos o, con ``number``, las de esa variante."""
    which, ids = "", list(assignment.exercises)
    if number:
        ids = [id_ for id_, e in assignment.exercises.items() if number < len(e.family)]
        assignment = assignment.of(dict.fromkeys(ids, number))
        which = f" de la variante {number}"
    found = _problems(assignment, code, ids, f"La solución de referencia{which}", limits)
    for k, answers in enumerate(zip_longest(*(others.get(id_, ()) for id_ in ids)), 1):
        other = {id_: answer for id_, answer in zip(ids, answers, strict=True) if answer is not None}
        # Una respuesta puede llamar a la de otro ejercicio: donde no hay más, está la de referencia.
        found += _problems(assignment, {**code, **other}, list(other), f"La otra solución nº {k}{which}", limits)
    return found


def _problems(
    assignment: Assignment, answers: Mapping[str, str], judged: Sequence[str], which: str, limits: Limits
) -> list[Shortfall]:
    notebook = copy.deepcopy(assignment.release)
    for cell in notebook.cells:
        cell.source = answers.get(cell.id, cell.source)
    # A quien prepara la tarea se le enseña también el caso secreto que falla.
    asked = replace(assignment, case_sets={id_: _shown(assignment.case_sets[id_]) for id_ in judged})
    submission = Submission("referencia", compose(notebook.cells, assignment.published, assignment.name))
    judgement = judge_submission(submission, asked, limits)
    if judgement.again:
        judgement = judge_submission(submission, asked, limits, judgement)
    where = source_path(assignment.name)
    return [_shortfall(f"{which} de «{id_}» ({where})", v) for id_, v in judgement.verdicts.items() if v.status != PASS]


def _shown(case_set: CaseSet) -> CaseSet:
    return CaseSet(case_set.exercise, tuple(replace(case, public=True) for case in case_set.cases))


def _shortfall(what: str, verdict: Verdict) -> Shortfall:
    if verdict.status == NOT_JUDGED:
        return Shortfall(f"{what} no se pudo juzgar: {verdict.text}", judged=False)
    call = f" Fue al llamar a {' '.join(verdict.call.split())[:SHOWN]}." if verdict.call else ""
    return Shortfall(f"{what} no saca el máximo: {verdict.message}{call}", judged=True)
