"""Adam da los mismos pasos que PyTorch, y lo que no vale se explica."""

import numpy as np
import pytest
import torch

from course_lib.optim.adam import Adam
from course_lib.shapes import ShapeError


@pytest.mark.parametrize("lr", [0.001, 0.1])
@pytest.mark.parametrize("betas", [(0.9, 0.999), (0.0, 0.5), (0.5, 0.9)])
@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_cien_pasos_son_los_de_torch(lr, betas, scale):
    rng = np.random.default_rng(0)
    shapes = (3, 4), (1,), (2, 1)
    ours = [rng.normal(size=s) for s in shapes]
    theirs = [torch.tensor(p, requires_grad=True) for p in ours]
    optimizer, reference = Adam(ours, lr, betas), torch.optim.Adam(theirs, lr, betas)
    for _ in range(100):
        noise = [rng.normal(size=s) for s in shapes]
        optimizer.step([scale * (p + n) for p, n in zip(ours, noise, strict=True)])
        for p, n in zip(theirs, noise, strict=True):
            p.grad = scale * (p.detach() + torch.tensor(n))
        reference.step()
        for a, b in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(a, b.detach().numpy(), rtol=1e-10, atol=1e-12, strict=True)


@pytest.mark.parametrize("g", [1e-4, -3.0, 1e9])
def test_el_primer_paso_mide_lr_valga_lo_que_valga_el_gradiente(g):
    p = np.array([2.0])
    Adam([p], lr=0.25).step([np.array([g])])
    np.testing.assert_allclose(p, [2.0 - 0.25 * np.sign(g)], rtol=1e-4)


def test_multiplicar_la_perdida_no_cambia_el_camino():
    paths = []
    for scale in (1.0, 50.0):
        p = np.array([1.0, -2.0])
        optimizer = Adam([p], lr=0.1)
        for _ in range(50):
            optimizer.step([scale * 2 * p])
        paths.append(p)
    np.testing.assert_allclose(*paths, rtol=1e-6)


def test_sin_gradiente_no_se_mueve_ni_con_eps_cero():
    p = np.array([1.0, 2.0])
    optimizer = Adam([p], lr=0.5, eps=0.0)
    optimizer.step([np.zeros(2)])
    np.testing.assert_array_equal(p, [1.0, 2.0])
    optimizer.step([np.array([1.0, 0.0])])
    assert p[0] < 1.0 and p[1] == 2.0


def test_los_gradientes_no_cambian_y_los_parametros_si():
    p, g = np.array([1.0]), np.array([0.5])
    Adam([p]).step([g])
    assert g[0] == 0.5 and p[0] < 1.0


@pytest.mark.parametrize(
    "wrong, error, text",
    [
        (dict(lr=-1.0), ValueError, "lr debe ser finito y no negativo"),
        (dict(lr="mucho"), TypeError, "lr debe ser un número"),
        (dict(betas=(0.9,)), ValueError, "betas debe traer dos números"),
        (dict(betas=(0.9, 1.0)), ValueError, r"betas\[1\] debe ser menor que 1"),
        (dict(betas=(-0.1, 0.9)), ValueError, r"betas\[0\] debe ser finito y no negativo"),
        (dict(betas=0.9), TypeError, "betas"),
        (dict(eps=float("nan")), ValueError, "eps debe ser finito"),
    ],
)
def test_lo_que_no_vale_se_explica(wrong, error, text):
    with pytest.raises(error, match=text):
        Adam([np.ones(2)], **wrong)


def test_un_error_no_deja_el_paso_a_medias():
    p, q = np.ones(2), np.ones(3)
    optimizer = Adam([p, q])
    for gradients, error in (
        ([np.ones(2)], ValueError),
        ([np.ones(2), np.ones(2)], ShapeError),
        ([np.ones(2), np.array([1, np.nan, 1])], ValueError),
    ):
        with pytest.raises(error):
            optimizer.step(gradients)
    np.testing.assert_array_equal(p, np.ones(2))
    assert optimizer.steps == 0 and not np.any(optimizer.means[0])
