"""La tabla de puntos de una tarea, sacada de las declaraciones: nadie escribe puntos a mano en el texto.

Donde la fuente pone ``<!-- tabla de puntos -->``, ``build`` escribe la tabla.
"""

from autograder.authoring.sources import is_test, is_written, nbgrader_of
from autograder.exercise import exercises_of

MARK = "<!-- tabla de puntos -->"


def fill_points(nb, name: str) -> None:
    """Cambia en el cuaderno la señal por la tabla; sin señal no toca nada."""
    for cell in nb.cells:
        if cell.cell_type == "markdown" and MARK in cell.source:
            cell.source = cell.source.replace(MARK, points_table(nb, name))


def points_table(nb, name: str) -> str:
    """Los ejercicios y las preguntas escritas, en el orden del cuaderno, con lo que vale cada uno y los totales."""
    declared = {exercise.test_id: exercise for exercise in exercises_of(name).values()}
    rows, by_machine, by_hand = [], 0.0, 0.0
    for cell in nb.cells:
        if is_test(cell):
            exercise = declared[nbgrader_of(cell)["grade_id"]]
            rows.append(f"| {len(rows) + 1} | `{exercise.id}` | {exercise.title} | {exercise.points:g} |")
            by_machine += exercise.points
        elif is_written(cell):
            worth = nbgrader_of(cell)["points"]
            rows.append(f"| {len(rows) + 1} | pregunta escrita | la corrige una persona | {worth:g} |")
            by_hand += worth
    totals = [f"| | | **corrección automática** | **{by_machine:g}** |"]
    if by_hand:
        totals.append(f"| | | **total** | **{by_machine + by_hand:g}** |")
    return "\n".join(["| nº | función | qué es | puntos |", "|---:|---|---|---:|", *rows, *totals])
