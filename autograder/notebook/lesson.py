"""De qué lección es un cuaderno: por los ejercicios que trae, se llame como se llame el archivo."""

from collections import Counter
from collections.abc import Sequence

from autograder.exercise import exercise_ids, find_exercise
from autograder.notebook.node import Node
from autograder.notebook.read import grade_id
from autograder.notebook.roles import defines


def lesson_of(cells: Sequence[Node]) -> str | None:
    """La lección con más ejercicios en un cuaderno: por sus celdas o, sin metadatos, por las funciones que define.

    None si no trae ninguno del curso.
    """
    named = {name for cell in cells for name in (grade_id(cell), cell.get("id"))}
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    there = [
        id_ for id_ in exercise_ids() if {id_, f"test_{id_}"} & named or defines(text, id_) or f"check({id_})" in text
    ]
    if not there:
        return None
    ((folder, _),) = Counter(exercise_ids()[id_] for id_ in there).most_common(1)
    return find_exercise(next(id_ for id_ in there if exercise_ids()[id_] == folder)).lesson
