"""El plano con dos clases: los puntos, lo que contesta la red y cuánto acierta."""

import numpy as np
import pytest
from dibujo import read

from course_lib import plots
from course_lib.shapes import ShapeError

X = np.array([[-0.5, 0.0], [-0.2, 0.4], [0.6, 0.1]])
CLASSES = np.array([0, 0, 1])


def to_the_right(points):
    return (points[:, 0] > 0).astype(float)


def test_sin_respuesta_solo_hay_puntos_y_cada_clase_tiene_su_marca():
    made = plots.plane(X, CLASSES)
    assert made.svg.count("<circle") == 2 and made.svg.count(" l5 9 ") == 1 and "<rect" not in made.svg
    assert made.alt == "Dos clases en el plano. 2 puntos de la clase 0 y 1 de la 1."
    assert read(made) == ["○ clase 0   △ clase 1"]


def test_con_respuesta_se_pinta_el_fondo_la_frontera_y_se_dice_cuanto_acierta():
    made = plots.plane(X, CLASSES, to_the_right, "Al acabar")
    assert made.svg.count("<rect") == 16 * 16
    assert "contesta de 0 a 1, y acierta 100\u00a0% de los puntos" in made.alt
    assert read(made) == ["○ clase 0   △ clase 1   línea: p = 0.5", "Al acabar"]
    # La frontera es la vertical del centro: un trocito por fila.
    assert made.svg.count('stroke="currentColor" stroke-width="2"') == 32


def test_quien_duda_no_pinta_nada():
    made = plots.plane(X, CLASSES, lambda points: 0.5 + 1e-9 * points[:, 0])
    assert "<rect" not in made.svg and 'stroke-width="2"' not in made.svg


def test_lo_que_esta_arriba_se_pinta_arriba():
    made = plots.plane(X, CLASSES, lambda points: (points[:, 1] > 0).astype(float))
    first, last = made.svg.index('y="0.0"'), made.svg.index('y="281.2"')
    assert "#D55E00" in made.svg[first : first + 200] and "#0072B2" in made.svg[last : last + 200]


@pytest.mark.parametrize("points, classes", [(X[:, :1], CLASSES), (X, CLASSES[:2])])
def test_las_formas_se_comprueban(points, classes):
    with pytest.raises(ShapeError):
        plots.plane(points, classes)


def test_una_respuesta_con_otra_forma_se_explica():
    with pytest.raises(ShapeError, match="answer"):
        plots.plane(X, CLASSES, lambda points: points)
