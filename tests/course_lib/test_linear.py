"""La capa lineal coincide con torch, y lo que llega mal se explica."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.layers import Linear
from course_lib.shapes import ShapeError

SIZE = st.integers(1, 7)


def same(got, want, name=""):
    # strict: sin él, un escalar se compara con toda la matriz y pasa.
    np.testing.assert_allclose(got, want.detach().numpy(), rtol=1e-10, atol=1e-12, strict=True, err_msg=name)


def compare_with_torch(X, W, b, dZ):
    layer = Linear(W, b)
    Z = layer.forward(X)
    ours = (layer.backward(dZ), *layer.gradients())
    tX, tW, tb = (torch.tensor(a, requires_grad=True) for a in (X, W, b))
    tZ = torch.nn.functional.linear(tX, tW, tb)
    tZ.backward(torch.tensor(dZ))
    same(Z, tZ, "Z")
    for name, got, want in zip(("dX", "dW", "db"), ours, (tX.grad, tW.grad, tb.grad), strict=True):
        same(got, want, name)


@settings(deadline=None)
@given(SIZE, SIZE, SIZE, st.integers(0, 2**32 - 1))
def test_los_gradientes_coinciden_con_torch(B, D_in, D_out, seed):
    rng = np.random.default_rng(seed)
    compare_with_torch(*(rng.normal(size=s) for s in [(B, D_in), (D_out, D_in), (D_out,), (B, D_out)]))


def test_los_ceros_y_los_negativos_tambien():
    X, W = np.array([[0.0, -2.0, 3.0]]), np.array([[-1.0, 0.0, 2.0], [0.0, 0.0, 0.0]])
    compare_with_torch(X, W, np.array([0.0, -0.5]), np.array([[-1.3, 0.0]]))


@pytest.fixture
def layer():
    rng = np.random.default_rng(0)
    return Linear(rng.normal(size=(5, 4)), rng.normal(size=5))


def test_una_dZ_traspuesta_recibe_una_pista(layer):
    layer.forward(np.ones((3, 4)))
    with pytest.raises(ShapeError, match=r"\(3, 5\).*\(5, 3\).*dZ\.T"):
        layer.backward(np.ones((5, 3)))


def test_una_dZ_de_otro_lote_se_explica(layer):
    layer.forward(np.ones((3, 4)))
    with pytest.raises(ShapeError, match=r"dZ debe tener forma \(3, 5\) y llegó con \(1, 5\)\. Mira el eje 0"):
        layer.backward(np.ones((1, 5)))


def test_una_dZ_con_nan_se_explica(layer):
    layer.forward(np.ones((1, 4)))
    with pytest.raises(ValueError, match=r"dZ debe ser finito y dZ\[0, 1\] vale nan"):
        layer.backward(np.array([[1, np.nan, 1, 1, 1]]))


def test_una_X_vacia_o_de_texto_se_explica(layer):
    with pytest.raises(ValueError, match=r"X debe tener al menos un número y llegó vacío, con forma \(0, 4\)"):
        layer.forward(np.ones((0, 4)))
    with pytest.raises(TypeError, match="X debe contener números reales y llegó texto"):
        layer.forward([["a", "b", "c", "d"]])


@pytest.mark.parametrize(
    "W, b, error, message",
    [
        (np.ones(4), np.ones(4), ShapeError, r"W debe tener forma \(D_out, D_in\) y llegó con \(4,\)"),
        (np.ones((5, 4)), np.ones(4), ShapeError, r"b debe tener forma \(5,\) y llegó con \(4,\)"),
        (np.ones((5, 4)), np.ones((5, 1)), ShapeError, r"b debe tener forma \(5,\) y llegó con \(5, 1\)"),
        (np.full((5, 4), np.nan), np.ones(5), ValueError, r"W debe ser finito y W\[0, 0\] vale nan"),
        (np.ones((0, 4)), np.ones(0), ValueError, r"W debe tener al menos un número y llegó vacío"),
        (np.ones((5, 4), complex), np.ones(5), TypeError, "W debe contener números reales y llegó un número complejo"),
        ([["a"]], [1], TypeError, "W debe contener números reales y llegó texto"),
    ],
)
def test_unos_pesos_que_no_valen_se_explican(W, b, error, message):
    with pytest.raises(error, match=message):
        Linear(W, b)


def test_backward_antes_de_forward_lo_explica(layer):
    with pytest.raises(RuntimeError, match=r"^Llama a forward\(X\) antes que a backward\(dZ\)"):
        layer.backward(np.ones((3, 5)))


def test_gradients_antes_de_backward_lo_explica(layer):
    layer.forward(np.ones((3, 4)))
    with pytest.raises(RuntimeError, match=r"^Llama a backward\(dZ\) antes que a gradients\(\)"):
        layer.gradients()


def test_backward_se_puede_repetir_y_no_acumula(layer):
    rng = np.random.default_rng(1)
    dZ = rng.normal(size=(3, 5))
    layer.forward(rng.normal(size=(3, 4)))
    first = (layer.backward(dZ), *layer.gradients())
    before = [a.copy() for a in first]
    layer.backward(2 * dZ)
    second = (layer.backward(dZ), *layer.gradients())
    for old, kept, new in zip(before, first, second, strict=True):
        np.testing.assert_array_equal(kept, old, strict=True)
        np.testing.assert_array_equal(new, old, strict=True)


def test_cambiar_X_despues_de_forward_no_cambia_el_gradiente(layer):
    rng = np.random.default_rng(2)
    X, dZ = rng.normal(size=(3, 4)), rng.normal(size=(3, 5))
    layer.forward(X)
    want = dZ.T @ X
    X *= -7
    layer.backward(dZ)
    np.testing.assert_allclose(layer.dW, want, rtol=1e-14, strict=True)


def test_la_capa_no_toca_lo_que_recibe_ni_comparte_sus_pesos():
    rng = np.random.default_rng(3)
    arrays = [rng.normal(size=s) for s in [(5, 4), (5,), (3, 4), (3, 5)]]
    before = [a.copy() for a in arrays]
    W, b, X, dZ = arrays
    layer = Linear(W, b)
    layer.forward(X)
    layer.backward(dZ)
    for p in layer.parameters():
        p += 1
    for got, want in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(got, want, strict=True)


def test_parameters_da_los_arrays_de_la_capa_y_gradients_va_en_el_mismo_orden(layer):
    layer.forward(np.ones((3, 4)))
    layer.backward(np.ones((3, 5)))
    assert layer.parameters()[0] is layer.W and layer.parameters()[1] is layer.b
    assert [g.shape for g in layer.gradients()] == [p.shape for p in layer.parameters()]


def test_he_reparte_los_pesos_hasta_su_cota_y_deja_los_sesgos_a_cero():
    layer = Linear.he(10, 4000, np.random.default_rng(0))
    assert layer.W.shape == (4000, 10) and layer.b.shape == (4000,)
    assert not layer.b.any()
    assert 0.77 < np.abs(layer.W).max() <= 0.774597  # √(6/10)
    assert layer.W.std() == pytest.approx(0.447214, rel=0.01)  # √(2/10)


def test_he_con_la_misma_semilla_da_los_mismos_pesos():
    np.testing.assert_array_equal(Linear.he(3, 2, 7).W, Linear.he(3, 2, np.random.default_rng(7)).W, strict=True)


@pytest.mark.parametrize("sizes", [(0, 5), (10, -1), (2.0, 3), ("10", 5), (np.ones((3, 4)), 5)])
def test_he_con_tamanos_que_no_valen_lo_explica(sizes):
    with pytest.raises(ValueError, match="^D_in y D_out deben ser enteros positivos y llegaron .* y .*: cuenta"):
        Linear.he(*sizes, 0)


def test_he_sin_generador_lo_explica():
    with pytest.raises(
        TypeError, match=r"^rng debe ser un generador o una semilla y llegó un NoneType: usa default_rng"
    ):
        Linear.he(3, 2, None)
