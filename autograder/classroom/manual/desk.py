"""La mesa de quien corrige: la tarea, su gradebook y sus cuadernos corregidos, y lo que se lee y se guarda ahí."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.authoring.rubric import Written, written_questions
from autograder.authoring.sources import lessons
from autograder.classroom.manual.questions import CHANGED, MARKED, WAITING, Answer, Question, answers, questions
from autograder.classroom.manual.save import read_points, save
from autograder.course import Course
from autograder.errors import CourseError
from autograder.exercise import exercises_of
from autograder.grading.key import key_path, read_key
from autograder.grading.release import released
from autograder.notebook import node
from autograder.notebook.individual import with_pages
from autograder.notebook.roles import Published

if TYPE_CHECKING:
    from autograder.records.gradebook import Book


class Desk:
    """Lo que hace falta para corregir a mano una tarea. Cada lectura abre el gradebook y lo cierra: nadie lo espera."""

    def __init__(self, course: Course, assignment: str, db_url: str, autograded: Path):
        """Comprueba que hay qué corregir.

        Errores
            CourseError si no hay tal tarea, no se ha calificado o el gradebook no se puede abrir.
        """
        from autograder.classroom.gradebook import known_assignment, opened

        self.course, self.assignment, self.autograded = course, assignment, autograded
        path = course.root / "notebooks" / f"{assignment}.ipynb"
        if not path.is_file():
            known = ", ".join(released(course.root)) or "ninguna"
            raise CourseError(f"No existe notebooks/{assignment}.ipynb. Tareas que hay: {known}.")
        self.published = Published(with_pages(node.loads(path.read_bytes()).cells, self.assignment))
        self.db_url = db_url
        with opened(db_url) as db:
            known_assignment(db, assignment)

    @property
    def title(self) -> str:
        """El título de la tarea; si no lo tiene, su nombre."""
        return next(filter(None, map(_heading, self.published.cells)), self.assignment)

    @cached_property
    def _written(self) -> Mapping[str, Written]:
        # Sin la fuente (un cuaderno de otro curso) se corrige igual, sin rúbrica.
        known = self.assignment in lessons(self.course.root)
        return written_questions(self.course.root, self.assignment) if known else {}

    @cached_property
    def _salt(self) -> bytes:
        """De la clave, que solo lee quien califica: con un id no se puede saber cuál es su respuesta."""
        key = read_key(key_path(self.db_url, self.course.root)) or b""
        return hashlib.sha256(b"manual\0" + self.assignment.encode() + key).digest()

    def open(self) -> "Book":
        """El gradebook, abierto para leer lo que hay y poner notas."""
        from autograder.records.gradebook import Book

        return Book(self.db_url, self.assignment, None, lambda: self.course.config, read_only=True)

    def read(self) -> tuple[dict[str, Question], list[Answer]]:
        """Las preguntas en que hay algo de una persona, y las respuestas de todos."""
        with self.open() as book:
            titles = {id_: self.statement(id_)[0] for id_ in self.published.essays}
            asked = questions(book.reader, titles, self._written, exercises_of(self.assignment))
            found = answers(book.standings(book.reader.everyone()), asked, self._salt)
        mine = {answer.question for answer in found}
        return {id_: question for id_, question in asked.items() if id_ in mine}, found

    def mark(self, question: Question, seen: Answer, sent: Mapping[str, Any]) -> Answer:
        """Guarda lo que mandó la página sobre una respuesta.

        Errores
            Refused o Conflict (``save.py``).
        """
        points = read_points(sent.get("points"), question.max_points)
        levels = {str(name): str(level) for name, level in dict(sent.get("levels") or {}).items()}
        with self.open() as book:
            version, note = str(sent.get("version")), str(sent.get("note") or "")
            return save(book, question, seen, version, points, levels, note)

    def notebook(self, student: str) -> Path:
        """El cuaderno corregido de alguien."""
        return self.autograded / student / self.assignment / f"{self.assignment}.ipynb"

    def statement(self, essay: str) -> tuple[str, str]:
        """El título de una pregunta escrita y su enunciado: los textos que hay desde el último título hasta ella."""
        place = next(k for k, cell in enumerate(self.published.cells) if cell.id == essay)
        texts: list[str] = []
        for cell in reversed(self.published.cells[:place]):
            if cell.cell_type != "markdown":
                continue
            texts.insert(0, cell.source)
            if title := _heading(cell):
                return title, "\n\n".join(texts)
        return "", "\n\n".join(texts)


def count(found: list[Answer]) -> dict[str, int]:
    """Cuántas respuestas hay en cada estado."""
    counts = Counter(answer.state for answer in found)
    return {state: counts[state] for state in (WAITING, CHANGED, MARKED)}


def _heading(cell) -> str:
    """El título con que empieza una celda de texto."""
    lines = cell.source.split("\n") if cell.cell_type == "markdown" else ()
    return next((line.lstrip("#").strip() for line in lines if line.startswith("#")), "")
