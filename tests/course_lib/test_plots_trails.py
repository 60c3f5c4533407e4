"""La montaña desde arriba: cada camino con su nombre, y lo que se sale o no vale se dice."""

import numpy as np
import pytest
from dibujo import read

from course_lib import plots


def height(p):
    return p[0] ** 2 + 2 * p[1] ** 2


STRAIGHT = np.array([[3.0, -2.0], [1.0, -0.5], [0.1, 0.0]])


def test_dice_de_donde_sale_cada_camino_y_adonde_llega():
    picture = plots.trails(height, {"recto": STRAIGHT, "otro": -STRAIGHT})
    assert "recto: sale de (3, -2) y en 2 pasos llega a (0.1, 0)." in picture.alt
    assert {"recto", "otro", "x", "y"} <= set(read(picture))


def test_no_es_mas_ancha_que_el_texto():
    picture = plots.trails(height, {"un camino con un nombre bastante largo": STRAIGHT, "otro": STRAIGHT})
    width = float(picture.svg.split('width="')[1].split('"')[0])
    assert width <= 740


def test_lo_que_se_sale_del_plano_se_dice():
    picture = plots.trails(height, {"lejos": [[1, 1], [2, 2], [9, 0]]}, reach=3)
    assert "Aviso: lejos se sale de la figura en el paso 2." in picture.alt


def test_un_camino_que_no_se_mueve_del_fondo_tambien_se_dibuja():
    assert "llega a (0, 0)" in plots.trails(height, {"quieto": [[0, 0], [0, 0]]}).alt


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: plots.trails(3, {"a": STRAIGHT}), TypeError, "height debe ser una función"),
        (lambda: plots.trails(height, STRAIGHT), TypeError, "paths debe ser un diccionario y llegó un ndarray"),
        (lambda: plots.trails(height, {}), ValueError, "entre 1 y 6 caminos y tiene 0"),
        (lambda: plots.trails(height, {"a": [1, 2]}), ValueError, r"paths\['a'\]"),
        (lambda: plots.trails(height, {"a": [[1, np.inf]]}), ValueError, "debe ser finito"),
    ],
)
def test_lo_que_no_vale_se_explica(call, error, message):
    with pytest.raises(error, match=message):
        call()
