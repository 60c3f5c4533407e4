"""El grafo de cómputo da los mismos gradientes que torch y explica lo que no puede derivar."""

import math
import operator

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes

from course_lib import graph
from course_lib.graph import GraphError, Node, local_derivatives, topological_order, zero_grad
from course_lib.shapes import ShapeError

EXACT = dict(rtol=1e-10, atol=1e-12, strict=True)

UNARY = {
    "neg": (lambda a: -a, lambda a: -a),
    "cuadrado": (lambda a: a**2, lambda a: a**2),
    "cubo": (lambda a: a**3.0, lambda a: a**3.0),
    "potencia 0": (lambda a: a**0, lambda a: a**0),
    "exp": (graph.exp, torch.exp),
    "sin": (graph.sin, torch.sin),
    "cos": (graph.cos, torch.cos),
    "tanh": (graph.tanh, torch.tanh),
    "relu": (graph.relu, torch.relu),
    "sigmoid": (graph.sigmoid, torch.sigmoid),
    "softplus": (graph.softplus, torch.nn.functional.softplus),
    "suma": (lambda a: a.sum(), lambda a: a.sum()),
    "media": (graph.mean, lambda a: a.mean()),
}
POSITIVE = {
    "log": (graph.log, torch.log),
    "inverso": (lambda a: a**-1, lambda a: a**-1),
    "raíz": (lambda a: a**0.5, lambda a: a**0.5),
}
BINARY = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}
SHAPES = [(), (1,), (4,), (1, 3), (3, 4), (2, 1, 3)]


def draw(rng, shape):
    """Números con ceros y negativos entre ellos."""
    values = rng.normal(size=shape)
    if values.size > 2:
        values.flat[:2] = (0.0, -1.5)
    return values


def agree(ours, theirs, *inputs, seed=0):
    """La misma fórmula con nodos y con tensores da el mismo valor y los mismos gradientes."""
    nodes = [Node(x) for x in inputs]
    tensors = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in inputs]
    result, expected = ours(*nodes), theirs(*tensors)
    np.testing.assert_allclose(np.asarray(result.value), expected.detach().numpy(), **EXACT)
    delta = np.random.default_rng(seed).normal(size=np.shape(result.value))
    result.backward(delta)
    expected.backward(torch.tensor(delta))
    for node, tensor in zip(nodes, tensors, strict=True):
        np.testing.assert_allclose(np.asarray(node.grad), tensor.grad.numpy(), **EXACT)


# ---- Los gradientes.


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", UNARY)
def test_cada_funcion_deriva_como_torch(name, shape):
    agree(*UNARY[name], draw(np.random.default_rng(1), shape))


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", POSITIVE)
def test_las_que_piden_positivos_derivan_como_torch(name, shape):
    agree(*POSITIVE[name], np.random.default_rng(2).uniform(0.1, 3, shape))


@settings(max_examples=60, deadline=None)
@given(
    shapes=mutually_broadcastable_shapes(num_shapes=2, min_side=1, max_side=4, max_dims=3),
    name=st.sampled_from(sorted(BINARY)),
    seed=st.integers(0, 99),
)
def test_al_repetir_un_valor_se_suma_lo_que_llega_a_cada_copia(shapes, name, seed):
    rng = np.random.default_rng(seed)
    a, b = (draw(rng, shape) for shape in shapes.input_shapes)
    agree(BINARY[name], BINARY[name], a, np.where(b == 0, 2.0, b) if name == "/" else b, seed=seed)


@pytest.mark.parametrize(
    "left, right",
    [
        ((3, 4), (4, 5)),
        ((1, 4), (4, 1)),
        ((1, 1), (1, 1)),
        ((3, 4), (4,)),
        ((3,), (3, 4)),
        ((4,), (4,)),
        ((1,), (1, 2)),
    ],
    ids=str,
)
def test_el_producto_de_matrices_deriva_como_torch(left, right):
    rng = np.random.default_rng(3)
    agree(lambda a, b: a @ b, lambda a, b: a @ b, draw(rng, left), draw(rng, right))


@pytest.mark.parametrize("shape", [(3, 4), (1, 5), (2, 3, 4)], ids=str)
@pytest.mark.parametrize("axis", [0, 1, -1, (0, 1), None])
@pytest.mark.parametrize("name", ["sum", "mean"])
def test_sumar_y_promediar_por_ejes_deriva_como_torch(name, axis, shape):
    agree(lambda a: getattr(a, name)(axis), lambda a: getattr(a, name)(axis), draw(np.random.default_rng(4), shape))


