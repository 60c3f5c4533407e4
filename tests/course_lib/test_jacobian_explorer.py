"""El explorador de jacobianos visto desde Python: lo que guarda, lo que rechaza, su matriz y su figura fija."""

import numpy as np
import pytest
import torch
from dibujo import read

from course_lib.shapes import ShapeError
from course_lib.widgets import JacobianExplorer
from course_lib.widgets.jacobian_explorer import TITLES

TORCH = {
    "lineal": lambda x, W: W @ x,
    "relu": lambda x, W: torch.relu(x),
    "softmax": lambda x, W: torch.softmax(x, 0),
    "cuadrado": lambda x, W: x * x,
    "productos": lambda x, W: torch.stack([x[j % len(x)] * x[(j + 1) % len(x)] for j in range(len(W))]),
}


@pytest.mark.parametrize("D_x, D_y", [(1, 1), (1, 4), (2, 5), (3, 2), (5, 5)])
@pytest.mark.parametrize("function", TITLES)
def test_la_matriz_es_la_de_torch_traspuesta(function, D_x, D_y):
    rng = np.random.default_rng(0)
    x, W = rng.normal(size=D_x), rng.normal(size=(D_y, D_x))
    x[0] = 0.0  # el pico de ReLU
    want = torch.autograd.functional.jacobian(lambda t: TORCH[function](t, torch.tensor(W)), torch.tensor(x)).numpy().T
    got = JacobianExplorer(function, x, W).jacobian()
    np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-14, strict=True)


def test_sin_W_se_ajusta_a_x():
    assert np.shape(JacobianExplorer(x=[1, 2, 3, 4]).W) == (2, 4)
    assert np.shape(JacobianExplorer(x=[1]).W) == (2, 1)


@pytest.mark.parametrize(
    "data, error, message",
    [
        ({"x": [[1, 2]]}, ShapeError, r"x debe tener forma \(D_x,\)"),
        ({"x": range(6)}, ValueError, r"x debe medir como mucho 5 en cada eje y llegó con \(6,\)"),
        ({"x": []}, ValueError, "x debe tener al menos un número"),
        ({"x": [1, np.nan]}, ValueError, r"x debe ser finito y x\[1\] vale nan"),
        ({"x": "hola"}, TypeError, "x debe contener números reales"),
        ({"x": [1, 2], "W": np.ones((2, 3))}, ShapeError, r"debe tener forma"),
        ({"W": np.ones((6, 3))}, ValueError, r"W debe medir como mucho 5 en cada eje y llegó con \(6, 3\)"),
        ({"W": np.ones(3)}, ShapeError, r"W debe tener forma \(D_y, D_x\) y llegó con \(3,\)"),
        ({"function": "tanh"}, ValueError, "function debe ser 'lineal', .* o 'productos' y llegó 'tanh'"),
        ({"function": ["relu"]}, ValueError, "function debe ser"),
    ],
)
def test_una_entrada_que_no_vale_se_explica(data, error, message):
    with pytest.raises(error, match=message):
        JacobianExplorer(**data)


def test_cambiar_solo_x_o_solo_W_se_explica_y_no_cambia_nada():
    widget = JacobianExplorer()
    with pytest.raises(ShapeError, match=r"x debe tener forma \(3,\) y llegó con \(2,\)"):
        widget.x = [1, 2]
    with pytest.raises(ShapeError, match=r"W debe tener forma \(D_y, 3\) y llegó con \(3, 2\)"):
        widget.W = np.ones((3, 2))
    assert widget.x == (1.0, -0.5, 2.0)


def test_el_navegador_cambia_x_y_W_de_una_vez():
    widget = JacobianExplorer()
    widget.set_state({"x": [1, 2], "W": [[1, 2], [3, 4], [5, 6]]})
    assert (widget.x, widget.jacobian().shape) == ((1.0, 2.0), (2, 3))
    widget.set_state({"function": "relu", "folded": True})
    assert (widget.function, widget.folded) == ("relu", True)


@pytest.mark.parametrize("function", TITLES)
def test_la_figura_fija_es_el_jacobiano_de_ahora(function):
    picture = JacobianExplorer(function).picture()
    assert TITLES[function] in read(picture)
    assert "Filas: entradas. Columnas: salidas." in picture.alt


def test_una_derivada_que_se_desborda_no_rompe_la_figura():
    assert "no son números finitos" in JacobianExplorer("cuadrado", [1e308, 1]).picture().alt
