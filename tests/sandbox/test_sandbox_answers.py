"""Lo que contesta el trabajador a una llamada: solo lo que no es lo corriente, y sin ejecutar nada para compararlo."""

import sys

import numpy as np
import pytest

from autograder.running.questions import outcome
from autograder.sandbox import wire
from autograder.sandbox.worker import run_call


def answered(function, *args):
    """Lo que vuelve de una llamada, y cómo se lee al otro lado."""
    reply = run_call(function, {"args": list(args)})
    return set(reply), outcome(wire.decode(wire.encode(reply)[8:]))


def test_una_respuesta_corriente_es_solo_su_valor():
    sent, read = answered(lambda x: (2 * x, x.sum(), 3), np.arange(3.0))
    assert sent == {"value"}
    assert read.again is read.value and read.after == () and read.error is read.again_error is None


def test_lo_que_cambia_al_repetir_vuelve_entero():
    calls = []
    sent, read = answered(lambda x: calls.append(x) or float(len(calls)), 1.0)
    assert sent == {"value", "again"} and (read.value, read.again) == (1.0, 2.0)


@pytest.mark.parametrize(
    "first, second",
    [(np.zeros(2), np.zeros(2, dtype=np.int64)), (1, 1.0), (1, True), ([1.0], (1.0,)), (np.zeros(2), np.zeros((2, 1)))],
)
def test_lo_mismo_de_otra_clase_no_es_lo_mismo(first, second):
    given = [first, second]
    sent, _ = answered(lambda: given.pop(0))
    assert "again" in sent


def test_al_fallar_la_segunda_vez_se_dice():
    calls = []

    def once(x):
        calls.append(x)
        return 1.0 / (2 - len(calls))

    sent, read = answered(once, 1.0)
    assert sent == {"value", "again", "again_error"}
    assert read.value == 1.0 and read.again is None and read.again_error.type == "ZeroDivisionError"


def test_una_entrada_cambiada_vuelve_y_las_demas_con_ella():
    def spoil(x, y):
        x += 1
        return y

    sent, read = answered(spoil, np.zeros(2), 5)
    assert sent == {"value", "after"} and read.after[0].tolist() == [1, 1] and read.after[1] == 5


def test_comparar_no_ejecuta_nada_del_estudiante():
    asked = []

    class Liar(float):
        def __eq__(self, other):
            asked.append(other)
            return True

        __hash__ = None

    sent, _ = answered(lambda: Liar(len(asked)))
    assert "again" in sent and not asked


def test_lo_que_imprime_no_se_guarda_aunque_cierre_la_salida():
    def loud(x):
        print("hola")
        sys.stdout.close()
        return x

    before = sys.stdout
    for function in (loud, lambda x: print("hola") or x):
        assert answered(function, 1.0)[1].value == 1.0
    assert sys.stdout is before