@pytest.mark.parametrize("shape", [(), (3,), (3, 4), (1, 2)], ids=str)
def test_la_traspuesta_deriva_como_torch(shape):
    agree(lambda a: a.T * 2, lambda a: a.mT * 2 if a.ndim == 2 else a * 2, draw(np.random.default_rng(5), shape))


@pytest.mark.parametrize("B", [1, 4])
def test_una_red_con_lote_deriva_como_torch(B):
    rng = np.random.default_rng(6)
    X, W1, b1, W2, b2, Y = (rng.normal(size=s) for s in [(B, 3), (5, 3), (5,), (2, 5), (2,), (B, 2)])

    def loss(relu):
        return lambda W1, b1, W2, b2: ((relu(X_ @ W1.T + b1) @ W2.T + b2 - Y_) ** 2).mean()

    X_, Y_ = X, Y
    ours = loss(graph.relu)
    nodes = [Node(p) for p in (W1, b1, W2, b2)]
    ours(*nodes).backward()
    X_, Y_ = torch.tensor(X), torch.tensor(Y)
    tensors = [torch.tensor(p, requires_grad=True) for p in (W1, b1, W2, b2)]
    loss(torch.relu)(*tensors).backward()
    for node, tensor in zip(nodes, tensors, strict=True):
        np.testing.assert_allclose(node.grad, tensor.grad.numpy(), **EXACT)


@settings(max_examples=40, deadline=None)
@given(values=st.lists(st.floats(-3, 3), min_size=3, max_size=3))
def test_una_formula_de_escalares_con_ramas_deriva_como_torch(values):
    def formula(exp, sigmoid):
        return lambda a, b, c: (a * b + a) * exp(c) - 3 / (b**2 + 1) + (2 - sigmoid(a)) * c * c

    agree(formula(graph.exp, graph.sigmoid), formula(torch.exp, torch.sigmoid), *values)


def test_los_valores_de_control_del_temario():
    a, b, c = Node(3.0), Node(1.0), Node(2.0)
    J = (a + 2 * b) * c
    J.backward()
    assert (J.value, a.grad, b.grad, c.grad) == (10, 2, 4, 5)
    a, b = Node(2.0), Node(3.0)
    J = (a + b) * (b + 1)
    J.backward()
    assert (J.value, a.grad, b.grad) == (20, 4, 9)
    x, phi, y = Node([1.0, 2.0]), Node([3.0, -1.0]), Node(4.0)
    L = (phi @ x - y) ** 2
    L.backward()
    assert (L.value, x.grad.tolist(), phi.grad.tolist(), y.grad) == (9, [-18, 6], [-6, -12], 6)


def test_la_derivada_de_relu_en_cero_es_cero():
    for x in (0.0, [0.0, -1.0, 2.0]):
        n = Node(x)
        graph.relu(n).sum().backward()
        assert np.array_equal(n.grad, np.asarray(x) > 0)


def test_la_sigmoide_aguanta_numeros_enormes():
    n = Node([800.0, -800.0, 0.0])
    s = graph.sigmoid(n)
    s.sum().backward()
    assert s.value.tolist() == [1.0, 0.0, 0.5]
    assert n.grad.tolist() == [0.0, 0.0, 0.25]
    assert (graph.sigmoid(800.0).value, graph.sigmoid(-800.0).value) == (1.0, 0.0)
    assert graph.softplus([800.0, -800.0]).value.tolist() == [800.0, 0.0]


def test_numeros_arrays_y_nodos_se_mezclan_por_los_dos_lados():
    a, W = 2.0, np.arange(6.0).reshape(2, 3)
    agree(lambda n: (1 - n) * 3 + 2 / n - n / 4, lambda n: (1 - n) * 3 + 2 / n - n / 4, a)
    T = torch.tensor(W)
    agree(lambda n: W * n - (W @ n).sum(), lambda n: T * n - (T @ n).sum(), np.array([0.0, -1.0, 2.0]))
    agree(lambda n: np.float64(2) * n + np.int64(1), lambda n: 2 * n + 1, a)


def test_las_funciones_de_numpy_que_el_grafo_conoce_tambien_valen():
    n = Node([[1.0, 2.0]])
    for got, want in (
        (np.exp(n), graph.exp(n)),
        (np.sum(n, axis=0), n.sum(0)),
        (np.mean(n), n.mean()),
        (np.transpose(n), n.T),
        (np.negative(n), -n),
    ):
        assert got.op == want.op
        np.testing.assert_array_equal(got.value, want.value, strict=True)


