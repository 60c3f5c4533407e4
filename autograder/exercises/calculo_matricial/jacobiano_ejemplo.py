"""Ejercicio «Un jacobiano de 4×3, casilla a casilla»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_values, frozen, v4, v4b
from autograder.judging.oracle import jacobian_of, load_torch


def draw(rng):
    return dict(a=draw_values(rng, 4))


def tres_funciones(a):
    return load_torch().stack([a[0] * a[1], a[2] ** 2, a[0] + a[3].sin()])


def reshaped_numerator(a):
    """Una fila por función, (3, 4), y reshape hasta que la forma cuadra."""
    rows = [[a[1], a[0], 0, 0], [0, 0, 2 * a[2], 0], [1, 0, 0, np.cos(a[3])]]
    return np.array(rows).reshape(4, 3)


EXERCISE = Exercise(
    id="jacobiano_ejemplo",
    lesson="04_calculo_matricial",
    order=10,
    title="Un jacobiano de 4×3, casilla a casilla",
    points=2,
    args=("a",),
    returns={"J": "(4, 3)"},
    examples=(dict(a=v4), dict(a=v4b)),
    edge_cases=(
        dict(a=frozen([0, 0, 0, 0])),
        dict(a=frozen([-1, -2, -3, -4])),
        dict(a=frozen([1, 0, -1, np.pi])),
        dict(a=frozen([1e6, -2e5, 3e4, 100])),
        # A quien mide: al lado de 10¹², lo que aporta mover a_4 se pierde en el redondeo.
        dict(a=frozen([1e12, -3, 2, 0.5])),
    ),
    draw=draw,
    oracle=jacobian_of(tres_funciones, wrt="a"),
    misconceptions=(
        Misconception(
            "reshape",
            wrong=lambda ok, a: reshaped_numerator(a),
            hint="reshape no es trasponer: mira una entrada concreta.",
        ),
        Misconception(
            "numerador",
            wrong=lambda ok, a: np.array([[a[1], a[0], 0, 0], [0, 0, 2 * a[2], 0], [1, 0, 0, np.cos(a[3])]]),
            hint="Has puesto una fila por función. En el curso cada fila es de lo que se mueve.",
        ),
        Misconception(
            "producto_mal",
            wrong=lambda ok, a: np.array([[a[0], 0, 1], [a[1], 0, 0], [0, 2 * a[2], 0], [0, 0, np.cos(a[3])]]),
            hint="Deriva a_1a_2 respecto de a_1 con calma.",
        ),
        Misconception(
            "olvida_suma",
            wrong=lambda ok, a: np.array([[a[1], 0, 0], [a[0], 0, 0], [0, 2 * a[2], 0], [0, 0, np.cos(a[3])]]),
            hint="¿De cuántas funciones forma parte a_1?",
        ),
    ),
    hints=(
        "Cuatro entradas y tres funciones: ¿cuántas filas tiene la matriz? Escribe primero una llena de ceros.",
        "Haz el experimento de la primera fila: si solo se mueve a_1, ¿qué funciones lo notan?",
        "Hay cinco casillas que no son cero: dos en la fila de a_1 y una en cada una de las demás.",
    ),
    takeaway="Cada fila es un experimento: se mueve una entrada y se apunta lo que hacen todas las salidas.",
)
