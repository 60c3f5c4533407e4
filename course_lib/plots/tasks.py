"""Qué se le pide a una red: entra una foto y sale un número por cada respuesta posible."""

import numpy as np

from course_lib.plots.picture import picture
from course_lib.plots.svg import BLUE, arrow_head, box, line, number, text

PIXEL, BAR, WIDEST, WINDOW = 16, 26, 150, 3


def classification(image, scores, right):
    """Dibuja una foto, la red por la que pasa y lo que sale: una barra por respuesta, con la correcta señalada.

    Sobre la foto hay una ventana de pesos: en una red convolucional es la misma en todos los sitios.

    Formas
        ``image`` (alto, ancho), de 0 (blanco) a 1 (negro). ``scores`` da a cada respuesta un número de 0 a 1, y
        ``right`` es una de ellas.
    Errores
        ValueError si ``image`` no es una matriz, si falta ``right`` o si un número se sale de 0 a 1.
    """
    image = np.asarray(image, dtype=np.float64)
    if image.ndim != 2 or image.min() < 0 or image.max() > 1:
        raise ValueError(f"image debe ser una matriz con números de 0 a 1 y llegó con forma {image.shape}.")
    if right not in scores or not all(0 <= score <= 1 for score in scores.values()):
        raise ValueError(f"scores debe dar a cada respuesta un número de 0 a 1, también a «{right}», y llegó {scores}.")
    rows, columns = image.shape
    tall = max(rows * PIXEL, len(scores) * BAR) + 10
    middle, left = 10 + tall / 2, 20
    pieces = list(_pixels(image, left, middle - rows * PIXEL / 2))
    edge = left + columns * PIXEL
    pieces += [text(left + columns * PIXEL / 2, tall + 24, "x: la foto"), *_arrow(edge + 8, edge + 62, middle)]
    pieces += [box(edge + 64, middle - 30, 120, 60), text(edge + 124, middle + 6, "f[x, φ]", size=16)]
    pieces += [text(edge + 124, tall + 24, "la red"), *_arrow(edge + 186, edge + 240, middle)]
    start, top = edge + 310, middle - len(scores) * BAR / 2
    for n, (name, score) in enumerate(scores.items()):
        y = top + BAR * n
        mark = " ← la correcta" if name == right else ""
        pieces += [text(start - 8, y + 17, name, "end"), box(start, y + 4, WIDEST * score, 18, 2, BLUE, BLUE)]
        pieces.append(text(start + WIDEST * score + 8, y + 17, number(score) + mark, "start"))
    pieces.append(text(start + WIDEST / 2, tall + 24, "un número por respuesta"))
    told = ", ".join(f"{name} {number(score)}" for name, score in scores.items())
    description = (
        f"Una foto de {rows} por {columns} píxeles, con una ventana de pesos encima, entra en la red f[x, φ]. "
        f"Sale un número por respuesta: {told}. La correcta es {right}."
    )
    return picture("Clasificar una foto", description, (start + WIDEST + 130, tall + 34), "".join(pieces))


def _pixels(image, left, top):
    rows, columns = image.shape
    for i in range(rows):
        for j in range(columns):
            fill = f"fill:currentColor;fill-opacity:{image[i, j]:.2f};stroke-opacity:.15"
            yield box(left + PIXEL * j, top + PIXEL * i, PIXEL, PIXEL, 0, css=fill)
    side = WINDOW * PIXEL
    yield box(left + PIXEL, top + PIXEL, side, side, 0, BLUE, css="stroke-width:3")


def _arrow(start, end, y):
    return line([(start, y), (end, y)]), arrow_head(end, y)
