"""Ejercicio «Un número derivado respecto de una matriz»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import M33, M34, draw_sizes, draw_values, frozen, v3, v3b, v4b
from autograder.judging.oracle import gradient_of


def draw(rng):
    m, n = draw_sizes(rng, 2)
    return dict(u=draw_values(rng, m), A=draw_values(rng, m, n), v=draw_values(rng, n))


EXERCISE = Exercise(
    id="gradiente_bilineal",
    lesson="04_calculo_matricial",
    order=20,
    title="Un número derivado respecto de una matriz",
    points=1,
    args=("u", "A", "v"),
    returns={"grad": "(m, n)"},
    examples=(dict(u=v3, A=M34, v=v4b), dict(u=v3b, A=M33, v=v3)),
    edge_cases=(
        dict(u=frozen([2]), A=frozen([[5]]), v=frozen([-3])),
        dict(u=frozen([0, 0]), A=frozen([[1, 2, 3], [4, 5, 6]]), v=frozen([1, -1, 2])),
        dict(u=frozen([1, -2, 3]), A=frozen([[0], [0], [0]]), v=frozen([4])),
        dict(u=frozen([-1e4]), A=frozen([[1, -2e3, 0]]), v=frozen([1e3, 0, -5])),
        # A quien mide: al lado de 10¹⁶, lo que mueven las otras casillas se pierde en el redondeo.
        dict(u=frozen([1, -0.7]), A=frozen([[1e16, 2, -1], [3, 0.5, 4]]), v=frozen([2, 0.3, -1.5])),
    ),
    draw=draw,
    oracle=gradient_of(lambda u, A, v: u @ A @ v, wrt="A"),
    misconceptions=(
        Misconception(
            "traspuesto",
            wrong=lambda ok, u, A, v: np.outer(v, u),
            hint="La forma debe ser la de A.",
        ),
        Misconception(
            "depende_de_a",
            wrong=lambda ok, u, A, v: A,
            hint="uᵀAv es lineal en A: ¿puede quedar A?",
        ),
        Misconception(
            "valor",
            wrong=lambda ok, u, A, v: u @ A @ v,
            hint="Eso es lo que vale f. Se pide cuánto cambia al mover cada casilla de A.",
        ),
        Misconception(
            "elemento_a_elemento",
            wrong=lambda ok, u, A, v: np.outer(u, v) * A,
            hint="¿Qué multiplica exactamente a A_ij?",
        ),
    ),
    hints=(
        "Escribe uᵀAv como una suma doble. ¿En cuántos sumandos aparece A_23?",
        "Si A_ij sube una unidad y lo demás se queda quieto, ¿cuánto sube la suma?",
        "Rellena en papel la matriz de 2×3 del experimento. ¿Qué tienen en común las tres casillas de una fila?",
    ),
    takeaway="El gradiente de un número respecto de una matriz tiene la forma de la matriz.",
)
