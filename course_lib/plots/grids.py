"""El jacobiano como rejilla: una fila por entrada, una columna por salida, el número y su signo en cada celda."""

import numpy as np

from course_lib.plots.picture import WIDEST, picture
from course_lib.plots.svg import box, line, number, pretty, shape, subscript, text, width_of
from course_lib.shapes import ShapeError

ROW, MOST, PANELS = 30, 12, 6
# Los extremos de la paleta divergente, y el centro. Encima, el número siempre en negro: contraste 9 o más.
NEGATIVE, ZERO, POSITIVE = (86, 180, 233), (245, 245, 245), (240, 165, 40)
INK = "#000000"


def jacobian(J, rows=None, columns=None, title=""):
    """Dibuja un jacobiano en notación de denominador: azul lo negativo, naranja lo positivo, y el número.

    De un tensor ∂y/∂X se dibuja una matriz por cada salida. De una matriz grande, solo las esquinas.

    Formas
        J (D_x, D_y); (D_x,), que se dibuja en columna; o (D_1, D_2, D_y).
        rows: nombres de las filas; columns: nombres de las columnas.
    Errores
        ShapeError si J no tiene 1, 2 o 3 ejes, o si está vacío. TypeError si no son números.
        ValueError si hay más o menos nombres que filas o columnas.
    """
    J = _numbers(J)
    tensor = J.ndim == 3
    panels = list(np.moveaxis(J, -1, 0)) if tensor else [J.reshape(len(J), -1)]
    symbols = ("j", "k") if tensor else ("x", "y")
    rows = _names("rows", rows, panels[0].shape[0], symbols[0])
    columns = _names("columns", columns, panels[0].shape[1], "ℓ" if J.ndim == 1 else symbols[1])
    notes = _notes(J, panels)
    # Lo más grande manda en el color; con todo a cero no hay color que repartir.
    finite = np.abs(J[np.isfinite(J)])
    scale = finite.max() if finite.size and finite.max() > 0 else 1.0

    pieces, left, top, width, height = [], 0.0, 0.0, 0.0, 0.0
    for i, panel in enumerate(panels[:PANELS], 1):
        heading = f"∂{subscript('y', i)}/∂X, forma {shape(panel)}" if tensor else f"forma {shape(J)}"
        drawn, right, height = _panel(panel, rows, columns, scale, heading)
        if left and left + right > WIDEST:
            left, top = 0.0, top + height + 14
        pieces.append(f'<g transform="translate({left:.1f} {top:.1f})">{drawn}</g>')
        left += right + 28
        width = max(width, left)
    told = _describe(J, panels, rows, columns)
    return picture(title or "Jacobiano", told, (width, top + height), "".join(pieces), notes, title)


def _panel(panel, rows, columns, scale, heading):
    """Una matriz con sus nombres y su forma; devuelve el dibujo, su ancho y su alto."""
    shown_rows, shown_columns = _shown(len(rows)), _shown(len(columns))
    cells = {(r, c): number(panel[r, c]) for r in shown_rows for c in shown_columns if r is not None and c is not None}
    wide = max(44.0, *(width_of(written) + 10 for written in [*cells.values(), *columns]))
    left = 10 + max(width_of(name) for name in rows)
    pieces = [text(left, 14, heading, "start", css="font-style:italic")]
    for n, c in enumerate(shown_columns):
        pieces.append(text(left + (n + 0.5) * wide, 36, "⋯" if c is None else columns[c]))
    for m, r in enumerate(shown_rows):
        y = 44 + m * ROW
        pieces.append(text(left - 6, y + ROW / 2 + 4, "⋮" if r is None else rows[r], "end"))
        for n, c in enumerate(shown_columns):
            x = left + n * wide
            if r is None or c is None:
                pieces.append(text(x + wide / 2, y + ROW / 2 + 4, "⋱" if r is c else "⋯" if c is None else "⋮"))
            else:
                pieces.append(_cell(x, y, wide, panel[r, c], cells[r, c], scale))
    return "".join(pieces), left + len(shown_columns) * wide + 4, 44 + len(shown_rows) * ROW + 8


def _cell(x, y, wide, value, written, scale):
    if not np.isfinite(value):
        # Un hueco: sin fondo y tachado.
        cross = line([(x + 2, y + ROW - 2), (x + wide - 2, y + 2)], "opacity:.5;stroke-dasharray:3 3")
        return (
            box(x, y, wide, ROW, 0, css="stroke-dasharray:3 3") + cross + text(x + wide / 2, y + ROW / 2 + 4, written)
        )
    strength = min(abs(value) / scale, 1.0)
    end = POSITIVE if value > 0 else NEGATIVE
    color = "#" + "".join(f"{round(z + (e - z) * strength):02x}" for z, e in zip(ZERO, end, strict=True))
    return box(x, y, wide, ROW, 0, "#8a8a8a", color) + text(x + wide / 2, y + ROW / 2 + 4, written, fill=INK)


def _shown(count):
    """Los índices que se dibujan; None es el sitio de los que se saltan."""
    if count <= MOST:
        return list(range(count))
    return [*range(MOST // 2), None, *range(count - MOST // 2 + 1, count)]


def _notes(J, panels):
    notes = ["Filas: entradas. Columnas: salidas."] if J.ndim == 2 else []
    if max(panels[0].shape) > MOST:
        notes.append(f"Se dibujan las esquinas: la matriz entera tiene forma {shape(panels[0])}.")
    if len(panels) > PANELS:
        notes.append(f"Se dibujan {PANELS} de las {len(panels)} salidas.")
    bad = np.argwhere(~np.isfinite(J))
    if len(bad):
        where = ", ".join(map(str, bad[0]))
        notes.append(
            f"Aviso: valores que no son números finitos (celdas tachadas): {len(bad)}; el primero, en [{where}]."
        )
    return notes


def _describe(J, panels, rows, columns):
    told = [f"Forma {shape(J)}."]
    for i, panel in enumerate(panels[:PANELS], 1):
        if panel.size > MOST**2:
            continue
        lines = "; ".join(
            f"{name}: " + ", ".join(f"{number(v)} en {column}" for v, column in zip(line_, columns, strict=True))
            for name, line_ in zip(rows, panel, strict=True)
        )
        told.append((f"Salida {i}: " if len(panels) > 1 else "Por filas, ") + lines + ".")
    return " ".join(told)


def _names(what, names, count, symbol):
    if names is None:
        return [symbol] if symbol == "ℓ" else [subscript(symbol, n) for n in range(1, count + 1)]
    names = [pretty(name) for name in names]
    if len(names) != count:
        raise ValueError(
            f"{what} debe tener {count} nombres, uno por cada una, y llegaron {len(names)}: ajusta la lista."
        )
    return names


def _numbers(J):
    try:
        array = np.asarray(J)
    except ValueError:
        array = np.array(None)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"J debe ser un array de números reales y llegó un {type(J).__name__}: conviértelo a float64.")
    if array.ndim not in (1, 2, 3) or array.size == 0:
        raise ShapeError(f"J debe tener 1, 2 o 3 ejes y algún número, y llegó con forma {array.shape}: revísalo.")
    return array.astype(np.float64)
