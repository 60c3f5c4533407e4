"""El plano con sus puntos, la respuesta de un modelo, sus características y los caminos."""

import numpy as np
import pytest
from dibujo import read

from course_lib import plots
from course_lib.plots.picture import WIDEST
from course_lib.shapes import ShapeError

X, y = np.array([[-0.5, 0.0], [0.5, 0.0], [0.8, 0.5]]), np.array([0, 1, 1])


def right(P):
    """p > 0.5 justo donde x₁ > 0."""
    return 1 / (1 + np.exp(-5 * P[:, 0]))


def test_dice_cuantos_acierta_y_cuanto_plano_ocupa_cada_clase():
    picture = plots.planes({"derecha": (X, y, right), "al revés": (X, y, lambda P: 1 - right(P)), "solos": (X, y)})
    assert read(picture) == ["derecha", "al revés", "solos"]
    assert "derecha: acierta 3 de 3 y da a la clase 1 el 49 % del plano." in picture.alt
    assert "al revés: acierta 0 de 3" in picture.alt and "solos: 3 puntos de dos clases." in picture.alt


def test_hay_una_marca_por_punto_y_una_frontera_donde_cambia_de_opinion():
    svg = plots.planes({"derecha": (X, y, right)}).svg
    assert svg.count("fill:#7a2e00") == 2 and svg.count('fill="#fff"') == 1
    # La de p = 0.5, entera, y la de 0.25 y la de 0.75, a rayas. x₁ = 0 cae en medio.
    assert svg.count('stroke="#000"') == 3 and svg.count("stroke-dasharray") == 2
    assert "M50.0 0.0L50.0 2.5" in svg or "M50.0 100.0L50.0 97.5" in svg


def test_sin_nadie_al_otro_lado_no_hay_frontera():
    assert 'stroke="#000"' not in plots.planes({"siempre": (X, y, lambda P: np.full(len(P), 0.9))}).svg


def test_las_caracteristicas_van_al_lado_y_dicen_entre_que_valores_se_mueven():
    features = {
        "x_1": lambda P: P[:, 0],
        "rampa": lambda P: np.maximum(P[:, 0], 0),
        "muerta": lambda P: np.zeros(len(P)),
    }
    picture = plots.planes({"p": (X, y, right, features)}, title="Con tres")
    assert read(picture) == ["p", "x₁", "rampa", "muerta", "Con tres"]
    assert "x₁: de -1.2 a 1.2. rampa: de 0 a 1.2. muerta: siempre 0, no distingue nada." in picture.alt


def test_nunca_es_mas_ancha_que_el_texto():
    many = {f"plano {n}": (X, y) for n in range(9)}
    wide = {"p": (X, y, right, {f"h_{j}": right for j in range(25)})}
    for outputs in (many, wide, {**many, **wide, "detrás": (X, y)}):
        svg = plots.planes(outputs).svg
        assert int(svg.split('width="')[1].split('"')[0]) <= WIDEST


def test_los_caminos_se_dibujan_encima():
    path = np.array([[0.0, 0.0], [0.6, 0.6]])
    assert "M50.0 50.0 L75.0 25.0" in plots.planes({"p": (X, y)}, paths=[path]).svg


def test_con_reach_los_ejes_llevan_sus_numeros_y_lo_que_cae_fuera_se_dice():
    column = (np.array([[-2.0, 0.0], [5.0, 0.5]]), np.array([[0], [1]]), lambda P: right(P)[:, None])
    picture = plots.planes({"p": column}, reach=4)
    assert read(picture) == ["p", "−4", "4", "−4", "4"]
    assert "acierta 2 de 2" in picture.alt and "Fuera del dibujo quedan 1." in picture.alt
    assert picture.svg.count('fill="#fff"') == 1 and "fill:#7a2e00" not in picture.svg
    assert 'cx="25.0" cy="50.0"' in picture.svg


def test_quien_contesta_lo_mismo_en_todas_partes_no_tiene_frontera():
    noise = np.random.default_rng(0)
    picture = plots.planes({"p": (X, y, lambda P: 0.5 + 1e-12 * noise.normal(size=len(P)), {})})
    assert "contesta 0.5 en todo el plano" in picture.alt and "stroke-dasharray" not in picture.svg
    tilted = plots.planes({"p": (X, y, lambda P: 0.5 + 1e-3 * P[:, 0])})
    assert "% del plano" in tilted.alt
    feature = plots.planes({"p": (X, y, right, {"h": lambda P: 1e-12 * noise.normal(size=len(P))})})
    assert feature.svg.count("<path") < plots.planes({"p": (X, y, right, {"h": lambda P: P[:, 0]})}).svg.count("<path")


def test_la_frontera_ideal_es_perpendicular_a_lo_que_se_da():
    picture = plots.planes({"p": (X, y)}, reach=3.5, ideal=[0.6, 0.8])
    assert "M0.0 12.5 L100.0 87.5" in picture.svg and "la frontera ideal" in picture.alt


@pytest.mark.parametrize(
    "outputs, error, message",
    [
        ([(X, y)], TypeError, "outputs debe ser un diccionario"),
        ({}, ValueError, "de 1 a 12 y trae 0"),
        ({"p": X}, TypeError, "mete los puntos"),
        ({"p": (X[:, 0], y)}, ShapeError, r"X debe tener forma \(B, 2\)"),
        ({"p": (X, y[:2])}, ShapeError, r"llegaron \(3, 2\) y \(2,\)"),
        ({"p": (X, y, 0.5)}, TypeError, "sin paréntesis"),
        ({"p": (X, y, lambda P: P)}, ShapeError, "un número por fila"),
        ({"p": (X, y, lambda P: P[:, 0] * np.nan)}, ValueError, "NaN o infinitos"),
        ({"p": (X, y, right, [right])}, TypeError, "las características de «p»"),
        ({"p": (X, y, right, {str(n): right for n in range(26)})}, ValueError, "de 0 a 25 y trae 26"),
    ],
)
def test_lo_que_no_se_puede_dibujar_se_explica(outputs, error, message):
    with pytest.raises(error, match=message):
        plots.planes(outputs)
