"""Leer LaTeX como una cuenta."""

import numpy as np
import pytest

from autograder.authoring.latex import Reader, Unreadable, name_of

DATA = {"x": 2.0, "y": np.array([3.0, 5.0]), "delta": 4.0}


@pytest.mark.parametrize(
    "tex, value",
    [
        ("2x + 1", 5.0),
        ("-x^2", -4.0),
        (r"\frac{x}{4}", 0.5),
        (r"\delta \cdot x", 8.0),
        (r"3 \exp(0)", 3.0),
        ("y_1 - y_2", -2.0),
        ("2{,}5", None),
    ],
)
def test_una_cuenta_da_lo_que_dice(tex, value):
    if value is None:
        with pytest.raises(Unreadable):
            Reader(tex, DATA, 1).value()
    else:
        assert Reader(tex, DATA, 1).value()[0] == pytest.approx(value)


def test_la_primera_componente_puede_ser_la_cero():
    assert Reader("y_0", DATA, 0).value()[0] == 3.0
    with pytest.raises(Unreadable):
        Reader("y_0", DATA, 1).value()


def test_se_cuentan_las_operaciones():
    assert Reader("x", DATA, 1).value()[1] == 0
    assert Reader("2x + 1", DATA, 1).value()[1] == 2


@pytest.mark.parametrize("tex", ["W x", r"\sum_i x_i", "(x", "x)"])
def test_lo_que_no_es_una_cuenta_de_numeros_no_se_entiende(tex):
    with pytest.raises(Unreadable):
        Reader(tex, DATA, 1).value()


@pytest.mark.parametrize("tex, name", [(r"\beta_0", "beta_0"), ("h_{12}", "h_12"), ("δ", "delta"), ("2x", "")])
def test_el_nombre_de_un_dato(tex, name):
    assert name_of(tex) == name
