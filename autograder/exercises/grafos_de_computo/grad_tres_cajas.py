"""Ejercicio «Tres cajas: (ab − c)d»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises.grafos_de_computo._common import draw_numbers, stacked_gradient

EXERCISE = Exercise(
    id="grad_tres_cajas",
    lesson="02_grafos_de_computo",
    order=10,
    title="Tres cajas: (ab − c)d",
    points=1,
    args=("a", "b", "c", "d"),
    returns={"grad": "(4,)"},
    examples=(dict(a=2.0, b=-3.0, c=1.0, d=4.0), dict(a=-0.5, b=5.0, c=2.5, d=-2.0)),
    # Con d = 0 no se mueve nada salvo lo que mueve d; con ab = c, al revés.
    edge_cases=(
        dict(a=0.0, b=0.0, c=0.0, d=0.0),
        dict(a=2.0, b=3.0, c=6.0, d=5.0),
        dict(a=1.5, b=-0.5, c=2.0, d=0.0),
        dict(a=1e3, b=-2e3, c=7.0, d=-1e2),
        # A quien mide: al lado de 10¹⁸, lo que mueve c se pierde en el redondeo.
        dict(a=1e9, b=1e9, c=0.5, d=-2.0),
    ),
    draw=draw_numbers("a", "b", "c", "d"),
    oracle=stacked_gradient(lambda a, b, c, d: (a * b - c) * d, "a", "b", "c", "d"),
    misconceptions=(
        Misconception(
            "locales_sueltas",
            wrong=lambda ok, a, b, c, d: np.array([b, a, -1.0, a * b - c]),
            hint="Eso es lo que hace cada caja por su cuenta. De a a f se cruzan tres: ¿qué pasa con las otras dos?",
        ),
        Misconception(
            "resta_sin_signo",
            wrong=lambda ok, a, b, c, d: np.array([b * d, a * d, d, a * b - c]),
            hint="Si c sube, ¿la resta sube o baja?",
        ),
        Misconception(
            "factor_propio",
            wrong=lambda ok, a, b, c, d: np.array([a * d, b * d, -d, a * b - c]),
            hint="Si mueves a en el producto ab, ¿quién decide cuánto sube el producto: a o b?",
        ),
        Misconception(
            "d_con_el_producto_entero",
            wrong=lambda ok, a, b, c, d: np.array([b * d, a * d, -d, (a * b - c) * d]),
            hint="La última derivada no es f. ¿Por qué número se multiplica d?",
        ),
        Misconception(
            "valores_de_entrada",
            wrong=lambda ok, a, b, c, d: np.array([a, b, c, d]),
            hint="¿Son valores o derivadas?",
        ),
    ),
    hints=(
        "Sigue con el dedo el camino de cada entrada hasta f. ¿Cuántas cajas cruza a? ¿Y c? ¿Y d?",
        "Empieza por la última caja. ¿Cuánto sube f por unidad de lo que sale de la resta? ¿Y por unidad de d?",
        "Lo que le toca a la salida de la resta se multiplica por la derivada de la resta respecto de cada lado, "
        "y en el lado del producto queda una caja más.",
    ),
    takeaway="Un camino, un producto: cada caja que se cruza pone su derivada.",
)
