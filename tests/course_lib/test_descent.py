"""Los caminos por las tres montañas: contra torch, con su ruido, y lo que no vale se explica."""

import numpy as np
import pytest
import torch

from course_lib import descent
from course_lib.shapes import ShapeError

HEIGHTS = {
    "cuenco": lambda p: p[0] ** 2 + 2 * p[1] ** 2,
    "barranco": lambda p: 0.1 * p[0] ** 2 + 2 * p[1] ** 2,
    "dos valles": lambda p: (p[0] ** 2 - 3) ** 2 / 8 + 0.4 * p[0] + p[1] ** 2,
}


@pytest.mark.parametrize("name", descent.MOUNTAINS)
def test_la_altura_y_el_gradiente_son_los_de_torch(name):
    rng = np.random.default_rng(0)
    for point in rng.uniform(-3, 3, size=(5, 2)):
        p = torch.tensor(point, requires_grad=True)
        height = HEIGHTS[name](p)
        height.backward()
        assert descent.MOUNTAINS[name].height(point) == pytest.approx(height.item(), rel=1e-12)
        np.testing.assert_allclose(descent.MOUNTAINS[name].gradient(point), p.grad.numpy(), rtol=1e-12, strict=True)


@pytest.mark.parametrize("name", descent.MOUNTAINS)
def test_el_camino_es_el_de_torch(name):
    p = torch.tensor([2.0, -1.5], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([p], lr=0.1)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.95)
    want = [p.detach().numpy().copy()]
    for error in descent.draws(3, 20):
        optimizer.zero_grad()
        HEIGHTS[name](p).backward()
        p.grad += torch.tensor(error) * 0.5 / 2  # ruido 0.5 y lotes de 4
        optimizer.step()
        schedule.step()
        want.append(p.detach().numpy().copy())
    got = descent.descend(name, (2.0, -1.5), 0.1, decay=0.95, noise=0.5, batch=4, seed=3, steps=20)
    np.testing.assert_allclose(got, want, rtol=1e-10, atol=1e-12, strict=True)


def test_dos_valles_tiene_el_fondo_hondo_a_la_izquierda():
    ends = [descent.descend("dos valles", (x, 1), 0.1)[-1] for x in (-2, 2)]
    assert ends[0][0] < 0 < ends[1][0]
    low, high = (descent.MOUNTAINS["dos valles"].height(end) for end in ends)
    assert low < high - 1


def test_quien_se_escapa_para_y_se_sabe_en_que_paso():
    path = descent.descend("cuenco", (3, -2), 0.7, steps=300)
    step = descent.escapes(path)
    assert step == len(path) - 1 < 300
    # |y| se multiplica por 1.8 en cada paso.
    assert step == np.ceil(np.log(descent.FAR / 2) / np.log(1.8))
    assert descent.escapes(descent.descend("cuenco", (3, -2), 0.49)) is None


def test_sin_pasos_no_se_mueve():
    np.testing.assert_array_equal(descent.descend("cuenco", (3, -2), 0.2, steps=0), [[3, -2]])


@pytest.mark.parametrize(
    "options, error, message",
    [
        (dict(mountain="pico"), ValueError, "mountain debe ser 'cuenco', 'barranco', 'dos valles' y llegó 'pico'"),
        (dict(start=(1, 2, 3)), ShapeError, r"start debe tener forma \(2,\) y llegó con \(3,\)"),
        (dict(start=(1, np.nan)), ValueError, "start debe ser finito"),
        (dict(lr=-0.1), ValueError, r"lr debe ser finito y no negativo y vale -0\.1: prueba 0\.2"),
        (dict(decay="lento"), TypeError, "decay debe ser un número"),
        (dict(noise=np.inf), ValueError, "noise debe ser finito"),
        (dict(batch=0), ValueError, "batch debe ser un entero de 1 en adelante y llegó 0: prueba 1"),
        (dict(batch=2.5), ValueError, r"batch debe ser un entero de 1 en adelante y llegó 2\.5"),
        (dict(seed=-1), ValueError, "seed debe ser un entero de 0 en adelante"),
        (dict(steps=301), ValueError, "steps debe ser un entero de 0 a 300 y llegó 301"),
    ],
)
def test_lo_que_no_vale_se_explica(options, error, message):
    with pytest.raises(error, match=message):
        descent.descend(**{"mountain": "cuenco", "start": (3, -2), "lr": 0.2, **options})
