"""Ejercicio «La capa lineal, respecto de su sesgo»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import M32, M33, v2, v3b
from autograder.exercises.calculo_matricial._common import LAYER_EDGE_CASES, draw_capa
from autograder.judging.oracle import jacobian_of


def jacobian_of_bias(Omega, h):
    """El jacobiano de la capa respecto de β, tomado en β = 0: β no es dato del ejercicio."""
    layer = jacobian_of(lambda beta, Omega, h: beta + Omega @ h, wrt="beta")
    return layer(beta=np.zeros(len(Omega)), Omega=Omega, h=h)


EXERCISE = Exercise(
    id="jacobiano_sesgo",
    lesson="04_calculo_matricial",
    order=30,
    title="La capa lineal, respecto de su sesgo",
    points=1,
    args=("Omega", "h"),
    returns={"J": "(m, m)"},
    examples=(dict(Omega=M32, h=v2), dict(Omega=M33, h=v3b)),
    edge_cases=LAYER_EDGE_CASES,
    draw=draw_capa,
    oracle=jacobian_of_bias,
    misconceptions=(
        Misconception(
            "ceros",
            wrong=lambda ok, Omega, h: np.zeros((Omega.shape[0], Omega.shape[0])),
            hint="¿β es aquí constante o variable?",
        ),
        Misconception(
            "matriz_de_unos",
            wrong=lambda ok, Omega, h: np.ones((Omega.shape[0], Omega.shape[0])),
            hint="¿Depende f_1 de β_2?",
        ),
        Misconception(
            "vector_de_unos",
            wrong=lambda ok, Omega, h: np.ones(Omega.shape[0]),
            hint="Los unos son esos, pero faltan las casillas que valen 0: ¿cuántas hay en total?",
        ),
        Misconception(
            "diag_de_salida",
            wrong=lambda ok, Omega, h: np.diag(Omega @ h),
            hint="Lineal en β: ¿puede quedar Ωh?",
        ),
    ),
    hints=(
        "Aquí se mueve β y se mira f. ¿Cuántas componentes tiene cada uno?",
        "Si solo sube β_1, ¿qué componentes de f se enteran? ¿Y cuánto suben?",
        "Rellena la fila de β_1: tres casillas. Luego la de β_2. ¿Ves ya la matriz? ¿Cómo se llama?",
    ),
    takeaway="Cada sesgo mueve su salida, y solo la suya, tanto como se mueve él.",
)
