"""Una montaña vista desde arriba, con sus líneas de nivel y los caminos que la recorren."""

import numpy as np

from course_lib.numbers import check_numbers
from course_lib.plots.curves import INK, STYLES, _figure, _finish
from course_lib.plots.svg import number

SAMPLES = 81
LEVELS = 14
MARKS = 60  # pasos con su punto; los demás, solo la línea


def trails(height, paths, title="", reach=None, notes=()):
    """Dibuja las líneas de nivel de ``height`` y cada camino: un punto por paso, la salida hueca y el final con ×.

    Formas
        ``height`` recibe (x, y), forma (2,), y da un número. ``paths``: {"nombre": puntos}, cada uno (T, 2). ``reach``
        es hasta dónde llega el plano hacia los cuatro lados; si falta, lo que pidan los caminos. ``notes`` se escriben
        debajo.
    Errores
        TypeError si ``height`` no es una función o ``paths`` no es un diccionario. ValueError si está vacío, si trae
        más de seis caminos o si alguno no son números finitos. Lo que se sale del plano no se dibuja, y se dice.
    """
    if not callable(height):
        raise TypeError(
            f"height debe ser una función de (x, y) y llegó un {type(height).__name__}: pásala sin paréntesis."
        )
    if not isinstance(paths, dict):
        raise TypeError(
            f'paths debe ser un diccionario y llegó un {type(paths).__name__}: prueba {{"paso 0.2": puntos}}.'
        )
    if not 1 <= len(paths) <= len(STYLES):
        raise ValueError(
            f"paths debe tener entre 1 y {len(STYLES)} caminos y tiene {len(paths)}: repártelos en figuras."
        )
    data = {str(name): check_numbers(f"paths[{name!r}]", points, ("T", 2)) for name, points in paths.items()}
    if reach is None:
        reach = 1.15 * max(np.abs(points).max() for points in data.values()) or 1.0
    axis = np.linspace(-reach, reach, SAMPLES)
    heights = np.array([[float(height(np.array([x, y]))) for x in axis] for y in axis])
    figure, (axes,) = _figure(1, size=(7.2 if len(data) > 1 else 5.6, 4.6))
    # Separadas como los cuadrados: en un cuenco quedan a distancias iguales.
    levels = heights.min() + (heights.max() - heights.min()) * np.linspace(0, 1, LEVELS) ** 2
    axes.contour(axis, axis, heights, levels=levels[1:-1], colors=INK, linewidths=0.7, linestyles="solid", alpha=0.45)
    told, notes = [], list(notes)
    for (name, points), (color, dash, marker) in zip(data.items(), STYLES, strict=False):
        axes.plot(
            *points.T, color=color, linestyle=dash, linewidth=1.6, marker=marker, markersize=4,
            markevery=slice(1, MARKS),
        )  # fmt: skip
        axes.plot(*points[0], marker="o", markersize=9, markeredgecolor=color, markerfacecolor="none")
        axes.plot(*points[-1], marker="x", markersize=9, markeredgewidth=2, color=color)
        start, end = (f"({number(x)}, {number(y)})" for x, y in points[[0, -1]])
        told.append(f"{name}: sale de {start} y en {len(points) - 1} pasos llega a {end}.")
        out = np.flatnonzero(np.any(np.abs(points) > reach, axis=1))
        if out.size:
            notes.append(f"Aviso: {name} se sale de la figura en el paso {out[0]}.")
    axes.set_xlim(-reach, reach)
    axes.set_ylim(-reach, reach)
    axes.set_box_aspect(1)
    axes.grid(False)
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    if len(data) > 1:
        legend = figure.legend(
            axes.lines[::3], map(str, range(len(data))), loc="outside right upper", frameon=False, labelcolor=INK
        )
        for label, name in zip(legend.get_texts(), data, strict=True):
            label.set_parse_math(False)
            label.set_text(name)
    told.insert(0, f"Líneas de nivel de una montaña, entre {number(-reach)} y {number(reach)} en cada eje.")
    return _finish(figure, title or "La montaña y los caminos", " ".join(told), notes, title)
