"""Ejercicio «¿Cuánto manda cada peso?»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import sig
from autograder.exercises.caracteristicas_aprendidas._common import (
    EDGE_CASES,
    EXAMPLES,
    draw,
    features,
    slope,
    slope_at_output,
    torch_model,
)
from autograder.judging.oracle import gradient_of

EXERCISE = Exercise(
    id="dy_dphi",
    lesson="11_caracteristicas_aprendidas",
    order=10,
    title="Respecto de los pesos",
    points=1,
    args=("phi", "x1", "x2"),
    returns={"dy_dphi": "(6,)"},
    examples=EXAMPLES,
    edge_cases=EDGE_CASES,
    draw=draw,
    oracle=gradient_of(torch_model, wrt="phi"),
    misconceptions=(
        Misconception(
            "sin_pendiente",
            wrong=lambda ok, phi, x1, x2: features(x1, x2),
            hint="Eso es lo que se mueve z. ¿Y cuánto se mueve σ(z) por cada unidad de z?",
        ),
        Misconception(
            "con_phi",
            wrong=lambda ok, phi, x1, x2: slope(phi, x1, x2) * phi,
            hint="¿Respecto de quién se deriva?",
        ),
        Misconception(
            "solo_s",
            wrong=lambda ok, phi, x1, x2: sig(phi @ features(x1, x2)) * features(x1, x2),
            hint="Has multiplicado por lo que vale σ. ¿Y su pendiente?",
        ),
        Misconception(
            "pendiente_en_la_salida",
            wrong=lambda ok, phi, x1, x2: slope_at_output(phi, x1, x2) * features(x1, x2),
            hint="¿Dónde se evalúa la pendiente de σ, en lo que le entra o en lo que sale?",
        ),
        Misconception(
            "phi0_con_cero",
            wrong=lambda ok, phi, x1, x2: ok * np.array([0, 1, 1, 1, 1, 1]),
            hint="¿Por qué número se multiplica φ_0?",
        ),
        Misconception(
            "el_cruce_antes",
            wrong=lambda ok, phi, x1, x2: ok[[0, 1, 2, 5, 3, 4]],
            hint="¿En qué orden van los pesos? Mira qué característica acompaña a φ_3, a φ_4 y a φ_5.",
        ),
        Misconception(
            "cuadrado_derivado",
            wrong=lambda ok, phi, x1, x2: slope(phi, x1, x2) * np.array([1.0, x1, x2, 2 * x1, 2 * x2, x1 * x2]),
            hint="Lo que se mueve es φ_3, no x_1. ¿Está φ_3 al cuadrado?",
        ),
    ),
    hints=(
        "Llama z a lo que entra en σ. De φ a la salida hay dos eslabones. ¿Cuáles?",
        "Mueve un solo peso, φ_5 por ejemplo, y deja quietos los otros cinco. ¿Por cuánto se multiplica en z?",
        "Eso, para los seis, es un vector que ya conoces. Falta lo que vale el eslabón de z a la salida, que es "
        "un solo número.",
    ),
    takeaway="En un modelo lineal en los parámetros, cada peso manda lo que vale su característica.",
)
