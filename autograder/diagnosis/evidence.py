"""Cuándo hay pruebas: comparar arrays con las tolerancias de un ejercicio y contar en qué casos se cumple algo."""

from collections.abc import Callable

import numpy as np

from autograder.exercise import Exercise
from autograder.judging.cases import Case
from autograder.judging.compare import close

ENOUGH = 2


EXTREME = "caso extremo"


Arrays = list[np.ndarray]


def always(e: Exercise, rows: list, holds: Callable) -> bool:
    proofs = 0
    for case, mine, right, equal in rows:
        extreme = case.label.startswith(EXTREME)
        if equal and (holds(e, case, mine, right, True) or not any(a.any() for a in right)):
            continue
        if not holds(e, case, mine, right, False):
            if extreme:
                continue
            return False
        flat = np.concatenate([a.ravel() for a in mine]) if mine else np.zeros(0)
        if flat.size and not (flat == 0).all():
            proofs += 1
    return proofs >= ENOUGH


def same_arrays(a: Arrays | None, b: Arrays | None, e: Exercise) -> bool:
    return (
        a is not None
        and b is not None
        and len(a) == len(b)
        and all(x.shape == y.shape and close(x, y, e.rtol, e.atol).all() for x, y in zip(a, b, strict=True))
    )


def data(case: Case, name: str) -> np.ndarray | None:
    """Un dato como array; None si es una lista o una función."""
    value = case.inputs[name]
    return None if callable(value) or isinstance(value, (list, tuple)) else np.asarray(value, dtype=np.float64)
