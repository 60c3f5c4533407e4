"""Recorridos de un cambio hasta la pérdida: desde cada capa, los eslabones que cruza y lo que se mueve cada uno."""

from itertools import pairwise

from course_lib.plots.picture import picture
from course_lib.plots.svg import BLUE, arrow_head, box, line, pretty, text

WIDTH, ROW, HALF = 740, 74, 34
LEGEND = (
    "Cada recorrido es el de encima con un eslabón más por delante: la arista gruesa. Lo demás, a trazos, se repite."
)


def walks(links, changes, title="Lo que recorre un cambio"):
    """Dibuja un renglón por recorrido, del más corto al más largo; todos acaban en el último eslabón.

    Formas
        ``links``: n nombres, en orden. ``changes``: una lista por recorrido, con lo que se mueve cada eslabón, ya
        escrito; la de largo m empieza m eslabones antes del final.
    Errores
        ValueError si un recorrido tiene menos de dos eslabones o más de los que hay.
    """
    for n, told in enumerate(changes):
        if not 2 <= len(told) <= len(links):
            raise ValueError(
                f"changes[{n}] debe tener entre 2 y {len(links)} eslabones y tiene {len(told)}: revísalos."
            )
    step = (WIDTH - 2 * HALF - 20) / (len(links) - 1)
    centers = [10 + HALF + step * n for n in range(len(links))]
    pieces, descriptions = [], []
    for row, told in enumerate(changes):
        y, start = 30 + ROW * row, len(links) - len(told)
        for n, (x, name) in enumerate(zip(centers[start:], links[start:], strict=True)):
            pieces += [
                box(x - HALF, y - 17, 2 * HALF, 34, color=BLUE, css="stroke-width:2.5" if n == 0 else ""),
                text(x, y + 5, pretty(name), size=13, css="font-weight:600" if n == 0 else ""),
                text(x, y + 32, told[n], size=10),
            ]
        for n, (here, there) in enumerate(pairwise(centers[start:])):
            new = n == 0 and row > 0
            ends = [(here + HALF, y), (there - HALF, y)]
            pieces += [
                line(ends, "" if new or row == 0 else "stroke-dasharray:5 3", BLUE, 3 if new else 1.4),
                arrow_head(there - HALF, y, color=BLUE),
            ]
        going = ", ".join(f"{name} se mueve {moved}" for name, moved in zip(links[start:], told, strict=True))
        descriptions.append(f"Empujando {links[start]}: {going}.")
    return picture(
        title, pretty(" ".join(descriptions)), (WIDTH, ROW * len(changes) + 4), "".join(pieces), [LEGEND], title
    )
