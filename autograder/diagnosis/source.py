"""Lo que escribió un estudiante, tal como llega al diagnóstico: leerlo, y pedir que se prueben cambios en ello.

Está aparte de la búsqueda para que quien acierta no espere a que se cargue.
"""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

SEARCHING = 1.0  # segundos de CPU en una respuesta, en el cuaderno y al calificar
SINGLE = "float32", "float16"

# (renglones de cada función, arreglos, entradas de cada caso) → lo que da cada arreglo en cada caso
Attempt = Callable[[list[list[str]], list[list[Any]], list[list[Any]]], list[list[Any] | None]]


@dataclass(frozen=True)
class Code:
    """Lo que escribió un estudiante: su función, el código de ella y de las que llama, y quien prueba los arreglos."""

    name: str
    sources: Sequence[str]
    attempt: Attempt

    @property
    def is_single(self) -> bool:
        """Si en él se nombra una precisión menor que la corriente."""
        return any(kind in source for source in self.sources for kind in SINGLE)

    @property
    def measures(self) -> bool:
        """Si en él se divide lo que cambia una función, como al medir una derivada."""
        return any(map(_measures, self.sources))


def _measures(source: str) -> bool:
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    for node in nodes:
        match node:
            case ast.BinOp(
                op=ast.Div(),
                left=ast.BinOp(
                    op=ast.Sub(), left=ast.Call(func=ast.Name(id=one)), right=ast.Call(func=ast.Name(id=other))
                ),
            ) if one == other:
                return True
    return False
