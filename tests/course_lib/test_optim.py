"""SGD, StepLR y ExponentialLR dan los mismos pasos que PyTorch, y lo que no vale se explica."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.optim import SGD, ExponentialLR, StepLR
from course_lib.shapes import ShapeError


def compare_with_torch(lr, momentum, step_size, gamma, steps, seed, shapes=((3, 4), (1,), (2, 1))):
    """``steps`` pasos en una cuadrática que tiembla: el gradiente depende de por dónde va cada uno."""
    rng = np.random.default_rng(seed)
    ours = [rng.normal(size=s) for s in shapes]
    theirs = [torch.tensor(p, requires_grad=True) for p in ours]
    optimizer, reference = SGD(ours, lr, momentum), torch.optim.SGD(theirs, lr, momentum)
    schedule = StepLR(optimizer, step_size, gamma)
    reference_schedule = torch.optim.lr_scheduler.StepLR(reference, step_size, gamma)
    for _ in range(steps):
        noise = [rng.normal(size=s) for s in shapes]
        optimizer.step([p + n for p, n in zip(ours, noise, strict=True)])
        for p, n in zip(theirs, noise, strict=True):
            p.grad = p.detach() + torch.tensor(n)
        reference.step()
        schedule.step()
        reference_schedule.step()
        assert optimizer.lr == pytest.approx(reference.param_groups[0]["lr"], rel=1e-12, abs=0)
        for a, b in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(a, b.detach().numpy(), rtol=1e-12, atol=1e-12, strict=True)


@pytest.mark.parametrize("lr", [0.001, 0.05, 0.5])
@pytest.mark.parametrize("momentum", [0.0, 0.9, 0.99])
@pytest.mark.parametrize("step_size, gamma", [(1, 0.99), (10, 0.5), (7, 1.0)])
def test_trescientos_pasos_son_los_de_torch(lr, momentum, step_size, gamma):
    compare_with_torch(lr, momentum, step_size, gamma, 300, seed=0)


@settings(deadline=None, max_examples=25)
@given(
    st.floats(0, 0.5),
    st.floats(0, 0.95),
    st.integers(1, 30),
    st.floats(0, 1),
    st.integers(0, 2**32 - 1),
)
def test_cien_pasos_con_cualquier_calendario_son_los_de_torch(lr, momentum, step_size, gamma, seed):
    compare_with_torch(lr, momentum, step_size, gamma, 100, seed)


def test_el_calendario_del_bucle_acaba_donde_debe():
    optimizer = SGD([np.zeros(1)], 0.01, 0.9)
    schedule = StepLR(optimizer, 10, 0.5)
    for epoch in range(100):
        last = optimizer.lr
        if epoch < 10:
            assert last == 0.01
        schedule.step()
    assert last == pytest.approx(1.953125e-05, rel=1e-12)
    assert optimizer.lr == pytest.approx(9.765625e-06, rel=1e-12)


def test_los_parametros_cambian_en_su_sitio_y_los_gradientes_no():
    p, g = np.array([1.0, -2.0]), np.array([0.5, 0.5])
    optimizer = SGD([p], 0.1, 0.9)
    optimizer.step([g])
    optimizer.step([g])
    np.testing.assert_allclose(p, [1 - 0.1 * 0.5 - 0.1 * 0.95, -2 - 0.1 * 0.5 - 0.1 * 0.95], rtol=1e-15)
    np.testing.assert_array_equal(g, [0.5, 0.5])


def test_un_gradiente_que_es_el_propio_parametro_vale():
    p = np.array([1.0, -2.0])
    SGD([p], 0.1).step([p])
    np.testing.assert_allclose(p, [0.9, -1.8], rtol=1e-15)


def test_lr_se_puede_cambiar_entre_pasos():
    p = np.array([1.0])
    optimizer = SGD([p], 0.1)
    optimizer.lr = 0.5
    optimizer.step([np.array([1.0])])
    assert p[0] == 0.5


@pytest.mark.parametrize(
    "gradients, error, message",
    [
        (None, TypeError, r"^gradients debe ser una lista y llegó un NoneType: usa model\.gradients\(\)\.$"),
        (
            [np.ones((2, 3))],
            ValueError,
            r"^gradients debe traer un gradiente por parámetro, 2, y llegaron 1: usa model",
        ),
        ([np.ones((2, 3)), np.ones(2), np.ones(2)], ValueError, "por parámetro, 2, y llegaron 3"),
        ([np.ones((3, 2)), np.ones(2)], ShapeError, r"gradients\[0\] debe tener forma \(2, 3\).*\(3, 2\)\. ¿Querías"),
        ([np.ones((2, 3)), np.ones(1)], ShapeError, r"gradients\[1\] debe tener forma \(2,\) y llegó con \(1,\)"),
        ([np.ones((2, 3)), np.array([1, np.nan])], ValueError, r"gradients\[1\] debe ser finito y gradients\[1\]\[1\]"),
        ([np.ones((2, 3)), ["a", "b"]], TypeError, r"gradients\[1\] debe contener números reales y llegó texto"),
        ([np.ones((2, 3)), None], TypeError, r"gradients\[1\] debe contener números reales y llegó un NoneType"),
    ],
)
def test_unos_gradientes_que_no_valen_se_explican_y_no_mueven_nada(gradients, error, message):
    parameters = [np.zeros((2, 3)), np.zeros(2)]
    optimizer = SGD(parameters, 0.1, 0.9)
    with pytest.raises(error, match=message):
        optimizer.step(gradients)
    assert not any(p.any() for p in parameters) and not any(v.any() for v in optimizer.velocities)


def read_only():
    p = np.ones(2)
    p.flags.writeable = False
    return p


shared = np.ones(2)


@pytest.mark.parametrize(
    "parameters, error, message",
    [
        (
            np.ones((2, 3)),
            TypeError,
            r"^parameters debe ser una lista y llegó un ndarray: usa model\.parameters\(\)\.$",
        ),
        ([], ValueError, r"^parameters debe traer al menos un array y llegó vacía: usa model\.parameters\(\)\.$"),
        ([np.ones(2), [1.0, 2.0]], TypeError, r"^parameters\[1\] debe ser un array float64, porque .* y llegó un list"),
        ([np.ones(2, np.float32)], TypeError, r"^parameters\[0\] debe ser .* y llegó un array float32: conviértelo"),
        ([np.ones(2, complex)], TypeError, "y llegó un array complex128"),
        ([np.array(["a"])], TypeError, "y llegó un array <U1"),
        ([np.array([1.0, np.inf])], ValueError, r"^parameters\[0\] debe ser finito y parameters\[0\]\[1\] vale inf"),
        ([read_only()], ValueError, r"^parameters\[0\] debe poder cambiarse y es de solo lectura: pasa una copia"),
        ([shared, np.ones(3), shared], ValueError, r"^Cada parámetro va una sola vez y parameters\[2\] está repetido"),
    ],
)
def test_unos_parametros_que_no_se_pueden_mover_se_explican(parameters, error, message):
    with pytest.raises(error, match=message):
        SGD(parameters, 0.1)


@pytest.mark.parametrize(
    "settings, error, message",
    [
        (dict(lr=-0.1), ValueError, r"^lr debe ser finito y no negativo y vale -0\.1: lo habitual va de 0\.001 a 0\.1"),
        (dict(lr=np.nan), ValueError, "^lr debe ser finito y no negativo y vale nan"),
        (dict(lr="0.1"), TypeError, "^lr debe ser un número y llegó un str"),
        (dict(lr=0.1, momentum=-1), ValueError, "^momentum debe ser finito y no negativo y vale -1"),
        (dict(lr=0.1, momentum=9), ValueError, r"^momentum debe ser menor que 1 y vale 9: lo habitual es 0\.9\.$"),
        (dict(lr=0.1, momentum=True), TypeError, "^momentum debe ser un número y llegó un bool"),
    ],
)
def test_unos_ajustes_que_no_valen_se_explican(settings, error, message):
    with pytest.raises(error, match=message):
        SGD([np.ones(2)], **settings)


@pytest.mark.parametrize(
    "step_size, gamma, error, message",
    [
        (0, 0.5, ValueError, "^step_size debe ser un entero positivo y llegó 0: cuenta épocas enteras"),
        (2.5, 0.5, ValueError, r"^step_size debe ser un entero positivo y llegó 2\.5"),
        (True, 0.5, ValueError, "^step_size debe ser un entero positivo y llegó True"),
        (np.ones((3, 4)), 0.5, ValueError, r"y llegó un ndarray con forma \(3, 4\): cuenta épocas enteras"),
        (10, -0.5, ValueError, r"^gamma debe ser finito y no negativo y vale -0\.5"),
        (10, None, TypeError, "^gamma debe ser un número y llegó un NoneType"),
    ],
)
def test_un_calendario_que_no_vale_se_explica(step_size, gamma, error, message):
    with pytest.raises(error, match=message):
        StepLR(SGD([np.ones(2)], 0.1), step_size, gamma)


def test_un_calendario_sin_optimizador_se_explica():
    with pytest.raises(TypeError, match=r"^optimizer debe tener lr y llegó un float: pasa tu SGD de course_lib\.$"):
        StepLR(0.1, 10, 0.5)


@pytest.mark.parametrize("gamma", [0.999, 0.5, 1.0, 0.0])
def test_la_tasa_que_se_encoge_en_cada_paso_es_la_de_torch(gamma):
    p, theirs = np.array([3.0, -2.0]), torch.tensor([3.0, -2.0], dtype=torch.float64, requires_grad=True)
    optimizer, reference = SGD([p], 0.2), torch.optim.SGD([theirs], 0.2)
    schedule = ExponentialLR(optimizer, gamma)
    reference_schedule = torch.optim.lr_scheduler.ExponentialLR(reference, gamma)
    for _ in range(50):
        optimizer.step([np.array([2.0, 4.0]) * p])
        theirs.grad = torch.tensor([2.0, 4.0]) * theirs.detach()
        reference.step()
        schedule.step()
        reference_schedule.step()
        assert optimizer.lr == pytest.approx(reference.param_groups[0]["lr"], rel=1e-12, abs=0)
        np.testing.assert_allclose(p, theirs.detach().numpy(), rtol=1e-12, atol=1e-14, strict=True)


@pytest.mark.parametrize(
    "optimizer, gamma, error, message",
    [
        (0.2, 0.9, TypeError, r"^optimizer debe tener lr y llegó un float: pasa tu SGD de course_lib\.$"),
        (SGD([np.ones(2)], 0.1), -0.9, ValueError, r"^gamma debe ser finito y no negativo y vale -0\.9"),
        (SGD([np.ones(2)], 0.1), "0.9", TypeError, "^gamma debe ser un número y llegó un str"),
    ],
)
def test_una_tasa_que_no_se_puede_encoger_se_explica(optimizer, gamma, error, message):
    with pytest.raises(error, match=message):
        ExponentialLR(optimizer, gamma)
