"""Cómo crece un coste, dibujado: los puntos, su recta y el exponente escrito."""

import numpy as np
import pytest
from dibujo import read

from course_lib import plots

N = [10, 20, 40]


def test_cada_serie_lleva_escrito_su_exponente_y_se_distingue_sin_el_color():
    made = plots.powers(N, {"uno": [1, 4, 16], "otro": [2, 16, 128]}, "n", "segundos", title="Dos productos")
    texts = read(made)
    assert {"uno", "otro", "exponente 2.00", "exponente 3.00", "n", "segundos", "10", "20", "40"} <= set(texts)
    assert "uno: de 1 a 16, exponente 2.00" in made.alt and "Ejes en logaritmos" in made.alt
    assert made.svg.count("<circle") == 6 and "stroke-dasharray:6 4" in made.svg
    assert float(made.svg.split('width="')[1].split('"')[0]) <= 760


def test_un_coste_que_no_cambia_tambien_se_dibuja():
    assert "exponente 0.00" in read(plots.powers(N, {"fijo": [5, 5, 5]}))


@pytest.mark.parametrize(
    "series, error, message",
    [
        ([1, 2, 3], TypeError, "series debe ser un diccionario y llegó un list"),
        ({}, ValueError, "de una a 4 curvas y tiene 0"),
        ({str(k): N for k in range(5)}, ValueError, "tiene 5: repártelas"),
        ({"a": [1, 2]}, ValueError, "costs"),
        ({"a": [1, 2, -3]}, ValueError, "mayores que 0"),
        ({"a": [1, 2, np.inf]}, ValueError, "debe ser finito"),
    ],
)
def test_lo_que_no_se_puede_dibujar_se_explica(series, error, message):
    with pytest.raises(error, match=message):
        plots.powers(N, series)
