"""Las pérdidas coinciden con torch, valor y gradiente; las etiquetas malas se explican."""

import warnings

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.layers import CrossEntropyLoss, MSELoss, Softmax, SoftmaxCrossEntropyLoss
from course_lib.shapes import ShapeError

SIZE = st.integers(1, 7)
SEED = st.integers(0, 2**32 - 1)
losses = pytest.mark.parametrize("loss", [MSELoss, CrossEntropyLoss, SoftmaxCrossEntropyLoss])
with_classes = pytest.mark.parametrize("loss", [CrossEntropyLoss, SoftmaxCrossEntropyLoss])


def compare_with_torch(loss, reference, A, Y):
    value, dA = loss.forward(A, Y), loss.backward()
    tA = torch.tensor(A, requires_grad=True)
    wanted = reference(tA, torch.tensor(Y))
    wanted.backward()
    assert type(value) is float
    np.testing.assert_allclose(value, wanted.item(), rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(dA, tA.grad.numpy(), rtol=1e-10, atol=1e-12, strict=True)


def cross_entropy(tA, tY):
    return -torch.xlogy(tY, tA).sum() / len(tA)


def distribution(rng, B, C):
    return rng.dirichlet(np.ones(C), size=B)


def one_hot(classes, C):
    return np.eye(C)[classes]


@settings(deadline=None)
@given(SIZE, SIZE, SEED)
def test_mse_coincide_con_torch(B, D, seed):
    rng = np.random.default_rng(seed)
    compare_with_torch(MSELoss(), torch.nn.MSELoss(), rng.normal(size=(B, D)), rng.normal(size=(B, D)))


@settings(deadline=None)
@given(SIZE, SIZE, SEED)
def test_la_entropia_cruzada_coincide_con_torch(B, C, seed):
    rng = np.random.default_rng(seed)
    A, Y = distribution(rng, B, C), distribution(rng, B, C)
    compare_with_torch(CrossEntropyLoss(), cross_entropy, A, Y)
    compare_with_torch(CrossEntropyLoss(), cross_entropy, A, one_hot(rng.integers(C, size=B), C))


@settings(deadline=None)
@given(SIZE, SIZE, SEED)
def test_softmax_y_entropia_cruzada_juntas_coinciden_con_torch(B, C, seed):
    rng = np.random.default_rng(seed)
    Z, reference = rng.normal(scale=4, size=(B, C)), torch.nn.functional.cross_entropy
    compare_with_torch(SoftmaxCrossEntropyLoss(), reference, Z, distribution(rng, B, C))
    compare_with_torch(SoftmaxCrossEntropyLoss(), reference, Z, rng.integers(C, size=B))


@settings(deadline=None)
@given(SIZE, SIZE, SEED)
def test_por_partes_o_juntas_da_lo_mismo(B, C, seed):
    rng = np.random.default_rng(seed)
    Z, Y = rng.normal(size=(B, C)), distribution(rng, B, C)
    together, softmax, apart = SoftmaxCrossEntropyLoss(), Softmax(), CrossEntropyLoss()
    assert together.forward(Z, Y) == pytest.approx(apart.forward(softmax.forward(Z), Y), rel=1e-12)
    np.testing.assert_allclose(together.backward(), softmax.backward(apart.backward()), rtol=1e-10, atol=1e-12)


def test_los_logits_enormes_no_se_desbordan():
    Z = np.array([[800.0, -800.0, 0.0], [-1e4, 1e4, 3.0]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compare_with_torch(SoftmaxCrossEntropyLoss(), torch.nn.functional.cross_entropy, Z, np.array([1, 0]))


def test_softmax_y_entropia_cruzada_dan_los_valores_de_control():
    Z = [[2, -1, 0], [0.5, 0, -3], [-0.2, 1.1, 0.7], [3, 2.5, -2]]
    Y = [[1, 0, 0], [0, 0, 1], [0, 1, 0], [0.2, 0.5, 0.3]]
    loss = SoftmaxCrossEntropyLoss()
    assert loss.forward(Z, Y) == pytest.approx(1.763741, abs=6e-7)
    want = [
        [-0.039051, 0.010503, 0.028549],
        [0.152744, 0.092644, -0.245388],
        [0.035069, -0.121323, 0.086255],
        [0.104965, -0.031009, -0.073956],
    ]
    np.testing.assert_allclose(loss.backward(), np.array(want), rtol=0, atol=6e-7, strict=True)


def test_donde_Y_es_cero_una_A_nula_no_cuenta():
    loss = CrossEntropyLoss()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert loss.forward(np.array([[1.0, 0.0], [0.25, 0.75]]), [0, 1]) == pytest.approx(-np.log(0.75) / 2)
    np.testing.assert_allclose(loss.backward(), [[-0.5, 0], [0, -0.5 / 0.75]], rtol=1e-15)


@with_classes
def test_las_clases_enteras_son_lo_mismo_que_one_hot(loss):
    P, classes = distribution(np.random.default_rng(0), 4, 3), [2, 0, 1, 2]
    a, b = loss(), loss()
    assert a.forward(P, classes) == b.forward(P, one_hot(classes, 3))
    np.testing.assert_array_equal(a.backward(), b.backward(), strict=True)


@losses
def test_backward_antes_de_forward_lo_explica(loss):
    with pytest.raises(RuntimeError, match=r"^Llama a forward\([AZ], Y\) antes que a backward\(\)"):
        loss().backward()


@losses
def test_backward_se_puede_repetir_y_cambiar_los_datos_no_cambia_el_gradiente(loss):
    rng = np.random.default_rng(0)
    P, Y = distribution(rng, 4, 3), distribution(rng, 4, 3)
    block = loss()
    block.forward(P, Y)
    first = block.backward()
    want = first.copy()
    P[:], Y[:], first[:] = 5, 5, 5
    np.testing.assert_array_equal(block.backward(), want, strict=True)


@losses
@pytest.mark.parametrize(
    "P, error, message",
    [
        (np.ones(3), ShapeError, r"debe tener forma \(B, [CD]\) y llegó con \(3,\)\. Si es un solo ejemplo"),
        (np.ones((0, 3)), ValueError, "debe tener al menos un número y llegó vacío"),
        (np.array([[np.nan, 1.0, 0.0]]), ValueError, r"debe ser finito y .\[0, 0\] vale nan"),
        (np.ones((1, 3), complex), TypeError, "debe contener números reales y llegó un número complejo"),
        ([["a", "b", "c"]], TypeError, "debe contener números reales y llegó texto"),
    ],
)
def test_una_entrada_que_no_vale_se_explica(loss, P, error, message):
    with pytest.raises(error, match=message):
        loss().forward(P, np.array([[0.2, 0.3, 0.5]]))


@losses
@pytest.mark.parametrize(
    "Y, error, message",
    [
        (np.ones((3, 2)) / 2, ShapeError, r"Y debe tener forma \(2, 3\) y llegó con \(3, 2\)\. ¿Querías Y\.T\?"),
        (np.ones((1, 3)) / 3, ShapeError, r"Y debe tener forma \(2, 3\) y llegó con \(1, 3\)\. Mira el eje 0"),
        (np.full((2, 3), np.nan), ValueError, r"Y debe ser finito y Y\[0, 0\] vale nan"),
        (np.ones((2, 3), complex) / 3, TypeError, "Y debe contener números reales y llegó un número complejo"),
        ([["a", "b", "c"]] * 2, TypeError, "Y debe contener números reales y llegó texto"),
    ],
)
def test_una_Y_que_no_vale_se_explica(loss, Y, error, message):
    with pytest.raises(error, match=message):
        loss().forward(np.full((2, 3), 1 / 3), Y)


@with_classes
@pytest.mark.parametrize(
    "Y, error, message",
    [
        ([1, 3], ValueError, r"^Y debe traer clases de 0 a 2 e Y\[1\] vale 3: ¿las cuentas desde 1\?$"),
        ([-1, 0], ValueError, r"^Y debe traer clases de 0 a 2 e Y\[0\] vale -1"),
        (
            [0.0, 1.0],
            TypeError,
            r"^Y debe traer clases enteras, si es de forma \(B,\), y llegó con dtype float64: pasa",
        ),
        ([True, False], TypeError, "llegó con dtype bool"),
        ([0, 1, 2], ShapeError, r"^Y debe tener forma \(2,\) y llegó con \(3,\)"),
        ([["0", "1", "2"]], TypeError, "^Y debe contener números reales y llegó texto"),
        ([[0.5, 0.5, 0.5]] * 2, ValueError, r"^Cada fila de Y debe sumar 1 y la 0 suma 1\.5: Y se da en prob"),
        (
            [[1, 0, 0], [-0.5, 1, 0.5]],
            ValueError,
            r"^Y debe ser ≥ 0 y Y\[1, 0\] vale -0\.5: Y se da en probabilidades",
        ),
    ],
)
def test_unas_etiquetas_que_no_valen_se_explican(loss, Y, error, message):
    with pytest.raises(error, match=message):
        loss().forward(np.full((2, 3), 1 / 3), Y)


def test_unos_logits_donde_van_probabilidades_se_explican():
    with pytest.raises(ValueError, match=r"^A debe ser ≥ 0 y A\[0, 1\] vale -2\.5: ¿son logits\? Usa Soft"):
        CrossEntropyLoss().forward(np.array([[3.5, -2.5]]), [0])
    with pytest.raises(ValueError, match=r"^Cada fila de A debe sumar 1 y la 0 suma 6: ¿son logits\? Usa Softmax"):
        CrossEntropyLoss().forward(np.array([[3.5, 2.5]]), [0])


def test_una_probabilidad_nula_donde_Y_no_lo_es_se_explica():
    with pytest.raises(ValueError, match=r"^A debe ser positiva donde Y lo es y A\[0, 1\] vale 0, así que la pérdida"):
        CrossEntropyLoss().forward(np.array([[1.0, 0.0]]), [1])


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
@pytest.mark.parametrize(
    "loss, A, Y", [(MSELoss(), [[1e200]], [[0]]), (SoftmaxCrossEntropyLoss(), [[1.7e308, -1.7e308]], [0])]
)
def test_una_perdida_que_se_desborda_lo_explica(loss, A, Y):
    with pytest.raises(OverflowError, match="^La pérdida debe caber en un float64 y se desborda, porque . llega a 1"):
        loss.forward(A, Y)
