"""Lo que para una orden: una frase en español y el código con que se sale.

Quien descubre el problema lo lanza con su frase; quien ejecuta la orden
(``autograder.cli``) la enseña, y nadie más. Una clase propia solo la tiene lo
que algún ``except`` distingue.
"""

from collections.abc import Iterator
from contextlib import contextmanager

MEND, STOPPED = 1, 2  # códigos de salida: hay algo que corregir; no se pudo ejecutar


class CourseError(Exception):
    """La orden no puede seguir; el mensaje dice qué se esperaba, qué llegó y qué hacer."""

    code = STOPPED

    def __init__(self, message: str, code: int | None = None):
        super().__init__(message)
        if code is not None:
            self.code = code


@contextmanager
def noting(text: str) -> Iterator[None]:
    """Lo que pare la orden aquí dentro, sea lo que sea, se cuenta con ``text`` al final: qué queda hecho, por ejemplo.

    Lo que ya trae su frase entera (CourseError) se queda como está.
    """
    try:
        yield
    except CourseError:
        raise
    except BaseException as problem:
        problem.add_note(text)
        raise


def notes(problem: BaseException) -> str:
    """Lo apuntado con ``noting``, con un espacio delante para seguir a la frase; vacío si nada."""
    return "".join(f" {note}" for note in getattr(problem, "__notes__", ()))
