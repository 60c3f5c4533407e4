"""Apuntar notas en el gradebook de nbgrader: una sesión abierta y una transacción por entrega."""

import os
import sysconfig
from collections.abc import Mapping
from datetime import datetime

from nbformat import NotebookNode
from nbgrader.api import Comment, Grade, Gradebook, MissingEntry, Student, SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import SaveCells

from autograder.judging.verdict import NOT_JUDGED, Verdict


class GradebookError(RuntimeError):
    """El gradebook no admite lo que se le pide; el mensaje dice qué hacer."""


class Book:
    """El gradebook abierto para una tarea de un solo cuaderno."""

    def __init__(self, url: str, assignment: str, release: NotebookNode):
        """Abre (o crea) el gradebook y registra la tarea con sus celdas.

        Errores
            GradebookError si la tarea cambió de celdas cuando ya había notas.
        """
        self.url, self.assignment = url, assignment
        _put_scripts_on_path()
        self.gradebook = Gradebook(url)
        self.gradebook.update_or_create_assignment(assignment)
        resources = {"nbgrader": {"notebook": assignment, "assignment": assignment, "db_url": url}}
        try:
            # Es el preprocesador con el que nbgrader registra una tarea al publicarla.
            SaveCells().preprocess(release, resources)
        except RuntimeError:
            self.close()
            raise GradebookError(
                f"En este gradebook ya hay notas de {assignment} con otras celdas: alguien añadió o quitó "
                "ejercicios. Califica con un gradebook nuevo (--db sqlite:///otro.db) o recupera la versión anterior."
            ) from None
        self.gradebook.db.expire_all()

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        self.gradebook.close()

    def save(
        self,
        student: str,
        verdicts: Mapping[str, Verdict],
        unanswered: set[str],
        timestamp: datetime | None = None,
    ) -> tuple[float, float]:
        """Apunta una entrega entera o nada; devuelve (nota, puntos pendientes de una persona).

        Formas
            ``verdicts`` va por id de ejercicio; ``unanswered`` son los ids de
            las preguntas escritas que siguen como se publicaron.
        """
        db = self.gradebook.db
        try:
            submission = self._submission(student)
            submission.timestamp = timestamp
            (notebook,) = submission.notebooks
            for grade in notebook.grades:
                self._score(grade, verdicts, unanswered)
            for comment in notebook.comments:
                found = verdicts.get(comment.name)
                comment.auto_comment = "Sin respuesta." if comment.name in unanswered else None
                if found is not None and found.points != found.max_points:
                    comment.auto_comment = found.text
            db.commit()
        except BaseException:
            db.rollback()
            raise
        return self.totals(student)

    def _submission(self, student: str) -> SubmittedAssignment:
        db = self.gradebook.db
        try:
            return self.gradebook.find_submission(self.assignment, student)
        except MissingEntry:
            pass
        person = db.get(Student, student) or Student(id=student)
        # Lo mismo que Gradebook.add_submission, pero sin confirmar: la nota va en la misma transacción.
        with db.no_autoflush:
            submission = SubmittedAssignment(assignment=self.gradebook.find_assignment(self.assignment), student=person)
            for master in submission.assignment.notebooks:
                copy = SubmittedNotebook(notebook=master, assignment=submission)
                for cell in master.grade_cells:
                    Grade(cell_id=cell.id, cell=cell, notebook=copy)
                for cell in master.solution_cells:
                    Comment(cell_id=cell.id, cell=cell, notebook=copy)
            db.add(submission)  # arrastra lo demás
        return submission

    @staticmethod
    def _score(grade: Grade, verdicts: Mapping[str, Verdict], unanswered: set[str]) -> None:
        """Pone la nota automática. La manual, que puso una persona, no se toca nunca."""
        found = verdicts.get(grade.cell.name.removeprefix("test_"))
        if found is not None:
            grade.auto_score = None if found.status == NOT_JUDGED else found.points
        else:
            # La pregunta escrita la mira una persona, salvo si nadie la contestó.
            grade.auto_score = 0.0 if grade.cell.name in unanswered else None
        # Como hace nbgrader: lo que ya tenía nota manual se marca para que se revise.
        grade.needs_manual_grade = grade.auto_score is None or grade.manual_score is not None

    def totals(self, student: str) -> tuple[float, float]:
        """Nota actual de un estudiante y puntos que esperan a una persona."""
        self.gradebook.db.expire_all()
        submission = self.gradebook.find_submission(self.assignment, student)
        (notebook,) = submission.notebooks
        waiting = [g.max_score for g in notebook.grades if g.auto_score is None and g.manual_score is None]
        return float(submission.score), float(sum(waiting))

    def cells(self, student: str) -> dict[str, tuple[float, float, str | None]]:
        """Por celda evaluable o de respuesta: (nota, máximo, comentario), para el informe del estudiante."""
        (notebook,) = self.gradebook.find_submission(self.assignment, student).notebooks
        found = {g.cell.name: (float(g.score), float(g.max_score), None) for g in notebook.grades}
        for comment in notebook.comments:
            score, maximum, _ = found.get(comment.name, (0.0, 0.0, None))
            found[comment.name] = (score, maximum, comment.comment)
        return found

    def timestamp(self, student: str) -> datetime | None:
        """La hora de entrega que ya está apuntada, si la hay."""
        return self.gradebook.find_submission(self.assignment, student).timestamp if self.has(student) else None

    def has(self, student: str) -> bool:
        """Si ya hay una entrega de este estudiante."""
        try:
            self.gradebook.find_submission(self.assignment, student)
        except MissingEntry:
            return False
        return True


def _put_scripts_on_path() -> None:
    """nbgrader llama a la orden ``alembic`` al crear un gradebook, y sin activar el entorno no está a la vista."""
    scripts = sysconfig.get_path("scripts")
    if scripts not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = scripts + os.pathsep + os.environ.get("PATH", "")
