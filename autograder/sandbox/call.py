"""Llamar a la función de un estudiante y contar lo que pasó.

Lo usan igual el cuaderno, con ``check``, y el trabajador que califica: un
mismo error se ve igual en los dos sitios.
"""

import contextlib
import io
import linecache
import os
import traceback
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .memory import can_limit as can_limit
from .memory import memory_limit
from .observe import CHANGES, EVASIONS, Observer, observing

_HERE = os.path.dirname(os.path.abspath(__file__))
_STDLIB = os.path.dirname(os.path.abspath(os.__file__))
NEVER = tuple(dict.fromkeys((*EVASIONS.values(), *CHANGES)))  # lo que ningún ejercicio admite, además de lo que prohíbe
LARGE = 1_000  # números: con un argumento así se pone tope a la memoria, que una matriz ocupa su cuadrado
# Los argumentos que son funciones viajan por su nombre.
FUNCTIONS = {
    "np.sin": np.sin,
    "np.cos": np.cos,
    "np.exp": np.exp,
    "np.tanh": np.tanh,
    "np.prod": np.prod,
    "np.std": np.std,
    "np.linalg.norm": np.linalg.norm,
}
MAX_TEXT = 500  # un mensaje de error más largo no ayuda a nadie


def function_name(value: Any) -> str | None:
    """El nombre con que viaja una función; None si no es de las que viajan."""
    return next((name for name, function in FUNCTIONS.items() if function is value), None)


@dataclass(frozen=True)
class StudentError:
    """La excepción que lanzó el código del estudiante, y en qué línea suya."""

    type: str
    message: str
    line: int | None = None
    code: str = ""


@dataclass(frozen=True)
class Outcome:
    """Lo que pasó al llamar a la función con un caso.

    Formas
        ``value`` es lo devuelto y ``again`` lo devuelto al repetir la llamada
        con las mismas entradas; ``after`` son las entradas de la primera
        llamada, tal como quedaron; ``used``, lo prohibido que se ejecutó en
        cualquiera de las dos. ``stopped`` dice por qué no hubo respuesta:
        "time" (CPU), "wall" (reloj), "memory", "crowded" (a la máquina le faltaba
        memoria), "died" o, al repetirse a solas, "twice" (murió otra vez) u "once" (no).
    """

    value: Any = None
    error: StudentError | None = None
    after: tuple = ()
    again: Any = None
    again_error: StudentError | None = None
    used: tuple[str, ...] = ()
    stopped: str | None = None


class _Silence(io.TextIOBase):
    """Una salida que no guarda nada."""

    def write(self, text: str) -> int:
        return len(text)


def copy_value(value: Any) -> Any:
    """Copia arrays y listas anidadas: quien recibe la copia no puede tocar el original.

    Un array de una clase derivada se copia como array corriente, igual que
    viaja: copiarlo no ejecuta nada que escribiera el estudiante.
    """
    if issubclass(type(value), np.ndarray):
        return np.array(value, subok=False)
    for base in (list, tuple):  # una namedtuple viaja como la tupla que es
        if issubclass(type(value), base):
            return base(copy_value(part) for part in base.__iter__(value))
    return value


def is_large(values: Iterable[Any]) -> bool:
    """Si entre unos argumentos hay un array de muchos números."""
    return any(isinstance(value, np.ndarray) and value.size >= LARGE for value in values)


def describe_error(error: BaseException) -> StudentError:
    """Resume una excepción con la última línea que es del estudiante.

    ``line`` queda en None si la excepción nació en la propia llamada, que es
    lo que pasa cuando el número de argumentos no encaja.
    """
    if isinstance(error, SyntaxError):
        text = (error.text or "")[:MAX_TEXT]
        return StudentError(type(error).__name__, str(error.msg)[:MAX_TEXT], error.lineno, text)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if not f.filename.startswith(_HERE)]
    own = [f for f in frames if _is_own(f.filename)] or frames
    where = own[-1] if own else None
    try:
        text = str(error)
    except Exception:  # un __str__ del estudiante también puede fallar
        text = ""
    return StudentError(
        type=type(error).__name__[:MAX_TEXT],
        # Un sustituto suelto no se puede escribir en UTF-8, y este texto se guarda y se enseña.
        message=text[:MAX_TEXT].encode("utf-8", "replace").decode("utf-8"),
        line=where.lineno if where else None,
        code=(where.line or "")[:MAX_TEXT] if where else "",
    )


def _is_own(filename: str) -> bool:
    """Si un archivo es del estudiante: ni una biblioteca ni este paquete."""
    # extract_tb deja en linecache también los archivos de la biblioteca estándar.
    return filename in linecache.cache and not filename.startswith((_HERE, _STDLIB)) and "-packages" not in filename


def call_function(function: Callable, arguments: Sequence[Any], forbids: Sequence[str] = ()) -> Outcome:
    """Llama dos veces con copias de las mismas entradas, y mira si trabaja algo de ``forbids``.

    La segunda llamada descubre a la función que guarda memoria de la primera.
    ``KeyboardInterrupt`` no se captura: quien para el cuaderno quiere pararlo.
    """
    observer = Observer(forbids)

    def observed(*values):
        # Solo la función: copiar lo que devuelve también son llamadas, y de una lista enorme, muchísimas.
        limited = memory_limit() if is_large(values) else contextlib.nullcontext()
        with warnings.catch_warnings(), limited, observing(observer):
            warnings.simplefilter("ignore")  # un aviso nunca es un fallo, aunque el cuaderno pida que lo sea
            return function(*values)

    return replace(_call_twice(observed, arguments), used=tuple(observer.used))


def _call_twice(function: Callable, arguments: Sequence[Any]) -> Outcome:
    first = [copy_value(a) for a in arguments]
    try:
        value = copy_value(function(*first))
    except (Exception, SystemExit) as error:
        return Outcome(error=describe_error(error), after=tuple(first))
    try:
        with contextlib.redirect_stdout(_Silence()):  # lo que imprime ya se vio una vez
            again = copy_value(function(*[copy_value(a) for a in arguments]))
    except (Exception, SystemExit) as error:
        return Outcome(value=value, after=tuple(first), again_error=describe_error(error))
    return Outcome(value=value, after=tuple(first), again=again)
