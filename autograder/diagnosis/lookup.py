"""Buscar lo que dio una salida entre los errores de la tabla."""

from collections.abc import Sequence

import numpy as np

from autograder.diagnosis.kinds import choose
from autograder.diagnosis.prints import NOTHING, Print
from autograder.diagnosis.tables import UNSURE, OutputTable

ENOUGH = 2  # casos en que tiene que coincidir apartándose de la verdad


def look_up(table: OutputTable, got: Sequence[Print], truth: Sequence[Print], extreme: Sequence[bool]) -> str | None:
    """La clase de error que explica una salida, o None.

    ``got`` y ``truth`` son las huellas de lo que llegó y de la verdad en cada caso público, y ``extreme``, cuáles son
    extremos: esos confirman y no desmienten. Lo que no es prueba de nada (una excepción, todo ceros) no cuenta.
    """
    count = len(got)
    numbers = table.numbers[:, :count]
    values = np.array([p.number for p in got])
    slack = np.array([p.slack for p in got])
    right = np.array([p.number for p in truth])
    ends = np.array(extreme[:count], dtype=bool)
    rows, index = table.distinct
    shapes, like = _shaped(rows, got)[index], _shaped(rows, truth)[index]
    with np.errstate(invalid="ignore"):
        equal = shapes & (np.abs(numbers - values) <= slack)
        wrong = ~(np.abs(numbers - right) <= np.array([p.slack for p in truth])) | ~like
    empty = np.isnan(numbers) | np.isnan(values)
    # Una excepción de uno y un valor del otro no dicen lo mismo, pero tampoco prueban nada; otra forma, sí.
    raised = np.array([p.shape == NOTHING for p in got])
    differs = ~equal & ~(empty & (shapes | raised))
    student_wrong = np.array(
        [p.shape != t.shape or not abs(p.number - t.number) <= p.slack for p, t in zip(got, truth, strict=False)]
    )
    trivial = np.array([p.trivial for p in got])
    proof = equal & wrong & ~trivial
    regular = ~(differs & ~ends).any(axis=1)
    # Un error que solo se nota en un codo: hay que explicar todo lo que falla, y no hay otro sitio donde mirarlo.
    left_out = student_wrong & ~equal
    only_at_ends = ~(wrong & ~ends).any(axis=1) & ~left_out.any(axis=1) & (equal & wrong).any(axis=1)
    only_at_ends &= np.array([kind == "umbral" for kind in table.kinds])
    explains = regular & ((proof & ~ends).sum(axis=1) + (proof & ends).any(axis=1) >= ENOUGH)
    explains |= regular & only_at_ends
    if not explains.any():
        return None
    confirmed = np.where(explains, equal.sum(axis=1) - (differs & ends).sum(axis=1), -(10**6))
    best = confirmed == confirmed.max()
    found = {table.kinds[k] for k in np.flatnonzero(best)}
    return None if UNSURE in found else choose(found)


def _shaped(rows: list[tuple[str, ...]], prints: Sequence[Print]) -> np.ndarray:
    """Por forma de la tabla y caso, si es la de esas huellas."""
    return np.array([[s == p.shape for s, p in zip(row, prints, strict=False)] for row in rows], dtype=bool)
