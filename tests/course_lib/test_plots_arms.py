"""El brazo dibujado: una línea por postura, la última con sus articulaciones, y la cruz."""

import re

import numpy as np
import pytest

from course_lib import plots
from course_lib.shapes import ShapeError

POSTURES = np.array([[[0, 0], [1, 0], [2, 0]], [[0, 0], [0, 1], [0, 2]]])


def test_dice_donde_empieza_y_donde_acaba_la_mano():
    made = plots.arm(POSTURES, [-1.0, 2.0])
    assert "2 posturas. La mano empieza en (2, 0) y acaba en (0, 2); el objetivo está en (-1, 2)" in made.alt
    assert made.svg.count("<circle") == 3 and made.svg.count("<path") == 2 + 2


def test_todo_cabe_en_el_ancho_de_la_pagina_este_donde_este_el_objetivo():
    for target in ([-30.0, 2.0], [0.0, 50.0], [0.0, 0.0]):
        width = float(re.search(r'width="(\d+)"', plots.arm(POSTURES, target).svg)[1])
        assert 300 <= width <= 760


@pytest.mark.parametrize(
    "postures, target", [(POSTURES[0], [0, 0]), (POSTURES, [0, 0, 0]), (np.zeros((0, 2, 2)), [0, 0])]
)
def test_otras_formas_se_dicen(postures, target):
    with pytest.raises(ShapeError, match="postures debe tener forma"):
        plots.arm(postures, target)


def test_un_descenso_disparado_se_dice():
    with pytest.raises(ValueError, match="¿se ha disparado el descenso?"):
        plots.arm(np.full((2, 3, 2), np.inf), [0, 0])
