"""El dibujo de un grafo de cómputo: los valores del paso adelante sobre las aristas y los gradientes debajo."""

import sys
from itertools import pairwise

import numpy as np

from course_lib.plots.layout import Slot, layout
from course_lib.plots.picture import WIDEST, picture
from course_lib.plots.svg import (
    BLUE,
    arrow_head,
    box,
    gradient_text,
    number,
    pretty,
    shape,
    stroke,
    text,
    value_text,
    width_of,
)

LARGEST = 200
PILL = 34
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
INFIX = {"+": "+", "-": "-", "*": "×", "/": "/", "@": "@"}
LEGEND = "Sobre cada arista, en azul, el valor que va; debajo, en cursiva y naranja, el gradiente que vuelve."


def graph(root, gradients=True):
    """Dibuja el grafo de cómputo que acaba en ``root``, de izquierda a derecha.

    Sobre cada arista va el valor del nodo del que sale; debajo, el gradiente que vuelve por ella. Un nodo
    que se usa varias veces lleva debajo la suma de lo que le llega. De los arrays grandes se escribe la forma.

    Errores
        TypeError si root no es un nodo. ValueError si hay más de 200 nodos.
        ImportError si falta fast_sugiyama.
    """
    nodes = _engine(root).topological_order(root)
    if len(nodes) > LARGEST:
        raise ValueError(
            f"El grafo debe tener {LARGEST} nodos como mucho y tiene {len(nodes)}: dibuja el de un nodo intermedio."
        )
    notes, names = [], _names(nodes)
    if gradients:
        gradients = bool(np.any(root.grad))
        notes.append(LEGEND if gradients else "Sin gradientes todavía: llama antes a backward().")
    # El primero que falla: adelante, el más cercano a las entradas; atrás, el más cercano a la salida.
    values = [names[id(n)] for n in nodes if not np.all(np.isfinite(n.value))]
    grads = [names[id(n)] for n in reversed(nodes) if gradients and not np.all(np.isfinite(n.grad))]
    for what, bad in (("el valor", values), ("el gradiente", grads)):
        if bad:
            notes.append(f"Aviso: {what} de {bad[0]} no es un número finito; mira ahí primero.")
    size, body, rows = _draw(nodes, gradients)
    if rows > 1:
        notes.append("Sigue en el renglón de abajo; lo que viene del de arriba va a trazos.")
    return picture("Grafo de cómputo", _describe(nodes, names, gradients), size, body, notes)


