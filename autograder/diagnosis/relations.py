"""Relaciones entre lo que llegó y la verdad: un signo, un factor, la traspuesta… No hace falta saber cómo se calculó.

Cada una es una función de los arrays de un caso que dice si se cumple ahí. Se nombra la que se cumple en todos
los casos que dicen algo, y en dos al menos.
"""

from collections.abc import Callable, Sequence
from itertools import permutations
from typing import Any

import numpy as np

from autograder.diagnosis.prints import leaves
from autograder.exercise import Exercise
from autograder.judging.cases import Case
from autograder.judging.compare import close
from autograder.sandbox.call import Outcome

ENOUGH = 2
EXTREME = "caso extremo"
Arrays = list[np.ndarray]


def whole(e: Exercise, cases: Sequence[Case], outcomes: Sequence[Outcome]) -> str | None:
    """Lo que se ve mirando la respuesta entera: las salidas en otro orden, o memoria entre llamadas."""
    count = len(e.returns)
    if count > 1:
        for order in permutations(range(count)):
            if list(order) != list(range(count)) and _permuted(e, cases, outcomes, order):
                return "salidas_cambiadas"
    return _state(e, cases, outcomes)


def _permuted(e: Exercise, cases: Sequence[Case], outcomes: Sequence[Outcome], order: tuple[int, ...]) -> bool:
    seen = 0
    for case, o in zip(cases, outcomes, strict=True):
        if o.error is not None or not isinstance(o.value, (list, tuple)) or len(o.value) != len(order):
            return False
        for place, k in enumerate(order):
            if not _equal(leaves(o.value[place]), leaves(case.expected[k]), e):
                return False
        pairs = zip(order, range(len(order)), strict=True)
        seen += any(not _equal(leaves(case.expected[a]), leaves(case.expected[b]), e) for a, b in pairs)
    return seen >= ENOUGH


def _state(e: Exercise, cases: Sequence[Case], outcomes: Sequence[Outcome]) -> str | None:
    """La primera llamada, bien; y la segunda con lo mismo, otra cosa, o con otros datos, la respuesta de antes."""
    moved = stuck = fresh = 0
    before: list[Arrays] = []
    for case, o in zip(cases, outcomes, strict=True):
        if o.error is not None or o.again_error is not None:
            return None
        first, again, right = leaves(o.value), leaves(o.again), leaves(case.expected)
        if first is None or again is None:
            return None
        moved += not _equal(again, first, e)
        if before and not _equal(first, right, e) and not _bare(first):
            stuck += 1
            fresh += not any(_equal(first, old, e) for old in before)
        before.append(right)
    begins_well = _equal(leaves(outcomes[0].value), leaves(cases[0].expected), e)
    return "acumula_estado" if begins_well and (moved >= ENOUGH or (stuck > ENOUGH and not fresh)) else None


def _bare(arrays: Arrays) -> bool:
    """Si todo son ceros y unos: que se repita no dice nada."""
    return all(np.isin(a, (-1, 0, 1)).all() for a in arrays)


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
        rows.append((case, mine, right, _equal(mine, right, e)))
    relations = (*_RELATIONS, *_from_data(e))
    for seen in (rows, _wrong_leaves(e, rows)):
        for kind, holds in relations:
            if _always(e, seen, holds):
                return kind
    return (
        _shuffled(e, rows)
        or _other_slope(e, rows)
        or _small(e, rows, derives)
        or _only_some(e, rows, cases)
        or _turned(rows)
    )


def _wrong_leaves(e: Exercise, rows: list) -> list:
    """De una lista de arrays, solo los que fallan: lo que le pasa a unas capas y no a otras."""
    found = []
    for case, mine, right, equal in rows:
        if len(mine) != len(right) or len(right) < 2:
            return []
        wrong = [k for k in range(len(right)) if not _equal([mine[k]], [right[k]], e)]
        found.append((case, [mine[k] for k in wrong], [right[k] for k in wrong], equal))
    return found


def _always(e: Exercise, rows: list, holds: Callable) -> bool:
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


def _equal(a: Arrays | None, b: Arrays | None, e: Exercise) -> bool:
    return (
        a is not None
        and b is not None
        and len(a) == len(b)
        and all(x.shape == y.shape and close(x, y, e.rtol, e.atol).all() for x, y in zip(a, b, strict=True))
    )


