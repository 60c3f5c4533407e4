"""Ejercicio «Derivada de la ReLU»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_sizes, draw_with_zero, frozen, relu, v3, v3g, v4
from autograder.judging.oracle import gradient_of, load_torch


def draw(rng):
    (D,) = draw_sizes(rng, 1)
    return dict(z=draw_with_zero(rng, D))


EXERCISE = Exercise(
    id="derivada_relu",
    lesson="01_regla_de_la_cadena",
    order=40,
    title="Derivada de la ReLU",
    points=1,
    args=("z",),
    returns={"da_dz": "(D,)"},
    examples=(dict(z=v3), dict(z=v4), dict(z=v3g)),
    edge_cases=(
        dict(z=frozen([0])),
        dict(z=frozen([-3])),
        dict(z=frozen([0, 0, 0])),
        dict(z=frozen([1e-12, -1e-12, 1e8, -1e8])),
    ),
    draw=draw,
    oracle=gradient_of(lambda z: load_torch().relu(z).sum(), wrt="z"),
    misconceptions=(
        Misconception(
            "cero_cuenta",
            wrong=lambda ok, z: (z >= 0).astype(float),
            hint="Relee el convenio del curso para z=0.",
        ),
        Misconception("devuelve_relu", wrong=lambda ok, z: relu(z), hint="Eso es la función, no su pendiente."),
        Misconception("usa_signo", wrong=lambda ok, z: np.sign(z), hint="¿Qué pendiente hay a la izquierda del 0?"),
    ),
    hints=(
        "El dibujo son dos rectas. ¿Qué pendiente tiene cada una?",
        "La respuesta solo tiene ceros y unos. ¿Qué pregunta de sí o no le harías a cada componente?",
        "Una comparación de NumPy ya contesta a todas las componentes a la vez. Piensa qué hace justo en 0.",
    ),
    takeaway="La ReLU es un interruptor: encendida deja pasar la derivada entera y apagada no deja pasar nada.",
)