def _draw(nodes, gradients):
    """El tamaño, el cuerpo del dibujo y cuántos renglones ocupa: si no cabe en uno, se parte por operaciones."""
    rows = [_draw_row(nodes, nodes, gradients)]
    operations = [node for node in nodes if node.parents]
    while max(size[0] for size, _ in rows) > WIDEST and len(rows) < len(operations):
        most = -(-len(operations) // (len(rows) + 1))  # operaciones por renglón, si hubiera uno más
        most = min(most, -(-len(operations) // len(rows)) - 1)
        rows = [_draw_row(operations[i : i + most], nodes, gradients) for i in range(0, len(operations), most)]
    body, top = "", 0
    for size, row in rows:
        body += f'<g transform="translate(6 {34 + top})">{row}</g>'
        top += size[1]
    return (max(size[0] for size, _ in rows), top), body, len(rows)


def _draw_row(chosen, nodes, gradients):
    """El tamaño y el cuerpo de un renglón: los nodos elegidos y, a su izquierda, aquellos de los que vienen."""
    own = set(chosen)
    shown = [node for node in nodes if node in own.union(*(n.parents for n in chosen))]
    index = {node: i for i, node in enumerate(shown)}
    edges = [(index[p], index[n]) for n in shown if n in own for p in n.parents]
    labels = [label for node in shown if node in own for label in _edge_labels(node, nodes, gradients)]
    captions = [_caption(node) for node in shown]
    sums = [_sum(i, edges, labels, node, nodes) if gradients else "" for i, node in enumerate(shown)]
    pills = [max([float(PILL), *(width_of(line) + 14 for line in caption)]) for caption in captions]
    widths = [max(pill, width_of(total) + 4) for pill, total in zip(pills, sums, strict=True)]
    slots, routes = layout(edges, widths, [max(16.0, *(width_of(t) + 6 for t in pair)) for pair in labels])
    for slot, pill in zip(slots, pills, strict=True):
        slot.half = pill / 2
    pieces = [_draw_edge(route, label) for route, label in zip(routes, labels, strict=True)]
    for node, slot, caption, total in zip(shown, slots, captions, sums, strict=True):
        pieces.append(_draw_node(node, slot, caption, total, borrowed=bool(node.parents) and node not in own))
    right, root = max(slot.right for slot in slots), nodes[-1]
    if root in own:
        output, end = _draw_output(slots[-1], _short(root.value), _short(root.grad) if gradients else "")
        pieces.append(output)
        right = max(right, end)
    height = max(slot.y for slot in [*slots, *(slot for route in routes for slot in route)]) + 72
    return (right + 12, height), "".join(pieces)


def _edge_labels(node, nodes, gradients):
    """Lo que va encima y debajo de cada arista que llega a ``node``."""
    scalar = node.parents and all(np.ndim(n.value) == 0 for n in (node, *node.parents))
    locals_ = _engine(node).local_derivatives(node) if scalar and gradients else None
    for position, parent in enumerate(node.parents):
        below = ""
        if gradients and not _is_constant(parent):
            # De un array que se usa varias veces se sabe la suma, no lo que trae cada arista.
            uses = sum(p is parent for n in nodes for p in n.parents)
            below = _short(parent.grad) if uses == 1 else shape(parent.grad)
            if locals_:
                below = number(node.grad * locals_[position][1])
        # El valor de una entrada sin nombre ya está escrito en su caja.
        yield "" if _is_nameless(parent) else _short(parent.value), below


def _sum(i, edges, labels, node, nodes):
    """«4 + 5 = 9» para un nodo que se usa más de una vez; con más de tres usos, solo el total."""
    parts = [below for (parent, _), (_, below) in zip(edges, labels, strict=True) if parent == i]
    if sum(parent is node for n in nodes for parent in n.parents) < 2 or not any(parts):
        return ""
    # Un nodo que también se usa en otro renglón, o fuera de este grafo, recibe más de lo que traen estas aristas.
    whole = np.ndim(node.grad) == 0 and np.isclose(sum(map(_read, parts)), node.grad, rtol=2e-3, atol=1e-12)
    if not whole or len(parts) > 3:
        return f"Σ = {_short(node.grad)}"
    return " + ".join(parts).replace("+ -", "- ") + f" = {number(node.grad)}"


def _read(written):
    return float(written.replace("∞", "inf"))


def _caption(node):
    """Los renglones de la caja de un nodo: su nombre y la operación, con los operandos si caben."""
    if not node.parents:
        return [pretty(node.name) or _short(node.value)]
    operands = [pretty(p.name) or (_short(p.value) if _is_nameless(p) else "") for p in node.parents]
    if (
        len(operands) == 2
        and node.op in "-/"
        and not any(operands)
        and all(np.ndim(p.value) == 0 for p in node.parents)
    ):
        # Sin ningún nombre, solo los valores dicen cuál se resta de cuál.
        operands = [_short(p.value) for p in node.parents]
    # □ es lo que llega por la arista sin nombre: «1 / □» no es lo mismo que «□ / 1».
    operation = _write(node.op, [operand or "□" for operand in operands])
    if len(operation) > 14:
        operands = [""] * len(operands)
        operation = _write(node.op, ["□" for _ in operands])
    if operation.endswith("(□)") or len(operands) > 1 and not any(operands):
        operation = INFIX.get(node.op, node.op)
    return [pretty(node.name), operation] if node.name else [operation]


def _write(op, operands):
    """La operación con sus operandos: «a + b», «-a», «z²», «Ωᵀ», «exp(z)»."""
    if op in INFIX:
        return f" {INFIX[op]} ".join(operands)
    if op == "neg":
        return f"-{operands[0]}"
    if op == "T":
        return f"{operands[0]}ᵀ"
    if op.startswith("**"):
        exponent = op.removeprefix("**")
        whole = exponent.lstrip("-").isdigit()
        return operands[0] + (exponent.translate(SUPERSCRIPTS) if whole else f"^{exponent}")
    return f"{op}({', '.join(operands)})"


def _draw_edge(route, label):
    """Una arista: recta dentro de cada columna y curva entre columnas, con su etiqueta junto al hijo."""
    start, end = route[0], route[-1]
    path = f"M{start.x + start.half:.1f} {start.y:.1f} H{start.right:.1f}"
    for a, b in pairwise(route):
        middle = (a.right + b.left) / 2
        stop = end.x - end.half if b is end else b.right
        path += f" C{middle:.1f} {a.y:.1f} {middle:.1f} {b.y:.1f} {b.left:.1f} {b.y:.1f} H{stop:.1f}"
    return (
        stroke(path, "opacity:.75", BLUE) + arrow_head(end.x - end.half, end.y, color=BLUE) + _label(route[-2], *label)
    )


def _label(slot, above, below):
    return (value_text(slot.x, slot.y - 6, above) if above else "") + (
        gradient_text(slot.x, slot.y + 16, below) if below else ""
    )


def _draw_node(node, slot, caption, total, borrowed):
    """Una caja: recta si es una entrada, redonda si es una operación y a trazos si viene de otro renglón."""
    radius = PILL / 2 if node.parents else 3
    lines = [text(slot.x, slot.y + 4, caption[0])]
    if len(caption) == 2:
        lines = [text(slot.x, slot.y - 3, caption[0], css="font-weight:600"), text(slot.x, slot.y + 11, caption[1])]
    css = "stroke-dasharray:4 3" if borrowed else "" if node.parents else "stroke-width:2"
    total = gradient_text(slot.x, slot.y + PILL / 2 + 13, total) if total else ""
    return box(slot.x - slot.half, slot.y - PILL / 2, 2 * slot.half, PILL, radius, css=css) + "".join(lines) + total


def _draw_output(slot, value, gradient):
    """La arista que sale de la raíz, con su valor y su gradiente; devuelve también dónde acaba."""
    start = slot.x + slot.half
    end = start + 24 + max(width_of(value), width_of(gradient))
    middle = Slot(slot.column, (start + end) / 2 - 4, slot.y)
    line = stroke(f"M{start:.1f} {slot.y:.1f} H{end:.1f}", "opacity:.75", BLUE) + arrow_head(end, slot.y, color=BLUE)
    return line + _label(middle, value, gradient), end


def _engine(node):
    """El módulo del que es un nodo. Quien tiene uno ya lo ha cargado: las demás figuras no lo traen consigo.

    Errores
        TypeError si no es un nodo.
    """
    found = sys.modules.get("course_lib.graph")
    if found is None or not isinstance(node, found.Node):
        raise TypeError(f"root debe ser un nodo del grafo (course_lib.graph.Node) y llegó {type(node).__name__}.")
    return found


def _is_constant(node):
    return node.op == _engine(node).CONSTANT


def _describe(nodes, names, gradients):
    """El grafo en palabras: qué es cada nodo, cuánto vale y qué gradiente recibe."""
    told = []
    for node in nodes:
        if _is_constant(node):
            continue
        name = "una entrada sin nombre" if _is_nameless(node) else names[id(node)]
        if node.parents:
            name += f" = {_write(node.op, [names[id(p)] for p in node.parents])}"
        told.append(f"{name} vale {_short(node.value)}" + (f", gradiente {_short(node.grad)}" if gradients else ""))
    return f"{len(nodes)} nodos, de las entradas a la salida: " + "; ".join(told) + "."


def _names(nodes):
    """Un nombre por nodo; los que no lo tienen se numeran, y una entrada sin nombre se llama como su valor."""
    return {id(n): pretty(n.name) or (_short(n.value) if _is_nameless(n) else f"n{i}") for i, n in enumerate(nodes, 1)}


def _is_nameless(node):
    return not node.parents and not node.name


def _short(value):
    """Un número, un vector corto con sus números o, si no cabe, la forma."""
    value = np.asarray(value)
    if value.ndim == 0:
        return number(value)
    if value.ndim == 1 and value.size <= 3:
        return "[" + ", ".join(map(number, value)) + "]"
    return shape(value)
