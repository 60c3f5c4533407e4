"""Ejercicio «El grafo 2, con una ramificación: (a+b)(b+1)»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises.grafos_de_computo._common import draw_numbers, stacked_gradient

EXERCISE = Exercise(
    id="grad_grafo_2",
    lesson="02_grafos_de_computo",
    order=30,
    title="El grafo 2, con una ramificación: (a+b)(b+1)",
    points=2,
    args=("a", "b"),
    returns={"grad": "(2,)"},
    examples=(dict(a=2.0, b=3.0), dict(a=-1.0, b=0.5)),
    # En b = −1 se apaga una rama; en a = −b, la otra.
    edge_cases=(
        dict(a=0.0, b=0.0),
        dict(a=4.0, b=-1.0),
        dict(a=-2.5, b=2.5),
        dict(a=1e4, b=-1e5),
    ),
    draw=draw_numbers("a", "b"),
    oracle=stacked_gradient(lambda a, b: (a + b) * (b + 1), "a", "b"),
    misconceptions=(
        Misconception(
            "solo_rama_h",
            wrong=lambda ok, a, b: np.array([b + 1, a + b]),
            hint="b aparece en dos sitios: ¿has sumado los dos caminos?",
        ),
        Misconception(
            "solo_rama_g",
            wrong=lambda ok, a, b: np.array([b + 1, b + 1]),
            hint="Falta un camino desde b hasta J.",
        ),
        Misconception(
            "multiplica_ramas",
            wrong=lambda ok, a, b: np.array([b + 1, (a + b) * (b + 1)]),
            hint="En una ramificación, ¿se multiplican los gradientes?",
        ),
    ),
    hints=(
        "¿Cuántas flechas salen de a? ¿Y de b?",
        "Al volver, el producto manda a g el valor de h, y a h el valor de g. ¿Cuánto de eso llega a b por cada rama?",
        "A b le llegan dos cantidades: una a través de g y otra a través de h. Ya has visto qué se hace con ellas.",
    ),
    takeaway="Un valor que se usa en dos sitios recibe dos gradientes, y se suman.",
)
