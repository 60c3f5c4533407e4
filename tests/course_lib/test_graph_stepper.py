"""GraphStepper del lado de Python: qué manda al navegador, qué acepta y su figura fija."""

import json

import numpy as np
import pytest
import torch
import traitlets
from dibujo import read

from course_lib import graph, toy_network
from course_lib.graph import GraphError, Node, topological_order
from course_lib.shapes import ShapeError
from course_lib.widgets import GraphStepper
from course_lib.widgets.graph_stepper.examples import EXAMPLES
from course_lib.widgets.graph_stepper.spec import FOLD, PIECE, rebuild, twin_graph

# Valores de control de las lecciones: salida y gradiente de cada entrada.
CONTROL = {
    "suma_producto": (-12, {"x": -4, "y": -4, "z": 3}),
    "grafo_1": (10, {"a": 2, "b": 4, "c": 5}),
    "grafo_2": (20, {"a": 4, "b": 9}),
    "grafo_3": (9, {"x_1": -18, "x_2": 6, "φ_1": -6, "φ_2": -12, "y": 6}),
    "neurona_sigmoide": (
        0.731059,
        {"w_0": -0.196612, "w_1": -0.393224, "w_2": 0.196612, "x_0": 0.393224, "x_1": -0.589836},
    ),
    "red_de_juguete": (
        0.950935,
        {"β_0": 0.375021, "β_1": -0.588853, "β_2": -2.375946, "β_3": -1.950318}
        | {"ω_0": 0.187510, "ω_1": -0.356366, "ω_2": -0.981421, "ω_3": -1.137892},
    ),
}


