"""``nbgrader export``: las notas en un CSV que una hoja de cálculo abre sin ejecutar nada.

El de nbgrader escribe los nombres tal cual (uno con una coma descoloca su fila, y
uno que empieza por «=» es una fórmula en el ordenador de quien lo abre), pone un 0
a quien no tiene nota y descuenta por el retraso lo que tocaba antes de corregir a
mano. Aquí, lo que no es una nota no es un número; qué va en cada casilla lo dice ``rows.py``.
"""

import csv

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import ExportPlugin

from autograder import clean
from autograder.records import rows
from autograder.records.lateness import Penalties
from autograder.records.reading import Reader
from autograder.records.standing import Standing

COLUMNS = (
    "assignment duedate timestamp student_id last_name first_name email "
    "raw_score late_submission_penalty score max_score"
).split()


class CsvExport(ExportPlugin):
    """Las mismas columnas y filas que nbgrader; cada casilla, limpia, y sin número donde no hay nota."""

    def export(self, gradebook: Gradebook) -> None:
        """Escribe ``grades.csv``, o lo que diga ``--to``."""
        target = self.to or "grades.csv"
        self.log.info("Notas en %s", target)
        students = [student for student in gradebook.students if _wanted(student.id, self.student)]
        with open(target, "w", newline="", encoding="utf-8") as file, gradebook.engine.connect() as connection:
            sheet = csv.writer(file)
            sheet.writerow(COLUMNS)
            for assignment in gradebook.assignments:
                chosen = students if _wanted(assignment.name, self.assignment) else []
                reader = Reader(connection, assignment.name, Penalties(self.config))
                for student, standing in zip(chosen, reader.standings(s.id for s in chosen), strict=True):
                    sheet.writerow(map(clean.cell, self._row(gradebook, assignment, student, standing)))

    def _row(self, gradebook: Gradebook, assignment, student, standing: Standing) -> list[object]:
        person = [student.id, student.last_name or "", student.first_name or "", student.email or ""]
        try:
            handed = gradebook.find_submission(assignment.name, student.id)
        except MissingEntry:
            when, scores = None, [rows.ABSENT, "", rows.ABSENT]
        else:
            when, scores = handed.timestamp, _scores(handed, standing)
        return [assignment.name, assignment.duedate or "", when or "", *person, *scores, assignment.max_score]


def _scores(handed, standing: Standing) -> list[object]:
    """Lo que suman las celdas, lo descontado y la nota; en palabras, si todavía no la hay."""
    if standing.items:
        return rows.scores(standing)
    # Otra tarea del mismo gradebook, con otros cuadernos: vale lo que diga nbgrader.
    if handed.needs_manual_grade:
        return [rows.WAITING, "", rows.WAITING]
    raw, penalty = handed.score, handed.late_submission_penalty or 0.0
    return [raw, penalty, max(0.0, raw - penalty)]


def _wanted(name: str, chosen: list) -> bool:
    return not chosen or name in map(str, chosen)
