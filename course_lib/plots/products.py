"""El producto de un jacobiano por el gradiente que llega, fotograma a fotograma: una fila, un número."""

import numpy as np

from course_lib.plots.picture import picture
from course_lib.plots.svg import BLUE, GRADIENT, box, number, text, width_of
from course_lib.shapes import ShapeError

WIDE, HIGH, GAP, MOST = 46, 24, 34, 8


def product(J, v, rows=None):
    """Dibuja un fotograma por fila de J: la que se multiplica, encendida, y lo que ya se sabe del resultado.

    Formas
        J (n, m), v (m,); hasta 8 por 8. rows: nombres de las n filas.
    Errores
        ShapeError si las formas no encajan o no caben. ValueError si hay más o menos nombres que filas.
    """
    J, v = np.asarray(J, dtype=np.float64), np.asarray(v, dtype=np.float64)
    if J.ndim != 2 or v.shape != J.shape[1:] or not J.size or max(J.shape) > MOST:
        raise ShapeError(f"Hacen falta J (n, m), de 8 por 8 como mucho, y v (m,), y llegaron {J.shape} y {v.shape}.")
    names = [f"fila {i}" for i in range(1, len(J) + 1)] if rows is None else [str(name) for name in rows]
    if len(names) != len(J):
        raise ValueError(f"rows debe tener {len(J)} nombres, uno por fila, y llegaron {len(names)}: ajusta la lista.")
    pieces, told, top, right = [], [], 0.0, 0.0
    for i, name in enumerate(names):
        count = " + ".join(f"{number(a)}·{number(b)}" for a, b in zip(J[i], v, strict=True))
        told.append(f"{name}: {count} = {number(J[i] @ v)}")
        pieces += [text(0, top + 14, told[-1], "start"), *_frame(J, v, i, top + 24)]
        right = max(right, width_of(told[-1]))
        top += 24 + max(J.shape) * HIGH + 20
    width = max(right, (J.shape[1] + 2) * WIDE + 2 * GAP + 4)
    return picture("El producto, fila a fila", ". ".join(told) + ".", (width, top), "".join(pieces))


def _frame(J, v, now, top):
    n, m = J.shape
    vector = m * WIDE + GAP
    result = vector + WIDE + GAP
    for r in range(n):
        for c in range(m):
            yield _cell(c * WIDE, top + r * HIGH, J[r, c], BLUE, r == now)
        yield _cell(result, top + r * HIGH, J[r] @ v if r <= now else None, GRADIENT, r == now)
    for c in range(m):
        yield _cell(vector, top + c * HIGH, v[c], GRADIENT, True)
    for sign, right in (("·", vector), ("=", result)):
        yield text(right - GAP / 2, top + HIGH * 0.7, sign, size=16)


def _cell(x, y, value, color, lit):
    """Una casilla; encendida, con fondo y trazo doble, que también se ve sin color."""
    drawn = box(x, y, WIDE, HIGH, 0, color, color if lit else "none", "fill-opacity:.2;stroke-width:2" if lit else "")
    return drawn + ("" if value is None else text(x + WIDE / 2, y + 16, number(value)))
