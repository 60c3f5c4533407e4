"""El plano coloreado dice cuántos puntos acierta la red, y los datos que no valen se explican."""

import numpy as np
import pytest

from course_lib import plots
from course_lib.shapes import ShapeError

X, Y = np.array([[-1.0, 0.0], [1.0, 0.5], [0.5, -2.0], [-0.5, 2.0]]), np.array([0, 1, 1, 1])


def to_the_right(P):
    return 1 / (1 + np.exp(-5 * P[:, :1]))


def test_dibuja_los_puntos_y_los_cuenta():
    drawn = plots.decision(X, Y[:, None])
    assert "Puntos: 1 de la clase 0 (círculos) y 3 de la clase 1 (triángulos)" in drawn.alt
    assert "frontera" not in drawn.alt and "<svg" in drawn.svg


def test_con_una_red_dice_cuantos_acierta_y_traza_la_frontera():
    drawn = plots.decision(X, Y, to_the_right, "Mi red", truth=[1, 0])
    assert drawn.alt.startswith("Mi red") and "acierta el 75 %" in drawn.alt and "la frontera ideal" in drawn.alt
    assert len(drawn.svg) > len(plots.decision(X, Y).svg)


def test_una_red_que_dice_lo_mismo_en_todas_partes_no_tiene_frontera():
    assert "acierta el 25 %" in plots.decision(X, Y, lambda P: np.full(len(P), 0.3)).alt


def test_una_sola_clase_se_dibuja():
    assert "Puntos: 0 de la clase 0" in plots.decision(X, np.ones(4)).alt


@pytest.mark.parametrize(
    "args, error, message",
    [
        ((X[:, :1], Y), ShapeError, r"^X debe tener forma \(N, 2\)"),
        ((X, Y[:3]), ShapeError, r"^y debe tener forma \(4,\)"),
        ((X, 2 * Y), ValueError, "^y debe traer solo ceros y unos"),
        ((X, Y, lambda P: P), ShapeError, r"^probability\(X\) debe"),
        ((X, Y, lambda P: np.full(len(P), np.nan)), ValueError, "finito"),
    ],
)
def test_unos_datos_que_no_valen_se_explican(args, error, message):
    with pytest.raises(error, match=message):
        plots.decision(*args)
