"""``nbgrader export``: las notas en un CSV que una hoja de cálculo abre sin ejecutar nada.

El de nbgrader escribe los nombres tal cual: uno con una coma descoloca su
fila, y uno que empieza por «=» es una fórmula en el ordenador de quien lo abre.
"""

import csv

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import ExportPlugin

from autograder import clean

COLUMNS = (
    "assignment duedate timestamp student_id last_name first_name email "
    "raw_score late_submission_penalty score max_score"
).split()


class CsvExport(ExportPlugin):
    """Las mismas columnas y filas que nbgrader; cada casilla, limpia."""

    def export(self, gradebook: Gradebook) -> None:
        """Escribe ``grades.csv``, o lo que diga ``--to``."""
        target = self.to or "grades.csv"
        self.log.info("Notas en %s", target)
        students = [student for student in gradebook.students if _wanted(student.id, self.student)]
        with open(target, "w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(COLUMNS)
            for assignment in gradebook.assignments:
                for student in students if _wanted(assignment.name, self.assignment) else ():
                    rows.writerow(map(clean.cell, self._row(gradebook, assignment, student)))

    def _row(self, gradebook: Gradebook, assignment, student) -> list[object]:
        person = [student.id, student.last_name or "", student.first_name or "", student.email or ""]
        try:
            handed = gradebook.find_submission(assignment.name, student.id)
        except MissingEntry:
            when, raw, penalty = None, 0.0, 0.0
        else:
            when, raw, penalty = handed.timestamp, handed.score, handed.late_submission_penalty
        scores = [raw, penalty, max(0.0, raw - penalty), assignment.max_score]
        return [assignment.name, assignment.duedate or "", when or "", *person, *scores]


def _wanted(name: str, chosen: list) -> bool:
    return not chosen or name in map(str, chosen)
