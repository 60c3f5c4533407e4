"""El jacobiano dibujado dice su forma, sus números y su signo."""

import re

import numpy as np
import pytest
from dibujo import read

from course_lib import plots
from course_lib.shapes import ShapeError

J = np.array([[1.25, -2.0, 0.0], [0.0, 0.5, -1e-5], [3.0, -3.14159, 7.0], [0.0, -0.0, 1.0]])


def test_cada_celda_lleva_su_numero_con_signo_y_la_forma_esta_escrita():
    made = plots.jacobian(J, title="∂y/∂x")
    texts = read(made)
    cells = texts[texts.index("x₁") :]
    assert cells[:16] == "x₁ 1.25 -2 0 x₂ 0 0.5 -1e-05 x₃ 3 -3.142 7 x₄ 0 0 1".split()
    assert "forma (4, 3)" in texts and "∂y/∂x" in texts
    assert "x₁: 1.25 en y₁, -2 en y₂, 0 en y₃" in made.alt


def test_el_color_acompana_al_signo():
    fills = re.findall(r'<rect [^>]*fill="(#\w+)"', plots.jacobian([[2.0, -2.0, 0.0]]).svg)
    assert fills == ["#f0a528", "#56b4e9", "#f5f5f5"]


def luminance(color):
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def test_el_numero_se_lee_sobre_cualquier_color():
    fills = re.findall(r'<rect [^>]*fill="(#\w+)"', plots.jacobian(np.linspace(-1, 1, 12)[:, None]).svg)
    assert len(fills) == 12
    # Negro sobre la celda: 7 es el contraste AAA.
    assert min((luminance(fill) + 0.05) / 0.05 for fill in fills) > 7


def test_los_nombres_se_pueden_elegir():
    texts = read(plots.jacobian(J, rows=["peso", "altura", "edad", "z<4"], columns=["a", "b", "c"]))
    assert {"peso", "altura", "edad", "z<4", "a", "b", "c"} <= set(texts)


def test_un_gradiente_se_dibuja_en_columna():
    made = plots.jacobian([1.0, -2.0])
    texts = read(made)
    assert "ℓ" in texts and "forma (2,)" in texts and texts[-4:] == ["x₁", "1", "x₂", "-2"]


def test_un_tensor_se_dibuja_con_una_matriz_por_salida():
    made = plots.jacobian(np.arange(12.0).reshape(2, 3, 2))
    texts = read(made)
    assert "∂y₁/∂X, forma (2, 3)" in texts and "∂y₂/∂X, forma (2, 3)" in texts
    assert "Salida 2: j₁: 1 en k₁, 3 en k₂, 5 en k₃" in made.alt


def test_de_una_matriz_grande_se_dibujan_las_esquinas_y_se_dice():
    made = plots.jacobian(np.arange(1500.0).reshape(50, 30))
    texts = read(made)
    assert "x₅₀" in texts and "x₂₅" not in texts and "1499" in texts
    assert "Se dibujan las esquinas: la matriz entera tiene forma (50, 30)." in made.alt
    assert len(made.alt) < 400


def test_un_nan_deja_un_hueco_tachado_y_se_dice():
    made = plots.jacobian([[1.0, np.nan], [-np.inf, 2.0]])
    assert {"NaN", "-∞"} <= set(read(made))
    assert "no son números finitos (celdas tachadas): 2; el primero, en [0, 1]." in made.alt
    assert made.svg.count('fill="#') == 2 + 2  # dos celdas con color y dos números en negro


@pytest.mark.parametrize("J", [np.zeros((2, 2)), [[5e-324]], [[1e308, -1e308]], np.full((1, 2), np.nan)])
def test_los_casos_extremos_se_dibujan(J):
    read(plots.jacobian(J))


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: plots.jacobian(np.ones((2, 2, 2, 2))), ShapeError, r"^J debe tener 1, 2 o 3 ejes .*\(2, 2, 2, 2\)"),
        (
            lambda: plots.jacobian(3.0),
            ShapeError,
            r"^J debe tener 1, 2 o 3 ejes y algún número, y llegó con forma \(\)",
        ),
        (lambda: plots.jacobian(np.ones((0, 2))), ShapeError, r"algún número, y llegó con forma \(0, 2\)"),
        (lambda: plots.jacobian([[1, 2], [3]]), TypeError, "^J debe ser un array de números reales y llegó un list"),
        (lambda: plots.jacobian("hola"), TypeError, "^J debe ser un array de números reales y llegó un str"),
        (lambda: plots.jacobian(J, rows=["a"]), ValueError, "^rows debe tener 4 nombres, .* y llegaron 1: ajusta"),
        (lambda: plots.jacobian(J, columns="ab"), ValueError, "^columns debe tener 3 nombres"),
    ],
)
def test_los_argumentos_equivocados_se_explican(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_las_matrices_de_un_tensor_pasan_al_renglon_de_abajo_si_no_caben():
    names = dict(rows=["j = 1", "j = 2"], columns=["k = 1", "k = 2", "k = 3"], title="∂y/∂X")
    made = plots.jacobian(np.arange(24.0).reshape(2, 3, 4), **names)
    width, height = map(float, re.search(r'width="(\d+)" height="(\d+)"', made.svg).groups())
    one = plots.jacobian(np.arange(6.0).reshape(2, 3, 1), **names)
    assert width <= 740 + 28
    assert height > 1.5 * float(re.search(r'height="(\d+)"', one.svg).group(1))
