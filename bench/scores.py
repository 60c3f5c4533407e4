"""¿Dan los dos calificadores las mismas notas? Se comparan los dos gradebook, celda a celda."""

from pathlib import Path

from honest_class import ASSIGNMENT
from nbgrader.api import Gradebook


def scores(folder: Path) -> dict[tuple[str, str], tuple]:
    """(estudiante, celda) → (nota automática, máximo, si espera a una persona)."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        return {
            (submission.student_id, grade.cell.name): (grade.auto_score, grade.max_score, grade.needs_manual_grade)
            for submission in book.assignment_submissions(ASSIGNMENT)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def compare(ours: Path, theirs: Path) -> tuple[int, list[str]]:
    """Cuántas celdas coinciden, y una frase por cada una que no."""
    mine, other = scores(ours), scores(theirs)
    wrong = [
        f"{student}, {cell}: {mine.get((student, cell))} aquí y {other.get((student, cell))} en nbgrader"
        for student, cell in sorted(mine.keys() | other.keys())
        if mine.get((student, cell)) != other.get((student, cell))
    ]
    return len(mine.keys() | other.keys()) - len(wrong), wrong
