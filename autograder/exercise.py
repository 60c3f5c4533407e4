"""La declaración de un ejercicio y el registro que las reúne.

Un ejercicio es un dato, no un programa: dice qué se pide, con qué entradas se
prueba, cuál es la referencia y qué errores esperamos. Quien lo lee debe
entender el ejercicio sin abrir otro archivo.
"""

import difflib
import importlib
import pkgutil
import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from autograder.errors import MEND, CourseError

Inputs = Mapping[str, Any]


@dataclass(frozen=True)
class Misconception:
    """Un error típico, escrito como la función equivocada que lo comete.

    Formas
        ``wrong(ok, **inputs)`` recibe el resultado correcto y las entradas, y
        devuelve lo mismo que devolvería el estudiante que se equivoca así.
        Con ``output`` se compara sólo esa salida.
    """

    name: str
    wrong: Callable[..., Any]
    hint: str
    output: str | None = None


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """Todo lo que se sabe de un ejercicio.

    Formas
        ``returns`` da una entrada por salida, con su forma entre paréntesis:
        ``{"J": "(n, m)"}``; una lista de arrays se escribe ``["(D_k+1,)"]``.
        ``examples`` y ``edge_cases`` son diccionarios argumento → valor;
        ``draw(rng)`` devuelve otro. ``oracle(**inputs)`` devuelve un array, o
        una tupla con tantos como salidas.
    Unidades
        ``points`` son los puntos de la nota. Una respuesta es correcta si
        |obtenido − esperado| ≤ atol + rtol·|esperado| en cada componente.
    """

    id: str
    lesson: str
    title: str
    points: float
    args: tuple[str, ...]
    returns: Mapping[str, Any]
    examples: tuple[Inputs, ...]
    draw: Callable[..., Inputs]
    oracle: Callable[..., Any]
    misconceptions: tuple[Misconception, ...]
    hints: tuple[str, ...]
    takeaway: str
    edge_cases: tuple[Inputs, ...] = ()
    forbids: tuple[str, ...] = ("torch",)
    rtol: float = 1e-6
    atol: float = 1e-8

    def __reduce__(self):
        """A otro proceso viaja su nombre: sus funciones no se pueden mandar, y allí están las mismas."""
        return _declared, (self.lesson, self.id)

    @property
    def signature(self) -> str:
        """Cómo se llama a la función: ``t1_lineal(A, x)``."""
        return f"{self.id}({', '.join(self.args)})"

    @property
    def test_id(self) -> str:
        """El ``grade_id`` de su celda de corrección."""
        return f"test_{self.id}"


def module_name(lesson: str) -> str:
    """Nombre del módulo de declaraciones: el de la lección sin su número."""
    return re.sub(r"^\d+_", "", lesson)


@cache
def exercises_of(lesson: str) -> dict[str, Exercise]:
    """Ejercicios de una lección, por id y en el orden en que se declaran.

    Una lección sin módulo de declaraciones no tiene ejercicios.

    Errores
        CourseError si el módulo no se puede leer o repite un id.
    """
    name = f"autograder.exercises.{module_name(lesson)}"
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name != name:  # el módulo existe y falla por otra cosa
            raise
        return {}
    except Exception as error:
        raise CourseError(_explain(name, error), MEND) from error
    found: dict[str, Exercise] = {}
    for exercise in vars(module).values():
        if isinstance(exercise, Exercise) and found.setdefault(exercise.id, exercise) is not exercise:
            raise CourseError(f"{_file(name)} declara dos veces «{exercise.id}». Cambia uno de los dos ids.", MEND)
    return found


def _explain(name: str, error: Exception) -> str:
    """Dónde y por qué no se puede leer un módulo de declaraciones."""
    file = _file(name)
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f.lineno for f in frames if Path(f.filename).parts[-2:] == Path(file).parts[-2:]]
    line = error.lineno if isinstance(error, SyntaxError) else next(iter(lines), None)
    where = f"{file}, línea {line}" if line else file
    why = error.msg if isinstance(error, SyntaxError) else error
    return f"{where}: no se puede leer la declaración. {type(error).__name__}: {why}"


def _file(module: str) -> str:
    return module.replace(".", "/") + ".py"


def _declared(lesson: str, id_: str) -> Exercise:
    return exercises_of(lesson)[id_]


@cache
def all_exercises() -> dict[str, Exercise]:
    """Todos los ejercicios del curso, por id.

    Errores
        CourseError si dos lecciones declaran el mismo id, o si alguna no se puede leer.
    """
    from autograder import exercises

    found: dict[str, Exercise] = {}
    for info in sorted(pkgutil.iter_modules(exercises.__path__), key=lambda m: m.name):
        for id_, exercise in exercises_of(info.name).items():
            if id_ in found:
                raise CourseError(
                    f"El ejercicio «{id_}» está declarado dos veces: en "
                    f"{found[id_].lesson} y en {exercise.lesson}. Cambia uno de los dos ids.",
                    MEND,
                )
            found[id_] = exercise
    return found


def find_exercise(id_: str) -> Exercise:
    """Devuelve el ejercicio con ese id.

    Errores
        CourseError si no existe; el mensaje nombra el más parecido.
    """
    known = all_exercises()
    if id_ in known:
        return known[id_]
    close = difflib.get_close_matches(id_, known, n=1)
    clue = f" ¿Querías «{close[0]}»?" if close else ""
    raise CourseError(f"No hay ningún ejercicio llamado «{id_}».{clue}")
