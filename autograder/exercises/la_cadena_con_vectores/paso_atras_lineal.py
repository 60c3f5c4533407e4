"""Ejercicio «Un paso atrás de verdad»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import M23, M32, M33, draw_sizes, draw_values, frozen, s3, v2, v3, v3b
from autograder.judging.oracle import gradient_of


def draw(rng):
    m, n = draw_sizes(rng, 2)
    return dict(beta=draw_values(rng, m), Omega=draw_values(rng, m, n), h=draw_values(rng, n), y=draw_values(rng, m))


def residual(beta, Omega, h, y):
    return beta + Omega @ h - y


EXERCISE = Exercise(
    id="paso_atras_lineal",
    lesson="04b_la_cadena_con_vectores",
    order=30,
    title="Un paso atrás de verdad",
    points=2,
    args=("beta", "Omega", "h", "y"),
    returns={"dbeta": "(m,)", "dh": "(n,)"},
    examples=(
        dict(beta=s3, Omega=M32, h=v2, y=v3b),
        dict(beta=v2, Omega=M23, h=v3, y=frozen([-1, 2])),
        dict(beta=v3, Omega=M33, h=v3b, y=s3),
    ),
    edge_cases=(
        dict(beta=frozen([1]), Omega=frozen([[-3]]), h=frozen([2]), y=frozen([4])),
        # El residuo es 0: estamos en el mínimo y los dos gradientes se anulan.
        dict(beta=frozen([1, -2]), Omega=frozen([[1, 2, 0], [0, -1, 1]]), h=frozen([1, 1, 1]), y=frozen([4, -2])),
        dict(beta=frozen([0, 0]), Omega=frozen([[1], [2]]), h=frozen([0]), y=frozen([3, -1])),
        # A quien mide: la pérdida pasa de 10¹⁸ y lo que mueve la segunda salida se pierde en el redondeo.
        dict(beta=frozen([1e9, 0.5]), Omega=frozen([[1, 2, -1], [3, -2, 0]]), h=frozen([1, 0.5, 2]), y=frozen([0, 2])),
        dict(beta=frozen([1e4, -1]), Omega=frozen([[1e3, 0], [-2, 5e2]]), h=frozen([-1e2, 7]), y=frozen([0, 1e5])),
    ),
    draw=draw,
    oracle=gradient_of(lambda beta, Omega, h, y: ((beta + Omega @ h - y) ** 2).sum(), wrt=("beta", "h")),
    misconceptions=(
        Misconception(
            "falta_dos",
            wrong=lambda ok, beta, Omega, h, y: (
                residual(beta, Omega, h, y),
                Omega.T @ residual(beta, Omega, h, y),
            ),
            hint="ℓ es una suma de cuadrados, sin ningún ½ delante. ¿Qué baja al derivar?",
        ),
        Misconception(
            "signo",
            wrong=lambda ok, beta, Omega, h, y: (
                2 * (y - beta - Omega @ h),
                Omega.T @ (2 * (y - beta - Omega @ h)),
            ),
            hint="Si f_1 se pasa del objetivo y la subes un poco más, ¿la pérdida crece o baja?",
        ),
        Misconception(
            "sin_sesgo",
            wrong=lambda ok, beta, Omega, h, y: (2 * (Omega @ h - y), Omega.T @ (2 * (Omega @ h - y))),
            hint="¿Qué calcula la capa en el paso adelante? Mira todos sus sumandos.",
        ),
        Misconception(
            "sin_objetivo",
            wrong=lambda ok, beta, Omega, h, y: (2 * (beta + Omega @ h), Omega.T @ (2 * (beta + Omega @ h))),
            hint="¿Qué es exactamente lo que se eleva al cuadrado?",
        ),
        # Si m y n no coinciden este producto no cuadra y lanza ValueError, como al estudiante.
        Misconception(
            "sin_trasponer",
            wrong=lambda ok, beta, Omega, h, y: (
                2 * residual(beta, Omega, h, y),
                Omega @ (2 * residual(beta, Omega, h, y)),
            ),
            hint="Hacia delante Ω lleva n números a m. ¿Cuántos tiene que devolver el paso atrás?",
        ),
        Misconception(
            "para_en_la_salida",
            wrong=lambda ok, beta, Omega, h, y: (2 * residual(beta, Omega, h, y), 2 * residual(beta, Omega, h, y)),
            hint="Hasta f has llegado. Para ir de f a h queda un eslabón: ¿cuál?",
        ),
        Misconception(
            "salidas_cambiadas",
            wrong=lambda ok, beta, Omega, h, y: (ok[1], ok[0]),
            hint="Los dos gradientes están bien y cambiados de sitio: primero el de β, después el de h.",
        ),
        Misconception(
            "suma_el_sesgo",
            wrong=lambda ok, beta, Omega, h, y: (np.sum(2 * residual(beta, Omega, h, y)), ok[1]),
            hint="Cada sesgo mueve una sola salida. ¿Por qué habría que sumarlas todas?",
        ),
    ),
    hints=(
        "Empieza por el paso adelante: calcula f. Después, ¿cuánto cambia ℓ al mover cada f_j? Ese es tu δ.",
        "¿Cuál es el eslabón de β a f? ¿Y el de h a f? Los dos los derivaste en la lección 04.",
        "Escribe las dos cadenas con sus formas. Una sale de m números y acaba en m; la otra acaba en n.",
    ),
    takeaway="Un solo δ sirve para todo lo que hay detrás: cada eslabón lo lleva a su variable.",
)
