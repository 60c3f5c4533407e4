"""Llamar a la función de un estudiante: qué se recoge y qué se dice de sus errores."""

import json
import statistics

import numpy as np
import pytest

from autograder.sandbox.call import MAX_TEXT, call_function, copy_value, describe_error


def error_of(function, *arguments):
    return call_function(function, arguments).error


def test_devuelve_el_valor_de_las_dos_llamadas_y_las_entradas():
    outcome = call_function(lambda x: 2 * x, [np.ones(2)])
    np.testing.assert_array_equal(outcome.value, [2.0, 2.0])
    np.testing.assert_array_equal(outcome.again, [2.0, 2.0])
    np.testing.assert_array_equal(outcome.after[0], [1.0, 1.0])
    assert outcome.error is None and outcome.again_error is None and outcome.stopped is None


def test_lo_que_imprime_se_ve_una_vez(capsys):
    call_function(lambda x: print("forma", x.shape), [np.ones(2)])
    assert capsys.readouterr().out == "forma (2,)\n"


def test_la_funcion_recibe_copias_que_puede_escribir():
    frozen = np.zeros(2)
    frozen.flags.writeable = False
    nested = [[frozen], (frozen,)]

    def f(x, net):
        x += 1
        net[0][0] += 5
        net[0].append("de más")
        return x

    outcome = call_function(f, [frozen, nested])
    assert outcome.error is None
    np.testing.assert_array_equal(frozen, [0.0, 0.0])
    assert len(nested[0]) == 1
    np.testing.assert_array_equal(outcome.after[0], [1.0, 1.0])
    assert outcome.after[1][0][1] == "de más"


def test_devolver_su_propia_entrada_no_enlaza_las_dos_llamadas():
    def f(x):
        x *= 2
        return x

    outcome = call_function(f, [np.ones(1)])
    outcome.after[0][0] = 99.0
    assert outcome.value[0] == outcome.again[0] == 2.0


def test_el_error_dice_tipo_mensaje_linea_y_codigo():
    def f(x):
        y = x + 1
        return y[7]

    error = error_of(f, np.zeros(2))
    assert error.type == "IndexError" and "out of bounds" in error.message
    assert error.line == f.__code__.co_firstlineno + 2 and error.code == "return y[7]"


@pytest.mark.parametrize(
    "f",
    [
        lambda x: np.linalg.inv(np.zeros((2, 2))),
        lambda x: np.zeros(2).reshape(3, 3) if False else np.concatenate([np.zeros(1), np.zeros((2, 2))]),
        lambda x: json.loads("no es JSON"),
        lambda x: statistics.mean([]),
    ],
)
def test_la_linea_es_del_estudiante_aunque_falle_una_biblioteca(f):
    assert error_of(f, np.zeros(2)).code.startswith("lambda x:")


def test_si_falla_una_funcion_auxiliar_se_ensena_su_linea():
    def helper(x):
        return x / "a"

    def f(x):
        return helper(x)

    assert error_of(f, 1.0).code == 'return x / "a"'


@pytest.mark.parametrize("f", [lambda: 0, lambda a, b, c: 0])
def test_un_numero_de_argumentos_equivocado_no_tiene_linea(f):
    error = error_of(f, 1.0)
    assert error.type == "TypeError" and error.line is None


def test_la_segunda_llamada_tiene_su_propio_error():
    seen = []

    def f(x):
        if seen:
            raise KeyError("otra vez")
        seen.append(1)
        return x

    outcome = call_function(f, [1.0])
    assert outcome.value == 1.0 and outcome.error is None and outcome.again_error.type == "KeyError"


def test_salir_del_programa_no_para_al_que_llama():
    def f():
        raise SystemExit(3)

    assert error_of(f).type == "SystemExit"


def test_interrumpir_el_cuaderno_si_lo_para():
    def f():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        call_function(f, [])


class Mute(Exception):
    def __str__(self):
        raise RuntimeError("ni siquiera se puede leer")


@pytest.mark.parametrize(
    "raised, message",
    [(Mute(), ""), (ValueError("x" * 10**6), "x" * MAX_TEXT), (ValueError("a\ud800b"), "a?b")],
)
def test_un_mensaje_raro_no_rompe_nada(raised, message):
    def f():
        raise raised

    assert error_of(f).message == message


def test_una_recursion_sin_fin_es_un_error_mas():
    def f(x):
        return f(x)

    assert error_of(f, 1).type == "RecursionError"


def test_devolver_una_lista_que_se_contiene_es_un_error_mas():
    def f():
        endless = []
        endless.append(endless)
        return endless

    assert error_of(f).type == "RecursionError"


def test_un_error_de_sintaxis_dice_su_linea():
    with pytest.raises(SyntaxError) as caught:
        compile("x = 1\ny = (2\n", "celda", "exec")
    error = describe_error(caught.value)
    assert error.type == "SyntaxError" and error.line == 2 and "(" in error.code


def test_copy_value_copia_los_arrays_de_dentro():
    inner = np.zeros(2)
    copied = copy_value([(inner,), inner, 3])
    copied[0][0][:] = 1
    assert inner.sum() == 0 and type(copied[0]) is tuple and copied[1] is not inner


def test_copiar_lo_devuelto_no_ejecuta_nada_del_estudiante():
    """Se copia cuando ya nadie mira qué código trabaja."""

    class Lazy(np.ndarray):
        def copy(self, *_):
            raise AssertionError("se llamó a su copy")

        def __array_finalize__(self, other):
            if hasattr(other, "done"):
                raise AssertionError("se llamó a su __array_finalize__")

    lazy = np.ones(2).view(Lazy)
    lazy.done = True
    assert type(copy_value(lazy)) is np.ndarray
