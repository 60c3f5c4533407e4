"""Ejercicio «Los gradientes de los parámetros de una capa»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_sizes, draw_values, frozen, ind, relu, v3, v3b, v4b
from autograder.judging.oracle import load_torch, tensor


def layer_gradients(delta, h):
    """Oráculo: ∂ℓ/∂β y ∂ℓ/∂Ω de f = β + Ωh, con ``delta`` como gradiente que llega."""
    torch = load_torch()
    delta, h = tensor(delta), tensor(h)
    beta = torch.zeros(delta.numel(), dtype=torch.float64, requires_grad=True)
    # f es lineal en Ω: su derivada no depende del Ω en que se mire.
    Omega = torch.zeros(delta.numel(), h.numel(), dtype=torch.float64, requires_grad=True)
    grads = torch.autograd.grad(beta + Omega @ h, [beta, Omega], grad_outputs=delta)
    return tuple(g.numpy() for g in grads)


def draw(rng):
    m, n = draw_sizes(rng, 2)
    # Una activación ya ha pasado por la ReLU, salvo la primera, que es x.
    h = draw_values(rng, n)
    return dict(delta=draw_values(rng, m), h=relu(h) if rng.random() < 0.5 else h)


EXERCISE = Exercise(
    id="gradientes_capa",
    lesson="05_retropropagacion_mlp",
    order=50,
    title="Los gradientes de los parámetros de una capa",
    points=1,
    args=("delta", "h"),
    returns={"dbeta": "(m,)", "dOmega": "(m, n)"},
    examples=(dict(delta=v3, h=v4b), dict(delta=v3b, h=v3)),
    edge_cases=(
        dict(delta=frozen([-2]), h=frozen([3])),
        dict(delta=frozen([1, -2, 4]), h=frozen([0, 0])),
        dict(delta=frozen([0, 0]), h=frozen([1, 2, 3])),
        dict(delta=frozen([1e5, -3]), h=frozen([-2e4, 0, 1])),
    ),
    draw=draw,
    oracle=layer_gradients,
    misconceptions=(
        Misconception(
            "traspuesta",
            wrong=lambda ok, delta, h: (delta, np.outer(h, delta)),
            output="dOmega",
            hint="La forma debe ser la de Ω_k.",
        ),
        Misconception(
            "pesos_primero",
            wrong=lambda ok, delta, h: ok[::-1],
            hint="Los dos arrays están bien y van cambiados. ¿Cuál se pide primero?",
        ),
        Misconception(
            "beta_por_h",
            wrong=lambda ok, delta, h: (delta * h.sum(), np.outer(delta, h)),
            output="dbeta",
            hint="¿Qué multiplica a β_k?",
        ),
        Misconception(
            "indicador_de_h",
            wrong=lambda ok, delta, h: (delta, np.outer(delta, ind(h))),
            output="dOmega",
            hint="¿Valor de la activación o su pendiente?",
        ),
    ),
    hints=(
        "f_i = β_i + Σ_j Ω_ij h_j. ¿Por qué número está multiplicado β_i? ¿Y Ω_ij?",
        "Ω_ij solo aparece en f_i, así que su gradiente es la componente i de delta por ese número.",
        "Todos los productos de una componente de delta por una de h caben en una matriz (m, n): una fila por cada "
        "componente de delta. NumPy tiene una función para eso; también vale una columna por una fila.",
    ),
    takeaway="Cada peso recibe el error de la unidad a la que llega por la activación de la unidad de la que sale.",
)
