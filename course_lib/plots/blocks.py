"""Bloques lego: cada uno recibe un valor y da otro, recibe un gradiente y da otro; por arriba, sus parámetros."""

from itertools import pairwise

from course_lib.plots.passes import shape_of
from course_lib.plots.picture import picture
from course_lib.plots.svg import (
    BLUE,
    GRADIENT,
    arrow_head,
    box,
    gradient_text,
    line,
    pretty,
    text,
    value_text,
    width_of,
)

WIDTH, TOP, TALL, GAP = 740, 84, 92, 80  # ancho de la figura; altura y tamaño de los bloques; hueco entre dos
FORWARD, BACK, STUD = TOP + 30, TOP + 66, 9
LEGEND = "En azul, lo que va hacia delante. A trazos y en cursiva, el gradiente que vuelve."


def blocks(names, values, gradients, shapes, parameters=None, title="Un bloque lego"):
    """Dibuja los bloques en fila: por cada hueco pasa un valor hacia la derecha y su gradiente hacia la izquierda.

    Formas
        Con n bloques: ``names``, n textos; ``values``, ``gradients`` y ``shapes``, n + 1. Un gradiente vacío no se
        dibuja. ``parameters`` son n: lo que aprende cada bloque y su gradiente, ("W, b", "dW, db"), o None.
    Errores
        ValueError si las listas no casan o si no hay bloques.
    """
    parameters = list(parameters or [None] * len(names))
    found = [len(values), len(gradients), len(shapes), len(parameters)]
    if not names or found != [len(names) + 1] * 3 + [len(names)]:
        raise ValueError(
            f"Con {len(names)} bloques van {len(names) + 1} valores, gradientes y formas, y {len(names)} parameters, y "
            f"llegaron {found[0]}, {found[1]}, {found[2]} y {found[3]}: pon los que falten."
        )
    wide = min(150.0, (WIDTH - GAP * (len(names) + 1)) / len(names))
    left = (WIDTH - wide * len(names) - GAP * (len(names) + 1)) / 2
    starts = [left + GAP + (wide + GAP) * n for n in range(len(names))]
    pieces = []
    for x, name, learns in zip(starts, names, parameters, strict=True):
        pieces += _brick(x, wide, name, learns)
    for n, (value, gradient, size) in enumerate(zip(values, gradients, shapes, strict=True)):
        pieces += _between(left + (wide + GAP) * n, value, gradient, size)
    told = [f"{name} recibe {a} y da {b}" for name, (a, b) in zip(names, pairwise(values), strict=True)]
    told += [f"{name} aprende {what[0]}" for name, what in zip(names, parameters, strict=True) if what]
    told += [
        f"hacia atrás, {name} recibe {b}" + (f" y da {a}" if a else "")
        for name, (a, b) in zip(names, pairwise(gradients), strict=True)
        if b
    ]
    return picture(title, pretty("; ".join(told) + "."), (WIDTH, TOP + TALL + 34), "".join(pieces), [LEGEND])


def _brick(x, wide, name, learns):
    """Un bloque con sus dos tacos y, si aprende algo, lo que entra y sale por arriba."""
    for place in (0.28, 0.72):
        yield box(x + wide * place - 15, TOP - STUD, 30, STUD + 4, 3)
    yield box(x, TOP, wide, TALL, 6, fill="var(--jp-layout-color0,white)")
    # Un nombre largo se encoge hasta caber en su bloque; en negrita ocupa algo más.
    size = min(15.0, 15 * (wide - 6) / (1.15 * width_of(name, 15)))
    yield text(x + wide / 2, TOP + TALL / 2 + 5, pretty(name), size=round(size, 1), css="font-weight:600")
    if learns:
        down, up = x + wide * 0.28, x + wide * 0.72
        yield value_text(x + wide / 2 - 4, 18, pretty(learns[0]), "end", size=13)
        yield gradient_text(x + wide / 2 + 4, 18, pretty(learns[1]), "start", size=13)
        yield line([(down, 26), (down, TOP - STUD - 8)], color=BLUE)
        yield _tip(down, TOP - STUD - 2, 1, BLUE)
        yield line([(up, TOP - STUD - 2), (up, 34)], "stroke-dasharray:4 3", GRADIENT)
        yield _tip(up, 26, -1, GRADIENT)


def _between(x, value, gradient, size):
    """Lo que pasa por un hueco: el valor hacia la derecha, su forma, y el gradiente hacia la izquierda."""
    middle = x + GAP / 2
    yield value_text(middle, FORWARD - 10, pretty(value), size=14)
    yield line([(x + 6, FORWARD), (x + GAP - 8, FORWARD)], color=BLUE)
    yield arrow_head(x + GAP - 4, FORWARD, 1, BLUE)
    yield text(middle, TOP + TALL + 20, shape_of(size), size=10, css="opacity:.75")
    if gradient:
        yield line([(x + GAP - 6, BACK), (x + 8, BACK)], "stroke-dasharray:4 3", GRADIENT)
        yield arrow_head(x + 4, BACK, -1, GRADIENT)
        yield gradient_text(middle, BACK + 20, pretty(gradient), size=14)


def _tip(x, y, direction, color):
    """La punta de una flecha vertical que acaba en (x, y): hacia abajo (1) o hacia arriba (-1)."""
    back = y - 7 * direction
    return f'<path d="M{x:.1f} {y:.1f} L{x - 3.5:.1f} {back:.1f} L{x + 3.5:.1f} {back:.1f} Z" fill="{color}"/>'
