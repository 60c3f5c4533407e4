"""Las activaciones coinciden con torch, también con logits enormes, y lo que llega mal se explica."""

import warnings

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.layers import ReLU, Sigmoid, Softmax, Tanh
from course_lib.shapes import ShapeError

PAIRS = [
    (ReLU, torch.relu),
    (Sigmoid, torch.sigmoid),
    (Tanh, torch.tanh),
    (Softmax, lambda Z: torch.softmax(Z, dim=1)),
]
each = pytest.mark.parametrize("layer, reference", PAIRS, ids=[kind.__name__ for kind, _ in PAIRS])
blocks = pytest.mark.parametrize("layer", [ReLU, Sigmoid, Tanh, Softmax])
SIZE = st.integers(1, 7)


def compare_with_torch(layer, reference, Z, dA):
    block = layer()
    A = block.forward(Z)
    dZ = block.backward(dA)
    tZ = torch.tensor(Z, requires_grad=True)
    tA = reference(tZ)
    tA.backward(torch.tensor(dA))
    np.testing.assert_allclose(A, tA.detach().numpy(), rtol=1e-10, atol=1e-12, strict=True, err_msg="A")
    np.testing.assert_allclose(dZ, tZ.grad.numpy(), rtol=1e-10, atol=1e-12, strict=True, err_msg="dZ")


@each
@settings(deadline=None)
@given(SIZE, SIZE, st.integers(0, 2**32 - 1))
def test_los_gradientes_coinciden_con_torch(layer, reference, B, D, seed):
    rng = np.random.default_rng(seed)
    # Enteros: así salen ceros y empates en cada fila.
    compare_with_torch(layer, reference, rng.integers(-3, 4, size=(B, D)).astype(float), rng.normal(size=(B, D)))
    compare_with_torch(layer, reference, rng.normal(scale=5, size=(B, D)), rng.normal(size=(B, D)))


@each
def test_los_logits_enormes_no_se_desbordan(layer, reference):
    Z = np.array([[800.0, -800.0, 0.0], [-1e300, 1e300, 3.0], [-745.0, -746.0, 709.0]])
    dA = np.random.default_rng(0).normal(size=Z.shape)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compare_with_torch(layer, reference, Z, dA)


def test_la_pendiente_de_relu_en_cero_es_cero():
    relu = ReLU()
    A = relu.forward(np.array([[0.0, -0.0, 1.0, -1.0, 5e-324]]))
    np.testing.assert_array_equal(relu.backward(np.full((1, 5), 3.0)), [[0, 0, 3, 0, 3]])
    assert not np.signbit(A).any()  # nada de −0.0 en pantalla


def test_sigmoide_conserva_las_cifras_de_una_probabilidad_diminuta():
    assert Sigmoid().forward(np.array([[-700.0]]))[0, 0] == pytest.approx(np.exp(-700), rel=1e-14)


@given(SIZE, SIZE, st.integers(0, 2**32 - 1))
def test_cada_fila_de_softmax_suma_uno(B, C, seed):
    A = Softmax().forward(np.random.default_rng(seed).normal(scale=100, size=(B, C)))
    np.testing.assert_allclose(A.sum(axis=1), np.ones(B), rtol=1e-14)


@blocks
def test_backward_antes_de_forward_lo_explica(layer):
    with pytest.raises(RuntimeError, match=r"^Llama a forward\(Z\) antes que a backward\(dA\)"):
        layer().backward(np.ones((2, 3)))


@blocks
def test_backward_se_puede_repetir(layer):
    rng = np.random.default_rng(0)
    block, dA = layer(), rng.normal(size=(2, 3))
    block.forward(rng.normal(size=(2, 3)))
    first = block.backward(dA)
    block.backward(-dA)
    np.testing.assert_array_equal(block.backward(dA), first, strict=True)


@blocks
def test_cambiar_la_entrada_o_la_salida_en_su_sitio_no_cambia_el_gradiente(layer):
    rng = np.random.default_rng(0)
    Z, dA = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
    block = layer()
    block.forward(Z)
    want = block.backward(dA)
    A = block.forward(Z)
    A[:], Z[:] = 9, -9
    np.testing.assert_array_equal(block.backward(dA), want, strict=True)


@blocks
def test_no_toca_lo_que_recibe(layer):
    rng = np.random.default_rng(0)
    Z, dA = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
    before = Z.copy(), dA.copy()
    block = layer()
    block.forward(Z)
    block.backward(dA)
    np.testing.assert_array_equal(Z, before[0])
    np.testing.assert_array_equal(dA, before[1])


@blocks
def test_una_Z_que_no_vale_se_explica(layer):
    for value, error, message in [
        (np.ones(3), ShapeError, r"Z debe tener forma \(B, [DC]\) y llegó con \(3,\)\. Si es un solo ejemplo"),
        (np.ones((0, 3)), ValueError, "Z debe tener al menos un número y llegó vacío"),
        (np.array([[np.nan, 1]]), ValueError, r"Z debe ser finito y Z\[0, 0\] vale nan"),
        (np.ones((1, 2), complex), TypeError, "Z debe contener números reales y llegó un número complejo"),
        ([["0.5"]], TypeError, "Z debe contener números reales y llegó texto"),
        (np.ones((1, 2), object), TypeError, "Z debe contener números reales y llegó un ndarray"),
    ]:
        with pytest.raises(error, match=message):
            layer().forward(value)


@blocks
def test_una_dA_que_no_vale_se_explica(layer):
    block = layer()
    block.forward(np.ones((2, 3)))
    with pytest.raises(ShapeError, match=r"dA debe tener forma \(2, 3\) y llegó con \(3, 2\)\. ¿Querías dA\.T\?"):
        block.backward(np.ones((3, 2)))
    with pytest.raises(ShapeError, match=r"dA debe tener forma \(2, 3\) y llegó con \(1, 3\)\. Mira el eje 0"):
        block.backward(np.ones((1, 3)))
    with pytest.raises(ValueError, match=r"dA debe ser finito y dA\[1, 2\] vale inf"):
        block.backward(np.array([[1, 1, 1], [1, 1, np.inf]]))
