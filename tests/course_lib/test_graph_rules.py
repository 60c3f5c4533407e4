"""Cada fila de la tabla deriva como torch, con cualquier forma, y dice su fórmula, su forma y su fuente."""

import numpy as np
import pytest
import torch
from test_graph import agree, draw

from course_lib import graph
from course_lib.gradcheck import gradcheck
from course_lib.graph import GraphError, Node
from course_lib.graph.rules import RULES
from course_lib.shapes import ShapeError

MATRICES = [(3, 4), (1, 5), (4, 1), (1, 1)]


def test_cada_regla_dice_su_formula_su_forma_y_su_fuente():
    assert set("+ - * / neg ** @ T [] exp log sum mean softmax stack".split()) < set(RULES)
    for op, rule in RULES.items():
        assert rule.op == op
        assert all(text.strip() for text in (rule.formula, rule.shape, rule.source))
        assert any(mark in rule.formula for mark in ("∂", "δ")), op


@pytest.mark.parametrize("shape", [(), (4,), *MATRICES], ids=str)
@pytest.mark.parametrize("name", ["abs", "sqrt"])
def test_abs_y_la_raiz_derivan_como_torch(name, shape):
    values = draw(np.random.default_rng(1), shape)
    agree(getattr(graph, name), getattr(torch, name), np.abs(values) + 0.1 if name == "sqrt" else values)


@pytest.mark.parametrize("shapes", [((), ()), ((3, 4), (4,)), ((4, 1), (1, 3)), ((2,), (2,))], ids=str)
@pytest.mark.parametrize("name", ["maximum", "minimum"])
def test_el_gradiente_pasa_por_el_mayor_o_el_menor_y_un_empate_se_reparte(name, shapes):
    a, b = (np.random.default_rng(seed).integers(-2, 3, size=shape) * 1.0 for seed, shape in enumerate(shapes))
    agree(getattr(graph, name), getattr(torch, name), a, b)
    agree(getattr(graph, name), getattr(torch, name), a, a.copy())


@pytest.mark.parametrize("shape", [(4,), *MATRICES, (2, 3, 4)], ids=str)
@pytest.mark.parametrize("axis", [0, -1])
@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
def test_softmax_y_su_logaritmo_derivan_como_torch(name, axis, shape):
    values = 30 * draw(np.random.default_rng(2), shape)
    agree(lambda a: getattr(graph, name)(a, axis), lambda a: getattr(torch, name)(a, axis), values)


def test_softmax_aguanta_numeros_enormes():
    n = Node([1000.0, 0.0, -1000.0])
    assert graph.softmax(n).value.tolist() == [1.0, 0.0, 0.0]
    assert graph.log_softmax(n).value.tolist() == [0.0, -1000.0, -2000.0]


@pytest.mark.parametrize("axis", [None, 0, 1, -1, (0, 1)])
@pytest.mark.parametrize("name", ["sum", "mean"])
@pytest.mark.parametrize("shape", [(3, 4), (1, 5), (2, 3, 4)], ids=str)
def test_con_keepdims_los_ejes_se_quedan_midiendo_uno(name, axis, shape):
    agree(
        lambda a: a - getattr(a, name)(axis, keepdims=True),
        lambda a: a - getattr(a, name)(axis if axis is not None else tuple(range(a.ndim)), keepdim=True),
        draw(np.random.default_rng(3), shape),
    )


INDICES = {
    "un entero": 1,
    "desde el final": -1,
    "un trozo": np.s_[1:],
    "una columna": np.s_[:, 0],
    "un elemento": (1, 2),
    "filas repetidas": [0, 0, 1],
    "pares": ([0, 1], [2, 2]),
    "una máscara": np.array([[True, False, True], [False, False, True]]),
    "un eje nuevo": np.s_[:, None],
    "todo": ...,
}


@pytest.mark.parametrize("what", INDICES)
def test_al_indexar_el_gradiente_vuelve_a_su_sitio(what):
    where = INDICES[what]
    agree(lambda a: a[where] * 2, lambda a: a[where] * 2, draw(np.random.default_rng(4), (2, 3)))


