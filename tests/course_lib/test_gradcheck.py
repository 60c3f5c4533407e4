"""gradcheck aprueba lo que torch deriva, ve cada error habitual y dice cuál parece."""

import re

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.gradcheck import GradcheckReport, gradcheck
from course_lib.layers import CrossEntropyLoss, Linear, MSELoss, ReLU, Sequential, Sigmoid, SoftmaxCrossEntropyLoss

RNG = np.random.default_rng(0)
X = RNG.normal(size=(3, 4))
C = RNG.normal(size=(3, 4))
S = RNG.normal(size=(3, 3))


def f(x):
    return float((C * np.sin(x)).sum())


G = C * np.cos(X)  # el gradiente bueno de f en X

FUNCTIONS = [
    lambda x: (x * x * x).sum(),
    lambda x: x.exp().sum() / 3,
    lambda x: 1e6 * x.sin().sum(),
    lambda x: (x * x).mean() + 1e4,
    lambda x: 1e-8 * x.cos().sum(),
    lambda x: x.relu().sum(),
    lambda x: (x - x).sum(),
]


@pytest.mark.parametrize("reference", FUNCTIONS)
@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(1, 4), max_size=3), st.integers(0, 2**32 - 1))
def test_aprueba_los_gradientes_de_torch_con_cualquier_forma(reference, shape, seed):
    x = torch.tensor(np.random.default_rng(seed).normal(size=shape), requires_grad=True)
    (grad,) = torch.autograd.grad(reference(x), x)
    report = gradcheck(lambda a: reference(torch.tensor(a)).item(), x.detach().numpy(), grad.numpy())
    assert report.ok, report
    assert report.likely_cause == "" and report.max_error <= 1e-6


@pytest.mark.parametrize("reference", FUNCTIONS[:-1])
@settings(deadline=None, max_examples=20)
@given(st.integers(1, 4), st.integers(2, 4), st.integers(0, 2**32 - 1))
def test_ve_un_error_de_una_milesima_en_un_solo_numero(reference, m, n, seed):
    # En positivos grandes: así ningún número del gradiente es nulo, y un factor se nota.
    x = torch.tensor(np.random.default_rng(seed).uniform(0.5, 1.2, size=(m, n)), requires_grad=True)
    (grad,) = torch.autograd.grad(reference(x), x)
    grad = grad.numpy().copy()
    grad[m - 1, 0] *= 1.001
    report = gradcheck(lambda a: reference(torch.tensor(a)).item(), x.detach().numpy(), grad)
    assert not report.ok and report.worst_index == (m - 1, 0)
    assert "solo falla en un elemento" in report.likely_cause


def one_row(g):
    g = g.copy()
    g[1] += 1
    return g


def with_number(value):
    g = G.copy()
    g[2, 1] = value
    return g


@pytest.mark.parametrize(
    "grad, cause",
    [
        (-G, r"^signo cambiado: hay un menos"),
        (2 * G, r"^factor 2: sobra uno\. Si el lote tiene 2 ejemplos, puede faltar el 1/B\.$"),
        (G / 2, r"^factor 2: falta, ¿derivaste el cuadrado\?$"),
        (-2 * G, r"^signo cambiado y factor 2"),
        (10 * G, r"^falta un 1/10: si el lote tiene 10 ejemplos, es el 1/B\.$"),
        (G / 10, r"^sobra un 1/10: si el lote tiene 10 ejemplos, es el 1/B, que ya venía puesto\.$"),
        (0.7 * G, r"^un factor 0\.7 en todos los números"),
        (0 * G, r"^todo ceros: se ha perdido un camino"),
        (one_row(G), r"^solo falla en el eje 0, índice 1: lo demás está bien\.$"),
        (one_row(G.T).T, r"^solo falla en el eje 1, índice 1: lo demás está bien\.$"),
        (with_number(G[2, 1] + 1), r"^solo falla en un elemento"),
        (with_number(np.nan), r"^NaN o infinito"),
        (with_number(-np.inf), r"^NaN o infinito"),
        (G + 1, r"^ninguna de las habituales"),
        (G.T, r"^traspuesta: llegó con \(4, 3\) y hace falta \(3, 4\); los números son los buenos, usa grad\.T\.$"),
        (G.ravel(), r"^forma: llegó con \(12,\) y hace falta \(3, 4\); los números son los buenos, usa reshape\.$"),
        (G[0], r"^forma: llegó con \(4,\) y hace falta \(3, 4\); un gradiente tiene la forma de su variable\.$"),
        (G.sum(), r"^forma: llegó con \(\)"),
        (1 + G.T, r"^forma: llegó con \(4, 3\)"),
    ],
)
def test_cada_error_habitual_tiene_su_causa(grad, cause):
    report = gradcheck(f, X, grad)
    assert not report.ok
    assert re.match(cause, report.likely_cause), report.likely_cause
    assert str(report).startswith("Mal: ") and report.likely_cause in str(report)


def test_una_cuadrada_traspuesta_se_reconoce():
    report = gradcheck(lambda x: float((S * x).sum()), np.ones((3, 3)), S.T)
    assert report.likely_cause.startswith("traspuesta: el gradiente bueno es grad.T")


def test_una_mascara_olvidada_se_reconoce():
    x = np.array([[1.0, -2.0, 3.0], [-1.0, 2.0, -3.0]])
    report = gradcheck(lambda a: float((S[:2] * np.maximum(a, 0)).sum()), x, S[:2])
    assert report.likely_cause.startswith("falta una máscara")


