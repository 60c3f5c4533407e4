"""Recorrer salidas y entradas que pueden ser un array, varios o listas de listas."""

import numpy as np


def each(value, f):
    """Aplica ``f`` a cada array, por anidado que esté."""
    if isinstance(value, (list, tuple)):
        return type(value)(each(part, f) for part in value)
    return f(np.asarray(value, dtype=np.float64))


def arrays(value) -> list[np.ndarray]:
    """Todos los arrays, en orden."""
    found = []
    each(value, found.append)
    return found


def assert_same(one, other) -> None:
    """Los mismos arrays, con las mismas formas y números."""
    for a, b in zip(arrays(one), arrays(other), strict=True):
        np.testing.assert_array_equal(a, b, strict=True)