def _each(change: Callable[[np.ndarray], np.ndarray | None]) -> Callable:
    """La relación «lo que llegó es la verdad cambiada así», hoja a hoja."""

    def holds(e, case, mine, right, equal):
        if len(mine) != len(right):
            return False
        changed = [change(a) for a in right]
        return all(c is not None for c in changed) and _equal(mine, changed, e)

    return holds


def _reversed_list(e, case, mine, right, equal):
    if len(right) == 1:
        return right[0].ndim >= 1 and _equal(mine, [right[0][::-1]], e)
    return _equal(mine, right[::-1], e)


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


def _data(case: Case, name: str) -> np.ndarray | None:
    """Un dato como array; None si es una lista o una función."""
    value = case.inputs[name]
    return None if callable(value) or isinstance(value, (list, tuple)) else np.asarray(value, dtype=np.float64)


def _times(name: str, divide: bool) -> Callable:
    """Lo que llegó es la verdad multiplicada, o dividida, por un dato."""

    def holds(e, case, mine, right, equal):
        value = _data(case, name)
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
        value = _data(case, name)
        if value is None or len(mine) != 1 or len(right) != 1 or not value.any():
            return False
        if value.shape != right[0].shape or mine[0].shape != right[0].shape:
            return False
        return bool(close(mine[0], right[0] + sign * value, e.rtol, e.atol).all())

    return holds


def _size(name: str, axis: int, divide: bool) -> Callable:
    """Multiplicado o dividido por un tamaño de los datos, que cambia de un caso a otro."""

    def holds(e, case, mine, right, equal):
        value = _data(case, name)
        if value is None or axis >= value.ndim or len(mine) != len(right):
            return False
        n = value.shape[axis]
        return _equal(mine, [a / n if divide else a * n for a in right], e)

    return holds


def _from_data(e: Exercise) -> list[tuple[str, Callable]]:
    """Las relaciones con los datos de un ejercicio."""
    found: list[tuple[str, Callable]] = []
    for name in e.args:
        found += [("media_por_suma", _size(name, axis, True)) for axis in (0, 1)]
        found += [("suma_por_media", _size(name, axis, False)) for axis in (0, 1)]
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
        value = _data(case, name)
        if value is None or value.size < 2 or len(mine) != 1 or equal or (flipped and value.ndim < 2):
            return False
        return _equal(mine, [value.T if flipped else value], e)

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


def _shuffled(e: Exercise, rows: list) -> str | None:
    """Un vector de tamaño fijo con los números buenos en otro orden, el mismo en todos los casos."""
    order: list[int] | None = None
    proofs = 0
    for case, mine, right, _equal_here in rows:
        if len(mine) != 1 or len(right) != 1 or right[0].ndim != 1 or mine[0].shape != right[0].shape:
            return None
        m, r = mine[0], right[0]
        if case.label.startswith(EXTREME) or len(set(np.round(r, 9))) < r.size:
            continue
        if order is None:
            order = [int(np.argmin(np.abs(r - value))) for value in m]
            if sorted(order) != list(range(r.size)) or order == sorted(order):
                return None
        if len(order) != r.size or not close(m, r[order], e.rtol, e.atol).all():
            return None
        proofs += 1
    return "salidas_cambiadas" if proofs >= ENOUGH else None


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


def _turned(rows: list) -> str | None:
    """La forma de la traspuesta, con otros números."""
    seen = 0
    for _, mine, right, _ in rows:
        if len(mine) != 1 or len(right) != 1 or mine[0].shape != right[0].shape[::-1]:
            return None
        seen += mine[0].shape != right[0].shape
    return "forma_traspuesta" if seen >= ENOUGH else None


RATIOS = {2.0: "el doble", 0.5: "la mitad", 4.0: "cuatro veces", 0.25: "la cuarta parte", 3.0: "el triple"}


def ratio(e: Exercise, cases: Sequence[Case], got: Sequence[Any], truth: Sequence[Any]) -> str:
    """Cuántas veces la verdad es lo que llegó, si es lo mismo en todos los casos y se dice en dos palabras."""
    rows = [(case, leaves(g), leaves(t)) for case, g, t in zip(cases, got, truth, strict=True)]
    rows = [(case, m, r, False) for case, m, r in rows if m is not None and r is not None]
    return next((text for value, text in RATIOS.items() if _always(e, rows, _factor(value))), "")


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


# Las pendientes de las activaciones del curso, y dos que se le parecen.
_SLOPES: tuple[Callable[[np.ndarray], np.ndarray], ...] = (
    lambda z: _sigmoid(z) * (1 - _sigmoid(z)),
    lambda z: 1 - np.tanh(z) ** 2,
    lambda z: (z > 0) * 1.0,
    *(lambda z, _s=slope: np.where(z > 0, 1.0, _s) for slope in (0.01, 0.1, 0.2)),
)


