"""Un brazo de barras articuladas que se mueve hacia un objetivo: el camino que hace un descenso de gradiente."""

import numpy as np

from course_lib.plots.picture import picture
from course_lib.plots.svg import BLUE, GRADIENT, circle, line, number, text
from course_lib.shapes import ShapeError

SIZE, MARGIN = 300.0, 26.0


def arm(postures, target):
    """Dibuja las posturas de un brazo, de la más pálida (la primera) a la más fuerte (la última), y el objetivo.

    Formas
        postures (k, n, 2): k posturas de n articulaciones, con el hombro primero. target (2,).
    Errores
        ShapeError si no tienen esas formas; ValueError si algún número no es finito.
    """
    postures, target = np.asarray(postures, dtype=np.float64), np.asarray(target, dtype=np.float64)
    if postures.ndim != 3 or postures.shape[-1] != 2 or not postures.size or target.shape != (2,):
        raise ShapeError(
            f"postures debe tener forma (k, n, 2) y target (2,), y llegaron {postures.shape} y {target.shape}."
        )
    points = np.vstack([postures.reshape(-1, 2), target])
    if not np.isfinite(points).all():
        raise ValueError(
            "Hay posiciones que no son números finitos: ¿se ha disparado el descenso? Revisa el gradiente."
        )
    low, high = points.min(axis=0), points.max(axis=0)
    scale = SIZE / max(*(high - low), 1e-9)
    width, height = (high - low) * scale + 2 * MARGIN

    def place(point):
        x, y = (point - low) * scale + MARGIN
        return x, height - y

    pieces = []
    for k, posture in enumerate(postures, 1):
        last = k == len(postures)
        strength = 1.0 if last else 0.12 + 0.4 * k / len(postures)
        path = [place(joint) for joint in posture]
        pieces.append(line(path, f"opacity:{strength:.2f};stroke-linejoin:round", BLUE, 4 if last else 1.6))
        if last:
            pieces += [circle(x, y, 4, BLUE, BLUE) for x, y in path]
    x, y = place(target)
    for dx, dy in ((7, 7), (7, -7)):
        pieces.append(line([(x - dx, y - dy), (x + dx, y + dy)], "", GRADIENT, 2.4))
    anchor = "end" if x > width / 2 else "start"
    pieces.append(text(x + (-12 if anchor == "end" else 12), y - 10, "objetivo", anchor))
    hand, start = postures[-1][-1], postures[0][-1]
    told = (
        f"{len(postures)} posturas. La mano empieza en ({number(start[0])}, {number(start[1])}) y acaba en "
        f"({number(hand[0])}, {number(hand[1])}); el objetivo está en ({number(target[0])}, {number(target[1])})."
    )
    return picture("Un brazo que busca un punto", told, (max(width, 320), height), "".join(pieces))
