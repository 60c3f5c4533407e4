"""Cada jacobiano coincide con el de torch, traspuesto a la notación de denominador."""

import numpy as np
import pytest
import torch
from torch.autograd.functional import jacobian as torch_jacobian

from course_lib.matrix_calculus import (
    linear_jacobian,
    numerical_jacobian,
    relu_jacobian,
    softmax_jacobian,
    to_denominator,
    to_numerator,
    vjp,
    weights_tensor,
)
from course_lib.shapes import ShapeError

RNG = np.random.default_rng(7)
VECTORS = [
    np.array([1.5, -2.0, 0.0]),
    np.array([-0.7]),
    np.zeros(4),
    np.array([800.0, -300.0]),
    RNG.normal(size=6),
]


def reference(f, x):
    """El jacobiano de torch (numerador) con el eje de la salida al final."""
    found = torch_jacobian(f, torch.tensor(x, dtype=torch.float64))
    return (found if found.ndim == np.ndim(x) else found.movedim(0, -1)).numpy()


def same(got, want, rtol=1e-12, atol=1e-13):
    np.testing.assert_allclose(got, want, rtol=rtol, atol=atol, strict=True)


@pytest.mark.parametrize("m, n", [(1, 1), (2, 3), (5, 2), (1, 4), (4, 1)])
def test_la_capa_lineal_coincide_con_torch(m, n):
    Omega, h = RNG.normal(size=(m, n)), RNG.normal(size=n)
    Omega[0, 0] = 0
    same(linear_jacobian(Omega), reference(lambda t: torch.tensor(Omega) @ t, h))
    same(weights_tensor(Omega.shape, h), reference(lambda t: t @ torch.tensor(h), Omega))


@pytest.mark.parametrize("z", VECTORS)
def test_relu_y_softmax_coinciden_con_torch(z):
    same(relu_jacobian(z), reference(torch.relu, z))
    same(softmax_jacobian(z), reference(lambda t: torch.softmax(t, 0), z))


def test_softmax_da_los_valores_de_control():
    J = softmax_jacobian([-0.4, 0.9, 2.2])
    same(np.diag(J), np.array([0.052107, 0.161407, 0.191195]), rtol=0, atol=6e-7)
    same(J[[0, 0, 1], [1, 2, 2]], np.array([-0.011159, -0.040947, -0.150248]), rtol=0, atol=6e-7)
    same(J.sum(axis=1), np.zeros(3))


@pytest.mark.parametrize("D_x, D_y", [(1, 1), (4, 3), (2, 5), (3, 1)])
def test_la_regla_de_la_cadena_coincide_con_torch(D_x, D_y):
    A, x, v = RNG.normal(size=(D_y, D_x)), RNG.normal(size=D_x), RNG.normal(size=D_y)
    tx = torch.tensor(x, requires_grad=True)
    ty = torch.sin(torch.tensor(A) @ tx)
    (want,) = torch.autograd.grad(ty, tx, torch.tensor(v))
    same(vjp(reference(lambda t: torch.sin(torch.tensor(A) @ t), x), v), want.numpy())


def test_la_regla_de_la_cadena_vale_para_el_tensor_de_pesos():
    Omega, h, v = RNG.normal(size=(3, 2)), RNG.normal(size=2), RNG.normal(size=3)
    t = torch.tensor(Omega, requires_grad=True)
    (want,) = torch.autograd.grad(t @ torch.tensor(h), t, torch.tensor(v))
    same(vjp(weights_tensor(Omega.shape, h), v), want.numpy())


@pytest.mark.parametrize("D_x, D_y", [(1, 1), (4, 3), (2, 5), (3, 1)])
def test_el_jacobiano_numerico_se_acerca_al_de_torch(D_x, D_y):
    A, x = RNG.normal(size=(D_y, D_x)), RNG.normal(size=D_x)
    got = numerical_jacobian(lambda t: np.exp(np.sin(A @ t)), x)
    same(got, reference(lambda t: torch.exp(torch.sin(torch.tensor(A) @ t)), x), rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (4, 1)])
