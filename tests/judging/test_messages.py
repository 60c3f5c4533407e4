"""Las frases del juez: dicen lo justo, en español, y sin recortar los números hasta que parezcan iguales."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.judging import messages
from autograder.sandbox.call import StudentError


@settings(max_examples=200, deadline=None)
@given(st.floats(allow_nan=False), st.integers(1, 3))
def test_dos_numeros_distintos_se_escriben_distintos(want, steps):
    got = want
    for _ in range(steps):
        got = math.nextafter(got, math.inf)
    if got != want:
        a, b = messages.two_numbers(float(got), want)
        assert a != b


@pytest.mark.parametrize(
    "got, want, written",
    [
        (0.5, 0.25, ("0.5", "0.25")),
        (1.000001, 1.0, ("1.000001", "1")),
        (1.0 + 1e-11, 1.0, ("1.00000000001", "1")),
        (2.0, 2.0, ("2", "2")),
        (float("nan"), 1.0, ("nan", "1")),
    ],
)
def test_se_usan_las_cifras_justas(got, want, written):
    assert messages.two_numbers(got, want) == written


def test_un_valor_equivocado_se_ensena_con_los_dos_numeros():
    text = messages.wrong_value(None, (1, 0), 1.0000001, 1.0, 2, 6)
    assert "el resultado en [1, 0] debería valer 1 y vale 1.0000001" in text and "Difieren 2 de 6" in text
    assert "todas las componentes" in messages.wrong_value("dW", (0,), 1.0, 2.0, 3, 3)
    assert "Difiere 1 de 3 componentes" in messages.wrong_value("dW", (0,), 1.0, 2.0, 1, 3)
    assert "componentes" not in messages.wrong_value(None, (), 1.0, 2.0, 1, 1)
    assert "debería valer 0 y vale 1." in messages.wrong_value(None, (), 1.0, -0.0, 1, 1)


@pytest.mark.parametrize(
    "got, want, says",
    [
        ((3, 2), (2, 3), "Es justo la forma traspuesta"),
        ((3, 1), (3,), "sobra o falta un eje"),
        ((4,), (3,), "llegó con (4,)"),
        ((3,), (), "debe tener forma () (un número)"),
        ((), (3,), "llegó con () (un número)"),
    ],
)
def test_una_forma_equivocada_dice_en_que_se_equivoca(got, want, says):
    assert says in messages.wrong_shape(None, np.zeros(got), np.zeros(want), "(n,)")


def test_una_forma_declarada_con_numeros_no_se_dice_dos_veces():
    assert "es decir (n,)" in messages.wrong_shape(None, np.zeros(2), np.zeros(8), "(n,)")
    assert "es decir" not in messages.wrong_shape(None, np.zeros(2), np.zeros(8), "(8,)")


def test_una_matriz_cuadrada_no_se_acusa_de_traspuesta():
    assert "traspuesta" not in messages.wrong_shape("J", np.zeros((3, 3)), np.zeros((2, 2)), None)


def test_las_entradas_se_pueden_copiar_y_pegar():
    shown = messages.inputs({"A": np.array([[1, -0.5], [0, 1e-9]]), "x": 2.5, "net": [np.ones(2), [1.0]], "f": np.sin})
    got = {"np": np, "sin": np.sin}
    exec(shown, got)
    np.testing.assert_array_equal(got["A"], [[1, -0.5], [0, 1e-9]])
    assert got["x"] == 2.5 and got["f"] is np.sin and got["net"][1] == [1]


def test_una_entrada_enorme_se_abrevia():
    assert len(messages.inputs({"x": np.random.default_rng(0).normal(size=(1000, 1000))})) < 1000


def test_de_un_caso_secreto_se_dicen_las_formas():
    assert messages.input_shapes({"A": np.ones((2, 3)), "net": [np.ones(2), 1.0], "f": np.sin}) == (
        "A (2, 3), net [(2,), ()], f función"
    )


@pytest.mark.parametrize(
    "error, says",
    [
        (StudentError("IndexError", "fuera", 3, "  y[7]"), "lanzó IndexError en la línea 3, `y[7]`: fuera."),
        (StudentError("NameError", "name 'z' is not defined", 2, "z"), "¿está mal escrito"),
        (StudentError("ZeroDivisionError", "", 2, "1/0"), "denominador"),
        (StudentError("TypeError", "f() takes 1 positional argument", None), "No se pudo llamar a `f(A, x)`"),
        (StudentError("TypeError", "no", 4, "x + 'a'"), "lanzó TypeError en la línea 4"),
        (StudentError("MiError", "", None), "Tu función lanzó MiError."),
        (StudentError("ValueError", "acaba en punto.", 1, "g()"), "acaba en punto. Suele"),
        (StudentError("ValueError", "The truth value of an array with…", 1, "if z > 0:"), "Un `if` no decide"),
    ],
)
def test_un_error_del_estudiante_se_situa_y_se_aconseja(error, says):
    assert says in messages.student_error("f(A, x)", error)


@pytest.mark.parametrize(
    "kind, says",
    [("time", "2 s"), ("wall", "persona"), ("memory", "memoria"), ("crowded", "persona"), ("died", "murió")],
)
def test_cada_parada_tiene_su_frase(kind, says):
    assert says in messages.stopped(kind, 2.0)
    assert messages.stopped_cell(kind, 2.0)


def test_una_celda_que_no_se_puede_leer_dice_donde():
    text = messages.failed_cell(StudentError("SyntaxError", "'(' was never closed", 2, "y = (2\n"))
    assert "no se puede leer como Python" in text and "línea 2: `y = (2`" in text
    assert "falló al ejecutarse: KeyError: 3" in messages.failed_cell(StudentError("KeyError", "3"))
