"""Ejercicio «El grafo 3: una pérdida con dos pesos»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_values, frozen, s2, v2
from autograder.judging.oracle import gradient_of


def draw(rng):
    return dict(x=draw_values(rng, 2), phi=draw_values(rng, 2), y=float(rng.normal() * 2))


def residual(x, phi, y):
    """Lo que se eleva al cuadrado en el grafo 3: g = φᵀx − y."""
    return x @ phi - y


EXERCISE = Exercise(
    id="grad_grafo_3",
    lesson="02_grafos_de_computo",
    order=50,
    title="El grafo 3: una pérdida con dos pesos",
    points=2,
    args=("x", "phi", "y"),
    returns={"dx": "(2,)", "dphi": "(2,)", "dy": "()"},
    examples=(dict(x=v2, phi=s2, y=0.4), dict(x=s2, phi=v2, y=-1.0)),
    # En la segunda el residuo es 0: la pérdida toca fondo y todo se anula.
    edge_cases=(
        dict(x=frozen([1, 2]), phi=frozen([3, -1]), y=4.0),
        dict(x=frozen([2, 1]), phi=frozen([1, -1]), y=1.0),
        dict(x=frozen([0, 0]), phi=frozen([5, -3]), y=-2.0),
        dict(x=frozen([1e3, -2]), phi=frozen([-1e2, 5]), y=1e4),
    ),
    draw=draw,
    oracle=gradient_of(lambda x, phi, y: (x @ phi - y) ** 2, wrt=("x", "phi", "y")),
    misconceptions=(
        Misconception(
            "dx_es_x",
            wrong=lambda ok, x, phi, y: (2 * residual(x, phi, y) * x, 2 * residual(x, phi, y) * phi, ok[2]),
            output="dx",
            hint="Para mover m cambiando x_1, ¿qué factor actúa?",
        ),
        Misconception(
            "dphi_sin_dos",
            wrong=lambda ok, x, phi, y: (
                residual(x, phi, y) * phi,
                residual(x, phi, y) * x,
                np.asarray(-residual(x, phi, y)),
            ),
            output="dphi",
            hint="¿Cuánto vale dL/dg?",
        ),
        Misconception(
            "dy_sin_signo",
            wrong=lambda ok, x, phi, y: (*ok[:2], np.asarray(2 * residual(x, phi, y))),
            output="dy",
            hint="Si y sube, ¿sube o baja g?",
        ),
    ),
    hints=(
        "¿Qué forma tiene cada respuesta? La de su variable: dos vectores y un número.",
        "Vuelve hasta g y después hasta h. ¿Qué número llega a h? ¿Y a y, que entra restando?",
        "Lo que llega a h llega igual a m y a n. Cada uno es un producto: a x_1 le toca φ_1, y a φ_1 le toca x_1.",
    ),
    takeaway="En un producto cada factor recibe el valor del otro: por eso para la vuelta hay que guardar la ida.",
)
