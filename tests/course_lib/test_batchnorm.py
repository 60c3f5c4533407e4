"""BatchNorm coincide con la de torch en los dos modos, también en lo que apunta; un lote de uno se explica."""

import numpy as np
import pytest
import torch

from course_lib.gradcheck import gradcheck
from course_lib.layers import BatchNorm
from course_lib.shapes import ShapeError


def pair(D, rng, eps=1e-5, momentum=0.1):
    """La nuestra y la de torch, con los mismos gamma y beta."""
    ours, theirs = BatchNorm(D, eps, momentum), torch.nn.BatchNorm1d(D, eps, momentum, dtype=torch.float64)
    ours.gamma[:], ours.beta[:] = rng.normal(size=D), rng.normal(size=D)
    with torch.no_grad():
        theirs.weight.copy_(torch.tensor(ours.gamma))
        theirs.bias.copy_(torch.tensor(ours.beta))
    return ours, theirs


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("B, D, eps", [(2, 1, 1e-5), (4, 3, 1e-3), (7, 5, 0.5)])
def test_los_dos_sentidos_y_lo_apuntado_coinciden_con_torch(training, B, D, eps):
    rng = np.random.default_rng(0)
    ours, theirs = pair(D, rng, eps)
    for _ in range(3):  # lo apuntado cambia la cuenta siguiente
        X, dY = 3 + 2 * rng.normal(size=(B, D)), rng.normal(size=(B, D))
        ours.train(training)
        theirs.train(training)
        Y, dX = ours.forward(X), ours.backward(dY)
        tX = torch.tensor(X, requires_grad=True)
        theirs.zero_grad()
        tY = theirs(tX)
        tY.backward(torch.tensor(dY))
        got = (Y, dX, ours.dgamma, ours.dbeta, ours.running_mean, ours.running_var)
        want = (tY.detach(), tX.grad, theirs.weight.grad, theirs.bias.grad, theirs.running_mean, theirs.running_var)
        for g, w in zip(got, want, strict=True):
            np.testing.assert_allclose(g, w.numpy(), rtol=1e-9, atol=1e-11, strict=True)


def test_el_valor_de_control():
    Y = BatchNorm(1).forward([[1.0], [2.0], [4.0]])
    np.testing.assert_allclose(Y.ravel(), [-1.069042, -0.267260, 1.336302], rtol=0, atol=6e-7)


def test_lejos_de_cero_no_se_pierden_cifras():
    rng = np.random.default_rng(0)
    X, dY = 1e8 + rng.normal(size=(6, 2)), rng.normal(size=(6, 2))
    far, near = BatchNorm(2), BatchNorm(2)
    np.testing.assert_allclose(far.forward(X), near.forward(X - 1e8), atol=1e-6)
    np.testing.assert_allclose(far.backward(dY), near.backward(dY), atol=1e-6)


def test_el_gradiente_pasa_gradcheck_y_cada_columna_suma_cero():
    rng = np.random.default_rng(0)
    X, dY = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
    layer = BatchNorm(3)
    layer.forward(X)
    dX = layer.backward(dY)
    assert gradcheck(lambda X: np.sum(dY * BatchNorm(3).forward(X)), X, dX).ok
    np.testing.assert_allclose(dX.sum(axis=0), 0, atol=1e-12)


def test_al_evaluar_un_ejemplo_no_depende_de_los_demas_ni_cambia_lo_apuntado():
    rng = np.random.default_rng(0)
    layer = BatchNorm(3)
    layer.forward(rng.normal(size=(8, 3)))
    before = layer.running_mean.copy(), layer.running_var.copy()
    X = rng.normal(size=(5, 3))
    together = layer.eval().forward(X)
    np.testing.assert_array_equal(layer.forward(X[:1]), together[:1])  # también de uno en uno
    np.testing.assert_array_equal(layer.running_mean, before[0])
    np.testing.assert_array_equal(layer.running_var, before[1])


def test_el_paso_atras_es_el_del_modo_en_que_se_fue_hacia_delante():
    rng = np.random.default_rng(0)
    X, dY = rng.normal(size=(4, 2)), rng.normal(size=(4, 2))
    layer = BatchNorm(2)
    layer.forward(X)
    want = layer.backward(dY)
    layer.eval()
    np.testing.assert_array_equal(layer.backward(dY), want, strict=True)


def test_una_columna_constante_sale_en_beta():
    layer = BatchNorm(1)
    layer.beta[:] = 0.5
    np.testing.assert_array_equal(layer.forward(np.full((4, 1), 7.0)), np.full((4, 1), 0.5))


def test_un_lote_de_uno_se_explica_al_entrenar_y_no_apunta_nada():
    layer = BatchNorm(2)
    with pytest.raises(ValueError, match=r"al menos dos ejemplos para entrenar BatchNorm y llegó uno: .*eval\(\)"):
        layer.forward([[1.0, 2.0]])
    np.testing.assert_array_equal(layer.running_mean, 0)


@pytest.mark.parametrize(
    "options, message",
    [
        (dict(D=0), "^D debe ser un entero positivo y llegó 0"),
        (dict(D=2.5), "llegó 2.5"),
        (dict(D=2, eps=0), "^eps debe ser positivo y vale 0"),
        (dict(D=2, momentum=1.5), r"^momentum debe estar entre 0 y 1 y vale 1\.5"),
    ],
)
def test_una_opcion_que_no_vale_se_explica(options, message):
    with pytest.raises(ValueError, match=message):
        BatchNorm(**options)


def test_lo_que_falta_o_no_encaja_se_explica():
    layer = BatchNorm(3)
    with pytest.raises(RuntimeError, match=r"^Llama a forward\(X\) antes que a backward"):
        layer.backward(np.ones((2, 3)))
    with pytest.raises(RuntimeError, match="todavía no hay dgamma ni dbeta"):
        layer.gradients()
    with pytest.raises(ShapeError, match=r"X debe tener forma \(B, 3\) y llegó con \(3, 2\)\. ¿Querías X\.T\?"):
        layer.forward(np.ones((3, 2)))
    layer.forward(np.eye(3))
    with pytest.raises(ShapeError, match=r"dY debe tener forma \(3, 3\)"):
        layer.backward(np.ones((2, 3)))
