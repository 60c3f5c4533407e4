"""¿Está lista una función del estudiante? Lo pregunta la celda que va a trabajar con ella.

Así una función a medias no entrena con un gradiente malo ni enseña una traza:
la celda dice cuál hay que arreglar y no sigue.
"""

from collections.abc import Callable
from typing import Any

import numpy as np


def ready(name: str, call: Callable[[], Any], expected: Any, atol: float = 1e-8) -> bool:
    """Si una llamada de prueba da lo que debe; si no, escribe qué función hay que arreglar antes.

    Parámetros
        ``name`` es el nombre de la función, para decirlo; ``call``, la llamada de prueba,
        en una ``lambda`` porque la función puede no existir todavía; ``expected``, lo que
        debe dar: una tupla son varias salidas, cada una con su forma, y lo demás, un array.
        ``atol`` va en las unidades de la salida y se suma a la tolerancia relativa de 1e-5.

    Devuelve
        False si la llamada falla, o si da otra forma u otros valores.
    """
    try:
        good = _same(call(), expected, atol)
    except Exception:  # lo ha escrito quien está aprendiendo: puede fallar de cualquier manera
        good = False
    if not good:
        print(f"Antes de seguir, arregla {name}: su check dice qué le pasa.")
    return good


def _same(got: Any, expected: Any, atol: float) -> bool:
    if isinstance(expected, tuple):
        return len(got) == len(expected) and all(_same(g, e, atol) for g, e in zip(got, expected, strict=True))
    return np.shape(got) == np.shape(expected) and np.allclose(got, expected, atol=atol)
