"""Una red entera coincide con torch, y un error dice en qué capa fue."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.layers import Linear, MSELoss, ReLU, Sequential, Sigmoid, Softmax
from course_lib.shapes import ShapeError

TORCH = {ReLU: torch.nn.ReLU, Sigmoid: torch.nn.Sigmoid}


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.integers(1, 6), min_size=2, max_size=5),
    st.integers(1, 6),
    st.sampled_from([ReLU, Sigmoid]),
    st.integers(0, 2**32 - 1),
)
def test_los_gradientes_de_la_red_coinciden_con_torch(sizes, B, activation, seed):
    rng = np.random.default_rng(seed)
    ours, theirs = [], []
    for D_in, D_out in zip(sizes, sizes[1:], strict=False):
        W, b = rng.normal(size=(D_out, D_in)), rng.normal(size=D_out)
        linear = torch.nn.Linear(D_in, D_out, dtype=torch.float64)
        linear.load_state_dict({"weight": torch.tensor(W), "bias": torch.tensor(b)})
        ours += [Linear(W, b), activation()]
        theirs += [linear, TORCH[activation]()]
    ours, theirs = Sequential(ours[:-1]), torch.nn.Sequential(*theirs[:-1])
    X, dZ = rng.normal(size=(B, sizes[0])), rng.normal(size=(B, sizes[-1]))
    tX = torch.tensor(X, requires_grad=True)
    tZ = theirs(tX)
    tZ.backward(torch.tensor(dZ))
    got = [ours.forward(X), ours.backward(dZ), *ours.gradients()]
    want = [tZ.detach(), tX.grad, *(p.grad for p in theirs.parameters())]
    for a, b in zip(got, want, strict=True):
        np.testing.assert_allclose(a, b.numpy(), rtol=1e-9, atol=1e-12, strict=True)


@pytest.fixture
def model():
    return Sequential([Linear.he(4, 3, 0), ReLU(), Linear.he(3, 2, 1)])


def test_parametros_y_gradientes_van_emparejados(model):
    model.forward(np.ones((5, 4)))
    model.backward(np.ones((5, 2)))
    assert [p.shape for p in model.parameters()] == [(3, 4), (3,), (2, 3), (2,)]
    assert [g.shape for g in model.gradients()] == [p.shape for p in model.parameters()]
    assert model.parameters()[0] is model.layers[0].W


def test_una_red_puede_ser_una_capa_de_otra(model):
    outer = Sequential([model, Softmax()])
    loss = MSELoss()
    loss.forward(outer.forward(np.ones((5, 4))), np.zeros((5, 2)))
    assert outer.backward(loss.backward()).shape == (5, 4)
    assert len(outer.gradients()) == 4


def test_un_error_dice_en_que_capa_fue(model):
    model.layers[2] = Linear.he(7, 2, 0)
    with pytest.raises(ShapeError, match=r"X debe tener forma \(B, 7\) y llegó con \(5, 3\)") as caught:
        model.forward(np.ones((5, 4)))
    assert caught.value.__notes__ == ["Fue en layers[2], Linear."]


def test_un_error_de_vuelta_tambien(model):
    model.forward(np.ones((5, 4)))
    with pytest.raises(ShapeError, match=r"dZ debe tener forma \(5, 2\) y llegó con \(5, 1\)") as caught:
        model.backward(np.ones((5, 1)))
    assert caught.value.__notes__ == ["Fue en layers[2], Linear."]


def test_un_nan_se_para_en_la_primera_capa(model):
    with pytest.raises(ValueError, match=r"X debe ser finito y X\[0, 3\] vale nan"):
        model.forward(np.array([[0, 1, 2, np.nan]]))


def test_backward_antes_de_forward_lo_explica(model):
    with pytest.raises(RuntimeError, match=r"Llama a forward\(X\) antes que a backward\(dZ\)"):
        model.backward(np.ones((5, 2)))


def test_una_lista_vacia_se_explica():
    with pytest.raises(ValueError, match=r"^layers debe traer al menos una capa y llegó vacía: prueba con"):
        Sequential([])


def test_una_capa_suelta_se_explica():
    with pytest.raises(
        TypeError, match=r"^layers debe ser una lista y llegó un ReLU: prueba con \[Linear\(W, b\)\]\.$"
    ):
        Sequential(ReLU())


@pytest.mark.parametrize(
    "item, shown",
    [
        (ReLU, "ReLU"),
        (np.maximum, "maximum"),
        (None, "None"),
        (np.ones((3, 4)), r"un ndarray con forma \(3, 4\)"),
    ],
)
def test_lo_que_no_es_una_capa_se_explica(item, shown):
    with pytest.raises(TypeError, match=rf"^layers\[1\] debe ser una capa y llegó .*{shown}.*: crea el bloque"):
        Sequential([ReLU(), item])


def test_una_capa_repetida_se_explica():
    relu = ReLU()
    with pytest.raises(ValueError, match=r"^Cada capa va una sola vez y layers\[2\] ya salió antes: crea otra\.$"):
        Sequential([relu, Linear.he(2, 2, 0), relu])