def test_menos_el_logaritmo_de_la_probabilidad_de_la_clase():
    z = [1.0, 2.0, -0.5]
    agree(
        lambda z: -graph.log(graph.softmax(z)[1]),
        lambda z: torch.nn.functional.cross_entropy(z[None], torch.tensor([1])),
        np.array(z),
    )


@pytest.mark.parametrize("axes", [None, (1, 0, 2), (-1, 0, 1)])
def test_trasponer_tres_ejes_deriva_como_torch(axes):
    values = draw(np.random.default_rng(5), (2, 3, 4))
    order = (2, 1, 0) if axes is None else axes
    agree(lambda a: np.transpose(a, axes) * 2, lambda a: a.permute(order) * 2, values)


def test_cambiar_de_forma_apilar_y_multiplicar_vectores_derivan_como_torch():
    rng = np.random.default_rng(6)
    A, u, v, w = (draw(rng, shape) for shape in [(3, 4), (3,), (3,), (4,)])
    agree(lambda a: a.reshape(2, -1) * 3, lambda a: a.reshape(2, -1) * 3, A)
    agree(lambda a: graph.reshape(a, 12), lambda a: a.reshape(12), A)
    agree(lambda a, b: graph.stack([a, b, a]), lambda a, b: torch.stack([a, b, a]), u, v)
    agree(lambda a, b: graph.stack([a, b], axis=-1), lambda a, b: torch.stack([a, b], -1), u, v)
    agree(lambda a, b: graph.stack([a, b]), lambda a, b: torch.stack([a, b]), 2.0, -1.0)
    agree(graph.dot, torch.dot, u, v)
    agree(graph.outer, torch.outer, u, w)
    agree(lambda a: graph.stack(list(a[0])).sum() + len(a), lambda a: a[0].sum() + 3, A)


def test_las_funciones_de_numpy_con_opciones_tambien_valen():
    n = Node(np.arange(6.0).reshape(2, 3))
    for got, want in (
        (np.sum(n, 0), n.sum(0)),
        (np.mean(n, axis=1, keepdims=True), n.mean(1, keepdims=True)),
        (np.sum(n, None, None, None, True), n.sum(keepdims=True)),
        (np.transpose(n, (1, 0)), n.T),
        (np.reshape(n, (3, 2)), n.reshape(3, 2)),
        (np.stack([n, n], axis=1), graph.stack([n, n], 1)),
        (np.maximum(n, 2), graph.maximum(n, 2)),
        (np.dot(n, np.ones(3)), n @ np.ones(3)),
        (np.power(n, 2), n**2),
        (np.abs(n), abs(n)),
        (np.sqrt(n), graph.sqrt(n)),
    ):
        assert got.op == want.op
        np.testing.assert_array_equal(got.value, want.value, strict=True)
    assert (np.shape(n), np.ndim(n), np.size(n)) == ((2, 3), 2, 6)


# ---- Una operación propia.


@pytest.mark.parametrize("x", [2.0, [1.0, -2.0, 0.0], [[0.5, 2.0]]], ids=str)
def test_una_operacion_propia_deriva_como_su_regla(x):
    cubo = graph.operation("cubo", lambda a: a**3, lambda a: 3 * a**2)
    agree(cubo, lambda a: a**3, np.array(x))
    n = Node(x)
    cubo(n).sum().backward()
    assert gradcheck(lambda a: cubo(a).sum().value, n.value, n.grad).ok
    assert cubo(n).op == cubo.__name__ == "cubo"