# ---- El grafo.


def test_una_cadena_de_diez_mil_nodos():
    n = first = Node(1.0)
    for _ in range(10_000):
        n = n + 0.5
    assert topological_order(n)[0] is first
    n.backward()
    assert first.grad == 1.0
    zero_grad(n)
    assert first.grad == 0.0


def test_el_orden_pone_cada_nodo_despues_de_sus_padres_y_una_sola_vez():
    a = Node(2.0)
    b = a * a
    root = (b + a) * (b - a) * b
    order = topological_order(root)
    place = {id(node): i for i, node in enumerate(order)}
    assert len(place) == len(order) == 6
    assert all(place[id(p)] < place[id(n)] for n in order for p in n.parents)
    assert order[-1] is root


def test_los_gradientes_se_acumulan_hasta_zero_grad():
    x = Node([1.0, 2.0])
    y = (x * x).named("y")
    L = y.sum()
    L.backward()
    L.backward()
    assert x.grad.tolist() == [4.0, 8.0]
    # También en los nodos de en medio, y sin que lo ya acumulado vuelva a bajar.
    assert y.grad.tolist() == [2.0, 2.0]
    (x * 3).sum().backward()
    assert x.grad.tolist() == [7.0, 11.0]
    zero_grad(L)
    assert x.grad.tolist() == y.grad.tolist() == [0.0, 0.0]


def test_dos_nodos_no_comparten_su_gradiente():
    a, b = Node([1.0]), Node([2.0])
    (a + b).sum().backward()
    (a * 5).sum().backward()
    assert (a.grad.tolist(), b.grad.tolist()) == ([6.0], [1.0])


def test_value_y_grad_tienen_la_misma_forma_y_antes_de_backward_es_cero():
    for value in (3, np.float32(1.5), True, [1, 2], np.ones((2, 3)), np.array(4.0)):
        n = Node(value)
        assert np.shape(n.value) == np.shape(n.grad) == np.shape(value)
        assert not np.any(n.grad)
        assert np.asarray(n.value).dtype == np.asarray(n.grad).dtype == np.float64
    assert type(Node(3).value) is type(Node(np.array(4.0)).value) is type((Node([1.0]) @ [2.0]).value) is float


def test_cada_nodo_sabe_su_nombre_su_operacion_y_de_donde_viene():
    a = Node(2.0, "a")
    q = (a * 3).named("q")
    assert (a.op, a.parents, a.name) == ("", (), "a")
    assert (q.op, q.name, q.parents[0]) == ("*", "q", a)
    assert (q.parents[1].op, q.parents[1].value) == ("const", 3.0)
    made = [a + 1, a - 1, a / 2, -a, a**2, Node([1.0]) @ [1.0], Node([1.0]).T, graph.tanh(a), a.sum()]
    assert [n.op for n in made] == ["+", "-", "/", "neg", "**2", "@", "T", "tanh", "sum"]
    assert (repr(a), repr(q)) == ("Node(2.0, 'a')", "Node(6.0, 'q', '*')")


def test_las_derivadas_locales_van_en_el_orden_de_los_padres():
    a, b = Node(3.0), Node(-2.0)
    assert local_derivatives(a * b) == [(a, -2.0), (b, 3.0)]
    assert local_derivatives(a - b) == [(a, 1.0), (b, -1.0)]
    assert local_derivatives(b**2) == [(b, -4.0)]
    assert local_derivatives(graph.exp(a)) == [(a, math.exp(3))]
    assert local_derivatives(a * a) == [(a, 3.0), (a, 3.0)]
    assert local_derivatives(a) == []


# ---- Lo que se explica. Cada entrada mala, con su error y un trozo de su frase.