def test_el_jacobiano_numerico_de_una_matriz_lleva_sus_ejes_delante(shape):
    X, h = RNG.normal(size=shape), RNG.normal(size=shape[1])
    got = numerical_jacobian(lambda T: (T @ h) ** 2, X)
    same(got, reference(lambda T: (T @ torch.tensor(h)) ** 2, X), rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("x", [np.array(1.3), RNG.normal(size=3), RNG.normal(size=(2, 3))], ids=["()", "(3,)", "(2,3)"])
def test_el_gradiente_numerico_de_un_escalar_tiene_la_forma_de_x(x):
    same(numerical_jacobian(lambda t: np.sum(t**3), x), 3 * x**2, rtol=1e-7, atol=1e-8)


def test_el_jacobiano_numerico_aguanta_entradas_enormes_y_cero():
    x = np.array([1e12, 0.0, -1e-12])
    same(numerical_jacobian(lambda t: t**2, x), np.diag(2 * x), rtol=1e-6, atol=1e-9)


def test_mover_x_dentro_de_f_no_estropea_nada():
    def f(t):
        t *= 2
        return t

    x = np.array([1.0, -3.0])
    same(numerical_jacobian(f, x), 2 * np.eye(2), rtol=1e-8, atol=1e-9)
    np.testing.assert_array_equal(x, [1, -3])


@pytest.mark.parametrize("shape", [(3, 2), (3, 4, 2), (1, 5)])
def test_las_dos_notaciones_van_y_vuelven(shape):
    J = RNG.normal(size=shape)
    D = to_denominator(J)
    assert D.shape == (*shape[1:], shape[0])
    same(to_numerator(D), J)
    D[:] = 0  # es una copia: J no cambia
    assert np.all(J != 0)


def test_pasar_a_denominador_un_jacobiano_de_torch():
    x = RNG.normal(size=4)
    torch_J = torch_jacobian(lambda t: t[:2] * t[2:], torch.tensor(x))
    assert torch_J.shape == (2, 4)
    same(to_denominator(torch_J), numerical_jacobian(lambda t: t[:2] * t[2:], x), rtol=1e-7, atol=1e-8)


def test_el_resultado_no_comparte_memoria_con_la_entrada():
    Omega = np.ones((2, 3))
    linear_jacobian(Omega)[:] = 0
    assert np.all(Omega == 1)


def flips():
    """Una función que devuelve un vector cada vez más largo."""
    calls = []

    def f(x):
        calls.append(x)
        return np.ones(len(calls))

    return f


NAN = np.array([1.0, np.nan])


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: vjp(np.ones((2, 3)), np.ones(2)), ShapeError, r"^v debe tener forma \(3,\) y llegó con \(2,\)\."),
        (lambda: vjp(np.ones(3), np.ones(3)), ShapeError, r"^J debe tener 2 o 3 ejes y llegó con forma \(3,\)\."),
        (lambda: vjp(np.ones((2, 2)), NAN), ValueError, r"^v debe ser finito y v\[1\] vale nan"),
        (lambda: vjp([["a"]], [1]), TypeError, "^J debe contener números reales y llegó texto"),
        (lambda: vjp(np.ones((2, 0)), []), ValueError, r"^J debe tener al menos un número y llegó vacío, .*\(2, 0\)"),
        (lambda: to_denominator(np.ones(3)), ShapeError, "^J debe tener 2 o 3 ejes"),
        (lambda: to_numerator(NAN[:, None]), ValueError, r"^J debe ser finito y J\[1, 0\] vale nan"),
        (lambda: linear_jacobian(np.ones(3)), ShapeError, r"^Omega debe tener forma \(D_1, D_2\) y llegó con \(3,\)"),
        (lambda: linear_jacobian([[1, 2], [3]]), ShapeError, "longitudes distintas"),
        (lambda: relu_jacobian(np.ones((2, 2))), ShapeError, r"^z debe tener forma \(D,\) y llegó con \(2, 2\)"),
        (lambda: relu_jacobian([]), ValueError, "^z debe tener al menos un número y llegó vacío"),
        (lambda: softmax_jacobian([1j]), TypeError, "^z debe contener números reales y llegó un número complejo"),
        (lambda: softmax_jacobian(NAN), ValueError, r"^z debe ser finito y z\[1\] vale nan"),
        (lambda: softmax_jacobian(None), TypeError, "^z debe contener números reales y llegó un NoneType"),
        (lambda: weights_tensor((2, 3), np.ones(2)), ShapeError, r"^h debe tener forma \(3,\) y llegó con \(2,\)"),
        (lambda: weights_tensor(2, np.ones(2)), ValueError, r"^shape debe ser \(m, n\).* llegó 2: pasa Omega\.shape"),
        (lambda: weights_tensor(np.ones((2, 3)), np.ones(3)), ValueError, r"llegó un ndarray con forma \(2, 3\): pasa"),
        (lambda: weights_tensor((0, 2), np.ones(2)), ValueError, r"^shape debe ser \(m, n\), dos enteros positivos"),
        (lambda: numerical_jacobian(3.0, [1]), TypeError, "^f debe ser una función de x y llegó un float"),
        (lambda: numerical_jacobian(np.sin, "1"), TypeError, "^x debe contener números reales y llegó texto"),
        (lambda: numerical_jacobian(np.sin, NAN), ValueError, r"^x debe ser finito y x\[1\] vale nan"),
        (lambda: numerical_jacobian(np.sin, []), ValueError, "^x debe tener al menos un número y llegó vacío"),
        (
            lambda: numerical_jacobian(np.sin, np.ones((1, 2, 2))),
            ShapeError,
            r"^x debe tener 0 o 1 o 2 ejes .* \(1, 2, 2\)",
        ),
        (lambda: numerical_jacobian(np.sin, [1], eps=0), ValueError, "^eps debe ser positivo y vale 0: prueba con"),
        (lambda: numerical_jacobian(lambda x: None, [1]), TypeError, "^f debe devolver .* ¿falta el return"),
        (lambda: numerical_jacobian(lambda x: "1", [1]), TypeError, r"^f\(x\) debe contener números reales"),
        (lambda: numerical_jacobian(lambda x: x[:, None], [1]), ShapeError, r"^f\(x\) debe .* \(1, 1\).*ravel"),
        (lambda: numerical_jacobian(np.float32, 1.0), TypeError, "^f debe calcular en float64"),
        (lambda: numerical_jacobian(lambda x: x * np.inf, [1]), ValueError, r"^f\(x\) debe ser finito"),
        (lambda: numerical_jacobian(flips(), [1]), ValueError, r"^f debe devolver siempre .* de \(1,\) a \(2,\)"),
    ],
)
def test_una_entrada_mala_se_explica_con_una_frase(call, error, message):
    with pytest.raises(error, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)
