"""El plano con sus puntos de dos clases y, si ya hay red, lo que contesta en cada sitio."""

import numpy as np

from course_lib.numbers import check_numbers
from course_lib.plots.picture import picture
from course_lib.plots.svg import BLUE, RED, box, circle, line, number, stroke, text

SIZE, REACH, SIDE = 300, 1.2, 32  # píxeles de lado; el plano va de −1.2 a 1.2; puntos por lado
_AXIS = (np.arange(SIDE) + 0.5) / SIDE * 2 * REACH - REACH  # el centro de cada casilla
# Fila a fila desde arriba, como se pinta una imagen.
GRID = np.stack([np.tile(_AXIS, SIDE), np.repeat(_AXIS[::-1], SIDE)], axis=1)


def plane(X, classes, answer=None, title=""):
    """Dibuja los puntos, ○ los de la clase 0 y △ los de la 1, y de fondo lo que contesta ``answer``.

    Formas
        X (N, 2), entre −1.2 y 1.2; ``classes`` (N,), ceros y unos. ``answer`` recibe puntos (M, 2) y devuelve (M,).
    Unidades
        ``answer`` da la probabilidad de la clase 1: más azul cerca de 0, más naranja cerca de 1, y una línea por 0.5.
    Errores
        ShapeError, TypeError o ValueError si X, ``classes`` o lo que devuelve ``answer`` no tienen esas formas.
    """
    X = check_numbers("X", X, ("N", 2))
    classes = check_numbers("classes", classes, (len(X),))
    pieces, told = [], f"{int(np.sum(classes == 0))} puntos de la clase 0 y {int(np.sum(classes == 1))} de la 1"
    if answer is not None:
        surface = check_numbers("answer(puntos)", answer(GRID), (len(GRID),)).reshape(SIDE, SIDE)
        right = np.mean((check_numbers("answer(X)", answer(X), (len(X),)) > 0.5) == classes)
        pieces += [*tiles(surface), *frontier(surface)]
        told += (
            f"; en el plano contesta de {number(surface.min())} a {number(surface.max())}, "
            f"y acierta {number(100 * right)}\u00a0% de los puntos"
        )
    for (a, b), label in zip(X, classes, strict=True):
        pieces.append(mark(SIZE * (1 + a / REACH) / 2, SIZE * (1 - b / REACH) / 2, label))
    key = "   línea: p = 0.5" if answer is not None else ""
    pieces.append(text(0, SIZE + 18, f"○ clase 0   △ clase 1{key}", "start"))
    return picture(
        title or "Dos clases en el plano", f"{told}.", (SIZE + 60, SIZE + 26), "".join(pieces), heading=title
    )


def tiles(surface):
    """El color de ``surface`` (lado, lado), en cuadros de 2×2: se entiende igual y pesa la cuarta parte."""
    coarse = surface.reshape(len(surface) // 2, 2, -1, 2).mean(axis=(1, 3))
    wide = SIZE / len(coarse)
    for (row, column), p in np.ndenumerate(coarse):
        if abs(p - 0.5) > 0.01:
            color, css = RED if p > 0.5 else BLUE, f"opacity:{abs(p - 0.5):.2f}"
            yield box(column * wide, row * wide, wide + 0.4, wide + 0.4, 0, "none", color, css)


def frontier(surface):
    """La frontera, a trocitos: donde dos vecinos caen a lados distintos. Quien contesta ½ a todo no tiene."""
    if np.abs(surface - 0.5).max() <= 0.01:
        return
    side, cell = surface > 0.5, SIZE / len(surface)
    for row, column in np.argwhere(side[:, 1:] != side[:, :-1]):
        x = (column + 1) * cell
        yield line([(x, row * cell), (x, (row + 1) * cell)], width=2)
    for row, column in np.argwhere(side[1:] != side[:-1]):
        y = (row + 1) * cell
        yield line([(column * cell, y), ((column + 1) * cell, y)], width=2)


def mark(x, y, label):
    """Un punto de la clase 0, redondo, o de la 1, en triángulo: sin ver el color se distinguen."""
    triangle = stroke(f"M{x:.1f} {y - 5:.1f} l5 9 h-10 Z", "fill:#7a2e00", "#fff", 1)
    return circle(x, y, 3.5, "#00456e", "#fff") if label == 0 else triangle
