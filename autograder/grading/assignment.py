"""Una tarea lista para juzgarse, y el juicio de una entrega: lo que se reparte entre procesos."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from autograder.courses import file_of
from autograder.errors import CourseError
from autograder.exercise import Exercise, exercises_of, module_name, with_variants
from autograder.grading.corrected import corrected, show_verdicts, unread
from autograder.grading.dealing import NOT_DEALT, UNKNOWN, dealt_path, judged_as
from autograder.grading.handed import Handed
from autograder.grading.key import NAME as KEY_NAME
from autograder.grading.release import MARK, marked, read_release
from autograder.grading.secret_references import grading_case_sets
from autograder.grading.submission import Submission, read_submission
from autograder.judging.cases import CaseSet
from autograder.judging.fingerprint import cases_fingerprint, diagnosis_fingerprint, texts_fingerprint
from autograder.judging.verdict import NOT_JUDGED, PASS, Verdict, verdict
from autograder.notebook import node
from autograder.notebook.compose import Composition
from autograder.notebook.individual import Pages, individual, pages_of
from autograder.notebook.node import Node
from autograder.notebook.read import CLASS_ONLY
from autograder.notebook.roles import Published
from autograder.notebook.variant_code import chosen, write_code
from autograder.records.standing import Entry
from autograder.running.judge import judge_notebook
from autograder.running.judged import Judged
from autograder.running.view import course_modules
from autograder.running.worker_process import DEFAULT_LIMITS, Limits

JUDGES = (
    *("judging/answer", "judging/below", "judging/cases", "judging/compare", "judging/verdict"),
    *("judging/forbidden", "judging/notebook_code"),
    *("reading", "grading/assignment", "grading/submission", "grading/candidates"),
    *("notebook/read", "notebook/roles", "notebook/lesson", "notebook/compose"),
    *("notebook/variant_code", "notebook/individual", "grading/dealing"),
    *("running/judge", "running/findings", "running/run", "running/judged", "running/questions"),
    *("running/view", "running/packages", "running/worker_process"),
)


class NotDealt(Exception):
    """Un cuaderno individual de una tarea que aquí no consta que se repartiera."""


@dataclass(frozen=True)
class Assignment:
    """Todo lo que hace falta para juzgar una tarea, calculado una vez para la clase.

    Se puede mandar a otro proceso: los ejercicios viajan por su nombre, y las
    referencias ya calculadas, así que allí no hace falta torch.
    """

    name: str
    release: Node
    exercises: dict[str, Exercise]
    case_sets: dict[str, CaseSet]
    fingerprint: str  # cambia con lo que decide una nota: publicación, declaraciones, casos, clave, topes y juez
    texts: str  # cambia con los textos de las declaraciones que salen en un informe
    diagnosis: str  # cambia con lo que se dice de una respuesta que no está bien
    # De una tarea repartida: los casos y las celdas de sus variantes, y las que le tocan a cada estudiante.
    variants: dict[str, CaseSet] = field(default_factory=dict)
    pages: Pages = field(default_factory=dict)
    dealt: dict[str, dict[str, int]] = field(default_factory=dict)

    def of(self, numbers: Mapping[str, int]) -> "Assignment":
        """La misma tarea con esas variantes: la de quien las tiene."""
        exercises = {id_: e.variant(numbers.get(id_, 0)) for id_, e in self.exercises.items()}
        case_sets = {id_: self.variants.get(e.key, self.case_sets[id_]) for id_, e in exercises.items()}
        cells = individual(self.release.cells, self.pages, numbers, write_code(self.name, numbers))
        own = replace(self, exercises=exercises, case_sets=case_sets, release=Node({**self.release, "cells": cells}))
        own.__dict__["modules"] = self.modules  # los de todas las variantes: buscarlos otra vez cuesta más que juzgar
        return own

    def given(self, student: str) -> Callable[[list[Node]], Published] | None:
        """Lo que se publicó para quien tiene unas celdas; None si es lo mismo para todos."""
        return (lambda cells: self.judging(student, cells)[0].published) if self.variants else None

    def judging(self, student: str, cells: list[Node]) -> tuple["Assignment", list[str]]:
        """La tarea con que se juzga un cuaderno, y lo que hay que decir de su código.

        Errores
            NotDealt si lleva código y aquí no consta ningún reparto.
        """
        found = chosen(self.name, cells)
        if not self.variants:
            if found.codes or found.problem:
                raise NotDealt
            return self, []
        numbers, notes = judged_as(found, self.dealt.get(student))
        return (self.of(numbers) if numbers else self), notes

    @cached_property
    def published(self) -> Published:
        """Las celdas publicadas, por lo que son."""
        return Published(self.release.cells)

    @property
    def written(self) -> set[str]:
        """Las preguntas que corrige una persona."""
        return set(self.published.essays)

    @cached_property
    def modules(self) -> frozenset[str]:
        """Los módulos de ``course_lib`` que se ven al calificarla."""
        return visible_modules(self.release, self.exercises, self.pages)

    @property
    def max_auto_score(self) -> float:
        return float(sum(e.points for e in self.exercises.values()))

    @property
    def max_score(self) -> float:
        graded = (c.metadata.get("nbgrader", {}) for c in self.release.cells)
        return float(sum(info.get("points", 0) for info in graded if info.get("grade")))


def visible_modules(
    release: Node, exercises: Mapping[str, Exercise], pages: Pages = MappingProxyType({})
) -> frozenset[str]:
    """Los módulos de ``course_lib`` que se ven al calificar lo publicado, y las páginas de sus variantes."""
    cells = [*release.cells, *(cell for page in pages.values() for cell in page)]
    run = [c for c in cells if c.cell_type == "code" and CLASS_ONLY not in c.metadata.get("tags", ())]
    return course_modules([c.source for c in run], [e.forbids for e in exercises.values()])


@dataclass(frozen=True)
class Graded(Entry):
    """Una entrega juzgada, sin apuntar todavía."""

    again: Judged | None = None  # con qué repetirla a solas, si algo quedó en duda


def load_assignment(
    root: Path,
    name: str,
    key: bytes,
    limits: Limits = DEFAULT_LIMITS,
    store: Path | None = None,
    dealt: dict[str, dict[str, int]] | None = None,
) -> Assignment:
    """Lee la publicación, comprobada, y las referencias de sus casos; las que no estén en ``store`` se calculan.

    ``dealt`` son las variantes de cada estudiante, si la tarea se repartió.

    Errores
        CourseError si no hay tal tarea, no tiene ejercicios, su cuaderno no es el
        que publicó ``build`` o una referencia falla.
    """
    exercises = exercises_of(name)
    release = read_release(root, name)
    if not exercises:
        raise CourseError(
            f"{name} no tiene ejercicios declarados en {file_of(module_name(name))}: no hay nada que calificar."
        )
    asked = exercises if dealt is None else with_variants(exercises.values())
    case_sets = grading_case_sets(asked, name, key, store)
    published = marked(release)
    decisive = [published["declarations"], published["release"], cases_fingerprint(case_sets), key.hex(), repr(limits)]
    texts, diagnosis = texts_fingerprint(asked), diagnosis_fingerprint(case_sets)
    pages = pages_of(name) if dealt is not None else {}
    if pages:
        # De quién es cada variante se sabe al leer su cuaderno: los textos no se pueden poner al día sin juzgar.
        decisive += [texts, diagnosis, json.dumps(pages, sort_keys=True)]
    return Assignment(
        name,
        release,
        exercises,
        {id_: case_sets[id_] for id_ in exercises},
        fingerprint=hashlib.sha256("\0".join([*decisive, _program()]).encode()).hexdigest(),
        texts=texts,
        diagnosis=diagnosis,
        variants={key: case_sets[key] for key in asked if key not in exercises},
        pages=pages,
        dealt=dealt or {},
    )


def _program() -> str:
    """Resumen de la parte de este programa que juzga: si se corrige un fallo suyo, también hay que volver a juzgar."""
    package = Path(__file__).parents[1]
    files = sorted(package.joinpath("sandbox").glob("*.py")) + [package / f"{name}.py" for name in JUDGES]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def grade_one(
    handed: Handed,
    assignment: Assignment,
    limits: Limits,
    first: Judged | None = None,
    note: Callable[[Judged], None] = lambda judged: None,
) -> Graded:
    """Juzga una entrega de principio a fin. No toca el disco ni el gradebook, y nunca lanza por culpa de ella.

    ``first`` y ``note``, como en ``judge_notebook``.
    """
    submission, assignment, refused = read_for(handed, assignment)
    if refused:
        judged = _not_judged(assignment, refused)
    else:
        judged = judge_submission(submission, assignment, limits, first, note)
    try:
        notebook = _written(submission, judged, assignment)
    except Exception as error:  # lo que no se puede escribir no puede costarle la nota
        why = f"El cuaderno corregido no se pudo escribir ({type(error).__name__})"
        note = f"{why}; la nota vale y la entrega sigue intacta."
        submission = replace(submission, messages=[*submission.messages, note])
        notebook = _written(replace(submission, notebook=None), judged, assignment)
    return _graded(handed, assignment, submission, judged, notebook)


def read_for(handed: Handed, assignment: Assignment) -> tuple[Submission, Assignment, str]:
    """Una entrega, la tarea con que se juzga y, si no se puede juzgar con ninguna, por qué."""
    submission = read_submission(handed, assignment.name, assignment.published, assignment.given(handed.student))
    cells = [piece.cell for piece in submission.notebook.pieces] if submission.notebook and handed.notebooks else []
    if not cells:
        return submission, assignment, ""
    try:
        found, notes = assignment.judging(handed.student, cells)
    except NotDealt:
        why = NOT_DEALT.format(file=dealt_path(Path(KEY_NAME), assignment.name))
        said = replace(submission, messages=[*submission.messages, why], asides=submission.asides | {why})
        return said, assignment, UNKNOWN
    return replace(submission, messages=[*submission.messages, *notes]), found, ""


def _graded(handed: Handed, assignment: Assignment, submission: Submission, judged: Judged, notebook: str) -> Graded:
    # Con otro archivo al lado, la pregunta escrita puede estar contestada en él: lo mira una persona.
    blank = submission.notebook.blank_essays if submission.notebook and not handed.others else frozenset()
    # Lo que quedó a medias por la máquina se vuelve a intentar la próxima vez.
    unfinished = submission.notebook is not None and judged.stalled
    return Graded(
        student=handed.student,
        verdicts=judged.verdicts,
        messages=tuple(submission.messages),
        asides=submission.asides,
        unanswered=blank,
        notebook=notebook,
        timestamp=handed.timestamp,
        handed=handed.digest(""),
        digest="" if unfinished else handed.digest(assignment.fingerprint),
        texts=assignment.texts,
        diagnosis=assignment.diagnosis,
        answers=answers_of(submission.notebook),
        again=judged if judged.again else None,
    )


def answers_of(notebook: Composition | None) -> dict[str, str]:
    """La huella de cada respuesta, para notar cuál cambia de una entrega a otra; vacío si no se pudo leer.

    La de una pregunta escrita cuenta también los textos sueltos: pueden ser un trozo suyo.
    """
    if notebook is None:
        return {}
    found = {id_: [*notebook.pieces_of(id_), notebook.defining(id_)] for id_ in notebook.published.answers}
    found |= {id_: [*notebook.written(id_), *notebook.own_texts] for id_ in notebook.published.essays}
    return {id_: _digest(piece.cell for piece in pieces if piece is not None) for id_, pieces in found.items()}


def _digest(cells: Iterable[Node]) -> str:
    parts = [part for cell in cells for part in (cell.source.strip(), str(cell.get("attachments", "")))]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def judge_submission(
    submission: Submission,
    assignment: Assignment,
    limits: Limits,
    first: Judged | None = None,
    note: Callable[[Judged], None] = lambda judged: None,
) -> Judged:
    """Los veredictos de una entrega. Lo ilegible queda sin juzgar: lo mira una persona."""
    if submission.notebook is None:
        return _not_judged(assignment, submission.messages[-1])
    try:
        return judge_notebook(submission.notebook, assignment.case_sets, limits, assignment.modules, first, note)
    except Exception as error:  # un fallo nuestro no puede parar a la clase ni costarle la nota a nadie
        why = f"El calificador falló ({type(error).__name__}: {error}). No es culpa de la entrega: la verá una persona."
        second = (first or Judged()).cut_short()
        return replace(second or Judged(), verdicts=_not_judged(assignment, why).verdicts, again=second is not None)


def not_judged(handed: Handed, assignment: Assignment, why: str, outputs: Mapping[str, list[Node]]) -> Graded:
    """Una entrega que no se dejó juzgar: queda a la espera de una persona, con lo que se llegó a ver."""
    submission, assignment, _ = read_for(handed, assignment)
    judged = replace(_not_judged(assignment, why), outputs=dict(outputs))
    return _graded(handed, assignment, submission, judged, _written(submission, judged, assignment))


def _not_judged(assignment: Assignment, why: str) -> Judged:
    return Judged({id_: verdict(e, NOT_JUDGED, why) for id_, e in assignment.exercises.items()})


def graded_notebook(submission: Submission, judged: Judged, assignment: Assignment) -> Node:
    """El cuaderno ejecutado, con el veredicto en cada celda de corrección."""
    if submission.notebook is None:
        return unread(assignment.release, submission.messages[-1], judged, assignment.exercises)
    return corrected(submission.notebook, judged, assignment.exercises)


def with_new_texts(notebook: Node, verdicts: Mapping[str, Verdict], assignment: Assignment) -> str:
    """Un cuaderno corregido con otros textos en sus celdas de corrección: nadie vuelve a juzgar."""
    show_verdicts(notebook, verdicts, assignment.exercises)
    return node.dumps(notebook)


def renewed(verdicts: Mapping[str, Verdict], assignment: Assignment) -> dict[str, Verdict]:
    """Los mismos veredictos con los textos de las declaraciones de ahora."""
    return {id_: _with_new_texts(v, assignment.exercises[id_]) for id_, v in verdicts.items()}


def _with_new_texts(found: Verdict, exercise: Exercise) -> Verdict:
    if found.status == PASS:
        return replace(found, message=exercise.takeaway)
    hints = {m.name: m.hint for m in exercise.misconceptions}
    return replace(found, hint=hints.get(found.diagnosis, found.hint))


def _written(submission: Submission, judged: Judged, assignment: Assignment) -> str:
    """El cuaderno corregido, como texto."""
    notebook = graded_notebook(submission, judged, assignment)
    notebook.metadata[MARK] = {"assignment": assignment.name}
    # Sin pasar por el validador de nbformat: aquí todo lo que entra está ya comprobado, y validar cuesta más
    # que escribir.
    return node.dumps(notebook)
