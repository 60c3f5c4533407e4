"""Cuánto cuesta un ejercicio y cuánto separa a quien sabe de quien no: la teoría clásica de los exámenes.

Fuente
    Allen y Yen, *Introduction to Measurement Theory* (1979), cap. 6: la facilidad es la parte de los puntos que se
    consiguen, y la discriminación, la correlación entre un ejercicio y los puntos de los demás (con aciertos y
    fallos, la biserial puntual). Sin el propio ejercicio en el total: dentro, un ejercicio se parece a sí mismo.
"""

from collections.abc import Mapping, Sequence
from math import sqrt
from statistics import fmean

ENOUGH = 20  # estudiantes: con menos, una sola persona mueve la correlación
POOR = 0.2  # por debajo separa poco, como se suele leer

Points = tuple[float, float] | None  # (conseguidos, máximo); None si nadie lo ha juzgado


def facility(points: Sequence[Points]) -> float | None:
    """La parte de los puntos que consigue la clase, de 0 a 1; None si nadie está juzgado."""
    judged = [p for p in points if p is not None]
    total = sum(maximum for _, maximum in judged)
    return sum(got for got, _ in judged) / total if total else None


def discrimination(id_: str, everyone: Sequence[Mapping[str, Points]]) -> float | None:
    """La correlación entre los puntos de un ejercicio y los de los demás, de −1 a 1.

    None si hay menos de ENOUGH personas con todo lo demás juzgado, o si todas
    sacan lo mismo: entonces no separa a nadie.
    """
    pairs = []
    for mine in everyone:
        rest = [p for other, p in mine.items() if other != id_ and p is not None]
        if mine.get(id_) is not None and rest:
            pairs.append((mine[id_][0], sum(got for got, _ in rest) / sum(maximum for _, maximum in rest)))
    if len(pairs) < ENOUGH:
        return None
    return correlation(*zip(*pairs, strict=True))


def correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """La de Pearson; None si alguno de los dos no varía."""
    mean, middle = fmean(one), fmean(other)
    together = sum((a - mean) * (b - middle) for a, b in zip(one, other, strict=True))
    spread = sqrt(sum((a - mean) ** 2 for a in one) * sum((b - middle) ** 2 for b in other))
    return together / spread if spread > 1e-12 else None