def test_un_codo_no_se_confunde_con_un_error():
    x = np.array([1.0, 0.0, -1.0])
    report = gradcheck(lambda a: float(np.maximum(a, 0).sum()), x, (x > 0).astype(float))
    assert not report.ok and report.worst_index == (1,)
    assert report.likely_cause.startswith("x está en un codo, como ReLU en 0")


def test_el_informe_dice_entrada_indice_y_los_dos_valores():
    report = gradcheck(f, X, with_number(G[2, 1] + 1), name="W1")
    assert isinstance(report, GradcheckReport) and report.worst_index == (2, 1)
    assert report.analytic == pytest.approx(G[2, 1] + 1) and report.numeric == pytest.approx(G[2, 1], rel=1e-8)
    assert str(report) == (
        f"Mal: en W1[2, 1] tu gradiente vale {G[2, 1] + 1:.6g} y el numérico {G[2, 1]:.6g}. "
        "Causa probable: solo falla en un elemento: mira qué tiene de especial esa entrada."
    )
    assert str(gradcheck(f, X, G, name="W1")).startswith("Bien: el gradiente de W1 coincide con el numérico (error")
    assert str(gradcheck(f, X, G.T)).startswith("Mal: el gradiente de x no tiene su forma. Causa probable: traspuesta")


def test_dos_valores_casi_iguales_se_escriben_con_todas_sus_cifras():
    report = gradcheck(lambda x: float(x**2), 1.0, 2.000004)
    assert not report.ok and "tu gradiente vale 2.000004" in str(report)
    ours, theirs = str(report).split(" vale ")[1].split(". ")[0].split(" y el numérico ")
    assert ours != theirs
    assert report.likely_cause == "un factor 1.000002 en todos los números: repasa las constantes."


def test_confirma_una_red_entera():
    rng = np.random.default_rng(1)
    inputs, Y = rng.normal(size=(5, 3)), rng.dirichlet(np.ones(2), size=5)
    for loss in (MSELoss(), SoftmaxCrossEntropyLoss()):
        model = Sequential([Linear.he(3, 4, rng), ReLU(), Linear.he(4, 4, rng), Sigmoid(), Linear.he(4, 2, rng)])
        loss.forward(model.forward(inputs), Y)
        dX = model.backward(loss.backward())
        grads = [g.copy() for g in model.gradients()]

        def with_parameter(value, p, model=model, loss=loss):
            kept = p.copy()
            p[...] = value
            try:
                return loss.forward(model.forward(inputs), Y)
            finally:
                p[...] = kept

        def with_input(value, model=model, loss=loss):
            return loss.forward(model.forward(value), Y)

        assert gradcheck(with_input, inputs, dX).ok
        for p, g in zip(model.parameters(), grads, strict=True):
            report = gradcheck(lambda value, p=p: with_parameter(value, p), p, g)
            assert report.ok, report


def test_confirma_la_entropia_cruzada_sobre_probabilidades():
    rng = np.random.default_rng(2)
    A, loss = rng.dirichlet(np.ones(4), size=3), CrossEntropyLoss()
    loss.forward(A, [0, 3, 1])
    grad = loss.backward()
    report = gradcheck(lambda a: loss.forward(a, [0, 3, 1]), A, grad)
    assert report.ok, report


def test_no_cambia_x_aunque_f_lo_haga():
    x = X.copy()

    def rude(a):
        value = f(a)
        a[:] = 0
        return value

    assert gradcheck(rude, x, G).ok
    np.testing.assert_array_equal(x, X)


@pytest.mark.parametrize(
    "arguments, error, message",
    [
        ((3.0, X, G), TypeError, "^f debe ser una función de x y llegó un float: pásala sin paréntesis"),
        ((lambda a: None, X, G), TypeError, r"^f debe devolver la pérdida y devolvió None: ¿falta el return\?"),
        ((lambda a: a, X, G), ValueError, r"^f\(x\) debe tener forma \(\) y llegó con \(3, 4\)"),
        ((lambda a: np.float32(a.sum()), X, G), TypeError, "^f debe calcular en float64 y devolvió float32"),
        ((lambda a: "1", X, G), TypeError, r"^f\(x\) debe contener números reales y llegó texto"),
        ((lambda a: np.nan, X, G), ValueError, r"^f\(x\) debe ser finito y f\(x\) vale nan"),
        ((lambda a: RNG.normal(), X, G), ValueError, "^f debe dar siempre lo mismo y dio dos resultados distintos"),
        ((f, X * np.nan, G), ValueError, r"^x debe ser finito y x\[0, 0\] vale nan"),
        ((f, np.ones((0, 4)), G), ValueError, "^x debe tener al menos un número y llegó vacío"),
        ((f, ["a"], G), TypeError, "^x debe contener números reales y llegó texto"),
        ((f, X, G.astype(np.float32)), TypeError, "^grad debe venir en float64 y llegó en float32"),
        ((f, X, G * 1j), TypeError, "^grad debe contener números reales y llegó un número complejo"),
        ((f, X, None), TypeError, "^grad debe contener números reales y llegó un NoneType"),
        ((f, X, [[1, 2], [3]]), ValueError, "longitudes distintas"),
        ((f, X, G, 0), ValueError, r"^eps debe ser positivo y vale 0: prueba con 1e-5\.$"),
        ((f, X, G, "poco"), TypeError, "^eps debe contener números reales y llegó texto"),
    ],
)
def test_lo_que_no_se_puede_comprobar_se_explica(arguments, error, message):
    with pytest.raises(error, match=message):
        gradcheck(*arguments)
