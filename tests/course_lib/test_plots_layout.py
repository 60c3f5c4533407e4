"""Nada se pisa: cada hueco guarda la distancia con los de su columna, y las columnas no se tocan."""

import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.plots.layout import ROW, layout


@st.composite
def graphs(draw):
    """Un grafo al azar en el que todo acaba en el último nodo, con aristas repetidas y largas."""
    count = draw(st.integers(2, 14))
    edges = []
    for child in range(1, count):
        parents = draw(st.lists(st.integers(0, child - 1), min_size=0 if child < count - 1 else 1, max_size=2))
        edges += [(parent, child) for parent in parents]
    used = {parent for parent, _ in edges}
    return count, edges + [(node, count - 1) for node in range(count - 1) if node not in used]


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_nada_se_pisa(graph):
    count, edges = graph
    nodes, routes = layout(edges, [30.0 + 7 * (n % 3) for n in range(count)], [20.0] * len(edges))
    between = [slot for route in routes for slot in route[1:-1]]
    columns = {}
    for slot in nodes + between:
        columns.setdefault(slot.column, []).append(slot)
    for slots in columns.values():
        heights = sorted(slot.y for slot in slots)
        assert all(below - above >= ROW - 1e-6 for above, below in pairwise(heights))
        assert len({(slot.left, slot.right) for slot in slots}) == 1
    for left, right in pairwise(sorted(columns)):
        assert columns[right][0].left - columns[left][0].right >= 18 - 1e-6
    for (parent, child), route in zip(edges, routes, strict=True):
        assert route[0] is nodes[parent] and route[-1] is nodes[child]
        assert [slot.column for slot in route] == list(range(route[0].column, route[-1].column + 1))
        assert len(route) >= 3  # siempre queda sitio para la etiqueta


def test_un_nodo_solo_tambien_se_coloca():
    nodes, routes = layout([], [30.0], [])
    assert (nodes[0].left, nodes[0].right, routes) == (0.0, 30.0, [])


def test_una_entrada_se_pone_junto_a_quien_la_usa():
    # 0 → 1 → 2 → 4 ← 3: la entrada 3 no se va al principio.
    nodes, _ = layout([(0, 1), (1, 2), (2, 4), (3, 4)], [30.0] * 5, [20.0] * 4)
    assert nodes[3].column == nodes[2].column


@pytest.mark.parametrize("edges", [[(0, 2), (1, 2)], [(1, 2), (0, 2)]])
def test_el_primer_operando_queda_encima(edges):
    _, (first, second) = layout(edges, [30.0] * 3, [20.0] * 2)
    assert first[1].y < second[1].y


def test_la_colocacion_no_cambia_de_un_proceso_a_otro():
    code = (
        "from course_lib.plots.layout import layout\n"
        "edges = [(0, 2), (1, 2), (0, 3), (2, 4), (3, 4), (1, 4), (3, 5), (4, 5), (0, 5)]\n"
        "print([(s.x, s.y) for r in layout(edges, [30.0] * 6, [20.0] * 9)[1] for s in r])"
    )
    runs = {subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout for _ in range(3)}
    assert len(runs) == 1 and len(runs.pop()) > 100


def test_sin_el_colocador_se_dice_como_instalarlo(monkeypatch):
    monkeypatch.setitem(sys.modules, "fast_sugiyama", None)
    with pytest.raises(
        ImportError, match=r"^Para dibujar un grafo hace falta fast_sugiyama .*pip install fast-sugiyama"
    ):
        layout([(0, 1)], [30.0, 30.0], [20.0])


def test_dos_trozos_sin_aristas_entre_ellos_no_se_pisan():
    slots, routes = layout([(0, 2), (1, 3)], [30, 30, 30, 30], [20, 20])
    assert len({(round(slot.x), round(slot.y)) for slot in slots}) == 4
    (first, *_), (second, *_) = routes
    assert abs(first.y - second.y) >= ROW
