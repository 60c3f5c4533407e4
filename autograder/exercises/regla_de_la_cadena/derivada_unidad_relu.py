"""Ejercicio «Derivada de una unidad con ReLU»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_sizes, frozen, ind, relu
from autograder.judging.oracle import gradient_of, load_torch


def draw(rng):
    """Una componente cae justo en el codo; con w una potencia de 2, la cuenta es exacta la escriba quien la escriba."""
    (D,) = draw_sizes(rng, 1)
    x = rng.normal(size=D) * rng.choice([0.3, 1.0, 5.0])
    w = float(rng.choice([-1, 1]) * 2.0 ** rng.integers(-2, 3))
    return dict(x=x, w=w, b=float(-w * x[rng.integers(D)]))


EXERCISE = Exercise(
    id="derivada_unidad_relu",
    lesson="01_regla_de_la_cadena",
    order=40,
    title="Derivada de una unidad con ReLU",
    points=1,
    args=("x", "w", "b"),
    returns={"dh_dx": "(D,)"},
    # En cada ejemplo hay una componente en el codo, y x cambia de signo en otro sitio.
    examples=(
        dict(x=frozen([2, -1, 0.5, 0]), w=-1.5, b=0.75),
        dict(x=frozen([-2, 0, 1]), w=0.5, b=1.0),
        dict(x=frozen([3, -0.5, -4, 1, 0]), w=4.0, b=2.0),
    ),
    # Sin peso no pasa nada, esté encendida o no; con b = 0 el codo está en x = 0.
    edge_cases=(
        dict(x=frozen([1, -1]), w=0.0, b=2.0),
        dict(x=frozen([0]), w=-3.0, b=0.0),
        dict(x=frozen([1e-12, -1e-12, 1e8, -1e8]), w=2.0, b=0.0),
        dict(x=frozen([5]), w=0.25, b=-3.0),
    ),
    draw=draw,
    oracle=gradient_of(lambda x, w, b: load_torch().relu(b + w * x).sum(), wrt="x"),
    misconceptions=(
        Misconception(
            "cero_cuenta",
            wrong=lambda ok, x, w, b: w * (b + w * x >= 0),
            hint="Relee el convenio del curso para el codo.",
        ),
        Misconception(
            "sin_peso",
            wrong=lambda ok, x, w, b: ind(b + w * x),
            hint="Eso es la pendiente de la ReLU sola. ¿Cuánto mueve x a lo que le entra?",
        ),
        Misconception(
            "mascara_de_x",
            wrong=lambda ok, x, w, b: w * ind(x),
            hint="¿Qué le entra a la ReLU: x, o lo que sale de la recta?",
        ),
        Misconception(
            "sin_mascara",
            wrong=lambda ok, x, w, b: np.full_like(x, w),
            hint="Hay unidades apagadas. ¿Qué pendiente tienen?",
        ),
        Misconception(
            "respecto_del_peso",
            wrong=lambda ok, x, w, b: x * ind(b + w * x),
            hint="Eso dice cuánto mueve w a la salida. ¿Quién se mueve aquí?",
        ),
        Misconception(
            "devuelve_unidad",
            wrong=lambda ok, x, w, b: relu(b + w * x),
            hint="Eso es la función, no su pendiente.",
        ),
        Misconception(
            "usa_signo",
            wrong=lambda ok, x, w, b: w * np.sign(b + w * x),
            hint="¿Qué pendiente tiene la ReLU a la izquierda del codo?",
        ),
    ),
    hints=(
        "Son dos máquinas en fila: una recta y una ReLU. ¿Qué pendiente tiene cada una?",
        "La de la ReLU solo puede ser 0 o 1. ¿Qué pregunta de sí o no se le hace a cada componente, y a qué número?",
        "Una comparación de NumPy contesta a todas las componentes a la vez; piensa qué hace justo en el codo. "
        "¿Y qué factor pone la recta?",
    ),
    takeaway="La ReLU es un interruptor: mira lo que le entra, y deja pasar la derivada entera o la corta.",
)
