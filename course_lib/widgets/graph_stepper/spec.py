"""Un grafo, preparado para que el navegador lo recorra: nodos, pasos y dónde va cada cosa.

El navegador no coloca nada: recibe una vista con las posiciones. Un grafo
grande se parte en tramos de pocas operaciones, cada uno con su vista.
"""

import operator
from itertools import count, pairwise

import numpy as np

from course_lib import graph
from course_lib.graph import CONSTANT, GraphError, Node, topological_order, zero_grad
from course_lib.plots.layout import layout
from course_lib.plots.picture import WIDEST
from course_lib.plots.svg import number, pretty, shape, width_of
from course_lib.shapes import ShapeError

LARGEST = 1000
FOLD = 40  # con más nodos, por tramos
PIECE = 8  # operaciones de un tramo, como mucho
LABEL = 64.0  # ancho de un número con su signo y su exponente: los valores pueden cambiar
PILL = 36
OPERATORS = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "neg": operator.neg,
    "T": lambda node: node.T,
}
# Las que el navegador sabe rehacer, con las mismas reglas (graph_stepper/math.js).
FUNCTIONS = {"exp", "log", "sin", "cos", "tanh", "sigmoid", "softplus", "relu", "sum", "mean"}


def twin_graph(root):
    """Una copia del grafo en orden topológico, con un nombre distinto en cada nodo y los gradientes a 0.

    Errores
        TypeError si ``root`` no es un nodo. ShapeError si no es un escalar. GraphError si hay más de
        1000 nodos.
    """
    order = topological_order(root)
    if type(root.value) is not float:
        raise ShapeError(
            f"La salida debe ser un escalar, de forma (), y llegó con {root.value.shape}: "
            "acaba el grafo con sum() o mean()."
        )
    if len(order) > LARGEST:
        raise GraphError(
            f"El grafo debe tener {LARGEST} nodos como mucho y tiene {len(order)}: "
            "pasa un nodo intermedio, o junta operaciones con arrays."
        )
    twins = {}
    for node in _reading_order(order):
        twins[node] = twin(node, tuple(twins[parent] for parent in node.parents))
    nodes = list(twins.values())
    taken = {""}
    for node in nodes:
        if node.op != CONSTANT:
            node.name = _free_name(node, taken | {n.name for n in nodes if not node.name})
            taken.add(node.name)
    zero_grad(nodes[-1])
    return nodes


def twin(node, parents):
    """Otro nodo con su nombre, su valor y su gradiente, que viene de ``parents``; sin ellos, es una entrada."""
    op = node.op if parents or node.op == CONSTANT else ""
    made = Node(node.value, node.name, op, parents, node._local if parents else ())
    made._grad = node._grad
    return made


def _reading_order(order):
    """Otro orden topológico: lo más hondo antes, y cada entrada justo antes de usarse. Se sigue mejor con la vista."""
    depth = {}
    for node in order:
        depth[node] = 1 + max((depth[parent] for parent in node.parents), default=0)
    found, pending = {}, [(order[-1], False)]
    while pending:
        node, ready = pending.pop()
        if ready:
            found[node] = True
        elif node not in found:
            pending.append((node, True))
            # La pila da la vuelta: el primero que se mira se mete el último.
            pending += [(parent, False) for parent in sorted(reversed(node.parents), key=depth.get)]
    return list(found)


def _free_name(node, taken):
    if node.name not in taken:
        return node.name
    pattern = f"{node.name} ({{}})" if node.name else "n_{}" if node.parents else "e_{}"
    return next(name for i in count(2 if node.name else 1) if (name := pattern.format(i)) not in taken)


def rebuild(nodes, leaves):
    """El mismo grafo de escalares con otros valores en las entradas; devuelve la salida.

    Errores
        GraphError si con esos valores algún nodo no es finito.
    """
    made = {}
    for node in nodes:
        if node.op == CONSTANT:
            made[node] = node
        elif not node.parents:
            made[node] = Node(leaves[node.name], node.name)
        else:
            made[node] = _apply(node.op, [made[parent] for parent in node.parents]).named(node.name)
    return made[nodes[-1]]


def _apply(op, parents):
    if op.startswith("**"):
        exponent = op.removeprefix("**")
        return parents[0] ** (int(exponent) if exponent.lstrip("-").isdigit() else float(exponent))
    return (OPERATORS.get(op) or getattr(graph, op))(*parents)


def computable(nodes):
    """Si el navegador sabe rehacer la cuenta: todo escalares, y operaciones de su tabla."""
    known = FUNCTIONS | OPERATORS.keys()
    return all(
        type(node.value) is float and (not node.parents or node.op in known or node.op.startswith("**"))
        for node in nodes
    )


def steps(nodes):
    """Los pasos: cada nodo hacia delante, la salida que recibe 1 y cada arista hacia atrás.

    Formas
        ["n", nodo], ["s", salida] y ["e", hijo, posición del padre], con los nodos numerados en orden topológico.
    """
    index = {node: i for i, node in enumerate(nodes)}
    forward = [["n", i] for i in range(len(nodes))]
    back = [
        ["e", index[node], k]
        for node in reversed(nodes)
        for k, parent in enumerate(node.parents)
        if parent.op != CONSTANT
    ]
    return [*forward, ["s", len(nodes) - 1], *back]


