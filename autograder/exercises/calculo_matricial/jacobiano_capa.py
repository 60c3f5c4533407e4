"""Ejercicio «La capa lineal, respecto de su entrada»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import M32, M33, v2, v3b
from autograder.exercises.calculo_matricial._common import LAYER_EDGE_CASES, draw_capa
from autograder.judging.oracle import jacobian_of

EXERCISE = Exercise(
    id="jacobiano_capa",
    lesson="04_calculo_matricial",
    order=50,
    title="La capa lineal, respecto de su entrada",
    points=1,
    args=("Omega", "h"),
    returns={"J": "(n, m)"},
    examples=(dict(Omega=M32, h=v2), dict(Omega=M33, h=v3b)),
    edge_cases=LAYER_EDGE_CASES,
    draw=draw_capa,
    # β se suma y no se mueve: su derivada respecto de h es 0 y puede faltar.
    oracle=jacobian_of(lambda Omega, h: Omega @ h, wrt="h"),
    misconceptions=(
        Misconception(
            "sin_trasponer",
            wrong=lambda ok, Omega, h: Omega,
            hint="Cuenta filas: deben ser las de h.",
        ),
        Misconception(
            "deja_h",
            wrong=lambda ok, Omega, h: Omega.T * h[:, None],
            hint="Lineal en h: ¿puede quedar h?",
        ),
        Misconception(
            "identidad",
            wrong=lambda ok, Omega, h: np.eye(*Omega.T.shape),
            hint="Ese jacobiano es de otra variable.",
        ),
    ),
    hints=(
        "Antes de derivar, la forma: una fila por componente de h y una columna por componente de f.",
        "En f_2 = β_2 + ω_21 h_1 + ω_22 h_2, ¿cuánto sube f_2 cuando h_1 sube una unidad? ¿En qué casilla va?",
        "La primera fila reúne los pesos que multiplican a h_1. ¿Qué fila o qué columna de Ω es esa?",
    ),
    takeaway="Hacia delante una capa multiplica por Ω; vista desde su entrada, su derivada es Ω traspuesta.",
)