ONES = np.ones((3, 4))
BAD = {
    "texto": (lambda: Node("3"), TypeError, "llegó texto"),
    "complejo": (lambda: Node(1j, "w"), TypeError, "w debe contener números reales y llegó un número complejo"),
    "objetos": (lambda: Node(np.array([None])), TypeError, "números reales"),
    "un nodo dentro de otro": (lambda: Node(Node(1.0)), TypeError, "llegó un Node"),
    "nada": (lambda: Node(None), TypeError, "NoneType"),
    "filas desiguales": (lambda: Node([[1, 2], [3]]), ShapeError, "longitudes distintas"),
    "NaN": (lambda: Node(math.nan, "w"), ValueError, "w debe ser finito y w vale nan"),
    "infinito en un array": (lambda: Node([1, math.inf]), ValueError, r"value\[1\] vale inf"),
    "un entero enorme": (lambda: Node(1.0) * 10**400, ValueError, "debe caber en float64 y llegó un entero enorme"),
    "vacío": (lambda: Node([]), ValueError, "llegó vacío"),
    "constante mala": (lambda: Node(1.0) + "a", TypeError, "llegó texto"),
    "formas": (lambda: Node([1.0, 2, 3]) + np.ones(4), ShapeError, r"«\+» pide formas iguales.*\(3,\) y \(4,\)"),
    "@ sin .T": (
        lambda: Node(ONES) @ np.ones((5, 4)),
        ShapeError,
        r"\(3, 4\) y \(5, 4\).*prueba con \.T en la segunda",
    ),
    "@ sin .T delante": (lambda: Node(ONES) @ np.ones((3, 5)), ShapeError, "prueba con .T en la primera"),
    "@ con un escalar": (lambda: Node(ONES) @ 2, ShapeError, r"con un escalar usa \*"),
    "@ entre escalares": (lambda: Node(1.0) @ 2.0, ShapeError, r"con un escalar usa \*"),
    "@ con tres ejes": (lambda: Node(np.ones((2, 2, 2))) @ np.ones(2), ShapeError, "multiplica una matriz cada vez"),
    "@ que no encaja": (lambda: Node(ONES) @ np.ones(7), ShapeError, "4 y 7"),
    "un eje que no existe": (lambda: Node(ONES).sum(axis=2), ShapeError, "sum pide un axis que exista"),
    "un eje que no es un número": (lambda: Node(ONES).mean("filas"), ShapeError, "mean pide un axis que exista"),
    "dividir entre cero": (lambda: Node(1.0) / 0, GraphError, "«/» debe dar números finitos y dio inf con 1 y 0"),
    "dividir entre un cero": (lambda: 1 / Node([1.0, 0.0]), GraphError, r"inf en \[1\]: no se divide entre cero"),
    "log de 0": (lambda: graph.log(0.0), GraphError, "dio -inf con 0: log solo admite números positivos"),
    "exp enorme": (lambda: graph.exp([1.0, 800.0]), GraphError, r"inf en \[1\]: el exponente es demasiado grande"),
    "raíz de un negativo": (lambda: Node(-8.0) ** 0.5, GraphError, "una base negativa pide un exponente entero"),
    "0 elevado a -1": (lambda: Node(0.0) ** -1, GraphError, "dio inf con 0"),
    "producto enorme": (lambda: Node(1e200) * 1e200, GraphError, "algún número es demasiado grande"),
    "potencia enorme": (lambda: Node(1e200) ** 2, GraphError, "dio inf con 1e"),
    "producto enorme de arrays": (lambda: Node([[1e200]]) @ [[1e200]], GraphError, r"inf en \[0, 0\]"),
    "exponente que es un nodo": (lambda: Node(2.0) ** Node(3.0), TypeError, r"usa exp\(b \* log\(a\)\)"),
    "base que no es un nodo": (lambda: 2 ** Node(3.0), TypeError, r"usa exp\(b \* log\(a\)\)"),
    "math.exp": (lambda: math.exp(Node(1.0)), TypeError, "en vez de las de math"),
    "una función de NumPy": (lambda: np.arctan(Node(1.0)), TypeError, "llegó np.arctan"),
    "otra función de NumPy": (lambda: np.linalg.norm(Node([1.0])), TypeError, "llegó np.linalg.norm"),
    "una opción de NumPy": (lambda: np.sum(Node([1.0]), dtype=float), TypeError, "llegó np.sum con dtype"),
    "un método de ufunc": (lambda: np.add.reduce(Node([1.0])), TypeError, "llegó np.add.reduce"),
    "un array que suma un nodo en su sitio": (
        lambda: operator.iadd(np.ones(1), Node(1.0)),
        TypeError,
        "np.add con out",
    ),
    "asignar value": (lambda: setattr(Node(1.0, "w"), "value", 2.0), GraphError, "value de w .* crea otro Node"),
    "asignar grad": (lambda: setattr(Node(1.0), "grad", 0), GraphError, r"usa zero_grad\(raíz\)"),
    "raíz que no es escalar": (
        lambda: Node([1.0, 2.0]).backward(),
        ShapeError,
        r"escalar y llegó una con forma \(2,\)",
    ),
    "delta con otra forma": (
        lambda: Node([1.0, 2.0]).backward(np.ones(3)),
        ShapeError,
        r"delta debe tener forma \(2,\)",
    ),
    "delta traspuesta": (lambda: Node(ONES).backward(ONES.T), ShapeError, "¿Querías delta.T?"),
    "delta que no es finita": (lambda: Node(1.0).backward(math.nan), ValueError, "delta debe ser finito"),
    "orden de algo que no es un nodo": (
        lambda: topological_order(3.0),
        TypeError,
        "root debe ser un nodo y llegó un float",
    ),
    "zero_grad de otra cosa": (lambda: zero_grad([Node(1.0)]), TypeError, "root debe ser un nodo y llegó un list"),
    "derivadas locales de otra cosa": (lambda: local_derivatives(1.0), TypeError, "node debe ser un nodo"),
    "derivadas locales de un array": (
        lambda: local_derivatives(Node([1.0]) * 2),
        ShapeError,
        r"llegó .*, con forma \(1,\)",
    ),
}


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("what", BAD)
def test_una_entrada_mala_recibe_una_frase(what):
    act, error, phrase = BAD[what]
    with pytest.raises(error, match=phrase) as caught:
        act()
    text = str(caught.value)
    assert "\n" not in text
    assert text[-1] in ".?"


