"""Ejercicio «Jacobiano de la ReLU»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_sizes, draw_with_zero, frozen, ind, relu, v3, v3g, v4
from autograder.judging.oracle import jacobian_of


def draw(rng):
    (D,) = draw_sizes(rng, 1)
    return dict(b=draw_with_zero(rng, D))


EXERCISE = Exercise(
    id="t1_jacobiano_relu",
    lesson="tarea_jacobiano",
    order=30,
    title="Jacobiano de la ReLU",
    points=1,
    args=("b",),
    returns={"J": "(D, D)"},
    examples=(dict(b=v3), dict(b=v4), dict(b=v3g)),
    edge_cases=(
        dict(b=frozen([2])),
        dict(b=frozen([0])),
        dict(b=frozen([0, 0, 0])),
        dict(b=frozen([-1, -1e-9, -1e6])),
        dict(b=frozen([1e-9, 1e6])),
    ),
    draw=draw,
    oracle=jacobian_of(lambda b: b.relu(), wrt="b"),
    misconceptions=(
        Misconception(
            "cero_cuenta",
            wrong=lambda ok, b: np.diag((b >= 0).astype(float)),
            hint="¿Qué pendiente elige el curso justo en el codo, en b_i = 0?",
        ),
        Misconception(
            "filas_repetidas",
            wrong=lambda ok, b: np.tile(ind(b), (b.size, 1)),
            hint="¿Depende a_1 de b_2?",
        ),
        Misconception(
            "valores",
            wrong=lambda ok, b: np.diag(relu(b)),
            hint="En la diagonal has puesto lo que vale la ReLU. Se pide su pendiente: ¿qué números puede valer?",
        ),
        Misconception(
            "vector",
            wrong=lambda ok, b: ind(b),
            hint="Los números son esos, pero faltan casillas: se pide la matriz entera, con sus ceros.",
        ),
    ),
    hints=(
        "¿De qué componentes de b depende a_1?",
        "Todas las casillas de fuera de la diagonal valen lo mismo. ¿Cuánto?",
        "En la diagonal solo puede haber dos números. ¿Cuáles, y de qué depende que salga uno u otro?",
    ),
    takeaway="Una función que actúa elemento a elemento tiene un jacobiano diagonal.",
)
