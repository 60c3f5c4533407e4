"""Mirar si una función está lista antes de trabajar con ella."""

import numpy as np
import pytest

from course_lib.ready import ready


def undefined():
    return todavia_no_existe(1.0)  # noqa: F821


def leaves():
    raise SystemExit


@pytest.mark.parametrize(
    "call, expected",
    [
        (lambda: [1.0, 2.0], [1, 2]),
        (lambda: 0.0025, 0.0025),
        (lambda: (np.ones(2), np.zeros((1, 3))), ([1, 1], [[0, 0, 0]])),
        (lambda: [[np.ones(2)], [np.zeros((1, 3))]], (([1, 1],), ([[0, 0, 0]],))),
    ],
)
def test_lo_que_da_lo_debido_esta_listo_y_no_dice_nada(call, expected, capsys):
    assert ready("f", call, expected) is True
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "call, expected",
    [
        (lambda: [1.0, 2.1], [1, 2]),
        (lambda: [[1.0, 2.0]], [1, 2]),  # se difundiría
        (lambda: 1.0, [1, 1]),
        (lambda: None, [1, 2]),
        (lambda: ..., 3.0),
        (lambda: (np.ones(2),), ([1, 1], [0])),
        (lambda: [np.nan], [1.0]),
        (lambda: "uno", 1.0),
        (undefined, 1.0),
    ],
)
def test_lo_que_no_lo_da_se_nombra_en_una_frase(call, expected, capsys):
    assert ready("mi_funcion", call, expected) is False
    assert capsys.readouterr().out == "Antes de seguir, arregla mi_funcion: su check dice qué le pasa.\n"


def test_pedir_que_se_pare_todo_se_respeta():
    with pytest.raises(SystemExit):
        ready("f", leaves, 1.0)


def test_la_tolerancia_absoluta_se_elige():
    assert ready("f", lambda: 1e-6, 0.0, atol=1e-5) and not ready("f", lambda: 1e-6, 0.0)
