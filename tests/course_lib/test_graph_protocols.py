"""Lo que Python y NumPy piden a un nodo se deriva o se explica en español: nunca se contesta en silencio."""

import copy
import math
import operator
import pickle
import subprocess
import sys

import numpy as np
import pytest

from course_lib.graph import GraphError, Node
from course_lib.graph.protocols import ABOUT_SHAPE, COMPARISONS, FROM_NUMPY

S, V = Node(2.0, "s"), Node([1.0, 2.0, 3.0], "v")

# Cada pregunta, con un trozo de su respuesta. Todas lanzan.
REFUSED = {
    "==": (lambda: S == 2.0, "«a is b»"),
    "!=": (lambda: S != 2.0, "«a is not b»"),
    "== entre nodos": (lambda: V == V, "a.value == b.value"),
    "<": (lambda: S < 3, "«n.value < …»"),
    "<=": (lambda: V <= V, "«<=»"),
    ">": (lambda: S > 3, "«>»"),
    ">=": (lambda: S >= 0, "relu"),
    "un array que compara": (lambda: np.ones(3) == V, "«==»"),
    "np.less": (lambda: np.less(V, 1), "«<»"),
    "max": (lambda: max(0, S), r"maximum\(a, b\)"),
    "sorted": (lambda: sorted([S, V]), "«<»"),
    "if": (lambda: bool(Node(0.0)), "ni falso"),
    "not": (lambda: not S, "n.value > 0"),
    "any": (lambda: any([S]), "ni falso"),
    "in": (lambda: 2.0 in V, "x in n.value"),
    "int": (lambda: int(S), "n.value"),
    "float": (lambda: float(S), "n.value"),
    "complex": (lambda: complex(S), "n.value"),
    "round": (lambda: round(S, 2), "n.value"),
    "floor": (lambda: math.floor(S), "n.value"),
    "ceil": (lambda: math.ceil(S), "n.value"),
    "trunc": (lambda: math.trunc(S), "n.value"),
    "range": (lambda: range(S), "n.value"),
    "índice de una lista": (lambda: [1, 2, 3][S], "n.value"),
    "%f": (lambda: operator.mod("%f", S), "n.value"),
    "//": (lambda: S // 2, "«//»"),
    "// por la derecha": (lambda: 2 // S, "«//»"),
    "%": (lambda: S % 2, "«%»"),
    "divmod": (lambda: divmod(2, S), "«divmod»"),
    "&": (lambda: S & 1, "«&»"),
    "|": (lambda: 1 | S, "«|»"),
    "^": (lambda: S ^ 1, r"«\^»"),
    "~": (lambda: ~S, "«~»"),
    "<<": (lambda: S << 1, "«<<»"),
    ">>": (lambda: 1 >> S, "«>>»"),
    "pow con tres": (lambda: pow(S, 2, 3), "tres argumentos"),
    "exponente array": (lambda: V ** np.ones(3), "El exponente debe ser un número"),
    "np.power(2, n)": (lambda: np.power(2, V), "El exponente debe ser un número"),
    "len de un escalar": (lambda: len(S), "no tiene elementos"),
    "recorrer un escalar": (lambda: list(S), "no tiene elementos"),
    "un array con nodos": (lambda: np.array([S, S]), r"stack\(\[a, b\]\)"),
    "np.asarray": (lambda: np.asarray(V), "n.value"),
    "Node de una lista de nodos": (lambda: Node([S, S]), r"stack\(\[a, b\]\)"),
    "sum de una lista de nodos": (lambda: np.sum([S, S]), r"stack\(\[a, b\]\)"),
    "np.matmul con axis": (lambda: np.matmul(V, V, axis=0), "np.matmul con axis"),
    "np.sum con dtype": (lambda: np.sum(V, None, float), "np.sum con dtype"),
    "np.exp con where": (lambda: np.exp(V, where=True), "np.exp con where"),
    "np.reshape con order": (lambda: np.reshape(V, 3, order="F"), "np.reshape con order:"),
    "np.concatenate": (lambda: np.concatenate([V, V]), "np.concatenate"),
    "np.where": (lambda: np.where(V, 1, 0), "np.where"),
    "np.allclose": (lambda: np.allclose(V, 1), "np.allclose"),
    "copiar": (lambda: copy.copy(S), "repite el paso adelante"),
    "copiar entero": (lambda: copy.deepcopy(S), "repite el paso adelante"),
    "guardar": (lambda: pickle.dumps(S), "repite el paso adelante"),
    "delta que es un nodo": (lambda: S.backward(S), "llegó un Node"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_lo_que_no_se_deriva_se_explica(what):
    act, phrase = REFUSED[what]
    with pytest.raises(TypeError, match=phrase) as caught:
        act()
    assert str(caught.value)[-1] == "." and "\n" not in str(caught.value)


def _ufuncs():
    return {f for f in vars(np).values() if isinstance(f, np.ufunc)}


@pytest.mark.parametrize("ufunc", sorted(_ufuncs(), key=lambda f: f.__name__), ids=lambda f: f.__name__)
def test_ninguna_ufunc_de_numpy_contesta_sin_derivar(ufunc):
    """O es de la tabla, y da un nodo, o lanza una frase en español; sus métodos, siempre la frase."""
    inputs = [V] * ufunc.nin
    if ufunc in FROM_NUMPY:
        assert type(ufunc(*inputs)) is Node
    else:
        with pytest.raises(TypeError, match="nodo|exponente"):
            ufunc(*inputs)
    if ufunc.nin == 2 and ufunc.nout == 1 and ufunc.signature is None:
        with pytest.raises(TypeError, match="Un nodo solo admite operaciones que el grafo sabe derivar"):
            ufunc.reduce(V)


def _functions():
    """Lo de NumPy que se puede llamar con un array y no es una ufunc: lo que avisa con __array_function__."""
    for module in (np, np.linalg, np.fft):
        for name, f in vars(module).items():
            # save, savez…: lo primero que reciben es un archivo.
            if name[0] != "_" and not name.startswith("save") and hasattr(f, "_implementation"):
                yield f


@pytest.mark.parametrize("function", sorted(set(_functions()), key=lambda f: f.__name__), ids=lambda f: f.__name__)
def test_ninguna_funcion_de_numpy_contesta_sin_derivar(function):
    try:
        found = function(V)
    except (TypeError, ValueError, AttributeError) as error:
        if "dispatcher" not in str(error) and "argument" not in str(error):
            assert any(word in str(error) for word in ("Un nodo", "Hacían falta números", "exponente")), str(error)
    else:
        assert type(found) is Node or function in ABOUT_SHAPE


def test_las_comparaciones_son_las_seis():
    assert set(COMPARISONS.values()) == {"==", "!=", "<", "<=", ">", ">="}


def test_un_nodo_vale_de_clave_y_se_busca_por_identidad():
    a, b = Node(1.0), Node(1.0)
    assert {a: "a", b: "b"}[b] == "b"
    assert len({a, b, a}) == 2
    assert a in {a} and a in [a, b]


def test_forma_longitud_y_recorrido_son_los_del_array():
    M = Node(np.arange(6.0).reshape(2, 3))
    assert (M.shape, M.ndim, M.size, len(M)) == ((2, 3), 2, 6, 2)
    assert (S.shape, S.ndim, S.size) == ((), 0, 1)
    first, second = M
    assert second.value.tolist() == [3.0, 4.0, 5.0]
    (sum(V) * 2).backward()
    assert V.grad.tolist() == [2.0, 2.0, 2.0]
    assert +V is V


def test_un_nodo_se_escribe_con_el_formato_de_un_numero():
    assert f"{S:.3f} {S:6.1e} {S}" == "2.000 2.0e+00 Node(2.0, 's')"
    assert f"{V:.2f}" == "[1.00 2.00 3.00]"
    for text in ("{:d}", "{:zz}"):
        with pytest.raises(ValueError, match="no es un formato para números"):
            text.format(S)


def test_asignar_en_su_sitio_crea_otro_nodo_y_escribir_en_un_elemento_lo_explica():
    n = first = Node([1.0, 2.0])
    n += 1
    n *= 2
    assert n is not first and first.value.tolist() == [1.0, 2.0] and n.value.tolist() == [4.0, 6.0]
    for act in (lambda: operator.setitem(n, 0, 1.0), lambda: operator.delitem(n, 0)):
        with pytest.raises(GraphError, match="no se asigna"):
            act()


def test_un_metodo_que_no_existe_dice_que_usar():
    for name, advice in {
        "relu": r"relu\(n\)",
        "data": "n.value",
        "item": "n.value",
        "max": "maximum",
        "gradient": "n.grad",
        "otra_cosa": "n.value es el array",
    }.items():
        with pytest.raises(AttributeError, match=f"Un nodo no tiene «{name}»: .*{advice}"):
            getattr(S, name)
    assert not hasattr(S, "__array_interface__")


def test_lo_que_no_es_finito_no_deja_ademas_un_aviso_en_ingles(root):
    code = """
from course_lib.graph import *
for act in (lambda: exp(1000.0), lambda: log(0.0), lambda: Node([1e200]) * 1e200,
            lambda: Node([1e308, 1e308]).sum(),
            lambda: Node(0.0) ** -1, lambda: sqrt(-1.0), lambda: Node([1.0]) / 0,
            lambda: (Node(0.0) ** 0.5).backward()):
    try:
        act()
    except GraphError:
        print("explicado")
"""
    done = subprocess.run(
        [sys.executable, "-W", "default::RuntimeWarning", "-c", code], cwd=root, capture_output=True, text=True
    )
    assert done.stdout.split() == ["explicado"] * 8
    assert done.stderr == ""
