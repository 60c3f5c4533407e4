"""Ejercicio «El grafo 1: (a+2b)c»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises.grafos_de_computo._common import draw_numbers, stacked_gradient

EXERCISE = Exercise(
    id="grad_grafo_1",
    lesson="02_grafos_de_computo",
    order=20,
    title="El grafo 1: (a+2b)c",
    points=1,
    args=("a", "b", "c"),
    returns={"grad": "(3,)"},
    examples=(dict(a=3.0, b=1.0, c=2.0), dict(a=-1.0, b=4.0, c=-0.5)),
    edge_cases=(
        dict(a=0.0, b=0.0, c=0.0),
        dict(a=-2.0, b=1.0, c=3.0),
        dict(a=1.0, b=-7.0, c=0.0),
        dict(a=1e5, b=-1e6, c=1e3),
    ),
    draw=draw_numbers("a", "b", "c"),
    oracle=stacked_gradient(lambda a, b, c: (a + 2 * b) * c, "a", "b", "c"),
    misconceptions=(
        Misconception(
            "olvida_el_dos",
            wrong=lambda ok, a, b, c: np.array([c, c, a + 2 * b]),
            hint="Recorre el camino de b sin saltarte nodos.",
        ),
        Misconception(
            "dc_sin_dos",
            wrong=lambda ok, a, b, c: np.array([c, 2 * c, a + b]),
            hint="¿Qué vale x al llegar al producto?",
        ),
        Misconception(
            "producto_entero",
            wrong=lambda ok, a, b, c: np.array([(a + 2 * b) * c] * 3),
            hint="Derivar no es evaluar J.",
        ),
    ),
    hints=(
        "¿Por cuántas cajas pasa cada entrada antes de llegar a J? Cuenta las de a, las de b y las de c.",
        "Haz la ida y apunta s y x. Después vuelve desde el producto: ¿qué le toca a x y qué le toca a c?",
        "Lo que llega a x cruza la suma intacto, hasta a y hasta s. De s a b queda una caja: ¿cuál es su derivada?",
    ),
    takeaway="Las tres derivadas salen de una sola vuelta: lo que llega a x sirve para a y también para b.",
)
