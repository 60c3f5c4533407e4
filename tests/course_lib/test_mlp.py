"""El MLP de un ejemplo coincide con torch.autograd a cualquier profundidad."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import mlp
from course_lib.gradcheck import gradcheck
from course_lib.layers import SoftmaxCrossEntropyLoss
from course_lib.shapes import ShapeError


def network(sizes, seed=0):
    rng = np.random.default_rng(seed)
    betas = [rng.normal(size=D) for D in sizes[1:]]
    omegas = [rng.normal(size=(D_out, D_in)) for D_in, D_out in zip(sizes, sizes[1:], strict=False)]
    return rng.normal(size=sizes[0]), betas, omegas, rng.normal(size=sizes[-1])


def compare_with_torch(x, betas, omegas, dl_df):
    values = mlp.forward(x, betas, omegas)
    gradients = mlp.backward(values, dl_df, betas, omegas)
    tx, *tensors = (torch.tensor(a, requires_grad=True) for a in (x, *betas, *omegas))
    tbetas, tomegas = tensors[: len(betas)], tensors[len(betas) :]
    h, f = [tx], []
    for beta, omega in zip(tbetas, tomegas, strict=True):
        f.append(beta + omega @ h[-1])
        f[-1].retain_grad()
        h.append(torch.relu(f[-1]))
    f[-1].backward(torch.tensor(dl_df))
    got = [*values.f, *values.h, *gradients.f, *gradients.beta, *gradients.omega, gradients.x]
    want = [*f, *h[:-1], *(t.grad for t in (*f, *tbetas, *tomegas, tx))]
    for a, b in zip(got, want, strict=True):
        np.testing.assert_allclose(a, b.detach().numpy(), rtol=1e-9, atol=1e-12, strict=True)


@settings(deadline=None)
@given(st.lists(st.integers(1, 6), min_size=2, max_size=7), st.integers(0, 2**32 - 1))
def test_todos_los_gradientes_coinciden_con_torch(sizes, seed):
    compare_with_torch(*network(sizes, seed))


def test_una_preactivacion_nula_no_deja_pasar_nada():
    x, betas, omegas, dl_df = network([3, 4, 2])
    omegas[0][1], betas[0][1] = 0, 0
    compare_with_torch(x, betas, omegas, dl_df)
    assert mlp.backward(mlp.forward(x, betas, omegas), dl_df, betas, omegas).f[0][1] == 0


def test_la_red_3_3_2_da_los_valores_de_control():
    omegas = [[[0.5, -1, 0.3], [1.2, 0.4, -0.7], [-0.6, 0.8, 1]], [[1, -0.5, 0.7], [0.2, 0.9, -1.1]]]
    betas = [[0.1, -0.2, 0.3], [0.05, -0.1]]
    values = mlp.forward([-0.4, 0.9, 2.2], betas, omegas)
    loss = SoftmaxCrossEntropyLoss()
    assert loss.forward([values.f[-1]], [0]) == pytest.approx(0.001697, abs=6e-7)
    gradients = mlp.backward(values, loss.backward()[0], betas, omegas)
    for got, want in [
        (values.f[0], [-0.34, -1.86, 3.46]),
        (values.h[1], [0, 0, 3.46]),
        (values.f[1], [2.472, -3.906]),
        (gradients.f[1], [-0.001696, 0.001696]),
        (gradients.f[0], [0, 0, -0.003052]),
        (gradients.x, [0.001831, -0.002442, -0.003052]),
    ]:
        np.testing.assert_allclose(got, np.array(want), rtol=0, atol=6e-7, strict=True)


def test_gradcheck_lo_confirma():
    x, betas, omegas, dl_df = network([3, 5, 2])
    gradients = mlp.backward(mlp.forward(x, betas, omegas), dl_df, betas, omegas)
    report = gradcheck(lambda W: dl_df @ mlp.forward(x, betas, [W, omegas[1]]).f[-1], omegas[0], gradients.omega[0])
    assert report.ok, report


def test_backward_no_toca_nada_y_se_puede_repetir():
    x, betas, omegas, dl_df = network([3, 5, 2])
    values = mlp.forward(x, betas, omegas)
    first = mlp.backward(values, dl_df, betas, omegas)
    kept = [a.copy() for a in (*values.f, *values.h, dl_df)]
    for part in (*first.f, *first.beta, first.x):
        part += 9
    again = mlp.backward(values, dl_df, betas, omegas)
    for got, want in zip((*values.f, *values.h, dl_df), kept, strict=True):
        np.testing.assert_array_equal(got, want, strict=True)
    np.testing.assert_array_equal(again.f[-1], dl_df, strict=True)
    np.testing.assert_array_equal(again.beta[0], again.f[0], strict=True)


def test_cambiar_x_despues_de_forward_no_cambia_el_gradiente():
    x, betas, omegas, dl_df = network([3, 2])
    values = mlp.forward(x, betas, omegas)
    want = np.outer(dl_df, x)
    x += 5
    np.testing.assert_allclose(mlp.backward(values, dl_df, betas, omegas).omega[0], want, rtol=1e-14, strict=True)


@pytest.mark.parametrize(
    "change, error, message",
    [
        (
            lambda x, b, W: (x, b[:1], W),
            ValueError,
            r"^betas y omegas deben traer un elemento por capa y llegaron 1 y 2",
        ),
        (
            lambda x, b, W: (x, None, W),
            TypeError,
            r"^betas debe ser una lista y llegó un NoneType: pasa \[β_0, …, β_K\]\.$",
        ),
        (lambda x, b, W: (x, b, W[0]), TypeError, r"^omegas debe ser una lista y llegó un ndarray: pasa \[Ω_0, …"),
        (lambda x, b, W: (x, [], []), ValueError, "llegaron 0 y 0: empareja"),
        (lambda x, b, W: (x[:2], b, W), ShapeError, r"^x debe tener forma \(3,\) y llegó con \(2,\)"),
        (lambda x, b, W: (x[:, None], b, W), ShapeError, r"^x debe tener forma \(3,\) y llegó con \(3, 1\)"),
        (
            lambda x, b, W: (x, b, [W[0], W[1].T]),
            ShapeError,
            r"^omegas\[1\] debe tener forma \(D_2, 4\) y llegó con \(4, 2\)\. ¿Querías omegas\[1\]\.T\?",
        ),
        (
            lambda x, b, W: (x, b[::-1], W),
            ShapeError,
            r"^betas\[0\] debe tener forma \(4,\) y llegó con \(2,\)",
        ),
        (lambda x, b, W: (x * np.nan, b, W), ValueError, r"^x debe ser finito y x\[0\] vale nan"),
        (lambda x, b, W: (["a", "b", "c"], b, W), TypeError, "^x debe contener números reales y llegó texto"),
        (lambda x, b, W: (x, b, [W[0] * 1j, W[1]]), TypeError, r"^omegas\[0\] debe contener números reales y llegó"),
    ],
)
def test_una_red_que_no_encaja_se_explica(change, error, message):
    x, betas, omegas, _ = network([3, 4, 2])
    with pytest.raises(error, match=message):
        mlp.forward(*change(x, betas, omegas))


def test_una_vuelta_que_no_encaja_se_explica():
    x, betas, omegas, dl_df = network([3, 4, 2])
    values = mlp.forward(x, betas, omegas)
    with pytest.raises(ShapeError, match=r"^dl_df debe tener forma \(2,\) y llegó con \(3,\)"):
        mlp.backward(values, np.ones(3), betas, omegas)
    for other in (None, x, mlp.forward(x[:1], [betas[0]], [omegas[0][:, :1]])):
        with pytest.raises(
            ValueError, match=r"^values debe ser lo que devuelve forward\(x, betas, omegas\) con esta red"
        ):
            mlp.backward(other, dl_df, betas, omegas)


@pytest.mark.parametrize(
    "bad, error, message",
    [
        (np.nan, ValueError, r"^values\.h\[1\] debe ser finito y values\.h\[1\]\[2\] vale nan"),
        ("a", TypeError, r"^values\.h\[1\] debe contener números reales"),
    ],
)
def test_unos_intermedios_que_no_son_numeros_se_explican(bad, error, message):
    x, betas, omegas, dl_df = network([3, 4, 2])
    f, h = mlp.forward(x, betas, omegas)
    with pytest.raises(error, match=message):
        mlp.backward(mlp.MLPValues(f, [h[0], [*h[1][:2], bad, h[1][3]]]), dl_df, betas, omegas)
