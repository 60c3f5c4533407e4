"""Ejercicio «Cuánto se parecen dos gradientes»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_sizes, draw_values, frozen, v2, v3, v3b, v4, v4b
from autograder.judging.oracle import value_of

norm = np.linalg.norm


def without_floor(ok, a, b):
    with np.errstate(invalid="ignore"):
        return norm(a - b) / (norm(a) + norm(b))


def one_by_one(ok, a, b):
    return np.mean(np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-12))


def draw(rng):
    (D,) = draw_sizes(rng, 1)
    a = draw_values(rng, D) * rng.choice([1e-14, 1e-6, 1.0, 1e8])
    return dict(a=a, b=a * (1 + rng.choice([1e-9, 1e-3, 1.0]) * rng.normal(size=D)))


EXERCISE = Exercise(
    id="error_relativo",
    lesson="13_receta_de_depuracion",
    order=20,
    title="Cuánto se parecen dos gradientes",
    points=1,
    args=("a", "b"),
    returns={"error": "()"},
    examples=(
        dict(a=v3, b=v3b),
        dict(a=v4, b=v4b),
        # Entre los dos no llegan al suelo.
        dict(a=frozen([3e-14, -4e-14]), b=frozen([0, 0])),
    ),
    edge_cases=(
        dict(a=v2, b=v2),
        dict(a=v3, b=-v3),
        dict(a=frozen([0, 0, 0]), b=frozen([0, 0, 0])),
        dict(a=frozen([0, 0]), b=v2),
        dict(a=frozen([1e-9, 2e-9]), b=frozen([1.001e-9, 2e-9])),
        dict(a=frozen([3e7, -1e7]), b=frozen([3e7, -1.00001e7])),
        dict(a=frozen([5]), b=frozen([4])),
    ),
    draw=draw,
    oracle=value_of(lambda a, b: (a - b).norm() / (a.norm() + b.norm()).clamp(min=1e-12)),
    misconceptions=(
        Misconception(
            "absoluto",
            wrong=lambda ok, a, b: norm(a - b),
            hint="Multiplica los dos por mil: ¿debe cambiar el error? ¿Cambia el tuyo?",
        ),
        Misconception(
            "con_signo",
            wrong=lambda ok, a, b: np.sum(a - b) / max(norm(a) + norm(b), 1e-12),
            hint="Los errores de una coordenada no deben cancelarse con los de otra.",
        ),
        Misconception(
            "norma_al_cuadrado",
            wrong=lambda ok, a, b: np.sum((a - b) ** 2) / max(norm(a) + norm(b), 1e-12),
            hint="Si los dos gradientes se multiplican por mil, ¿debe cambiar el error? Norma, no su cuadrado.",
        ),
        Misconception(
            "solo_uno",
            wrong=lambda ok, a, b: norm(a - b) / max(norm(b), 1e-12),
            hint="Cambia a por b: ¿da lo mismo? ¿Y cuánto da si son opuestos?",
        ),
        Misconception(
            "el_primero",
            wrong=lambda ok, a, b: norm(a - b) / max(norm(a), 1e-12),
            hint="Cambia a por b: ¿da lo mismo? ¿Y cuánto da si son opuestos?",
        ),
        Misconception(
            "el_mayor",
            wrong=lambda ok, a, b: norm(a - b) / max(norm(a), norm(b), 1e-12),
            hint="Si a y b son opuestos tiene que dar 1. ¿Qué se hace con las dos normas?",
        ),
        Misconception(
            "norma_de_la_suma",
            wrong=lambda ok, a, b: norm(a - b) / max(norm(a + b), 1e-12),
            hint="Si a y b son opuestos, su suma es 0. ¿Qué se suma, los vectores o lo que miden?",
        ),
        Misconception(
            "uno_a_uno",
            wrong=one_by_one,
            hint="Una coordenada diminuta no puede pesar tanto como las demás. ¿Se mide cada una o el vector entero?",
        ),
        Misconception(
            "sin_suelo",
            wrong=without_floor,
            hint="Con dos gradientes nulos estás dividiendo 0 entre 0. ¿Qué número no deja bajar al de abajo?",
        ),
        Misconception(
            "suelo_sumado",
            wrong=lambda ok, a, b: norm(a - b) / (norm(a) + norm(b) + 1e-12),
            hint="Se parece mucho, pero con vectores diminutos no es lo mismo: el suelo no se suma.",
        ),
    ),
    hints=(
        "¿Cómo se mide lo lejos que están dos vectores? ¿Y lo grande que es uno?",
        "Un error de una milésima, ¿es mucho o poco? Depende de lo que midan los gradientes: divide entre las dos "
        "normas juntas.",
        "El número de abajo no debe bajar de 1e-12, ni siquiera con dos ceros. ¿Qué función de Python elige el mayor "
        "de dos números?",
    ),
    takeaway="Un error relativo no depende de la escala: vale 0 si los gradientes coinciden y 1 si son opuestos.",
)
