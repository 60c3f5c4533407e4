"""Lo que se le pide a una red, dibujado."""

import re

import numpy as np
import pytest
from dibujo import read

from course_lib import plots

SCORES = {"gato": 0.7, "perro": 0.2, "pájaro": 0.1}


def test_lleva_una_barra_por_respuesta_y_senala_la_correcta():
    made = plots.classification(np.eye(4), SCORES, "perro")
    texts = read(made)
    assert [t for t in texts if t in SCORES] == list(SCORES)
    assert "0.2 ← la correcta" in texts and "0.7" in texts
    assert "gato 0.7, perro 0.2, pájaro 0.1. La correcta es perro." in made.alt


def test_cabe_en_el_ancho_del_texto():
    made = plots.classification(np.zeros((8, 8)), SCORES, "gato")
    assert float(re.search(r'width="(\d+)"', made.svg).group(1)) <= 760


@pytest.mark.parametrize(
    "image, scores, right, said",
    [
        ([1, 0], SCORES, "gato", r"^image debe ser una matriz .* llegó con forma \(2,\)"),
        ([[2.0]], SCORES, "gato", "^image debe ser una matriz con números de 0 a 1"),
        (np.eye(2), SCORES, "pez", "también a «pez»"),
        (np.eye(2), {"gato": 1.5}, "gato", "un número de 0 a 1"),
    ],
)
def test_lo_que_no_se_puede_dibujar_se_explica(image, scores, right, said):
    with pytest.raises(ValueError, match=said):
        plots.classification(image, scores, right)
