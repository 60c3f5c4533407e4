"""Ejercicio «Gradiente de la norma»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_sizes, draw_values, frozen, v3, v3g, v4b
from autograder.judging.oracle import gradient_of, load_torch


def draw(rng):
    (D,) = draw_sizes(rng, 1)
    return dict(x=draw_values(rng, D))


EXERCISE = Exercise(
    id="t1_norma",
    lesson="tarea_jacobiano",
    order=100,
    title="Gradiente de la norma",
    points=1,
    args=("x",),
    returns={"grad": "(D,)"},
    examples=(dict(x=v3), dict(x=v3g), dict(x=v4b)),
    # x = 0 queda fuera: ahí la norma tiene un pico y no hay gradiente.
    edge_cases=(
        dict(x=frozen([-7])),
        dict(x=frozen([0, 0, 2])),
        dict(x=frozen([-3, -4])),
        dict(x=frozen([1e6, -2e6, 5])),
        dict(x=frozen([1e-6, 2e-6])),
    ),
    draw=draw,
    oracle=gradient_of(lambda x: load_torch().linalg.norm(x), wrt="x"),
    misconceptions=(
        Misconception(
            "norma_al_cuadrado",
            wrong=lambda ok, x: 2 * x,
            hint="Se pide la norma, no su cuadrado.",
        ),
        Misconception(
            "divide_dos_veces",
            wrong=lambda ok, x: x / (x @ x),
            hint="¿Qué longitud tiene el gradiente correcto?",
        ),
        Misconception("signo", wrong=lambda ok, x: np.sign(x), hint="Esa es la norma 1."),
    ),
    hints=(
        "Estás en el punto x. ¿Hacia dónde te moverías para alejarte del origen lo más deprisa posible?",
        "Escribe ‖x‖ = √(xᵀx) y usa la regla de la cadena: fuera, la raíz; dentro, la suma de cuadrados.",
        "El 2 que sale de los cuadrados y el ½ que sale de la raíz se cancelan. Comprueba la longitud: debe ser 1.",
    ),
    takeaway="El gradiente de la distancia al origen apunta hacia fuera y mide siempre 1.",
)
