"""Las unidades de cada capa: su color, su orden y las que están muertas."""

import numpy as np
import pytest
from dibujo import read

from course_lib import plots
from course_lib.shapes import ShapeError


def test_cada_capa_dice_cuantas_tiene_muertas_y_las_marca():
    made = plots.units([np.array([0.5, 0.0, 1.0]), np.array([0.0, 0.0])], "Dos capas")
    assert made.alt == "Dos capas. Unidades muertas: capa 1, 1 de 3; capa 2, 2 de 2."
    assert made.svg.count("<rect") == 5
    assert made.svg.count("<path") == 6  # dos rayas por muerta
    assert read(made) == ["capa", "muertas", "1", "1", "2", "2", "Dos capas"]


def test_arriba_van_las_que_mas_se_encienden():
    made = plots.units([np.array([0.25, 0.75, 0.5])])
    opacities = [made.svg.index(f"fill-opacity:{f}") for f in ("0.75", "0.50", "0.25")]
    assert opacities == sorted(opacities)


def test_con_muchas_capas_sigue_cabiendo_en_la_pagina():
    made = plots.units([np.full(4, 0.5)] * 60)
    assert float(made.svg.split('width="')[1].split('"')[0]) <= 740


@pytest.mark.parametrize("fractions", [[], [np.array([0.5, 1.2])], [np.array([-0.1])]])
def test_hacen_falta_fracciones_de_0_a_1(fractions):
    with pytest.raises(ValueError, match="^fractions debe traer un array por capa"):
        plots.units(fractions)


def test_lo_que_no_es_una_lista_de_vectores_se_explica():
    with pytest.raises(TypeError, match="^fractions debe ser una lista"):
        plots.units(np.array([0.5]))
    with pytest.raises(ShapeError):
        plots.units([np.array([[0.5]])])
