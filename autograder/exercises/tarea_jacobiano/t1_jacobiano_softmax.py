"""Ejercicio «Jacobiano de softmax»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_sizes, draw_values, frozen, softmax, v3, v3b
from autograder.judging.oracle import jacobian_of


def naive_softmax(y):
    """Softmax sin restar el máximo: con logits de 800 da NaN."""
    with np.errstate(over="ignore", invalid="ignore"):
        powers = np.exp(y)
        return powers / powers.sum()


def jacobian_from(s):
    """diag(s) − s sᵀ, para quien acierta la fórmula y falla al calcular s."""
    return np.diag(s) - np.outer(s, s)


def draw(rng):
    (C,) = draw_sizes(rng, 1)
    # Sumar 800 a todos los logits no cambia softmax, pero desborda exp.
    return dict(y=draw_values(rng, C) + rng.choice([0.0, 800.0]))


EXERCISE = Exercise(
    id="t1_jacobiano_softmax",
    lesson="tarea_jacobiano",
    order=60,
    title="Jacobiano de softmax",
    points=2,
    args=("y",),
    returns={"J": "(C, C)"},
    examples=(dict(y=v3), dict(y=v3b), dict(y=frozen([800, 799, -800]))),
    edge_cases=(
        dict(y=frozen([5])),
        dict(y=frozen([0, 0, 0, 0])),
        dict(y=frozen([-800, -801])),
        dict(y=frozen([1e4, 0, -1e4])),
    ),
    draw=draw,
    oracle=jacobian_of(lambda y: y.softmax(0), wrt="y"),
    misconceptions=(
        Misconception(
            "solo_diagonal",
            wrong=lambda ok, y: np.diag(softmax(y) * (1 - softmax(y))),
            hint="Si sube un logit, ¿qué hacen las otras probabilidades?",
        ),
        Misconception(
            "signo_fuera",
            wrong=lambda ok, y: np.diag(softmax(y)) + np.outer(softmax(y), softmax(y)),
            hint="Las filas deben sumar 0.",
        ),
        Misconception(
            "sin_diagonal",
            wrong=lambda ok, y: -np.outer(softmax(y), softmax(y)),
            hint="¿Y el caso i=j?",
        ),
        Misconception(
            "inestable",
            wrong=lambda ok, y: jacobian_from(naive_softmax(y)),
            hint="Prueba con logits de 800.",
        ),
    ),
    hints=(
        "Las probabilidades suman 1. Si un logit sube y su probabilidad crece, ¿qué les pasa a las demás?",
        "Deriva s_j = e^{y_j} / Σ_k e^{y_k} en dos casos, i = j e i ≠ j. Los dos se escriben solo con s_i y s_j.",
        "Los dos casos caben en una resta: una matriz diagonal y un producto exterior. Para s, resta a y su máximo.",
    ),
    takeaway="En softmax todo está acoplado: cada fila del jacobiano suma 0 porque las probabilidades suman 1.",
)
