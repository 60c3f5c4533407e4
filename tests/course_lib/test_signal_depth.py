"""El widget de la señal: la cuenta con la que se mueve es la de una red de verdad, y lo que no vale se explica."""

import numpy as np
import pytest
import torch

from course_lib.shapes import ShapeError
from course_lib.widgets import SignalDepth


def by_torch(widget, layers, seed):
    """Lo que miden las activaciones y sus gradientes en torch, con los mismos números sorteados."""
    rng, n = np.random.default_rng(seed), widget.units
    x = rng.normal(size=(64, n))
    weights = [rng.normal(scale=np.sqrt(2 / n), size=(n, n)) * widget.sigma / widget.he for _ in range(layers)]
    arrives = rng.normal(size=(64, n))
    h = [torch.tensor(x / np.sqrt(np.mean(x**2)), requires_grad=True)]
    for W in weights:
        z = h[-1] @ torch.tensor(W).T
        h.append(z.relu() if widget.activation == "ReLU" else z)
    incoming = torch.tensor(arrives / np.sqrt(np.mean(arrives**2)))
    grads = torch.autograd.grad(h[-1], h, grad_outputs=incoming)
    return [np.array([t.detach().square().mean().sqrt().item() for t in part]) for part in (h, grads)]


@pytest.mark.parametrize("activation", ["ReLU", "ninguna"])
@pytest.mark.parametrize("times", [0.3, 1.0, 2.5])
def test_multiplicar_los_pesos_hace_lo_que_dice_la_cuenta(activation, times):
    widget = SignalDepth(n=16, layers=7, seed=3, sigma=times * np.sqrt(2 / 16), activation=activation)
    signal, gradient = by_torch(widget, 7, 3)
    np.testing.assert_allclose(widget.signal, signal, rtol=1e-10, strict=True)
    np.testing.assert_allclose(widget.gradient, gradient, rtol=1e-10, strict=True)


def test_empieza_con_la_sigma_de_nn_linear_y_asi_se_desvanece_todo():
    widget = SignalDepth()
    assert widget.sigma == pytest.approx(1 / np.sqrt(3 * 128))
    assert widget.signal[-1] < 1e-6 and widget.gradient[0] < 1e-6
    assert widget.signal[0] == pytest.approx(1) and widget.gradient[-1] == pytest.approx(1)


def test_con_he_ninguna_de_las_dos_cambia_de_orden_de_magnitud():
    widget = SignalDepth(sigma=np.sqrt(2 / 128))
    assert widget.signal.min() > 0.2 and widget.signal.max() < 5
    assert widget.gradient.min() > 0.2 and widget.gradient.max() < 5


def test_la_figura_fija_dice_la_sigma_y_la_activacion():
    told = SignalDepth(activation="ninguna").picture().alt
    assert "sin activación" in told and "σ = 0.051" in told and "logarítmico" in told


@pytest.mark.parametrize(
    "options, error, message",
    [
        ({"n": 0}, ValueError, "n debe ser un entero de 1 a 512 y llegó 0"),
        ({"n": 2.0}, ValueError, "n debe ser un entero"),
        ({"layers": 61}, ValueError, "layers debe ser un entero de 1 a 60 y llegó 61"),
        ({"sigma": 0.0}, ValueError, "sigma debe estar entre 0.03125 y 0.5 y vale 0"),
        ({"sigma": 1.0}, ValueError, "sigma debe estar entre"),
        ({"sigma": np.nan}, ValueError, "sigma debe ser finito"),
        ({"sigma": [0.1]}, ShapeError, "sigma"),
        ({"sigma": "poca"}, TypeError, "sigma debe contener números reales"),
        ({"activation": "tanh"}, ValueError, "activation debe ser 'ReLU' o 'ninguna' y llegó 'tanh'"),
    ],
)
def test_lo_que_no_vale_se_explica(options, error, message):
    with pytest.raises(error, match=message):
        SignalDepth(**options)
