"""La huella de un resultado: su forma y un solo número, su producto escalar con unos pesos fijos.

Los pesos, de tamaño entre 1 y 2 y con signo, son siempre los mismos, así que dos resultados iguales dan el mismo número
y dos distintos casi nunca. Con ella se guarda qué da cada error sin guardar sus arrays ni la cuenta que los hace.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from autograder.judging.compare import NotAnArray, as_float64

NOTHING = "!"  # la forma de lo que no llegó a ser arrays: una excepción, un objeto


@dataclass(frozen=True)
class Print:
    """``number`` es NaN si el resultado no es prueba de nada: no finito, todo ceros o todo unos."""

    shape: str
    number: float
    slack: float = 0.0  # cuánto puede moverse el número con cada componente dentro de su tolerancia
    trivial: bool = False


@lru_cache(maxsize=64)
def weights(size: int) -> np.ndarray:
    """Los ``size`` primeros pesos: ±[1, 2), de una mezcla de bits del índice."""
    bits = np.arange(1, size + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    bits ^= bits >> np.uint64(31)
    sizes = 1.0 + (bits >> np.uint64(11)).astype(np.float64) / 2.0**53
    return np.where(bits & np.uint64(1), sizes, -sizes)


def leaves(value: Any) -> list[np.ndarray] | None:
    """Los arrays de una salida, en orden; None si algo no es un array de números."""
    if isinstance(value, (list, tuple)):
        parts = [leaves(part) for part in value]
        return None if None in [p if p is None else 0 for p in parts] else [a for p in parts for a in p]
    try:
        return [as_float64(value)]
    except NotAnArray:
        return None


def print_of(value: Any, rtol: float, atol: float) -> Print:
    """La huella de una salida, array o lista de arrays."""
    arrays = leaves(value)
    if arrays is None or not arrays:
        return Print(NOTHING, np.nan, trivial=True)
    shape = ";".join(",".join(map(str, a.shape)) for a in arrays)
    flat = np.concatenate([a.ravel() for a in arrays])
    if not flat.size or not np.isfinite(flat).all():
        return Print(shape, np.nan, trivial=True)
    w = weights(flat.size)
    with np.errstate(over="ignore"):
        number, slack = float(w @ flat), float(np.abs(w) @ (atol + rtol * np.abs(flat)))
    trivial = bool((flat == 0).all() or (np.abs(flat) == 1).all()) or not np.isfinite(number)
    return Print(shape, number, slack + 1e-7 * abs(number), trivial)


def outputs(value: Any, names: list[str]) -> list[Any]:
    """Las salidas de una respuesta, una por nombre; None en todas si no llegaron tantas."""
    if len(names) == 1:
        return [value]
    if isinstance(value, (list, tuple)) and len(value) == len(names):
        return list(value)
    return [None] * len(names)


def columns(value: Any, names: list[str]) -> list[Any]:
    """Lo que tiene tabla: cada salida y, si hay varias, la respuesta entera detrás."""
    found = outputs(value, names)
    return found if len(found) == 1 else [*found, None if None in map(_none, found) else found]


def _none(value: Any) -> Any:
    return None if value is None else 0
