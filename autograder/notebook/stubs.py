"""Cómo se publicó cada celda de respuesta: quien estudia no tiene a mano el cuaderno sin tocar.

``autograder build`` lo deja en ``publicado.json``, junto a las declaraciones de la
lección: de cada celda, su clase y su texto.
"""

import difflib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.errors import CourseError
from autograder.exercise import Exercise, exercise_ids, find_exercise
from autograder.judging.references import store_path
from autograder.notebook.individual import pages_of
from autograder.notebook.node import Node
from autograder.notebook.variant_code import chosen

STORE = "publicado.json"


@dataclass(frozen=True)
class Stub:
    """Una celda de respuesta tal como se publicó; ``kind`` es la clase de celda."""

    id: str
    lesson: str
    kind: str
    source: str


def stubs_path(exercise_id: str) -> Path:
    """El archivo de la lección de un ejercicio."""
    return store_path(find_exercise(exercise_id)).with_name(STORE)


def read_stubs(path: Path) -> dict[str, dict[str, str]]:
    """Lo guardado de una lección; vacío si no está o no se lee."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {id_: {key: str(cell[key]) for key in ("kind", "source")} for id_, cell in found.items()}
    except (OSError, ValueError, AttributeError, KeyError, TypeError, RecursionError):
        return {}


def find_stub(id_: str) -> Stub:
    """La celda publicada de un ejercicio o de una pregunta escrita.

    Errores
        CourseError si no hay ninguna con ese id, con las que se parecen.
    """
    one_of_each = {folder: exercise for exercise, folder in exercise_ids().items()}
    # La suya, si es un ejercicio; si es una pregunta escrita, hay que mirarlas todas.
    chosen = [id_] if id_ in exercise_ids() else list(one_of_each.values())
    known: list[str] = []
    for exercise in chosen:
        cells = read_stubs(stubs_path(exercise))
        if id_ in cells:
            return Stub(id_, find_exercise(exercise).lesson, **cells[id_])
        known += cells
    if id_ in exercise_ids():
        raise CourseError(f"No se sabe cómo se publicó {id_}: instala otra vez el paquete del curso.")
    near = difflib.get_close_matches(id_, known)
    clue = f" ¿Querías {' o '.join(near)}?" if near else " Su nombre es el de su función: míralo en su celda."
    raise CourseError(f"No hay ningún ejercicio «{id_}».{clue}")


def stub_source(exercise: Exercise) -> str:
    """Cómo se publicó la celda de un ejercicio, o de una de sus variantes."""
    if exercise.number:
        return pages_of(exercise.lesson)[exercise.key][-1].source
    return read_stubs(stubs_path(exercise.id)).get(exercise.id, {}).get("source", "")


def stub_in(stub: Stub, cells: Iterable[Node]) -> Stub:
    """La celda tal como se publicó en un cuaderno: si es individual, la de su variante."""
    number = chosen(stub.lesson, cells).numbers.get(stub.id, 0)
    return replace(stub, source=stub_source(find_exercise(stub.id).variant(number))) if number else stub
