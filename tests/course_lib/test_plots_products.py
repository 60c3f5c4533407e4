"""El producto dibujado: un fotograma por fila, la fila encendida y el resultado que va apareciendo."""

import numpy as np
import pytest
from dibujo import read

from course_lib import plots
from course_lib.shapes import ShapeError


def test_cada_fotograma_escribe_su_cuenta_y_lo_que_ya_se_sabe():
    made = plots.product([[2, 5, 6], [2, 3, 10]], [4, 3, 0], ["base", "altura"])
    texts = read(made)
    assert "base: 2·4 + 5·3 + 6·0 = 23" in texts and "altura: 2·4 + 3·3 + 10·0 = 17" in texts
    assert texts.count("23") == 2 and texts.count("17") == 1  # el segundo fotograma enseña los dos
    assert "altura: 2·4 + 3·3 + 10·0 = 17." in made.alt


def test_encendidas_estan_la_fila_el_vector_y_su_resultado():
    assert plots.product(np.ones((2, 3)), np.ones(3)).svg.count("fill-opacity:.2;") == 2 * (3 + 3 + 1)


@pytest.mark.parametrize("J, v", [(np.ones((2, 3)), np.ones(2)), (np.ones(3), np.ones(3)), (np.ones((9, 2)), [1, 1])])
def test_las_formas_que_no_encajan_o_no_caben_se_dicen(J, v):
    with pytest.raises(ShapeError, match="Hacen falta J"):
        plots.product(J, v)


def test_sobran_o_faltan_nombres():
    with pytest.raises(ValueError, match="2 nombres, uno por fila, y llegaron 1"):
        plots.product(np.ones((2, 2)), np.ones(2), ["una"])
