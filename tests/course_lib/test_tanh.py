"""La tangente hiperbólica coincide con torch, también con números enormes, y lo que llega mal se explica."""

import numpy as np
import pytest
import torch

from course_lib.layers import Tanh
from course_lib.shapes import ShapeError


@pytest.mark.parametrize("scale", [1.0, 5.0, 1e3])
@pytest.mark.parametrize("shape", [(1, 1), (3, 4), (7, 2)])
def test_adelante_y_atras_coinciden_con_torch(shape, scale):
    rng = np.random.default_rng(0)
    Z, dA = rng.normal(scale=scale, size=shape), rng.normal(size=shape)
    block = Tanh()
    A, dZ = block.forward(Z), block.backward(dA)
    tZ = torch.tensor(Z, requires_grad=True)
    tA = torch.tanh(tZ)
    tA.backward(torch.tensor(dA))
    np.testing.assert_allclose(A, tA.detach().numpy(), rtol=1e-10, atol=1e-12, strict=True)
    np.testing.assert_allclose(dZ, tZ.grad.numpy(), rtol=1e-10, atol=1e-12, strict=True)


def test_cambiar_la_salida_no_cambia_lo_recordado():
    block = Tanh()
    A = block.forward(np.array([[0.5, -2.0]]))
    before = block.backward(np.ones((1, 2)))
    A[:] = 7.0
    np.testing.assert_array_equal(block.backward(np.ones((1, 2))), before)


def test_lo_que_llega_mal_se_explica():
    with pytest.raises(RuntimeError, match="antes que a backward"):
        Tanh().backward(np.ones((2, 3)))
    block = Tanh()
    with pytest.raises(ValueError, match="Z debe ser finito"):
        block.forward(np.array([[np.nan]]))
    block.forward(np.ones((2, 3)))
    with pytest.raises(ShapeError, match=r"dA\.T"):
        block.backward(np.ones((3, 2)))
