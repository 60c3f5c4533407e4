"""Qué es responder bien: una respuesta correcta, con que se compara, y qué le falta a otra para serlo.

Donde lo que se pide es un valor, lo da torch (``oracle``). Donde se pide una propiedad (una varianza, una curva
que baje), o vale salvo el signo o el orden, hay más de una respuesta buena: la declaración trae ``accept``, que
mira la que llega, y la que hace de muestra es la de la solución de la lección.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.authoring.sources import solution_code, source_path, variants_path
from autograder.course import find_root
from autograder.errors import MEND, CourseError
from autograder.exercise import Exercise
from autograder.judging import messages
from autograder.judging.compare import Difference, as_float64, difference
from autograder.judging.references import store_path
from autograder.sandbox.call import copy_value

if TYPE_CHECKING:
    from autograder.judging.cases import Case

BROKEN = "accept"  # el paso de lo que no es culpa de la respuesta: quien la mira ha fallado


def right_answer(exercise: Exercise) -> Callable[..., Any]:
    """Quien da una respuesta correcta, ``f(**inputs)``: la referencia o, si se juzga con accept, la solución.

    Errores
        CourseError si hace falta la solución y su lección no está o no se puede leer.
    """
    if exercise.oracle is not None:
        return exercise.oracle
    try:
        root = find_root(store_path(exercise).parent)  # la carpeta del curso es la de sus declaraciones
        paths = [root / where(exercise.lesson) for where in (source_path, variants_path)]
        written = [path.read_bytes() if path.is_file() else b"" for path in paths]
        return _solutions(root, exercise.lesson, exercise.number, *written)[exercise.id]
    except Exception as error:
        why = str(error) if isinstance(error, CourseError) else f"{type(error).__name__}: {error}"
        raise CourseError(
            f"{exercise.file}: «{exercise.id}» se juzga con accept, y su muestra es la solución de "
            f"{source_path(exercise.lesson)}, que no se puede ejecutar. {why}",
            MEND,
        ) from error


@lru_cache(maxsize=8)
def _solutions(root: Path, lesson: str, number: int, source: bytes, variants: bytes) -> dict[str, Any]:
    """Los nombres que dejan las celdas de respuesta resueltas; mientras la lección no cambie, se ejecutan una vez."""
    space: dict[str, Any] = {"np": np}
    for code in solution_code(root, lesson, number).values():
        exec(code, space)
    return space


def made_by(exercise: Exercise) -> str:
    """De dónde salen los datos y las respuestas de un ejercicio, para decir qué hay que mirar."""
    return "draw u oracle" if exercise.oracle is not None else "draw o la solución de la lección"


def flaw(exercise: Exercise, case: "Case", got: Any) -> Difference | None:
    """Lo primero que está mal en una respuesta, en el orden tipo → forma → finitud → valores, o None.

    Con accept, los valores los mira él: recibe una copia de lo que llegó, en arrays float64, y de los datos. Si
    falla, el paso es BROKEN.
    """
    found = difference(got, case.expected, dict(exercise.returns), exercise.rtol, exercise.atol)
    if exercise.accept is None or (found is not None and found.step != "values"):
        return found
    inputs = {name: copy_value(value) for name, value in case.inputs.items()}
    try:
        with np.errstate(all="ignore"):
            said = exercise.accept(_plain(got), **inputs)
        if said is not None and not (isinstance(said, str) and said.strip()):
            raise TypeError(f"accept devuelve {said!r}, y se esperaba una frase o None")
    except Exception as error:
        return Difference(BROKEN, messages.accept_failed(f"{type(error).__name__}: {error}"))
    return None if said is None else Difference("values", said)


def _plain(value: Any) -> Any:
    """Lo que llegó, en arrays float64 nuevos; anidado como estaba."""
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value] if isinstance(value, list) else tuple(map(_plain, value))
    return as_float64(value)
