"""Los dos pasos por una cadena de operaciones: arriba van los valores y debajo vuelven los gradientes."""

from itertools import pairwise

from course_lib.plots.picture import picture
from course_lib.plots.svg import (
    BLUE,
    GRADIENT,
    GRADIENT_CSS,
    arrow_head,
    box,
    gradient_text,
    line,
    pretty,
    text,
)

WIDTH, MARGIN, HALF = 740, 36, 19  # no pasa del ancho del texto
BLUE_CSS = f"fill:color-mix(in srgb,{BLUE} 70%,currentColor)"
FORWARD, BACK = 44, 122  # a qué altura va cada paso
LEGEND = (
    "Arriba, el paso adelante. Debajo, en cursiva y a trazos, el paso atrás: cada gradiente tiene la forma de su valor."
)


def two_passes(names, operations, gradients, local, shapes, title="Los dos pasos"):
    """Dibuja la cadena names[0] → names[1] → …, con el gradiente de cada valor debajo, de vuelta.

    Formas
        Con n valores: ``names`` y ``gradients``, n textos; ``operations`` y ``local``, n − 1, lo que se escribe en
        cada arista hacia delante y hacia atrás; ``shapes``, n formas. Un gradiente vacío no se dibuja.
    Errores
        ValueError si las listas no casan.
    """
    count = len(names)
    found = [len(operations), len(gradients), len(local), len(shapes)]
    if count < 2 or found != [count - 1, count, count - 1, count]:
        raise ValueError(
            f"Con {count} valores van {count - 1} operaciones, {count} gradientes, {count - 1} derivadas locales y "
            f"{count} formas, y llegaron {found[0]}, {found[1]}, {found[2]} y {found[3]}: pon las que falten."
        )
    step = (WIDTH - 2 * MARGIN) / (count - 1)
    centers = [MARGIN + step * n for n in range(count)]
    pieces = []
    for x, name, gradient, size in zip(centers, names, gradients, shapes, strict=True):
        pieces += [
            box(x - HALF, FORWARD - 15, 2 * HALF, 30, color=BLUE),
            text(x, FORWARD + 5, pretty(name), size=14, css=BLUE_CSS, fill=BLUE),
            text(x, FORWARD + 36, shape_of(size), size=10, css="opacity:.75"),
        ]
        if gradient:
            pieces.append(gradient_text(x, BACK + 4, pretty(gradient), size=13))
    for n, (here, there) in enumerate(pairwise(centers)):
        middle = (here + there) / 2
        pieces += [
            line([(here + HALF, FORWARD), (there - HALF, FORWARD)], color=BLUE),
            arrow_head(there - HALF, FORWARD, color=BLUE),
            text(middle, FORWARD - 22, pretty(operations[n]), size=11, css=BLUE_CSS, fill=BLUE),
        ]
        if gradients[n] and gradients[n + 1]:
            pieces += [
                line([(there - 23, BACK), (here + 25, BACK)], "stroke-dasharray:4 3", GRADIENT),
                arrow_head(here + 23, BACK, -1, GRADIENT),
                text(middle, BACK + 24, pretty(local[n]), size=11, css=GRADIENT_CSS, fill=GRADIENT),
            ]
    going = "; ".join(f"{a} → {b} ({op})" for (a, b), op in zip(pairwise(names), operations, strict=True))
    coming = "; ".join(f"{g}, de forma {shape_of(s)}" for g, s in zip(gradients[::-1], shapes[::-1], strict=True) if g)
    description = f"Paso adelante: {going}. Paso atrás, de derecha a izquierda: {coming}."
    return picture(title, pretty(description), (WIDTH, BACK + 34), "".join(pieces), [LEGEND])


def shape_of(size):
    """La forma, dada como tupla, o ya escrita: hay tamaños con letras, como (D₃,)."""
    return pretty(size) if isinstance(size, str) else str(tuple(size))
