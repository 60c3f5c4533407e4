"""Las formas de una derivada, dibujadas: lo que se mueve, lo que se mira y la caja donde caben las derivadas."""

from course_lib.plots.picture import picture
from course_lib.plots.svg import BLUE, GRADIENT, GRADIENT_CSS, box, text

SIDE, SHIFT, MOST = 16, 9, 8
COLUMNS = (0, 150, 290, 430)
HEADINGS = ("lo que mueves", "lo que miras", "la derivada")


def shapes(cases):
    """Dibuja un renglón por caso, con una casilla por número: azules los valores, de color gradiente la derivada.

    Formas
        cases: lista de (nombre, forma de lo que se mueve, forma de lo que se mira); entre las dos, de 0 a 3 ejes
        de 1 a 8 casillas.
    Errores
        ValueError si no hay casos, o si alguna forma no cabe en el dibujo.
    """
    cases = [(str(name), *_check(name, tuple(moved), tuple(watched))) for name, moved, watched in cases]
    if not cases:
        raise ValueError("cases está vacío: pasa al menos un caso, (nombre, forma de x, forma de y).")
    pieces = [text(x, 14, heading, "start") for x, heading in zip(COLUMNS[1:], HEADINGS, strict=True)]
    top, told, right = 30.0, [], 0.0
    for name, moved, watched in cases:
        pieces.append(text(0, top + 12, name, "start", css="font-weight:600"))
        bottoms = []
        for x, shape, color in zip(COLUMNS[1:], (moved, watched, moved + watched), (BLUE, BLUE, GRADIENT), strict=True):
            wide, high = _size(shape)
            pieces += _cells(x, top, shape, color)
            style, fill = (GRADIENT_CSS, GRADIENT) if color == GRADIENT else ("", "currentColor")
            pieces.append(text(x, top + high + 15, _written(shape), "start", css=style, fill=fill))
            bottoms.append(top + high + 36)
            right = max(right, x + wide + 20)
        told.append(
            f"{name}: se mueve {_written(moved)}, se mira {_written(watched)} y la derivada tiene forma "
            f"{_written(moved + watched)}."
        )
        top = max(bottoms)
    return picture("Las formas de una derivada", " ".join(told), (max(right, 560), top), "".join(pieces))


def _cells(left, top, shape, color):
    """Las casillas de un array; de uno de tres ejes, una matriz por cada índice del último, unas sobre otras."""
    rows, columns, sheets = (*shape, 1, 1, 1)[:3]
    for sheet in reversed(range(sheets)):
        x, y = left + SHIFT * sheet, top + SHIFT * sheet
        # Cada hoja tapa lo que queda debajo, también en un tema oscuro.
        yield box(x, y, columns * SIDE, rows * SIDE, 0, color, "var(--jp-layout-color0,white)")
        for r in range(rows):
            for c in range(columns):
                yield box(x + c * SIDE, y + r * SIDE, SIDE, SIDE, 0, color, color, "fill-opacity:.18")


def _size(shape):
    rows, columns, sheets = (*shape, 1, 1, 1)[:3]
    return columns * SIDE + SHIFT * (sheets - 1), rows * SIDE + SHIFT * (sheets - 1)


def _written(shape):
    return str(shape).replace("'", "")


def _check(name, moved, watched):
    whole = moved + watched
    if len(whole) > 3 or not all(isinstance(n, int) and 1 <= n <= MOST for n in whole):
        raise ValueError(
            f"{name}: caben hasta tres ejes de 1 a {MOST} casillas, y llegaron {moved} y {watched}: usa formas menores."
        )
    return moved, watched
