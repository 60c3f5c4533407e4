"""Lo que hay debajo de una celda: qué seguro que no cambia nada, y qué vuelve a dar valor a un nombre."""

import pytest

from autograder.judging.below import after_check, binds, cannot_change, needed_by

NAMES = frozenset({"f", "ayuda", "np"})


@pytest.mark.parametrize(
    "source",
    [
        "",
        "'texto'",
        "def g(x, k=3, *, e: float = 1e-3) -> float:\n    return f(x)",
        "import course_lib.graph\nfrom autograder import check, hint",
        "check(f)\ncheck(g)",
    ],
)
def test_definir_otras_funciones_e_importar_lo_de_siempre_no_cambia_nada(source):
    assert cannot_change(source, NAMES)


@pytest.mark.parametrize(
    "source",
    [
        "def f(x): return x",
        "import numpy as np",
        "from numpy import *",
        "from numpy import linalg as ayuda",
        "import mi_modulo",
        "del f",
        "x = 3",
        "f.x = 3",
        "check(f())",
        "check(f, k=g())",
        "g(3)",
        "def g(x, k=cambia()): pass",
        "def g(x: cambia()): pass",
        "@cambia\ndef g(x): pass",
        "class G: pass",
        "%magia",
        "def f(",
        "\0",
        "#" * 10_000,
    ],
)
def test_de_todo_lo_demas_no_se_sabe(source):
    assert not cannot_change(source, NAMES)


@pytest.mark.parametrize(
    "source, found",
    [
        ("def ayuda(): pass", True),
        ("if a:\n    f = 3", True),
        ("for np in range(3): pass", True),
        ("def g():\n    f = 3", False),
        ("print(f(3))", False),
        ("del f", False),
    ],
)
def test_volver_a_dar_valor_a_un_nombre(source, found):
    assert binds(source, NAMES) is found


def test_lo_que_una_funcion_necesita_es_lo_que_se_alcanza_desde_ella():
    cells = ["import numpy as np\nk = 2", "def ayuda(x): return k * x", "def f(x): return np.sin(ayuda(x))", "otra = 1"]
    assert needed_by(cells, "f") == {"f", "np", "ayuda", "k"}
    assert needed_by(cells, "g") == frozenset()


@pytest.mark.parametrize(
    "source, rest",
    [
        ("check(f)", ""),
        ("check(f);", ""),
        ("check(f); f = None", "f = None"),
        ("check(f)\ndel f", "\ndel f"),
        ("check(f)\ncheck(g)\n", "\n"),
        ("comprobar(f)", "comprobar(f)"),
    ],
)
def test_lo_que_hay_en_una_celda_detras_de_su_ultimo_check(source, rest):
    assert after_check(source) == rest
