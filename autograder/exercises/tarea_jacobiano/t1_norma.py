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
    order=50,
    title="Gradiente de la norma",
    points=1,
    args=("x",),
    returns={"grad": "(D,)"},
    examples=(dict(x=v3), dict(x=v3g), dict(x=v4b)),
    # x = 0 queda fuera: ahí la norma tiene un codo y no hay gradiente.
    edge_cases=(
        dict(x=frozen([-7])),
        dict(x=frozen([0, 0, 2])),
        dict(x=frozen([-3, -4])),
        dict(x=frozen([1e6, -2e6, 5])),
        dict(x=frozen([1e-6, 2e-6])),
        # A quien mide: al lado de 10⁷, mover un número pequeño no cambia la longitud.
        dict(x=frozen([1e7, 3, -0.5])),
        # Elevado al cuadrado no cabe en float32.
        dict(x=frozen([3e25, -4e25])),
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
        Misconception(
            "signo",
            wrong=lambda ok, x: np.sign(x),
            hint="Ese es el gradiente de |x_1| + … + |x_D|, que es otra manera de medir. ¿Qué te dice el experimento "
            "en (3, 4)?",
        ),
        Misconception(
            "medio_de_mas",
            wrong=lambda ok, x: x / (2 * np.linalg.norm(x)),
            hint="El ½ de derivar la raíz está. ¿Has derivado también lo que hay dentro?",
        ),
        Misconception(
            "valor",
            wrong=lambda ok, x: np.linalg.norm(x),
            hint="Eso es la longitud. Se pide cuánto cambia al mover cada componente.",
        ),
    ),
    hints=(
        "Estás en el punto x. ¿Hacia dónde te moverías para alejarte del origen lo más deprisa posible?",
        "Escribe ‖x‖ = √(xᵀx) y usa la regla de la cadena: fuera, la raíz; dentro, la suma de cuadrados.",
        "¿Qué sale de derivar la raíz? ¿Y de derivar lo de dentro respecto de x_i? Mide la longitud de tu respuesta.",
    ),
    takeaway="El gradiente de la distancia al origen apunta hacia fuera y mide siempre 1.",
)
