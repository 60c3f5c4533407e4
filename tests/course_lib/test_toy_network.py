"""La red de juguete da los valores de control del temario y deriva como torch."""

import math

import numpy as np
import pytest
import torch

from course_lib.shapes import ShapeError
from course_lib.toy_network import ToyValues, backward, forward

BETA, OMEGA = np.array([0.1, -0.4, 0.7, 0.2]), np.array([1.1, -0.8, 0.6, -1.5])

# Los valores de control: (x, y), los intermedios, los gradientes de f3 a f0, y los de los parámetros.
CONTROL = [
    (
        (0.5, 0.3),
        (0.65, 0.605186, -0.884149, 0.413065, 0.947839, 0.583439, -0.675159, 0.950935),
        (-1.950318, 2.925477, -2.375946, -1.425567, -0.588853, 0.471082, 0.375021),
        (0.375021, -0.588853, -2.375946, -1.950318),
        (0.187510, -0.356366, -0.981421, -1.137892),
    ),
    (
        (-1.0, 0.0),
        (-1, -0.841471, 0.273177, 1.314133, 1.488480, 0.082224, 0.076664, 0.005877),
        (0.153328, -0.229993, 0.229214, 0.137528, 0.180730, -0.144584, -0.078119),
        (-0.078119, 0.180730, 0.229214, 0.153328),
        (0.078119, -0.152079, 0.301217, 0.012607),
    ),
]


@pytest.mark.parametrize("data, values, gradients, d_beta, d_omega", CONTROL)
def test_salen_los_valores_de_control(data, values, gradients, d_beta, d_omega):
    got = forward(*data, BETA, OMEGA)
    np.testing.assert_allclose(got, values, rtol=0, atol=6e-7)
    back = backward(got, *data, BETA, OMEGA)
    np.testing.assert_allclose(back[:7], gradients, rtol=0, atol=6e-7)
    np.testing.assert_allclose(back.beta, d_beta, rtol=0, atol=6e-7, strict=True)
    np.testing.assert_allclose(back.omega, d_omega, rtol=0, atol=6e-7, strict=True)


def torch_gradients(x, y, beta, omega):
    """Los gradientes de torch respecto de f3, h3 … f0, de beta y de omega."""
    x, y = float(x), float(y)
    beta, omega = (torch.tensor(a, dtype=torch.float64, requires_grad=True) for a in (beta, omega))
    f0 = beta[0] + omega[0] * x
    h1 = torch.sin(f0)
    f1 = beta[1] + omega[1] * h1
    h2 = torch.exp(f1)
    f2 = beta[2] + omega[2] * h2
    h3 = torch.cos(f2)
    f3 = beta[3] + omega[3] * h3
    return [g.numpy() for g in torch.autograd.grad((f3 - y) ** 2, (f3, h3, f2, h2, f1, h1, f0, beta, omega))]


@pytest.mark.parametrize(
    "x, y, beta, omega",
    [
        (0.0, 0.0, np.zeros(4), np.zeros(4)),
        (0.0, 2.0, BETA, OMEGA),
        (-3.0, -1.0, -BETA, OMEGA),
        *(tuple(np.random.default_rng(seed).normal(size=n) for n in ((), (), 4, 4)) for seed in range(5)),
    ],
)
def test_los_gradientes_coinciden_con_torch(x, y, beta, omega):
    got = backward(forward(x, y, beta, omega), x, y, beta, omega)
    for name, ours, want in zip(got._fields, got, torch_gradients(x, y, beta, omega), strict=True):
        np.testing.assert_allclose(ours, want, rtol=1e-12, atol=1e-14, strict=True, err_msg=name)


def test_los_intermedios_se_leen_como_numeros_corrientes():
    values = forward(0, 0, [0, 0, 0, 0], [1, 1, 1, 1])
    assert repr(values).startswith("ToyValues(f0=0.0, h1=0.0, f1=0.0, h2=1.0, f2=1.0")


def test_las_entradas_quedan_como_estaban():
    beta, omega = BETA.copy(), OMEGA.copy()
    backward(forward(0.5, 0.3, beta, omega), 0.5, 0.3, beta, omega)
    np.testing.assert_array_equal([beta, omega], [BETA, OMEGA])


@pytest.mark.parametrize(
    "change, error, message",
    [
        ({"beta": BETA[:3]}, ShapeError, r"^beta debe tener forma \(4,\) y llegó con \(3,\)\."),
        ({"omega": OMEGA[:, None]}, ShapeError, r"^omega debe tener forma \(4,\) y llegó con \(4, 1\)\."),
        ({"x": [0.5, 0.6]}, ShapeError, r"^x debe tener forma \(\) y llegó con \(2,\)\."),
        ({"x": []}, ShapeError, r"^x debe tener forma \(\) y llegó con \(0,\)\."),
        ({"x": "0.5"}, TypeError, r"^x debe contener números reales y llegó texto: pásalo como array float64\.$"),
        ({"y": 1j}, TypeError, r"^y debe contener números reales y llegó un número complejo"),
        ({"y": None}, TypeError, r"^y debe contener números reales y llegó un NoneType"),
        ({"y": math.nan}, ValueError, r"^y debe ser finito y y vale nan: busca de dónde sale"),
        ({"omega": [1, 2, math.inf, 3]}, ValueError, r"^omega debe ser finito y omega\[2\] vale inf"),
        ({"omega": torch.ones(4, requires_grad=True)}, TypeError, r"^omega debe ser un array .* usa \.detach\(\)"),
        ({"beta": [[1, 2], [3]]}, ShapeError, "longitudes distintas"),
        ({"beta": [0, 800, 0, 0]}, OverflowError, r"^h2 debe caber en float64 y vale inf: prueba con beta y omega"),
    ],
)
def test_una_entrada_mala_se_explica_con_una_frase(change, error, message, recwarn):
    good = {"x": 0.5, "y": 0.3, "beta": BETA, "omega": OMEGA}
    with pytest.raises(error, match=message):
        forward(**good | change)
    if error is not OverflowError:
        with pytest.raises(error, match=message):
            backward(forward(**good), **good | change)
    # Solo los suyos: entre medias puede avisar algo que dejó otra prueba.
    assert not [warning for warning in recwarn if issubclass(warning.category, RuntimeWarning)]


def test_la_vuelta_pide_lo_que_guardo_la_ida():
    with pytest.raises(TypeError, match="^values debe ser lo que devuelve forward y llegó un float: llámala antes"):
        backward(0.95, 0.5, 0.3, BETA, OMEGA)
    with pytest.raises(ValueError, match=r"^values debe ser finito y values\[1\] vale nan"):
        backward(ToyValues(0.1, math.nan, 0, 0, 0, 0, 0, 0), 0.5, 0.3, BETA, OMEGA)


def test_un_gradiente_desbordado_se_explica():
    values = ToyValues(0, 0, 0, 0, 1, 0, 1e308, 1)
    with pytest.raises(OverflowError, match="^f3 debe caber en float64 y vale inf"):
        backward(values, 0.5, 0.3, BETA, OMEGA)
