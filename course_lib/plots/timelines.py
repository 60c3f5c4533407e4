"""Qué hay en cada sitio y cuándo: un renglón por sitio (una máquina, una capa) y una casilla por instante."""

from course_lib.plots.picture import WIDEST, picture
from course_lib.plots.svg import BLUE, GRADIENT, box, gradient_text, pretty, text, value_text, width_of

HIGH, WIDE, TOP = 30, 44, 8


def timeline(rows, title=""):
    """Dibuja lo que hay en cada renglón, instante a instante; None es nada.

    Lo que empieza por «∂» es paso atrás y va en cursiva y a trazos; lo demás, paso adelante.

    Formas
        rows: {"renglón": [casilla, …]}, todas con el mismo número de instantes.
    Errores
        ValueError si no hay renglones ni instantes, o si no todas tienen los mismos.
    """
    lengths = {len(cells) for cells in rows.values()}
    if len(lengths) != 1 or not max(lengths):
        raise ValueError(f"Cada renglón debe traer los mismos instantes, al menos uno, y llegaron {sorted(lengths)}.")
    (count,) = lengths
    left = 12 + max(width_of(name) for name in rows)
    wide = min(WIDE, (WIDEST - left - 8) / count)
    pieces, told = [], []
    for row, (name, cells) in enumerate(rows.items()):
        y = TOP + row * (HIGH + 6)
        pieces.append(text(left - 8, y + 20, pretty(name), "end"))
        for column, cell in enumerate(cells):
            pieces += _cell(left + column * wide, y, wide, cell)
        told.append(f"{name}: {', '.join('nada' if cell is None else cell for cell in cells)}")
    total = sum(cell is not None for cells in rows.values() for cell in cells)
    busy = f"{total} de {count * len(rows)} casillas ocupadas: el {100 * total / (count * len(rows)):.0f} %"
    size = (left + count * wide + 8, TOP + len(rows) * (HIGH + 6) + 6)
    return picture(title or "Qué hay y cuándo", f"{'. '.join(told)}.", size, "".join(pieces), [f"{busy}."], title)


def _cell(x, y, wide, cell):
    if cell is None:
        return [box(x, y, wide, HIGH, 0, css="opacity:.25;stroke-dasharray:2 3")]
    back = cell.startswith("∂")
    color, write = (GRADIENT, gradient_text) if back else (BLUE, value_text)
    drawn = box(x, y, wide, HIGH, 0, color, color, "fill-opacity:.2" + (";stroke-dasharray:5 3" if back else ""))
    return [drawn, write(x + wide / 2, y + 20, cell)]
