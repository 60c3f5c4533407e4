"""Los arrays largos que repiten unos pocos números: guardar o resumir uno es guardar lo que repite."""

import numpy as np

from autograder.sandbox.call import LARGE

LONGEST = 64  # de lo que se repite


def pattern_of(array: np.ndarray) -> np.ndarray | None:
    """Lo que repite un vector largo: ``np.resize`` de ello es el vector. None si es corto o no repite nada."""
    if array.ndim != 1 or array.size < LARGE:
        return None

    def same(one: np.ndarray, other: np.ndarray) -> bool:
        return np.array_equal(one, other, equal_nan=array.dtype.kind == "f")

    head = array[: 2 * LONGEST]
    for period in range(1, LONGEST + 1):
        # El principio dice que no enseguida, y mirar un array entero por cada período cuesta.
        if same(head[period:], head[:-period]) and same(array[period:], array[:-period]):
            return array[:period]
    return None