def specification(nodes):
    """Todo lo que el navegador necesita, en tipos de JSON."""
    live = computable(nodes)
    if not live:
        nodes[-1].backward()
    index = {node: i for i, node in enumerate(nodes)}
    pieces = _pieces(nodes)
    walk = steps(nodes)
    return {
        "live": live,
        "nodes": [_node(node, index, nodes, live) for node in nodes],
        "steps": walk,
        "views": [_view(nodes, piece) for piece in pieces],
        "home": _homes(nodes, index, pieces, walk),
    }


def _node(node, index, nodes, live):
    found = {
        "name": pretty(node.name) or number(node.value),
        "key": node.name,
        "op": node.op,
        "parents": [index[parent] for parent in node.parents],
        "constant": node.op == CONSTANT,
    }
    if live:
        # Los de una operación los calcula el navegador; NaN no cabe en JSON.
        return found if node.parents else {**found, "value": float(node.value)}
    uses = sum(parent is node for n in nodes for parent in n.parents)
    return {
        **found,
        "value": _short(node.value),
        "grad": _short(node.grad),
        # De un array que se usa varias veces se sabe la suma, no lo que trae cada arista.
        "part": _short(node.grad) if uses == 1 else f"parte {shape(node.grad)}",
    }


def _short(value):
    value = np.asarray(value)
    if value.ndim == 0:
        return number(value)
    return "[" + ", ".join(map(number, value)) + "]" if value.ndim == 1 and value.size <= 3 else shape(value)


def _pieces(nodes):
    """El grafo entero si cabe; si no, tramos: de uno mediano, los que quepan en el ancho del texto."""
    rest, pieces = [node for node in nodes if node.parents], []
    if len(nodes) > FOLD:
        return [rest[i : i + PIECE] for i in range(0, len(rest), PIECE)]

    def fits(piece):
        return _view(nodes, piece)["size"][0] <= WIDEST

    if not rest or fits(nodes):
        return [nodes]
    while rest:
        size = next((size for size in range(PIECE, 1, -1) if fits(rest[:size])), 1)
        pieces.append(rest[:size])
        rest = rest[size:]
    return pieces


def _homes(nodes, index, pieces, walk):
    """En qué tramo ocurre cada paso: el de su operación o, para una entrada, el de quien la usa primero."""
    home = {}
    for number_, piece in enumerate(pieces):
        for node in piece:
            home[index[node]] = number_
            for parent in node.parents:
                if not parent.parents:
                    home.setdefault(index[parent], number_)
    return [home[step[1]] for step in walk]


def _view(nodes, chosen):
    """Los nodos elegidos y sus entradas, colocados."""
    index = {node: i for i, node in enumerate(nodes)}
    shown = set(chosen) | {parent for node in chosen for parent in node.parents}
    inside = sorted(index[node] for node in shown)
    place = {i: position for position, i in enumerate(inside)}
    chosen_indices = sorted(index[node] for node in chosen)
    links = [(index[parent], i, k) for i in chosen_indices for k, parent in enumerate(nodes[i].parents)]
    widths = [_pill(nodes[i]) for i in inside]
    labels = [LABEL if isinstance(nodes[p].value, float) else _label(nodes[p]) for p, _, _ in links]
    # La suma de las ramas va debajo de su caja y necesita su sitio.
    branching = {place[p] for p, _, _ in links if sum(p == other for other, _, _ in links) > 1}
    wide = [max(width, 2.8 * LABEL) if n in branching else width for n, width in enumerate(widths)]
    slots, routes = layout([(place[p], place[c]) for p, c, _ in links], wide, labels)
    everything = [*slots, *(slot for route in routes for slot in route)]
    top = min(slot.y for slot in everything)
    for slot in {id(slot): slot for slot in everything}.values():
        slot.y -= top
    for slot, width in zip(slots, widths, strict=True):
        slot.half = width / 2
    return {
        "nodes": [[i, _r(s.x), _r(s.y), _r(s.half)] for i, s in zip(inside, slots, strict=True)],
        "edges": [
            [child, k, _path(route), _r(route[-2].x if len(route) > 2 else route[0].right), _r(route[-2].y)]
            for (_, child, k), route in zip(links, routes, strict=True)
        ],
        "borrowed": [i for i in inside if nodes[i].parents and i not in set(chosen_indices)],
        "size": [_r(max(s.right for s in slots) + 88), _r(max(s.y for s in everything) + 84)],
        "title": f"{pretty(nodes[chosen_indices[0]].name)} … {pretty(nodes[chosen_indices[-1]].name)}",
    }


def _r(x):
    return round(float(x), 1)


def _label(node):
    return max(LABEL, width_of(_short(node.value)) + 10)


def _pill(node):
    """El ancho de la caja: cabe el nombre y, debajo, la operación con los nombres de lo que entra."""
    name = pretty(node.name) or number(node.value)
    if not node.parents:
        return max(PILL, width_of(name) + 14)
    operands = [pretty(parent.name) or number(parent.value) for parent in node.parents]
    return max(PILL, width_of(name) + 14, width_of(f"{node.op}()  {''.join(operands)}", 11) + 10)


def _path(route):
    """Recta dentro de cada columna y curva entre columnas, de la caja del padre a la del hijo."""
    start, end = route[0], route[-1]
    path = f"M{start.x + start.half:.1f} {start.y:.1f}H{max(start.right, start.x + start.half):.1f}"
    for a, b in pairwise(route):
        middle = (a.right + b.left) / 2
        stop = end.x - end.half if b is end else b.right
        path += f"C{middle:.1f} {a.y:.1f} {middle:.1f} {b.y:.1f} {b.left:.1f} {b.y:.1f}H{stop:.1f}"
    return path
