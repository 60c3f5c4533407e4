"""Las unidades de cada capa, una por casilla: con cuántos ejemplos se enciende cada una, y cuáles con ninguno."""

import numpy as np

from course_lib.numbers import check_numbers
from course_lib.plots.picture import WIDEST, picture
from course_lib.plots.svg import BLUE, box, line, text
from course_lib.shapes import check_list

WIDE, TALL = 26, 10  # píxeles de una casilla; con muchas capas, menos de ancho


def units(fractions, title="Con cuántos ejemplos se enciende cada unidad"):
    """Dibuja una columna por capa, con sus unidades ordenadas: arriba las que más se encienden; con ×, las muertas.

    Formas
        ``fractions`` es una lista de arrays (D_k,), uno por capa.
    Unidades
        De 0 (no se enciende con ningún ejemplo) a 1 (con todos).
    Errores
        TypeError si no es una lista. ValueError si está vacía o si alguna fracción se sale de 0 a 1.
    """
    layers = [
        check_numbers(f"fractions[{k}]", f, ("D",))
        for k, f in enumerate(check_list("fractions", fractions, "pasa un array por capa"))
    ]
    if not layers or any(layer.min() < 0 or layer.max() > 1 for layer in layers):
        raise ValueError(
            "fractions debe traer un array por capa, con números de 0 a 1: la media de h > 0 por columnas."
        )
    wide = min(WIDE, (WIDEST - 130) / len(layers))
    tallest = max(map(len, layers)) * TALL
    left, top = 66, 8
    pieces, told = (
        [text(left - 8, top + tallest + 18, "capa", "end"), text(left - 8, top + tallest + 36, "muertas", "end")],
        [],
    )
    for k, layer in enumerate(layers, 1):
        x = left + (k - 1) * wide
        for n, fraction in enumerate(np.sort(layer)[::-1]):
            y = top + n * TALL
            pieces.append(
                box(x, y, wide - 2, TALL - 2, 1, css=f"fill:{BLUE};fill-opacity:{fraction:.2f};stroke-opacity:.35")
            )
            if fraction == 0:
                middle = x + (wide - 2) / 2
                pieces += [
                    line([(middle - 3, y + 1), (middle + 3, y + 7)]),
                    line([(middle + 3, y + 1), (middle - 3, y + 7)]),
                ]
        dead = int(np.sum(layer == 0))
        pieces += [
            text(x + wide / 2 - 1, top + tallest + 18, str(k)),
            text(x + wide / 2 - 1, top + tallest + 36, str(dead)),
        ]
        told.append(f"capa {k}, {dead} de {len(layer)}")
    size = (left + len(layers) * wide + 60, top + tallest + 44)
    return picture(title, f"Unidades muertas: {'; '.join(told)}.", size, "".join(pieces), heading=title)
