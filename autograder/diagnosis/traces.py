"""Lo que solo se ve mirando todos los casos a la vez: las salidas en otro orden, memoria entre llamadas, el rastro de
medir, la pendiente de otra activación, o que únicamente salgan bien unos casos."""

from collections.abc import Callable, Sequence
from itertools import permutations

import numpy as np

from autograder.diagnosis.evidence import ENOUGH, EXTREME, Arrays, always, data, same_arrays
from autograder.diagnosis.prints import leaves
from autograder.exercise import Exercise
from autograder.judging.cases import Case
from autograder.judging.compare import close
from autograder.sandbox.call import Outcome


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
            if not same_arrays(leaves(o.value[place]), leaves(case.expected[k]), e):
                return False
        pairs = zip(order, range(len(order)), strict=True)
        seen += any(not same_arrays(leaves(case.expected[a]), leaves(case.expected[b]), e) for a, b in pairs)
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
        moved += not same_arrays(again, first, e)
        if before and not same_arrays(first, right, e) and not _bare(first):
            stuck += 1
            fresh += not any(same_arrays(first, old, e) for old in before)
        before.append(right)
    begins_well = same_arrays(leaves(outcomes[0].value), leaves(cases[0].expected), e)
    return "acumula_estado" if begins_well and (moved >= ENOUGH or (stuck > ENOUGH and not fresh)) else None


def _bare(arrays: Arrays) -> bool:
    """Si todo son ceros y unos: que se repita no dice nada."""
    return all(np.isin(a, (-1, 0, 1)).all() for a in arrays)


def shuffled(e: Exercise, rows: list) -> str | None:
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


def turned(rows: list) -> str | None:
    """La forma de la traspuesta, con otros números."""
    seen = 0
    for _, mine, right, _ in rows:
        if len(mine) != 1 or len(right) != 1 or mine[0].shape != right[0].shape[::-1]:
            return None
        seen += mine[0].shape != right[0].shape
    return "forma_traspuesta" if seen >= ENOUGH else None


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


# Las pendientes de las activaciones del curso, y dos que se le parecen.
_SLOPES: tuple[Callable[[np.ndarray], np.ndarray], ...] = (
    lambda z: _sigmoid(z) * (1 - _sigmoid(z)),
    lambda z: 1 - np.tanh(z) ** 2,
    lambda z: (z > 0) * 1.0,
    *(lambda z, _s=slope: np.where(z > 0, 1.0, _s) for slope in (0.01, 0.1, 0.2)),
)


def other_slope(e: Exercise, rows: list) -> str | None:
    """La pendiente de una activación donde va la de otra: en el mismo dato, y de la misma manera."""
    for name in e.args:
        for way in _WAYS:
            asked = [all(_uses(e, row, 2, name, slope, way) for row in rows) for slope in _SLOPES]
            if not any(asked):
                continue
            for slope, is_right in zip(_SLOPES, asked, strict=True):
                if not is_right and always(
                    e, rows, lambda e, c, m, r, q, _s=slope, _n=name, _w=way: _uses(e, (c, m, r, q), 1, _n, _s, _w)
                ):
                    return "derivada_de_otra_activacion"
    return None


def _uses(e: Exercise, row: tuple, which: int, name: str, slope: Callable, way: Callable) -> bool:
    value = data(row[0], name)
    if value is None or len(row[which]) != 1:
        return False
    expected = way(slope(value), row[0], name)
    return any(same_arrays(row[which], [array], e) for array in expected)


# Cómo entra la pendiente en lo que se pide: sola, en la diagonal o por otro dato.
_WAYS: tuple[Callable[[np.ndarray, Case, str], list[np.ndarray]], ...] = (
    lambda s, case, name: [s],
    lambda s, case, name: [np.diag(s)] if s.ndim == 1 else [],
    lambda s, case, name: [
        s * other
        for key in case.inputs
        if key != name and (other := data(case, key)) is not None and other.shape == s.shape
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


def small(e: Exercise, rows: list, derives: bool) -> str | None:
    """Bien en las primeras cifras y mal en las últimas: medir en lugar de derivar."""
    return "medir" if derives and _measured(rows) else None


def only_some(e: Exercise, rows: list, cases: Sequence[Case]) -> str | None:
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
