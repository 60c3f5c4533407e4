"""Imágenes en rejilla: una por rótulo, y las señaladas se ven también sin color."""

import re

import numpy as np
import pytest
from dibujo import read

from course_lib import plots

THREE = np.linspace(0, 1, 3 * 64).reshape(3, 8, 8)


def test_cada_imagen_lleva_su_rotulo_y_la_senalada_ademas_una_marca():
    made = plots.images(THREE, ["un 0", "un 1", "un 2"], marked=[1])
    assert read(made) == ["un 0", "un 1 ✗", "un 2"]
    assert made.svg.count("stroke-dasharray") == 1 and "un 1 (señalada)" in made.alt


def test_el_papel_no_se_dibuja():
    assert "fill-opacity" not in plots.images(np.zeros((1, 8, 8)), ["nada"]).svg


def test_con_diez_por_renglon_cabe_en_el_ancho_del_texto():
    made = plots.images(np.ones((30, 8, 8)), ["dice 7"] * 30)
    width, height = map(float, re.search(r'width="(\d+)" height="(\d+)"', made.svg).groups())
    assert width <= 760 and height < 400


@pytest.mark.parametrize(
    "pictures, captions, said",
    [
        (THREE * 2, ["a"] * 3, "va de 0 a 1"),
        (THREE, ["a"], "llegaron 3 y 1 rótulos"),
        (np.zeros((61, 2, 2)), ["a"] * 61, "Caben 60"),
        (THREE[0], ["a"], "Cuenta los ejes|debe tener forma"),
    ],
)
def test_lo_que_no_se_puede_dibujar_se_explica(pictures, captions, said):
    with pytest.raises(ValueError, match=said):
        plots.images(pictures, captions)
