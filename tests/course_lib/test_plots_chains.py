"""La red de juguete dibujada lleva todos sus números, y cabe en el ancho del texto."""

import math
import re

import pytest
from dibujo import read

from course_lib import plots
from course_lib.plots.svg import number, subscript
from course_lib.toy_network import backward, forward

BETA, OMEGA = [0.1, -0.4, 0.7, 0.2], [1.1, -0.8, 0.6, -1.5]
VALUES = forward(0.5, 0.3, BETA, OMEGA)
GRADIENTS = backward(VALUES, 0.5, 0.3, BETA, OMEGA)


def test_la_ida_lleva_cada_eslabon_y_su_valor():
    made = plots.toy_chain(VALUES)
    texts = read(made)
    assert [t for t in texts if t in "x f₀ h₁ f₁ h₂ f₂ h₃ f₃ ℓ".split()] == "x f₀ h₁ f₁ h₂ f₂ h₃ f₃ ℓ".split()
    for value in ("0.65", "0.6052", "-0.8841", "0.4131", "0.9478", "0.5834", "-0.6752", "0.9509"):
        assert value in texts
    assert "ℓ = 0.9509" in made.alt and "Hacia atrás" not in made.alt


def test_la_vuelta_lleva_los_gradientes_y_las_derivadas_locales():
    made = plots.toy_chain(VALUES, GRADIENTS)
    texts = read(made)
    for written in ("-1.95", "2.925", "-2.376", "-1.426", "-0.5889", "0.4711", "0.375", "× ω₁", "× -sin f₂"):
        assert written in texts
    assert "∂ℓ/∂f₀ = 0.375" in made.alt and "β₀" not in made.alt


def test_los_ocho_parametros_cuelgan_de_su_recta():
    made = plots.toy_chain(VALUES, GRADIENTS, (BETA, OMEGA))
    texts = read(made)
    for k in range(4):
        for name, value, slope in (("β", BETA[k], GRADIENTS.beta[k]), ("ω", OMEGA[k], GRADIENTS.omega[k])):
            label = subscript(name, k)
            assert f"{label} = {number(value)}" in texts
            # El gradiente va en el renglón de debajo de su nombre.
            assert texts[texts.index(f"∂ℓ/∂{label}") + 1] == number(slope)
            assert f"∂ℓ/∂{label} = {number(slope)}" in made.alt
    assert texts.count("× 1") == 4 and "× x" in texts and "× h₃" in texts


def test_la_red_lleva_cada_peso_en_su_arista_y_cada_sesgo_en_su_unidad():
    made = plots.toy_units()
    texts = read(made)
    assert [t for t in texts if t in ("x", "sin", "exp", "cos", "f")] == ["x", "sin", "exp", "cos", "f"]
    assert all(f"× {subscript('ω', k)}" in texts and f"+ {subscript('β', k)}" in texts for k in range(4))
    assert "a exp llega lo anterior por ω₁ más β₁" in made.alt


@pytest.mark.parametrize(
    "made",
    [plots.toy_units(), plots.toy_chain(VALUES), plots.toy_chain(VALUES, GRADIENTS, (BETA, OMEGA))],
    ids=["red", "cadena", "con parámetros"],
)
def test_no_es_mas_ancha_que_el_texto(made):
    assert float(re.search(r'width="(\d+)"', made.svg).group(1)) <= 740


def test_un_nan_se_dibuja_y_se_dice():
    made = plots.toy_chain(VALUES._replace(f2=math.nan, h3=math.nan))
    assert "NaN" in read(made)
    assert "Aviso: f₂ no es un número finito; mira ahí primero." in made.alt


def test_los_argumentos_equivocados_se_explican():
    with pytest.raises(TypeError, match=r"^values debe ser lo que devuelve forward\(.*\) y llegó un list: llámala"):
        plots.toy_chain([1, 2])
    with pytest.raises(TypeError, match=r"^gradients debe ser lo que devuelve backward\(.*\) y llegó un ToyValues"):
        plots.toy_chain(VALUES, VALUES)
