"""Un MLP dibujado por capas: las neuronas, y entre capa y capa las formas de Ω_k y β_k."""

import operator
from itertools import pairwise

import numpy as np

from course_lib.plots.picture import picture
from course_lib.plots.svg import circle, line, number, shape, subscript, text, value_text

STEP, WIDE, ROW, RADIUS, MOST = 190, 600, 54, 23, 6


def mlp(sizes, values=None):
    """Dibuja un MLP con la forma de cada capa, y la de Ω_k y β_k en cada paso.

    Formas
        sizes: [D_0, D_1, …, D_{K+1}], de la entrada a la salida. values: lo que devuelve ``mlp.forward``; con él,
        cada neurona lleva su número: x, h_1 … h_K y, al final, f_K.
    Errores
        ValueError si sizes no son al menos dos enteros positivos, o si values no tiene esos tamaños.
        TypeError si values no salió de ``mlp.forward``.
    """
    sizes = _sizes(sizes)
    last = len(sizes) - 1
    step = min(STEP, max(WIDE / last, 110))  # hasta cinco capas lineales, lo que da el ancho del texto
    names = ["x", *(subscript("h", k) for k in range(1, last)), subscript("f", last - 1)]
    numbers = _numbers(values, sizes) if values is not None else [None] * len(sizes)
    tall = max(len(_shown(size)) for size in sizes) * ROW
    places = [_places(size, 70 + step * n, 56 + tall / 2) for n, size in enumerate(sizes)]

    pieces = []
    for k, (here, there) in enumerate(pairwise(places)):
        for x, y, i in here:
            ends = [(x2, y2) for x2, y2, j in there if i is not None and j is not None]
            pieces += [line([(x + RADIUS, y), (x2 - RADIUS, y2)], "opacity:.35", width=1) for x2, y2 in ends]
        middle = 70 + step * (k + 0.5)
        f_k = subscript("f", k)
        steps = [
            f"{subscript('Ω', k)} ({sizes[k + 1]}, {sizes[k]})",
            f"{subscript('β', k)} ({sizes[k + 1]},)",
            f"{f_k} = {subscript('β', k)} + {subscript('Ω', k)}{names[k]}",
            f"{names[k + 1]} = ReLU({f_k})" if k < last - 1 else "",
        ]
        pieces += [text(middle, 74 + tall + 18 * n, step) for n, step in enumerate(steps)]
    for place, name, size, column in zip(places, names, sizes, numbers, strict=True):
        pieces += [text(place[0][0], 20, name, size=14, css="font-weight:600"), text(place[0][0], 38, f"({size},)")]
        for x, y, i in place:
            if i is None:
                pieces.append(text(x, y + 5, "⋮", size=16))
                continue
            pieces.append(circle(x, y, RADIUS))
            if column is not None:
                pieces.append(value_text(x, y + 4, number(column[i]), size=10))
    notes = [f"Se dibujan {MOST - 1} neuronas de las capas con más de {MOST}."] if max(sizes) > MOST else []
    bad = [n for n, c in zip(names, numbers, strict=True) if c is not None and not np.all(np.isfinite(c))]
    if bad:
        notes.append(f"Aviso: en {bad[0]} hay valores que no son números finitos; mira ahí primero.")
    size = (70 + step * last + 70, 136 + tall)
    return picture("Perceptrón multicapa", _describe(sizes, names, numbers), size, "".join(pieces), notes)


def _shown(size):
    """Los índices de las neuronas que se dibujan; None es el sitio de las que se saltan."""
    return list(range(size)) if size <= MOST else [*range(MOST - 2), None, size - 1]


def _places(size, x, center):
    shown = _shown(size)
    return [(x, center + ROW * (n - (len(shown) - 1) / 2), i) for n, i in enumerate(shown)]


def _describe(sizes, names, numbers):
    told = [f"{name}, de forma ({size},)" for name, size in zip(names, sizes, strict=True)]
    steps = [
        f"{subscript('Ω', k)} es ({sizes[k + 1]}, {sizes[k]}) y {subscript('β', k)} es ({sizes[k + 1]},)"
        for k in range(len(sizes) - 1)
    ]
    text_ = f"Capas: {'; '.join(told)}. Parámetros: {'; '.join(steps)}."
    for name, column in zip(names, numbers, strict=True):
        if column is not None:
            text_ += f" {name} = [{', '.join(map(number, column[:20]))}{', …' if len(column) > 20 else ''}]."
    return text_


def _sizes(sizes):
    try:
        found = [operator.index(size) for size in sizes]
    except TypeError:
        found = []
    if len(found) < 2 or min(found) < 1:
        raise ValueError(
            f"sizes debe ser una lista de dos o más enteros positivos y llegó {sizes!r}: prueba [3, 4, 2]."
        )
    return found


def _numbers(values, sizes):
    if not (hasattr(values, "f") and hasattr(values, "h")):
        raise TypeError(
            f"values debe ser lo que devuelve mlp.forward y llegó un {type(values).__name__}: llámala antes."
        )
    columns = [np.asarray(column, dtype=np.float64) for column in [*values.h, *values.f[-1:]]]
    found = [shape(column) for column in columns]
    if found != [f"({size},)" for size in sizes]:
        raise ValueError(f"values debe tener los tamaños de sizes, {sizes}, y llegó con {', '.join(found)}: revísalos.")
    return columns
