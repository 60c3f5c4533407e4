"""Un cuaderno individual: lo publicado, con el código de su estudiante y sus variantes en lugar de las de todos.

Las celdas de cada variante, ya sin la solución, las deja ``autograder build`` en ``variantes.json``, junto a las
referencias. Con ellas se escribe el cuaderno de cada estudiante y, al calificarlo, se sabe qué celdas se le dieron.
"""

import copy
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from autograder.exercise import exercises_of
from autograder.judging.references import store_path
from autograder.notebook.node import Node, node
from autograder.notebook.variant_code import NAME

STORE = "variantes.json"
CODE_CELL = "variante"  # el id de la celda que lleva el código
NOTE = "# Tus enunciados son los de este código: `check` y la nota lo leen de aquí. Déjalo como está."

CODE_SOURCE = re.compile(rf'{re.escape(NOTE)}\n{NAME} = "[0-9A-Z-]*"')

Pages = Mapping[str, Sequence[Node]]  # variante, o título del apartado que cambia en todos → sus celdas


def pages_of(lesson: str) -> Pages:
    """Las celdas de las variantes de una lección; vacío si no tiene ninguna."""
    exercises = exercises_of(lesson).values()
    path = store_path(next(iter(exercises))).with_name(STORE) if exercises else None
    return node(json.loads(path.read_text(encoding="utf-8"))) if path and path.is_file() else {}


def with_pages(cells: Iterable[Node], lesson: str) -> list[Node]:
    """Lo publicado y, detrás, lo que puede llevar en su lugar un cuaderno individual, sin las respuestas.

    Con ellas se reconoce lo que no escribió el estudiante, sea cual sea su variante.
    """
    pages = [cell for page in pages_of(lesson).values() for cell in page]
    return [*cells, *(cell for cell in pages if not (cell.metadata.get("nbgrader") or {}).get("solution"))]


def individual(cells: Iterable[Node], pages: Pages, numbers: Mapping[str, int], code: str) -> list[Node]:
    """Las celdas de un cuaderno individual; ``numbers`` da la variante de cada ejercicio.

    Errores
        LookupError si lo publicado y las variantes no casan.
    """
    found = list(cells)
    for title, own in pages.items():
        if title.startswith("#"):
            found[titled(found, title)] = copy.deepcopy(own)
    for id_, number in numbers.items():
        if number:
            found[section(found, id_)] = copy.deepcopy(pages[f"{id_}/{number}"])
    first = next((k for k, cell in enumerate(found) if cell.cell_type == "code"), 0)
    return [*found[:first], code_cell(code), *found[first:]]


def code_cell(code: str) -> Node:
    """La celda que dice al cuaderno, a ``check`` y a quien califica qué variantes son."""
    kept = Node(deletable=False, editable=False)
    source = f'{NOTE}\n{NAME} = "{code}"'
    return Node(cell_type="code", execution_count=None, id=CODE_CELL, metadata=kept, source=source, outputs=[])


def section(cells: Sequence[Any], id_: str) -> slice:
    """El apartado de un ejercicio: desde el texto con título que lo anuncia hasta su celda de respuesta.

    Errores
        LookupError si no está.
    """
    answer = next((k for k, cell in enumerate(cells) if _grade_id(cell) == id_), None)
    start = next((k for k in range(answer or 0, -1, -1) if _has_title(cells[k])), None)
    if answer is None or start is None:
        raise LookupError(f"no hay ningún ejercicio «{id_}» con un título delante.")
    return slice(start, answer + 1)


def titled(cells: Sequence[Any], title: str) -> slice:
    """El apartado que empieza con ese título, hasta el siguiente.

    Errores
        LookupError si no está.
    """
    start = next((k for k, cell in enumerate(cells) if cell.source.partition("\n")[0].strip() == title), None)
    if start is None:
        raise LookupError(f"ningún apartado se titula «{title}».")
    end = next((k for k in range(start + 1, len(cells)) if _has_title(cells[k])), len(cells))
    return slice(start, end)


def _has_title(cell: Any) -> bool:
    return cell.cell_type == "markdown" and cell.source.startswith("#")


def _grade_id(cell: Any) -> Any:
    return (cell.metadata.get("nbgrader") or {}).get("grade_id")
