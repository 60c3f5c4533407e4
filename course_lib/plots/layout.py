"""Colocar un grafo por columnas: cada nodo y cada etiqueta de arista tienen su hueco y ninguno pisa a otro."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

ROW = 58


@dataclass
class Slot:
    """Un hueco: el centro (x, y), la columna, que va de ``left`` a ``right``, y medio ancho de lo dibujado."""

    column: int
    x: float = 0.0
    y: float = 0.0
    left: float = 0.0
    right: float = 0.0
    half: float = 0.0


def layout(edges, node_widths, label_widths):
    """Devuelve los huecos de los nodos y, por cada arista, los huecos por los que pasa.

    Los nodos van numerados con las entradas antes que lo que sale de ellas, y la raíz la última.

    Formas
        edges: pares (padre, hijo). node_widths: un ancho por nodo; label_widths: uno por arista.
        La ruta de una arista es [padre, …, etiqueta, hijo]: la etiqueta va siempre pegada al hijo.
    Errores
        ImportError si falta fast_sugiyama.
    Fuente
        Sugiyama, Tagawa y Toda (1981), con las etiquetas como nodos de Gansner y otros (1993).
    """
    columns = _columns(edges, len(node_widths))
    nodes = [Slot(column) for column in columns]
    slots, routes, widths = list(nodes), [], list(node_widths)
    for (parent, child), label in zip(edges, label_widths, strict=True):
        # Una arista larga ocupa un hueco en cada columna que cruza: así no pasa por encima de nada.
        between = [Slot(column) for column in range(columns[parent] + 1, columns[child])]
        routes.append([nodes[parent], *between, nodes[child]])
        slots += between
        widths += [0.0] * (len(between) - 1) + [label]
    _set_heights(slots, routes)
    _set_columns(slots, routes, widths)
    return nodes, routes


def _columns(edges, count):
    """La columna de cada nodo: pares para los nodos; las impares quedan para las etiquetas."""
    columns, children = [0] * count, [[] for _ in range(count)]
    has_parents = {child for _, child in edges}
    for parent, child in sorted(edges, key=lambda edge: edge[1]):
        columns[child] = max(columns[child], columns[parent] + 2)
        children[parent].append(child)
    for node in set(range(count)) - has_parents:
        # Una entrada se pone justo antes de donde se usa, no al principio de todo.
        columns[node] = min((columns[child] for child in children[node]), default=2) - 2
    return columns


def _set_heights(slots, routes):
    links = {id(slot): number for number, slot in enumerate(slots)}
    edges = [(links[id(a)], links[id(b)]) for route in routes for a, b in pairwise(route)]
    if not edges:
        return
    try:
        from fast_sugiyama import from_edges
    except ImportError:
        raise ImportError(
            "Para dibujar un grafo hace falta fast_sugiyama y no está: pip install fast-sugiyama."
        ) from None
    # Todas las aristas unen columnas vecinas, así que las capas que calcula son las nuestras.
    for number, (height, _) in from_edges(edges, vertex_spacing=ROW, ranking_type="minimize").to_dict().items():
        slots[number].y = height
    # Que el primer operando quede encima del segundo, si se puede: del revés, el grafo vale lo mismo.
    upside_down = sum(np.sign(a[-2].y - b[-2].y) for a, b in pairwise(routes) if a[-1] is b[-1])
    if upside_down > 0:
        for slot in slots:
            slot.y = -slot.y
    # Los trozos sin ninguna arista entre ellos vienen todos a la misma altura: uno debajo de otro.
    top = 0.0
    for part in _parts(len(slots), edges):
        lowest = min(slots[n].y for n in part)
        for n in part:
            slots[n].y += top - lowest
        top = max(slots[n].y for n in part) + ROW


def _parts(count, edges):
    """Los trozos de un grafo, como listas de números, en el orden en que aparecen."""
    part = list(range(count))
    for a, b in edges:
        old, new = sorted((part[a], part[b]), reverse=True)
        if old != new:
            part = [new if p == old else p for p in part]
    return [[n for n in range(count) if part[n] == name] for name in dict.fromkeys(part)]


def _set_columns(slots, routes, widths):
    last = max(slot.column for slot in slots)
    wide = [max((w for s, w in zip(slots, widths, strict=True) if s.column == n), default=0.0) for n in range(last + 1)]
    climb = [0.0] * (last + 1)  # lo que más sube o baja una arista al salir de la columna
    for a, b in (pair for route in routes for pair in pairwise(route)):
        climb[a.column] = max(climb[a.column], abs(a.y - b.y))
    left = 0.0
    for column in range(last + 1):
        for slot in slots:
            if slot.column == column:
                slot.left, slot.right, slot.x = left, left + wide[column], left + wide[column] / 2
        left += wide[column] + min(max(18.0, 0.3 * climb[column]), 70.0)
