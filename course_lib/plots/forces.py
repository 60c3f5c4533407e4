"""Fuerzas que tiran de algo hacia los dos lados: una barra con punta por cada una, y debajo lo que suman."""

import numpy as np

from course_lib.numbers import check_numbers
from course_lib.plots.picture import picture
from course_lib.plots.svg import BLUE, GRADIENT, arrow_head, line, number, pretty, text, width_of

REACH, ROW = 180, 26  # píxeles de la mayor hacia cada lado; alto de un renglón


def forces(names, values, total="suman", title="Fuerzas"):
    """Dibuja cada fuerza desde una línea central: a la derecha la que sube, a la izquierda y a trazos la que baja.

    Formas
        names: n nombres; values (n,). ``total`` es cómo se llama su suma; vacío, no se dibuja.
    Errores
        ShapeError, TypeError o ValueError si values no son números finitos, uno por nombre.
    """
    values = check_numbers("values", values, (len(names),))
    whole = float(values.sum())
    if abs(whole) < 1e-12 * max(1.0, np.abs(values).sum()):
        whole = 0.0  # lo que queda al redondear no es una fuerza
    rows = [*zip(names, values, strict=True), *([(total, whole)] if total else [])]
    left = 12 + max(width_of(pretty(name)) for name, _ in rows)
    center = left + REACH + 70
    scale = REACH / (max(abs(value) for _, value in rows) or 1.0)
    bottom = ROW * len(names) + 10
    height = ROW * len(rows) + 16
    pieces = [line([(center, 4), (center, height - 6)], "opacity:.5", width=1)]
    for n, (name, value) in enumerate(rows):
        y = ROW * (n + 0.6) + (10 if n == len(names) else 0)
        pieces += [text(left - 6, y + 4, pretty(name), "end"), *_pull(center, y, value * scale, value)]
    told = ", ".join(f"{pretty(name)} {number(value)}" for name, value in zip(names, values, strict=True))
    if total:
        pieces.append(line([(4, bottom - 2), (2 * center - left, bottom - 2)], "opacity:.3", width=1))
        told += f"; {total}: {number(whole)}"
    return picture(title, f"{told}.", (2 * center - left + 10, height), "".join(pieces), heading=title)


def _pull(center, y, length, value):
    """La barra de una fuerza, su punta y su número; una fuerza nula es solo el número."""
    side = -1 if value < 0 else 1
    color, dash = (GRADIENT, "stroke-dasharray:5 3") if value < 0 else (BLUE, "")
    end = center + length
    written = text(end + 8 * side, y + 4, f"{value:+.3g}" if value else "0", "end" if value < 0 else "start")
    if abs(length) < 1:
        return [written]
    return [line([(center, y), (end, y)], dash, color, 2.5), arrow_head(end, y, side, color), written]
