"""Ejercicio «El paso adelante de la capa lineal»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import D43, M32, M33, X12, X42, draw_sizes, draw_values, frozen, v3, v3b
from autograder.judging.oracle import load_torch, value_of


def draw(rng):
    B, n, m = draw_sizes(rng, 3)
    return dict(X=draw_values(rng, B, n), W=draw_values(rng, m, n), b=draw_values(rng, m))


def bias_by_column(ok, X, W, b):
    """El sesgo como columna: con B = m cuadra, y no es de quien debe."""
    return X @ W.T + b[:, None]


EXERCISE = Exercise(
    id="linear_forward",
    lesson="08_bloques_lego_por_lotes",
    order=10,
    title="El paso adelante de la capa lineal",
    points=1,
    args=("X", "W", "b"),
    returns={"Z": "(B, m)"},
    examples=(
        dict(X=X42, W=M32, b=v3),
        dict(X=X12, W=M32, b=v3b),
        # Tres ejemplos y tres salidas: lo que se suma de lado también cuadra.
        dict(X=D43[:3], W=M33, b=v3b),
    ),
    edge_cases=(
        dict(X=frozen([[2]]), W=frozen([[-3]]), b=frozen([1])),
        dict(X=frozen([[0, 0], [0, 0]]), W=frozen([[1, 2], [3, 4], [5, 6]]), b=frozen([-1, 0, 2])),
        dict(X=X42, W=frozen([[1, -2]]), b=frozen([0.5])),
        # En float32 no existe 16777217.
        dict(X=frozen([[1, 0], [0, 1]]), W=frozen([[16777216, 0], [0, 1e-3]]), b=frozen([1, -1e5])),
    ),
    draw=draw,
    oracle=value_of(lambda X, W, b: load_torch().nn.functional.linear(X, W, b)),
    misconceptions=(
        Misconception("sin_sesgo", wrong=lambda ok, X, W, b: X @ W.T, hint="Con X a cero, ¿qué sale de la capa?"),
        Misconception(
            "sesgo_restado",
            wrong=lambda ok, X, W, b: X @ W.T - b,
            hint="¿Con qué signo entra el sesgo?",
        ),
        Misconception(
            "sesgo_repartido",
            wrong=lambda ok, X, W, b: X @ W.T + b / len(X) + b * (len(X) == 1),
            hint="A un ejemplo le da igual cuántos compañeros tenga en el lote. ¿Y a lo que tú le sumas?",
        ),
        Misconception(
            "sin_trasponer",
            wrong=lambda ok, X, W, b: X @ W + b,
            hint="Cada salida es una fila de W por el ejemplo. ¿Qué multiplica tu producto?",
        ),
        Misconception(
            "sesgo_de_lado",
            wrong=bias_by_column,
            hint="Hay un sesgo por salida. ¿Recorre tu b las columnas de Z o sus filas?",
        ),
        Misconception(
            "traspuesto",
            wrong=lambda ok, X, W, b: (X @ W.T + b).T,
            hint="Los números son los buenos. ¿Va cada ejemplo en una fila?",
        ),
        Misconception(
            "con_relu",
            wrong=lambda ok, X, W, b: np.maximum(X @ W.T + b, 0),
            hint="Eso son dos bloques. ¿Cuál de los dos se pide aquí?",
        ),
    ),
    hints=(
        "¿Qué forma tiene que salir? Escribe la de X y la de W y busca el producto que la da.",
        "Comprueba tu producto con una sola fila: ¿coincide con lo que hacía la capa con un vector?",
        "NumPy suma un vector de m números a cada fila de una matriz (B, m) sin que se lo pidas.",
    ),
    takeaway="Un lote pasa por la capa en un solo producto, y a cada ejemplo le toca el mismo sesgo.",
)
