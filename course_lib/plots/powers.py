"""Cómo crece un coste: los puntos medidos con los dos ejes en logaritmos, y la recta cuya pendiente es el exponente."""

import math

import numpy as np

from course_lib.cost import exponent
from course_lib.numbers import check_numbers
from course_lib.plots.picture import picture
from course_lib.plots.svg import BLUE, GREEN, PURPLE, RED, circle, line, number, text

LEFT, TOP, WIDE, HIGH, ASIDE = 74, 16, 420, 250, 210
STYLES = [
    (BLUE, ""),
    (RED, "stroke-dasharray:6 4"),
    (GREEN, "stroke-dasharray:2 4"),
    (PURPLE, "stroke-dasharray:9 3 2 3"),
]


def powers(sizes, series, xlabel="n", ylabel="coste", title=""):
    """Dibuja cada serie con su recta ajustada y, a la derecha, su exponente.

    Formas
        sizes (N,), con dos tamaños distintos al menos; series: {"nombre": costes}, de una a cuatro, cada una (N,).
    Errores
        TypeError si series no es un diccionario. ValueError si no hay entre una y cuatro series.
        ShapeError, TypeError o ValueError si los números no son positivos y finitos, con esas formas.
    """
    if not isinstance(series, dict):
        raise TypeError(
            f'series debe ser un diccionario y llegó un {type(series).__name__}: prueba {{"A @ x": tiempos}}.'
        )
    if not 1 <= len(series) <= len(STYLES):
        raise ValueError(f"series debe tener de una a {len(STYLES)} curvas y tiene {len(series)}: repártelas.")
    sizes = check_numbers("sizes", sizes, ("N",))
    slopes = {name: exponent(sizes, costs) for name, costs in series.items()}
    data = {name: np.log10(check_numbers("costs", costs, sizes.shape)) for name, costs in series.items()}
    x = np.log10(sizes)
    across, up = _scale(x, LEFT, WIDE), _scale(np.concatenate(list(data.values())), TOP + HIGH, -HIGH)
    pieces = [line([(LEFT, TOP), (LEFT, TOP + HIGH), (LEFT + WIDE, TOP + HIGH)])]
    pieces += _ticks(sizes, data, across, up)
    pieces += [text(LEFT + WIDE / 2, TOP + HIGH + 40, xlabel), text(LEFT - 60, TOP - 4, ylabel, "start")]
    told = []
    for row, ((name, y), (color, dash)) in enumerate(zip(data.items(), STYLES, strict=False)):
        middle, slope = y.mean() - slopes[name] * x.mean(), slopes[name]
        ends = [(across(e), up(middle + slope * e)) for e in (x.min(), x.max())]
        pieces += [line(ends, dash, color, 1.6)]
        pieces += [circle(across(a), up(b), 4, color, color) for a, b in zip(x, y, strict=True)]
        place = TOP + 14 + 46 * row
        pieces += [
            line([(LEFT + WIDE + 24, place - 4), (LEFT + WIDE + 54, place - 4)], dash, color, 2),
            text(LEFT + WIDE + 60, place, name, "start"),
            text(LEFT + WIDE + 60, place + 17, f"exponente {slope:.2f}", "start", css="font-weight:600"),
        ]
        told.append(f"{name}: de {number(10 ** y[0])} a {number(10 ** y[-1])}, exponente {slope:.2f}")
    description = (
        f"Ejes en logaritmos. {xlabel}, de {number(sizes.min())} a {number(sizes.max())}; {ylabel}. {'. '.join(told)}."
    )
    size = (LEFT + WIDE + ASIDE, TOP + HIGH + 50)
    return picture(title or f"{ylabel} según {xlabel}", description, size, "".join(pieces), heading=title)


def _scale(values, start, length):
    """De un logaritmo a un píxel, con algo de aire a los dos lados."""
    low, high = values.min(), values.max()
    room = 0.06 * ((high - low) or 1.0)
    return lambda value: start + length * (value - low + room) / (high - low + 2 * room)


def _ticks(sizes, data, across, up):
    """Los tamaños medidos, abajo; a la izquierda, las potencias de diez que caben."""
    for size in dict.fromkeys(sizes.tolist()):
        at = across(math.log10(size))
        yield line([(at, TOP + HIGH), (at, TOP + HIGH + 5)])
        yield text(at, TOP + HIGH + 20, number(size), size=11)
    values = np.concatenate(list(data.values()))
    powers_of_ten = range(math.ceil(values.min() - 0.05), math.floor(values.max() + 0.05) + 1)
    for power in powers_of_ten:
        yield line([(LEFT, up(power)), (LEFT + WIDE, up(power))], "opacity:.15")
        yield text(LEFT - 8, up(power) + 4, number(10.0**power), "end", size=11)
