"""La cadena de la red de juguete lleva todos sus números."""

import math

import pytest
from dibujo import read

from course_lib import plots
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
    assert "ℓ = 0.9509" in made.alt and "De vuelta" not in made.alt


def test_la_vuelta_lleva_los_gradientes_y_las_derivadas_locales():
    made = plots.toy_chain(VALUES, GRADIENTS)
    texts = read(made)
    for written in ("-1.95", "2.925", "-2.376", "-1.426", "-0.5889", "0.4711", "0.375", "∂ℓ/∂ω₀ = 0.1875", "-sin f₂"):
        assert written in texts
    assert "∂ℓ/∂β₃ = -1.95" in made.alt and "∂ℓ/∂ω₃ = -1.138" in made.alt


def test_un_nan_se_dibuja_y_se_dice():
    made = plots.toy_chain(VALUES._replace(f2=math.nan, h3=math.nan))
    assert "NaN" in read(made)
    assert "Aviso: f₂ no es un número finito; mira ahí primero." in made.alt


def test_los_argumentos_equivocados_se_explican():
    with pytest.raises(TypeError, match=r"^values debe ser lo que devuelve forward\(.*\) y llegó un list: llámala"):
        plots.toy_chain([1, 2])
    with pytest.raises(TypeError, match=r"^gradients debe ser lo que devuelve backward\(.*\) y llegó un ToyValues"):
        plots.toy_chain(VALUES, VALUES)
