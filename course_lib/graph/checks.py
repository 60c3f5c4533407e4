"""Lo que el grafo comprueba: qué entra en él, que nadie lo cambie y que lo que sale sea finito."""

from math import isfinite

import numpy as np

from course_lib.graph import errors
from course_lib.numbers import check_numbers

MAX = float(np.finfo(float).max)


def numbers(value, name="", parents=()):
    """El valor de un nodo, un float o un array float64, y lo que hay en el array, por si alguien lo cambia.

    Un array float64 no se copia: ``unchanged`` dirá si alguien ha escrito en él.
    """
    if isinstance(value, float) and isfinite(value):  # también los de NumPy
        return float(value), None
    if type(value) is np.ndarray and value.dtype == np.float64 and value.size and value.ndim:
        if parents and value.base is not None:
            return value, None  # el array de un padre, visto de otra manera: ya se vigila allí
        if _all_finite(value):
            return value, value.tobytes()
    value = check_numbers(name or "value", errors.no_nodes(value))
    return (value, value.tobytes()) if value.ndim else (float(value), None)


def _all_finite(array):
    if isinstance(array, float):
        return isfinite(array)
    # Un NaN o un infinito estropean la suma de los cuadrados, y cuesta menos que mirar número a número.
    return isfinite(np.vdot(array, array)) or bool(np.isfinite(array).all())


def unchanged(order):
    """GraphError si el array de algún nodo no es el de cuando entró en el grafo."""
    for node in order:
        if node._saved is not None and node._value.tobytes() != node._saved:
            raise errors.changed_array(node)


def finite_gradients(deltas):
    """GraphError si lo que llega a alguna hoja no es finito. Una constante puede desbordarse: no se deriva por ella."""
    for node, delta in deltas.items():
        if not node.op and not _all_finite(delta):
            raise errors.not_finite_gradient(node, deltas)


def seed(root, delta):
    """El δ con que empieza el paso atrás: el que se da, o 1 si la raíz es un número."""
    if delta is None:
        if root.shape:
            raise errors.missing_delta(root)
        return 1.0
    delta = check_numbers("delta", errors.no_nodes(delta), root.shape)
    return delta if delta.ndim else float(delta)


def is_node(name, value):
    """TypeError si no es un nodo."""
    if not hasattr(type(value), "backward"):
        raise errors.not_a_node(name, value)


def exponent(p):
    """El exponente, si es un número."""
    if not isinstance(p, (int, float, np.integer, np.floating)):
        raise errors.bad_exponent(p)
    if not -MAX < p < MAX:
        check_numbers("el exponente", p)
    return +p  # True pasa a ser 1
