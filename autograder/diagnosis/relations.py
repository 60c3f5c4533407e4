"""Relaciones entre lo que llegó y la verdad: un signo, un factor, la traspuesta… No hace falta saber cómo se calculó.

Cada una es una función de los arrays de un caso que dice si se cumple ahí. Se nombra la que se cumple en todos
los casos que dicen algo, y en dos al menos.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.diagnosis.evidence import ENOUGH, always, data, same_arrays
from autograder.diagnosis.prints import leaves
from autograder.diagnosis.traces import only_some, other_slope, shuffled, small, turned
from autograder.exercise import Exercise
from autograder.judging.cases import Case
from autograder.judging.compare import close


def of_output(
    e: Exercise, cases: Sequence[Case], got: Sequence[Any], truth: Sequence[Any], derives: bool
) -> str | None:
    """La relación que hay entre una salida y la verdad, o None."""
    rows = []
    for case, g, t in zip(cases, got, truth, strict=True):
        mine, right = leaves(g), leaves(t)
        if mine is None or right is None:
            continue
        if not all(np.isfinite(a).all() for a in mine):
            continue
        rows.append((case, mine, right, same_arrays(mine, right, e)))
    relations = (*_RELATIONS, *_from_data(e, cases))
    for seen in (rows, _wrong_leaves(e, rows)):
        for kind, holds in relations:
            if always(e, seen, holds):
                return kind
    return (
        shuffled(e, rows)
        or other_slope(e, rows)
        or small(e, rows, derives)
        or only_some(e, rows, cases)
        or turned(rows)
    )


def _wrong_leaves(e: Exercise, rows: list) -> list:
    """De una lista de arrays, solo los que fallan: lo que le pasa a unas capas y no a otras."""
    found = []
    for case, mine, right, equal in rows:
        if len(mine) != len(right) or len(right) < 2:
            return []
        wrong = [k for k in range(len(right)) if not same_arrays([mine[k]], [right[k]], e)]
        found.append((case, [mine[k] for k in wrong], [right[k] for k in wrong], equal))
    return found


def _each(change: Callable[[np.ndarray], np.ndarray | None]) -> Callable:
    """La relación «lo que llegó es la verdad cambiada así», hoja a hoja."""

    def holds(e, case, mine, right, equal):
        if len(mine) != len(right):
            return False
        changed = [change(a) for a in right]
        return all(c is not None for c in changed) and same_arrays(mine, changed, e)

    return holds


def _reversed_list(e, case, mine, right, equal):
    if len(right) == 1:  # de dos números se dice que están cambiados
        return right[0].ndim >= 1 and len(right[0]) > 2 and same_arrays(mine, [right[0][::-1]], e)
    return len(right) > 2 and same_arrays(mine, right[::-1], e)


def _column(e, case, mine, right, equal):
    if len(mine) != len(right):
        return False
    return not equal and all(
        m.ndim == r.ndim + 1 and m.size == r.size and 1 in m.shape and close(m.ravel(), r.ravel(), e.rtol, e.atol).all()
        for m, r in zip(mine, right, strict=True)
    )


def _spread(e, case, mine, right, equal):
    """Un array mayor en el que la verdad se repite."""
    if len(mine) != len(right):
        return False
    for m, r in zip(mine, right, strict=True):
        if m.size <= r.size or m.ndim <= r.ndim or not r.size:
            return False
        if not any(_repeated(m, part, e) for part in (r, r[..., None])):
            return False
    return True


def _repeated(m: np.ndarray, part: np.ndarray, e: Exercise) -> bool:
    try:
        return bool(close(m, np.broadcast_to(part, m.shape), e.rtol, e.atol).all())
    except ValueError:
        return False


def _diagonal(a: np.ndarray) -> np.ndarray | None:
    return a * np.eye(*a.shape) if a.ndim == 2 else None


def _diagonal_vector(a: np.ndarray) -> np.ndarray | None:
    return np.diag(a) if a.ndim == 2 and a.shape[0] == a.shape[1] else None


def _diagonal_flipped(a: np.ndarray) -> np.ndarray | None:
    return a - 2 * a * np.eye(*a.shape) if a.ndim == 2 else None


def _off_diagonal_flipped(a: np.ndarray) -> np.ndarray | None:
    return 2 * a * np.eye(*a.shape) - a if a.ndim == 2 else None


def _missing(e, case, mine, right, equal):
    """Bien donde no hay un 0 de más; o la verdad sin su principio o sin su final."""
    if len(mine) != len(right):
        return False
    if equal:
        return True
    for m, r in zip(mine, right, strict=True):
        if m.shape == r.shape and m.ndim:
            same = close(m, r, e.rtol, e.atol)
            if not (same | (m == 0)).all() or not (same & (r != 0)).any():
                return False
        elif m.ndim == r.ndim == 1 and 0 < m.size < r.size:
            if not _subsequence(m, r, e):
                return False
        else:
            return False
    return True


def _subsequence(m: np.ndarray, r: np.ndarray, e: Exercise) -> bool:
    """Si un vector es otro al que le faltan números, en el mismo orden."""
    rest = iter(r)
    return all(any(close(a, b, e.rtol, e.atol) for b in rest) for a in m)


def _collapsed(e, case, mine, right, equal):
    """La verdad sumada, o promediada, a lo largo de un eje o de todos."""
    if len(mine) != len(right) or equal:
        return False
    axes = (None, 0, 1, -1)
    return all(
        1 <= r.ndim <= 2
        and r.size > 1
        and m.size < r.size
        and any(
            m.shape == np.shape(total) and close(m, np.asarray(total), e.rtol, e.atol).all()
            for axis in axes
            if axis is None or r.ndim > max(axis, 0)
            for total in (r.sum(axis=axis), r.mean(axis=axis))
        )
        for m, r in zip(mine, right, strict=True)
    )


def _entry(place: Callable[[Case], int | None]) -> Callable:
    """Un solo número, que es el de esa casilla de un vector."""

    def holds(e, case, mine, right, equal):
        if len(mine) != 1 or len(right) != 1 or mine[0].ndim or right[0].ndim != 1 or right[0].size < 2:
            return False
        k = place(case)
        return (
            k is not None and -right[0].size <= k < right[0].size and bool(close(mine[0], right[0][k], e.rtol, e.atol))
        )

    return holds


def _single(e, case, mine, right, equal):
    """Un solo número, que es el único distinto de 0 de un vector."""
    if len(mine) != 1 or len(right) != 1 or mine[0].ndim or right[0].ndim != 1:
        return False
    alive = right[0][right[0] != 0]
    return right[0].size > 1 and alive.size == 1 and bool(close(mine[0], alive[0], e.rtol, e.atol))


def _factor(factor: float) -> Callable:
    return _each(lambda a: factor * a)


def _times(name: str, divide: bool) -> Callable:
    """Lo que llegó es la verdad multiplicada, o dividida, por un dato."""

    def holds(e, case, mine, right, equal):
        value = data(case, name)
        if value is None or len(mine) != len(right) or (value == 1).all():
            return False
        for m, r in zip(mine, right, strict=True):
            # Sin dividir: un dato puede ser 0. La verdad no puede ser 0: todo factor encajaría.
            if m.shape != r.shape or (r == 0).all() or (m == 0).all():
                return False
            spread = [v for v in (value, value[..., None]) if _fits(v, r)]
            if not any(close(*((m * v, r) if divide else (m, r * v)), e.rtol, e.atol).all() for v in spread):
                return False
        return True

    return holds


def _fits(value: np.ndarray, r: np.ndarray) -> bool:
    """Si un dato multiplica componente a componente a un array sin hacerlo mayor."""
    try:
        return np.broadcast_shapes(value.shape, r.shape) == r.shape
    except ValueError:
        return False


def _plus(name: str, sign: int) -> Callable:
    """Lo que llegó es la verdad más, o menos, un dato."""

    def holds(e, case, mine, right, equal):
        value = data(case, name)
        if value is None or len(mine) != 1 or len(right) != 1 or not value.any():
            return False
        if value.shape != right[0].shape or mine[0].shape != right[0].shape:
            return False
        return bool(close(mine[0], right[0] + sign * value, e.rtol, e.atol).all())

    return holds


def _size(name: str, axis: int, divide: bool) -> Callable:
    """Multiplicado o dividido por un tamaño de los datos, que cambia de un caso a otro."""

    def holds(e, case, mine, right, equal):
        value = data(case, name)
        if value is None or axis >= value.ndim or len(mine) != len(right):
            return False
        n = value.shape[axis]
        return same_arrays(mine, [a / n if divide else a * n for a in right], e)

    return holds


def varying(cases: Sequence[Case], name: str, axis: int) -> bool:
    """Si un dato no mide siempre lo mismo por ese eje: si no, dividir por su tamaño es dividir por una constante."""
    # Con una declaración a medio escribir puede no haber dato con ese nombre: de eso se queja ``lint``.
    values = (case.inputs.get(name) for case in cases)
    shapes = [value.shape for value in values if isinstance(value, np.ndarray)]
    return len({shape[axis] for shape in shapes if len(shape) > axis}) > 1


def _from_data(e: Exercise, cases: Sequence[Case]) -> list[tuple[str, Callable]]:
    """Las relaciones con los datos de un ejercicio."""
    found: list[tuple[str, Callable]] = []
    for name in e.args:
        axes = [axis for axis in (0, 1) if varying(cases, name, axis)]
        found += [("media_por_suma", _size(name, axis, True)) for axis in axes]
        found += [("suma_por_media", _size(name, axis, False)) for axis in axes]
    for name in e.args:
        found += [("factor_que_falta", _times(name, True)), ("factor_de_mas", _times(name, False))]
        found += [("termino_que_falta", _plus(name, -1)), ("termino_de_mas", _plus(name, 1))]
        found.append(("entradas_que_faltan", _entry(lambda case, _n=name: _index_in(case, _n))))
        found += [("otra_variable", _input(name, flipped)) for flipped in (False, True)]
    return found


def _index_in(case: Case, name: str) -> int | None:
    """Un dato que es el número de una casilla."""
    value = case.inputs[name]
    return int(value) if isinstance(value, (int, np.integer)) and not isinstance(value, bool) else None


def _input(name: str, flipped: bool) -> Callable:
    """Lo que llegó es uno de los datos, tal cual o traspuesto."""

    def holds(e, case, mine, right, equal):
        value = data(case, name)
        if value is None or value.size < 2 or len(mine) != 1 or equal or (flipped and value.ndim < 2):
            return False
        return same_arrays(mine, [value.T if flipped else value], e)

    return holds


_RELATIONS: tuple[tuple[str, Callable], ...] = (
    ("signo", _each(lambda a: -a)),
    ("al_reves", _reversed_list),
    ("columna_por_vector", _column),
    ("traspuesta", _each(lambda a: a.T if a.ndim >= 2 else None)),
    ("traspuesta", _each(lambda a: a.T.reshape(a.shape) if a.ndim >= 2 else None)),
    ("solo_la_diagonal", _each(_diagonal)),
    ("solo_la_diagonal", _each(_diagonal_vector)),
    ("signo", _each(_off_diagonal_flipped)),
    ("signo", _each(_diagonal_flipped)),
    ("valor_absoluto", _each(np.abs)),
    ("difundido", _spread),
    ("factor_de_mas", _factor(2.0)),
    ("factor_que_falta", _factor(0.5)),
    ("factor_de_mas", _factor(4.0)),
    ("factor_que_falta", _factor(0.25)),
    ("entradas_que_faltan", _missing),
    ("entradas_que_faltan", _single),
    ("entradas_que_faltan", _entry(lambda case: 0)),
    ("entradas_que_faltan", _entry(lambda case: -1)),
    ("otro_eje", _collapsed),
)


def of_component(e: Exercise, got: Sequence[Any], truth: Sequence[Any], place: int) -> str | None:
    """Lo que le pasa a una sola componente de un vector, que las demás dan bien."""
    mine, right, others = [], [], []
    for g, t in zip(got, truth, strict=True):
        a, b = leaves(g), leaves(t)
        if a is None or b is None or close(a[0], b[0], e.rtol, e.atol).all() or not np.isfinite(a[0]).all():
            continue
        mine.append(a[0].flat[place])
        right.append(b[0].flat[place])
        others.append(np.delete(b[0].ravel(), place))
    if len(mine) < ENOUGH:
        return None
    m, r = np.array(mine), np.array(right)

    def holds(value: Any) -> bool:
        return bool(close(m, np.broadcast_to(np.asarray(value, dtype=np.float64), m.shape), e.rtol, e.atol).all())

    if holds(0.0):
        return "entradas_que_faltan"
    if holds(-r):
        return "signo"
    if holds(1.0) or holds(r / 2):
        return "factor_que_falta"
    if holds(2 * r):
        return "factor_de_mas"
    if any(holds([o[k] for o in others]) for k in range(len(others[0]))):
        return "otra_variable"
    return None


RATIOS = {2.0: "el doble", 0.5: "la mitad", 4.0: "cuatro veces", 0.25: "la cuarta parte", 3.0: "el triple"}


def ratio(e: Exercise, cases: Sequence[Case], got: Sequence[Any], truth: Sequence[Any]) -> str:
    """Cuántas veces la verdad es lo que llegó, si es lo mismo en todos los casos y se dice en dos palabras."""
    rows = [(case, leaves(g), leaves(t)) for case, g, t in zip(cases, got, truth, strict=True)]
    rows = [(case, m, r, False) for case, m, r in rows if m is not None and r is not None]
    return next((text for value, text in RATIOS.items() if always(e, rows, _factor(value))), "")