CHANGES = {
    "una hoja, desde fuera": (lambda W, n, y, L: W, "El array de W debe .*: crea otro Node con el array nuevo y"),
    "una hoja, por su value": (lambda W, n, y, L: n.value, "El array de W debe .*: crea otro Node"),
    "una traspuesta": (lambda W, n, y, L: L.parents[0].parents[0].value, "El array de W debe .*: crea otro Node"),
    "una constante": (lambda W, n, y, L: y.parents[1].value, "El array de una constante debe .*: crea otro Node"),
    "un intermedio": (lambda W, n, y, L: y.value, r"El array del resultado de «\*» debe .*: no escribas en él; cambia"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_un_array_que_cambia_despues_de_entrar_en_el_grafo_se_nota(what):
    array_of, phrase = CHANGES[what]
    W = np.ones((2, 3))
    n = Node(W, "W")
    y = n * np.full((2, 3), 4.0)
    L = (n.T @ y).sum()
    # Solo el signo de uno: ni la suma de los cuadrados ni el tamaño lo delatarían.
    array_of(W, n, y, L)[0, 0] *= -1
    with pytest.raises(GraphError, match=phrase) as caught:
        L.backward()
    assert "\n" not in str(caught.value)
    assert not any(np.any(node.grad) for node in (n, y, L))


def test_los_gradientes_son_de_solo_lectura():
    n = Node([1.0, 2.0])
    (n * 2).sum().backward()
    for array in (n.grad, Node([1.0]).grad):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 9


def test_asignar_el_value_de_una_operacion_lo_explica():
    with pytest.raises(GraphError, match=r"^value del resultado de «\+» lo calcula el grafo"):
        (Node(1.0) + 2).value = 3.0


@pytest.mark.parametrize("value", [0.0, [1.0, 0.0]], ids=str)
def test_un_gradiente_infinito_se_explica_y_no_deja_nada_a_medias(value):
    x = Node(value, "x")
    L = (x**0.5).sum()
    with pytest.raises(GraphError, match=r"El gradiente de x debe ser finito.*«\*\*0\.5»"):
        L.backward()
    assert not np.any(x.grad)
    assert not np.any(L.grad)


def test_el_gradiente_de_una_constante_puede_desbordarse():
    x = Node(3.0)
    (x / 1e-200 * 1e-200).backward()
    assert x.grad == 1.0


def test_de_donde_viene_un_nodo_no_se_cambia_y_asi_no_puede_haber_ciclos():
    a = Node(1.0, "a")
    b = a + 1
    with pytest.raises(GraphError, match=r"^parents del resultado de «\+» lo calcula el grafo"):
        b.parents = (a, b * 2)


def test_una_vuelta_interrumpida_no_estropea_la_siguiente():
    x = Node([1.0, 0.0], "x")
    y = x * 2
    with pytest.raises(GraphError):
        (y**0.5).sum().backward()
    y.sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]


def test_el_archivo_que_se_lee_es_corto(root):
    """Es el que la lección 02b enseña: el nodo, el paso adelante y el paso atrás, con sus docstrings."""
    assert len((root / "course_lib/graph/node.py").read_text(encoding="utf-8").splitlines()) <= 150