def test_una_operacion_propia_puede_tener_varias_entradas_o_dar_su_jacobiano():
    rng = np.random.default_rng(7)
    A, x = rng.normal(size=(3, 2)), rng.normal(size=2)
    product = graph.operation(
        "producto", lambda A, x: A @ x, lambda A, x: lambda d: np.outer(d, x), lambda A, x: lambda d: A.T @ d
    )
    agree(product, lambda A, x: A @ x, A, x)
    hypotenuse = graph.operation(
        "hipotenusa", np.hypot, lambda a, b: a / np.hypot(a, b), lambda a, b: b / np.hypot(a, b)
    )
    agree(hypotenuse, torch.hypot, rng.normal(size=(3, 4)), rng.normal(size=4))


def test_una_operacion_propia_mal_escrita_se_explica():
    def fails(a):
        raise ValueError("mi error")

    x = Node([1.0, 2.0])
    wrong = {
        "sin paréntesis": lambda: graph.operation("cubo", 8.0, abs),
        "pide funciones": lambda: graph.operation("cubo", lambda a: a**3),
        "que no use ya otra": lambda: graph.operation("exp", np.exp, np.exp),
        "tantas entradas como derivadas tiene, 1, y recibió 2": lambda: graph.operation("f", abs, abs)(x, x),
        "el resultado de f debe contener números reales": lambda: graph.operation("f", lambda a: None, abs)(x),
        r"la derivada de f debe tener forma \(2,\) y llegó con \(3,\)": lambda: graph.operation(
            "f", abs, lambda a: np.ones(3)
        )(x),
        r"la derivada de f debe tener forma \(2,\)": lambda: (
            graph.operation("f", abs, lambda a: lambda delta: np.ones(3))(x).sum().backward()
        ),
        "mi error": lambda: graph.operation("f", fails, abs)(x),
    }
    for phrase, act in wrong.items():
        with pytest.raises((TypeError, ValueError), match=phrase):
            act()
    with pytest.raises(ValueError, match="el resultado de f debe ser finito"):
        graph.operation("f", lambda a: a * np.inf, abs)(Node(1.0))
    with pytest.raises(ZeroDivisionError):  # lo que falla dentro de la función de otro se deja como está
        graph.operation("f", lambda a: 1 / 0, abs)(x)
    assert not np.any(x.grad)


BAD = {
    "reshape": (lambda: Node([1.0, 2.0]).reshape(3), r"reshape pide .* y llegó shape = 3, con forma \(2,\)"),
    "softmax de un número": (lambda: graph.softmax(2.0), "softmax pide un axis que exista"),
    "softmax por otro eje": (lambda: graph.softmax([1.0], axis=3), "softmax .* axis = 3"),
    "outer": (lambda: graph.outer(np.ones((2, 2)), [1.0]), "outer pide dos vectores"),
    "stack": (lambda: graph.stack([[1.0], 2.0]), "stack pide nodos de igual forma"),
    "stack de nada": (lambda: graph.stack([]), "stack debe recibir al menos un nodo"),
    "ejes": (lambda: np.transpose(Node([1.0]), (1, 0)), "T pide cada eje una vez"),
    "sumar un escalar": (lambda: graph.sum(1.0, axis=0), "sum pide un axis que exista"),
}


@pytest.mark.parametrize("what", BAD)
def test_lo_que_no_encaja_se_explica(what):
    act, phrase = BAD[what]
    with pytest.raises(ShapeError, match=phrase):
        act()


@pytest.mark.parametrize("where", [5, "a", 0.5, np.s_[1:1], (0, 0), Node(1.0)], ids=repr)
def test_un_indice_que_no_elige_nada_se_explica(where):
    with pytest.raises(IndexError, match=r"El índice debe elegir algún número de un nodo con forma \(3,\)"):
        Node([1.0, 2.0, 3.0])[where]


def test_un_resultado_que_no_se_vigila_no_existe():
    """Escribir en lo que devuelve reshape o un índice también se nota."""
    for change in (lambda n: n.reshape(2, 2), lambda n: n[:, None], lambda n: n[1]):
        n = Node(np.ones((2, 2)))
        y = change(n)
        root = (y * y).sum()
        y.value.flat[0] = 9.0
        with pytest.raises(GraphError, match="ha cambiado"):
            root.backward()
