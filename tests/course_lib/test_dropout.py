"""Dropout coincide con torch, con la misma máscara; las p que no valen se explican."""

import numpy as np
import pytest
import torch

from course_lib.layers import Dropout, Linear, ReLU, Sequential
from course_lib.shapes import ShapeError


@pytest.mark.parametrize("p", [0, 0.25, 0.9])
@pytest.mark.parametrize("B, D", [(1, 1), (4, 3), (7, 2)])
def test_los_dos_sentidos_coinciden_con_torch(p, B, D):
    rng = np.random.default_rng(0)
    Z, dA = rng.normal(size=(B, D)), rng.normal(size=(B, D))
    # La máscara es la que sortea torch: se le pregunta con unos.
    torch.manual_seed(0)
    mask = (torch.nn.functional.dropout(torch.ones(B, D, dtype=torch.float64), p) != 0).numpy().astype(float)
    layer = Dropout(p)
    A, dZ = layer.forward(Z, mask), layer.backward(dA)

    tZ = torch.tensor(Z, requires_grad=True)
    torch.manual_seed(0)
    tA = torch.nn.functional.dropout(tZ, p)
    tA.backward(torch.tensor(dA))
    np.testing.assert_allclose(A, tA.detach().numpy(), rtol=1e-12, strict=True)
    np.testing.assert_allclose(dZ, tZ.grad.numpy(), rtol=1e-12, strict=True)


def test_al_evaluar_no_hace_nada_y_no_gasta_sorteos():
    rng = np.random.default_rng(0)
    layer, Z = Dropout(0.5, rng).eval(), np.random.default_rng(1).normal(size=(4, 3))
    np.testing.assert_array_equal(layer.forward(Z), Z, strict=True)
    np.testing.assert_array_equal(layer.backward(Z), Z, strict=True)
    assert rng.random() == np.random.default_rng(0).random()


def test_sin_mascara_la_sortea_y_la_media_es_la_de_entrada():
    A = Dropout(0.25, 0).forward(np.ones((100_000, 1)))
    assert set(np.unique(A)) == {0, 1 / 0.75}
    assert A.mean() == pytest.approx(1, abs=0.005)


def test_con_p_cero_no_hace_falta_generador():
    Z = np.array([[1.0, -2.0]])
    np.testing.assert_array_equal(Dropout(0).forward(Z), Z, strict=True)


def test_la_red_cambia_de_modo_con_todas_sus_capas():
    inner = Sequential([ReLU(), Dropout(0.5, 0)])
    net = Sequential([Linear(np.eye(3), np.zeros(3)), inner])
    assert net.eval() is net and not any(layer.training for layer in (net, inner, *inner.layers))
    Z = np.ones((2, 3))
    np.testing.assert_array_equal(net.forward(Z), Z)
    assert net.train().training and inner.layers[1].training
    assert (net.forward(Z) != Z).any()


@pytest.mark.parametrize(
    "p, error, message",
    [
        (1, ValueError, r"^p debe estar entre 0 y 1, sin llegar a 1, y vale 1: .*no quedaría ninguna unidad"),
        (-0.1, ValueError, r"sin llegar a 1, y vale -0\.1: lo habitual es 0\.5\.$"),
        (float("nan"), ValueError, "y vale nan"),
        ("0.5", TypeError, "^p debe ser un número y llegó un str"),
        (True, TypeError, "llegó un bool"),
    ],
)
def test_una_p_que_no_vale_se_explica(p, error, message):
    with pytest.raises(error, match=message):
        Dropout(p)


def test_lo_que_falta_o_no_encaja_se_explica():
    Z = np.ones((2, 3))
    with pytest.raises(RuntimeError, match=r"hace falta un generador: crea Dropout\(p, rng\) o pasa mask"):
        Dropout(0.5).forward(Z)
    with pytest.raises(RuntimeError, match=r"^Llama a forward\(Z\) antes que a backward"):
        Dropout(0.5).backward(Z)
    with pytest.raises(ValueError, match="mask debe ser de ceros y unos"):
        Dropout(0.5).forward(Z, np.full((2, 3), 0.7))
    with pytest.raises(ShapeError, match=r"mask debe tener forma \(2, 3\) y llegó con \(3, 2\)\. ¿Querías mask\.T\?"):
        Dropout(0.5).forward(Z, np.ones((3, 2)))
    with pytest.raises(TypeError, match="rng debe ser un generador o una semilla y llegó un RandomState"):
        Dropout(0.5, np.random.RandomState(0))
