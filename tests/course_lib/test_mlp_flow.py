"""MLPFlow por el lado de Python: qué admite, qué guarda y qué enseña sin navegador."""

import numpy as np
import pytest
import torch
import traitlets
from dibujo import read

from course_lib.shapes import ShapeError
from course_lib.widgets import MLPFlow

RNG = np.random.default_rng(5)
SIZES = [2, 3, 5, 1, 4]
BETAS = [RNG.normal(size=n) for n in SIZES[1:]]
OMEGAS = [RNG.normal(size=(n, m)) for m, n in zip(SIZES, SIZES[1:], strict=False)]


def torch_gradients(flow):
    """∂ℓ/∂β_k, ∂ℓ/∂Ω_k, ∂ℓ/∂x y ℓ, con torch.autograd."""
    x = torch.tensor(flow.x, dtype=torch.float64, requires_grad=True)
    betas = [torch.tensor(b, dtype=torch.float64, requires_grad=True) for b in flow.betas]
    omegas = [torch.tensor(w, dtype=torch.float64, requires_grad=True) for w in flow.omegas]
    h = x
    for k, (beta, omega) in enumerate(zip(betas, omegas, strict=True)):
        f = beta + omega @ h
        h = torch.relu(f) if k + 1 < len(betas) else f
    if flow.y is None:
        loss = torch.nn.functional.cross_entropy(f, torch.tensor(flow.c))
    else:
        loss = ((f - torch.tensor(flow.y, dtype=torch.float64)) ** 2).sum()
    loss.backward()
    return [b.grad.numpy() for b in betas], [w.grad.numpy() for w in omegas], x.grad.numpy(), loss.item()


@pytest.mark.parametrize("target", [{"c": 2}, {"y": [1.0, -2.0, 0.5, 3.0]}])
def test_sus_gradientes_son_los_de_torch(target):
    flow = MLPFlow([0.3, -1.1], BETAS, OMEGAS, **target)
    betas, omegas, x, loss = torch_gradients(flow)
    got = flow.gradients
    for ours, theirs in zip([*got.beta, *got.omega, got.x], [*betas, *omegas, x], strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12, strict=True)
    assert flow.loss == pytest.approx(loss, rel=1e-12)


def test_sin_argumentos_es_la_red_de_la_leccion_05():
    flow = MLPFlow()
    assert flow.c == 0 and flow.y is None
    assert flow.loss == pytest.approx(0.001697, abs=1e-6)
    np.testing.assert_allclose(flow.gradients.x, [0.001831, -0.002442, -0.003052], atol=1e-6)


def test_cambiar_x_desde_una_celda_cambia_lo_que_se_lee():
    flow = MLPFlow()
    before = flow.loss
    flow.x = np.array([1.0, 0.0, -1.0])
    assert flow.x == [1.0, 0.0, -1.0] and flow.loss != before
    with pytest.raises(ShapeError, match=r"x debe tener forma \(3,\) y llegó con \(2,\)"):
        flow.x = [1.0, 2.0]
    with pytest.raises(ValueError, match=r"x\[1\] vale nan"):
        flow.x = [1.0, float("nan"), 0.0]
    assert flow.x == [1.0, 0.0, -1.0]


def test_el_paso_se_queda_dentro_del_recorrido():
    flow = MLPFlow()
    flow.step = 99
    assert flow.step == 10
    flow.step = -3
    assert flow.step == 0


def test_la_red_no_se_cambia_a_medias():
    with pytest.raises(traitlets.TraitError):
        MLPFlow().betas = []


@pytest.mark.parametrize(
    "arguments, message",
    [
        (dict(x=[1.0]), "Hacen falta x, betas y omegas"),
        (dict(x=[0.3, -1.1], betas=BETAS, omegas=OMEGAS), "solo uno: pasa y"),
        (dict(x=[0.3, -1.1], betas=BETAS, omegas=OMEGAS, y=[0.0] * 4, c=1), "solo uno: pasa y"),
        (dict(x=[0.3, -1.1], betas=BETAS, omegas=OMEGAS, c=4), "de 0 a 3 y llegó 4"),
        (dict(x=[0.3, -1.1], betas=BETAS, omegas=OMEGAS, y=[0.0, 1.0]), r"y debe tener forma \(4,\)"),
        (dict(x=[0.3], betas=BETAS, omegas=OMEGAS, c=0), r"x debe tener forma \(2,\)"),
        (
            dict(x=[1.0] * 9, betas=[np.ones(2)], omegas=[np.ones((2, 9))], c=0),
            r"hasta 8 unidades.*plots\.mlp\(\[9, 2\]\)",
        ),
        (dict(x=[1.0], betas=[np.ones(1)] * 5, omegas=[np.ones((1, 1))] * 5, c=0), "hasta 4 capas"),
    ],
)
def test_lo_que_no_encaja_se_explica(arguments, message):
    with pytest.raises((TypeError, ValueError), match=message):
        MLPFlow(**arguments)


def test_la_figura_fija_lleva_valores_gradientes_y_unidades_apagadas():
    picture = MLPFlow().picture()
    written = read(picture)
    assert {"f₀", "h₁", "∂ℓ/∂h₁", "(3, 3)", "3.46", "0 ✕"} <= set(written)
    assert "En h₁ están apagadas (✕) las unidades 1, 2." in picture.alt
    assert "∂ℓ/∂x = (0.001831, -0.002442, -0.003052)" in picture.alt
    assert "Pérdida ℓ = 0.001697" in picture.alt


def test_la_salida_trae_el_widget_y_la_figura():
    data, _ = MLPFlow()._repr_mimebundle_()
    assert {"application/vnd.jupyter.widget-view+json", "image/svg+xml", "text/html", "text/plain"} <= set(data)
