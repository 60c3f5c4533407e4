"""Ejercicio «El gradiente de la montaña»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_values, frozen, v2
from autograder.exercises.descenso_de_gradiente._common import START, TINY_BESIDE_HUGE, height
from autograder.judging.oracle import gradient_of

EXERCISE = Exercise(
    id="gradiente_cuadratica",
    lesson="07_descenso_de_gradiente",
    order=10,
    title="El gradiente de la montaña",
    points=1,
    args=("p",),
    returns={"df": "(2,)"},
    examples=(dict(p=START), dict(p=v2)),
    edge_cases=(
        dict(p=frozen([0, 0])),
        dict(p=frozen([0, 3])),
        dict(p=frozen([-2, 0])),
        dict(p=TINY_BESIDE_HUGE),
        # En float32 no existe 16777217.
        dict(p=frozen([16777217, -1])),
    ),
    draw=lambda rng: dict(p=draw_values(rng, 2)),
    oracle=gradient_of(height, wrt="p"),
    misconceptions=(
        Misconception(
            "olvida_coeficiente",
            wrong=lambda ok, p: 2 * p,
            hint="Las dos componentes llevan el mismo número delante. ¿Sube igual la montaña hacia los dos lados?",
        ),
        Misconception(
            "sin_exponente",
            wrong=lambda ok, p: np.array([p[0], 2 * p[1]]),
            hint="Deriva los cuadrados: ¿qué hace el exponente al derivar?",
        ),
        Misconception(
            "valor",
            wrong=lambda ok, p: np.array([p[0] ** 2, 2 * p[1] ** 2]),
            hint="Eso son los dos sumandos de la altura. ¿Y cuánto cambian cuando se mueven x e y?",
        ),
        Misconception(
            "cuesta_abajo",
            wrong=lambda ok, p: -ok,
            hint="Eso apunta hacia abajo. El gradiente dice cuánto **sube** la altura al mover cada coordenada.",
        ),
        Misconception(
            "coordenadas_cambiadas",
            wrong=lambda ok, p: ok[::-1],
            hint="Los dos números son buenos y van cambiados. ¿Cuál es la derivada respecto de x?",
        ),
        Misconception(
            "sin_direccion",
            wrong=lambda ok, p: np.abs(ok),
            hint="Anda hacia el este desde el oeste del fondo. ¿Subes o bajas? ¿Se ve en lo que devuelves?",
        ),
    ),
    hints=(
        "Quieta y, ¿cuánto cambia la altura cuando x sube una milésima? Haz la cuenta en (300, −200).",
        "Son dos derivadas, una por coordenada; mientras derivas una, la otra está quieta.",
        "Cada sumando depende de una sola coordenada. ¿Qué número lleva delante el segundo, y qué le pasa al derivar?",
    ),
    takeaway="El gradiente tiene una componente por coordenada: lo que sube la altura al mover solo esa.",
)
