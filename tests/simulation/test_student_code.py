"""Escribir código como el de un estudiante a partir de una declaración."""

import numpy as np
import pytest

from autograder.errors import CourseError
from autograder.exercise import Exercise, Misconception
from autograder.simulation.student_code import as_float32, as_list, mistaken, split_function

SCALE = 3.0
TWICE, THRICE = (lambda ok, x: 2 * x), (lambda ok, x: SCALE * x)  # dos en una línea, a propósito


def shifted(x):
    """Ayuda de esta prueba."""
    return x + SCALE


def wrong_function(ok, x):
    """Una confusión con cuerpo."""
    moved = shifted(x)
    return moved * ok


def declare(wrong):
    return Exercise(
        id="f", lesson="l", title="t", points=1, args=("x",), returns={"y": "(D,)"}, examples=(), draw=None,
        oracle=lambda x: x, misconceptions=(Misconception("m", wrong=wrong, hint="h"),), hints=(), takeaway="t",
    )  # fmt: skip


SOURCE = '''\
def f(x):
    """Devuelve y (D,)."""
    # Cada una por su lado.
    y = 5 * x
    return y'''
RIGHT = split_function("f", SOURCE)
X = np.array([1.0, 2.0])


def run(code):
    space = {"np": np}
    exec(code, space)
    return space["f"](X)


def test_partir_y_volver_a_unir_da_la_misma_celda():
    for source in (
        'def f(x):\n    """Doc."""\n    # por qué\n    return x',
        "A = 1\n\n\ndef g():\n    return 1\n\n\ndef f(x):\n    return g() * x",
        'def f(\n    x,\n):\n    """Doc\n    larga."""\n    return x',
        "def f(x):\n    # comentario\n    if x:\n        return 1\n    return 2",
    ):
        assert str(split_function("f", source)).replace("\n", "") == source.replace("\n", "")
    with pytest.raises(CourseError, match="no define una función"):
        split_function("f", "def g(x):\n    return x")


def test_el_cuerpo_conserva_sus_comentarios_y_una_linea_se_desdobla():
    assert RIGHT.body.startswith("# Cada una por su lado.") and RIGHT.parameters == "x"
    assert split_function("f", "def f(x): return x").body == "return x"


@pytest.mark.parametrize("wrong, value", [(TWICE, 2 * X), (THRICE, 3 * X)])
def test_de_dos_lambdas_en_una_linea_se_toma_la_suya(wrong, value):
    code = mistaken(declare(wrong), declare(wrong).misconceptions[0], RIGHT)
    np.testing.assert_array_equal(run(code), value)


def test_una_confusion_con_cuerpo_lleva_sus_ayudas_y_el_resultado_correcto():
    exercise = declare(wrong_function)
    code = mistaken(exercise, exercise.misconceptions[0], RIGHT)
    np.testing.assert_array_equal(run(code), (X + 3) * (5 * X))
    assert code.index("SCALE = 3.0") < code.index("def shifted") < code.index("def f(")
    assert "Ayuda de esta prueba" not in code and "Devuelve y (D,)" in code


def test_una_confusion_que_no_se_puede_escribir_se_dice():
    def factory(k):
        return lambda ok, x: k * x

    for wrong in (factory(2), np.negative):
        exercise = declare(wrong)
        with pytest.raises(CourseError, match="la confusión «m» de «f»"):
            mistaken(exercise, exercise.misconceptions[0], RIGHT)


def test_el_resultado_correcto_en_lista_o_en_precision_simple():
    assert run(as_list(RIGHT, 1)) == [5.0, 10.0]
    assert run(as_float32(RIGHT, 1)).dtype == np.float32
    two = split_function("f", "def f(x):\n    return x, 2.0")
    assert run(as_list(two, 2)) == ([1.0, 2.0], [2.0])
    assert [v.dtype for v in run(as_float32(two, 2))] == [np.float32, np.float32]