def _other_slope(e: Exercise, rows: list) -> str | None:
    """La pendiente de una activación donde va la de otra: en el mismo dato, y de la misma manera."""
    for name in e.args:
        for way in _WAYS:
            asked = [all(_uses(e, row, 2, name, slope, way) for row in rows) for slope in _SLOPES]
            if not any(asked):
                continue
            for slope, is_right in zip(_SLOPES, asked, strict=True):
                if not is_right and _always(
                    e, rows, lambda e, c, m, r, q, _s=slope, _n=name, _w=way: _uses(e, (c, m, r, q), 1, _n, _s, _w)
                ):
                    return "derivada_de_otra_activacion"
    return None


def _uses(e: Exercise, row: tuple, which: int, name: str, slope: Callable, way: Callable) -> bool:
    value = _data(row[0], name)
    if value is None or len(row[which]) != 1:
        return False
    expected = way(slope(value), row[0], name)
    return any(_equal(row[which], [array], e) for array in expected)


# Cómo entra la pendiente en lo que se pide: sola, en la diagonal o por otro dato.
_WAYS: tuple[Callable[[np.ndarray, Case, str], list[np.ndarray]], ...] = (
    lambda s, case, name: [s],
    lambda s, case, name: [np.diag(s)] if s.ndim == 1 else [],
    lambda s, case, name: [
        s * other
        for key in case.inputs
        if key != name and (other := _data(case, key)) is not None and other.shape == s.shape
    ],
)

EXACT = 1e-11  # por debajo, dos cuentas exactas que se hacen en otro orden


def _measured(rows: list) -> bool:
    """Bien en las primeras cifras y con ruido en las últimas, siempre: una fórmula no deja ese rastro."""
    noisy = 0
    for case, mine, right, _ in rows:
        if len(mine) != len(right) or any(m.shape != r.shape for m, r in zip(mine, right, strict=True)):
            return False
        m, r = (np.concatenate([a.ravel() for a in arrays]) for arrays in (mine, right))
        scale = np.abs(r).max(initial=0.0)
        if not scale or case.label.startswith(EXTREME):
            continue
        off = np.abs(m - r).max(initial=0.0) / scale
        if off > MEASURED and case.label.startswith("caso sorteado"):
            return False
        noisy += EXACT < off <= MEASURED
    return noisy >= ENOUGH


MEASURED = 3e-3  # lo que puede desviarse quien mide, en proporción a la componente mayor


def _small(e: Exercise, rows: list, derives: bool) -> str | None:
    """Bien en las primeras cifras y mal en las últimas: medir en lugar de derivar."""
    return "medir" if derives and _measured(rows) else None


def _only_some(e: Exercise, rows: list, cases: Sequence[Case]) -> str | None:
    """Bien justo en los casos cuadrados, simétricos o con un solo ejemplo; mal en todos los demás."""
    good = {id(case) for case, _, _, equal in rows if equal}
    if len(rows) < len(cases):
        return None
    for kind, is_special in (
        ("solo_simetricas", _symmetric),
        ("lote_de_uno", _batch_of_one),
        ("solo_cuadradas", _square),
    ):
        if kind == "lote_de_uno" and "B" not in str(dict(e.returns)):
            continue
        special = [is_special(case) for case in cases]
        if any(s is None for s in special):
            continue
        as_expected = all((id(case) in good) == s for case, s in zip(cases, special, strict=True))
        if as_expected and sum(map(bool, special)) >= ENOUGH and sum(not s for s in special) >= ENOUGH:
            return kind
    return None


def _matrices(case: Case) -> list[np.ndarray]:
    return [np.asarray(v) for v in case.inputs.values() if isinstance(v, np.ndarray) and v.ndim == 2]


def _square(case: Case) -> bool | None:
    found = _matrices(case)
    return all(a.shape[0] == a.shape[1] and a.shape[0] > 1 for a in found) if found else None


def _symmetric(case: Case) -> bool | None:
    found = [a for a in _matrices(case) if a.shape[0] == a.shape[1]]
    return all(a.shape[0] > 1 and np.array_equal(a, a.T) for a in found) if found else None


def _batch_of_one(case: Case) -> bool | None:
    found = _matrices(case)
    return all(a.shape[0] == 1 for a in found) if found else None
