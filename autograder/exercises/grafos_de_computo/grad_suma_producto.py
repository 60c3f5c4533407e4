"""Ejercicio «Una suma y un producto: (x+y)z»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises.grafos_de_computo._common import draw_numbers, stacked_gradient

EXERCISE = Exercise(
    id="grad_suma_producto",
    lesson="02_grafos_de_computo",
    order=10,
    title="Una suma y un producto: (x+y)z",
    points=1,
    args=("x", "y", "z"),
    returns={"grad": "(3,)"},
    examples=(dict(x=-2.0, y=5.0, z=-4.0), dict(x=1.0, y=0.0, z=3.0)),
    # Con z = 0 o con x = −y hay derivadas nulas, pero no todas.
    edge_cases=(
        dict(x=0.0, y=0.0, z=0.0),
        dict(x=2.0, y=-2.0, z=5.0),
        dict(x=1.5, y=0.5, z=0.0),
        dict(x=1e6, y=-3.0, z=-1e5),
    ),
    draw=draw_numbers("x", "y", "z"),
    oracle=stacked_gradient(lambda x, y, z: (x + y) * z, "x", "y", "z"),
    misconceptions=(
        Misconception(
            "locales_sueltas",
            wrong=lambda ok, x, y, z: np.array([1.0, 1.0, x + y]),
            hint="Falta multiplicar por lo que llega de arriba.",
        ),
        Misconception(
            "suma_por_producto",
            wrong=lambda ok, x, y, z: np.array([z, z, z]),
            hint="¿Por qué número se multiplica z?",
        ),
        Misconception(
            "copia_entradas",
            wrong=lambda ok, x, y, z: np.array([x, y, z]),
            hint="¿Son entradas o derivadas?",
        ),
    ),
    hints=(
        "Mira el dibujo. ¿Cuántas operaciones cruzas al ir de x a f? ¿Y de z a f?",
        "Llama q a lo que sale de la suma. ¿Cuánto sube f por unidad de q? ¿Y cuánto sube q por unidad de x?",
        "Para x y para y se multiplican dos derivadas, una por caja; para z solo hay una. Júntalas en un np.array.",
    ),
    takeaway="La suma reparte a todas sus entradas lo que le llega; el producto le da a cada una el valor de la otra.",
)