def chain(count):
    """Una cadena de ``count`` operaciones en la que una misma w se usa todo el rato."""
    x, w = Node(0.5, "x"), Node(1.01, "w")
    for _ in range(count // 2):
        x = graph.sin(x * w)
    return x


def tree(count):
    """Un árbol de sumas con ``count`` entradas: muy ancho y poco hondo."""
    level = [Node(k / 100, f"x_{k}") for k in range(count)]
    while len(level) > 1:
        level = [a + b for a, b in zip(level[::2], level[1::2], strict=True)]
    return level[0]


@pytest.mark.parametrize("name", EXAMPLES)
def test_los_ejemplos_valen_lo_que_dicen_las_lecciones(name):
    value, gradients = CONTROL[name]
    root = EXAMPLES[name]()
    root.backward()
    assert root.value == pytest.approx(value, abs=1e-6)
    found = {node.name: node.grad for node in topological_order(root) if node.name in gradients}
    assert found == pytest.approx(gradients, abs=1e-6)
    assert set(GraphStepper.example(name).leaves) >= set(gradients)


def test_la_red_de_juguete_es_la_de_toy_network():
    stepper = GraphStepper.example("red_de_juguete")
    beta, omega = ([stepper.leaves[f"{letter}_{k}"] for k in range(4)] for letter in "βω")
    values = toy_network.forward(stepper.leaves["x"], stepper.leaves["y"], beta, omega)
    assert EXAMPLES["red_de_juguete"]().value == pytest.approx(values.loss, rel=1e-14)


def test_los_pasos_son_la_ida_la_salida_y_cada_flecha_de_la_vuelta():
    stepper = GraphStepper.example("grafo_2")
    nodes, steps = stepper.spec["nodes"], stepper.spec["steps"]
    assert [nodes[i]["name"] for kind, i, *_ in steps if kind == "n"] == ["a", "b", "g", "1", "h", "J"]
    back = [(nodes[s[1]]["name"], nodes[nodes[s[1]]["parents"][s[2]]]["name"]) for s in steps if s[0] == "e"]
    # La constante 1 no recibe nada: nadie la va a mover.
    assert back == [("J", "g"), ("J", "h"), ("h", "b"), ("g", "a"), ("g", "b")]
    assert stepper.last_step == 6 + 1 + 5


def test_la_fase_sigue_al_paso():
    stepper = GraphStepper.example("grafo_1")
    seen = []
    for step in (1, 7, 8, stepper.last_step, 0):
        stepper.step = step
        seen.append(stepper.phase)
    assert seen == ["adelante", "adelante", "atrás", "fin", "inicio"]


def test_no_toca_el_grafo_del_estudiante():
    root = EXAMPLES["grafo_2"]()
    root.backward()
    before = [(node.name, node.value, node.grad) for node in topological_order(root)]
    stepper = GraphStepper(root)
    stepper.leaves = {"b": 7}
    stepper.picture()
    assert [(node.name, node.value, node.grad) for node in topological_order(root)] == before


def test_una_celda_cambia_una_entrada_y_las_demas_se_quedan():
    stepper = GraphStepper.example("grafo_2")
    stepper.leaves = {"b": 4}
    assert stepper.leaves == {"a": 2.0, "b": 4.0}
    texts = read(stepper.picture())
    assert "5 + 6 = 11" in texts or "6 + 5 = 11" in texts


@pytest.mark.parametrize(
    "leaves, message",
    [
        ({"q": 1}, "No hay una entrada «q».*a, b"),
        ({"b": float("nan")}, "«b» debe ser un número finito"),
        ({"b": float("inf")}, "finito"),
        ({"b": "tres"}, "finito.*'tres'"),
        ({"b": True}, "finito"),
    ],
)
def test_una_entrada_que_no_vale_se_explica_y_nada_cambia(leaves, message):
    stepper = GraphStepper.example("grafo_2")
    with pytest.raises(traitlets.TraitError, match=message):
        stepper.leaves = leaves
    assert stepper.leaves == {"a": 2.0, "b": 3.0}


@pytest.mark.parametrize("step", [-1, 13])
def test_un_paso_que_no_existe_se_explica(step):
    with pytest.raises(traitlets.TraitError, match="step va de 0 a 12"):
        GraphStepper.example("grafo_2", step=step)


@pytest.mark.parametrize("root", [3, None, np.ones(2), "grafo_2", torch.ones(1)])
def test_algo_que_no_es_un_nodo_se_explica(root):
    with pytest.raises(TypeError, match="espera un nodo del grafo y llegó un .*example"):
        GraphStepper(root)


def test_un_ejemplo_que_no_existe_dice_los_que_hay():
    with pytest.raises(ValueError, match="«grafo_9».*suma_producto, grafo_1"):
        GraphStepper.example("grafo_9")


def test_un_solo_nodo_tambien_se_recorre():
    stepper = GraphStepper(Node(3, "a"))
    assert (stepper.last_step, stepper.leaves) == (2, {"a": 3.0})
    read(stepper.picture())


def test_los_nombres_repetidos_y_los_que_faltan_se_distinguen():
    stepper = GraphStepper(Node(1, "x") * Node(2, "x") + Node(3))
    assert stepper.leaves == {"x": 1.0, "x (2)": 2.0, "e_1": 3.0}
    assert len({node["key"] for node in stepper.spec["nodes"]}) == len(stepper.spec["nodes"])


@pytest.mark.parametrize("build", [lambda: chain(500), lambda: tree(256)], ids=["cadena", "arbol"])
def test_un_grafo_de_quinientos_nodos_va_por_tramos_que_se_leen(build):
    root = build()
    stepper = GraphStepper(root)
    views, steps = stepper.spec["views"], stepper.spec["steps"]
    assert len(stepper.spec["nodes"]) > 500 and len(views) > 30
    drawn = [(child, k) for view in views for child, k, *_ in view["edges"]]
    # Cada flecha está en un tramo y solo en uno, y cada paso ocurre donde se ve.
    assert len(drawn) == len(set(drawn)) == sum(len(node.parents) for node in topological_order(root))
    for step, home in zip(steps, stepper.spec["home"], strict=True):
        assert step[1] in {node[0] for node in views[home]["nodes"]}
    assert max(len(view["nodes"]) for view in views) <= 3 * PIECE
    json.dumps(stepper.spec)
    alt = stepper.picture().alt
    assert alt.startswith(f"Las últimas {PIECE} operaciones de un grafo de {len(stepper.spec['nodes'])} nodos.")


@pytest.mark.parametrize("name", EXAMPLES)
def test_ninguna_caja_pisa_a_otra(name):
    for view in GraphStepper.example(name).spec["views"]:
        boxes = [(x - half, x + half, y - 18, y + 18) for _, x, y, half in view["nodes"]]
        for i, (l1, r1, t1, b1) in enumerate(boxes):
            for l2, r2, t2, b2 in boxes[:i]:
                assert r1 <= l2 or r2 <= l1 or b1 <= t2 or b2 <= t1
        assert all(r <= view["size"][0] and b <= view["size"][1] for _, r, _, b in boxes)


def test_un_grafo_enorme_pide_otro_mas_pequeno():
    with pytest.raises(GraphError, match="1000 nodos como mucho"):
        GraphStepper(chain(3000))


def test_con_arrays_los_numeros_los_da_python_y_no_se_edita():
    rng = np.random.default_rng(0)
    x, W = Node(rng.normal(size=3), "x"), Node(rng.normal(size=(2, 3)), "W")
    stepper = GraphStepper((graph.relu(W @ x) ** 2).sum().named("ℓ"))
    assert not stepper.spec["live"] and stepper.leaves == {}
    found = {node["name"]: (node["value"], node["grad"]) for node in stepper.spec["nodes"]}
    assert found["W"] == ("(2, 3)", "(2, 3)")
    with pytest.raises(traitlets.TraitError, match="hay arrays"):
        stepper.leaves = {"x": 1}
    # Pedir dos veces la figura no acumula dos veces el gradiente.
    assert stepper.picture().svg == stepper.picture().svg
    read(stepper.picture())


def test_con_arrays_y_una_salida_que_no_es_escalar_se_explica():
    with pytest.raises(ShapeError, match=r"escalar.*\(2,\).*sum"):
        GraphStepper(Node([1, 2], "x") * 2)


def test_unas_entradas_sin_resultado_se_dicen_en_la_figura():
    stepper = GraphStepper((1 / Node(2, "x")).named("f"))
    stepper.leaves = {"x": 0}
    assert stepper.picture().alt.startswith("Con las entradas de ahora no hay resultado")


def test_el_grafo_se_rehace_con_todas_las_operaciones():
    x = Node(0.7, "x")
    functions = (graph.exp, graph.log, graph.sin, graph.cos, graph.tanh, graph.sigmoid, graph.softplus, graph.relu)
    root = sum((f(x) for f in functions), -x) + x**3 + x**-1 + x**0.5 - x / (x + 2) + x.sum() * x.mean()
    again = rebuild(twin_graph(root), {"x": 0.7})
    assert again.value == pytest.approx(root.value, rel=1e-14)
    assert GraphStepper(root).spec["live"]


def test_lleva_la_figura_fija_para_quien_no_pinta_widgets():
    data, _ = GraphStepper.example("grafo_2")._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "<svg" in data["text/html"] and data["text/plain"].startswith("Grafo de cómputo.")


def test_la_puntuacion_cuenta_los_aciertos_a_la_primera():
    stepper = GraphStepper.example("grafo_2")
    stepper.predictions = [
        {"step": 6, "node": "J", "answer": 1, "right": True},
        {"step": 7, "node": "g", "right": False},
    ]
    assert stepper.score == (1, 2)


def test_los_ejemplos_caben_sin_plegar():
    assert all(len(GraphStepper.example(name).spec["nodes"]) <= FOLD for name in EXAMPLES)
