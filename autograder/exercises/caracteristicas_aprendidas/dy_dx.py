"""Ejercicio «¿Y si se mueve el punto?»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises.caracteristicas_aprendidas._common import (
    EDGE_CASES,
    EXAMPLES,
    draw,
    slope,
    slope_at_output,
    torch_model,
)
from autograder.exercises.grafos_de_computo._common import stacked_gradient


def dz_dx(phi, x1, x2, power=2.0, cross=1.0):
    """∂z/∂x (2,); con otros factores, lo que sale si se olvida algo."""
    return np.array(
        [
            phi[1] + power * phi[3] * x1 + cross * phi[5] * x2,
            phi[2] + power * phi[4] * x2 + cross * phi[5] * x1,
        ]
    )


EXERCISE = Exercise(
    id="dy_dx",
    lesson="11_caracteristicas_aprendidas",
    order=20,
    title="Respecto de la entrada",
    points=2,
    args=("phi", "x1", "x2"),
    returns={"dy_dx": "(2,)"},
    examples=EXAMPLES,
    edge_cases=EDGE_CASES,
    draw=draw,
    oracle=stacked_gradient(torch_model, "x1", "x2"),
    misconceptions=(
        Misconception(
            "ignora_cuadrados",
            wrong=lambda ok, phi, x1, x2: slope(phi, x1, x2) * phi[1:3],
            hint="x_1 está en la característica x_1. ¿En cuáles más?",
        ),
        Misconception(
            "sin_pendiente",
            wrong=lambda ok, phi, x1, x2: dz_dx(phi, x1, x2),
            hint="Eso es lo que se mueve z. ¿Y cuánto se mueve σ(z) por cada unidad de z?",
        ),
        Misconception(
            "sin_cruce",
            wrong=lambda ok, phi, x1, x2: slope(phi, x1, x2) * dz_dx(phi, x1, x2, cross=0.0),
            hint="Si se mueve x_1, ¿se queda quieta x_1x_2?",
        ),
        Misconception(
            "sin_el_dos",
            wrong=lambda ok, phi, x1, x2: slope(phi, x1, x2) * dz_dx(phi, x1, x2, power=1.0),
            hint="¿Cuánto vale la derivada de un cuadrado?",
        ),
        Misconception(
            "cruce_consigo",
            wrong=lambda ok, phi, x1, x2: (
                slope(phi, x1, x2) * (dz_dx(phi, x1, x2, cross=0.0) + phi[5] * np.array([x1, x2]))
            ),
            hint="En φ_5 x_1 x_2, si se mueve x_1, ¿qué lo multiplica?",
        ),
        Misconception(
            "pendiente_en_la_salida",
            wrong=lambda ok, phi, x1, x2: slope_at_output(phi, x1, x2) * dz_dx(phi, x1, x2),
            hint="¿Dónde se evalúa la pendiente de σ, en lo que le entra o en lo que sale?",
        ),
        Misconception(
            "pesos_de_los_cuadrados_cambiados",
            wrong=lambda ok, phi, x1, x2: slope(phi, x1, x2) * dz_dx(phi[[0, 1, 2, 4, 3, 5]], x1, x2),
            hint="¿Qué peso acompaña a x_1², φ_3 o φ_4?",
        ),
    ),
    hints=(
        "Dibuja el grafo: de x_1 salen varias aristas. ¿A cuántas características llega?",
        "En una ramificación los gradientes se suman. Cada rama es una característica: su peso por lo que ella se "
        "mueve.",
        "Haz primero ∂z/∂x_1 y ∂z/∂x_2, tres sumandos cada una. Después falta un eslabón, el mismo para las dos.",
    ),
    takeaway="Una entrada que llega a varias características recibe la suma de todas, como cualquier ramificación.",
)
