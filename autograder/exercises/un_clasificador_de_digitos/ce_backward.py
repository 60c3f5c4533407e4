"""Ejercicio «El bloque de la entropía cruzada»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import Y13, Y43, Z13, Z43, draw_sizes, frozen, softmax
from autograder.exercises.un_clasificador_de_digitos._common import draw_targets
from autograder.judging.oracle import gradient_of


def draw(rng):
    B, C = draw_sizes(rng, 2)
    return dict(A=softmax(rng.normal(size=(B, C)) * 2), Y=draw_targets(rng, B, C))


def only_the_top(ok, A, Y):
    return -1.0 * (Y.max(axis=1, keepdims=True) == Y) / A / len(A)


EXERCISE = Exercise(
    id="ce_backward",
    lesson="08b_un_clasificador_de_digitos",
    order=30,
    title="El bloque de la entropía cruzada",
    points=1,
    args=("A", "Y"),
    returns={"dA": "(B, C)"},
    examples=(
        dict(A=frozen(softmax(Z43)), Y=Y43),
        dict(A=frozen(softmax(Z13)), Y=Y13),
        dict(A=frozen([[0.1, 0.6, 0.3], [0.2, 0.2, 0.6]]), Y=frozen([[0.2, 0.5, 0.3], [0, 0, 1]])),
    ),
    edge_cases=(
        dict(A=frozen([[1]]), Y=frozen([[1]])),
        dict(A=frozen([[0.25, 0.25, 0.5]]), Y=frozen([[0.25, 0.25, 0.5]])),
        dict(A=frozen([[1e-6, 1 - 1e-6], [0.5, 0.5]]), Y=frozen([[1, 0], [0, 1]])),
        dict(A=frozen([[0.5, 1e-9, 0.5 - 1e-9]]), Y=frozen([[0, 1, 0]])),
    ),
    draw=draw,
    # La respuesta es una división: sale con todas sus cifras, y medida no.
    rtol=1e-13,
    atol=1e-15,
    oracle=gradient_of(lambda A, Y: -(Y * A.log()).sum() / len(A), wrt="A"),
    misconceptions=(
        Misconception("sin_lote", wrong=lambda ok, A, Y: -Y / A, hint="¿Qué hay delante de la suma?"),
        Misconception("signo", wrong=lambda ok, A, Y: Y / A / len(A), hint="Mira el menos de la pérdida."),
        Misconception(
            "por_clases",
            wrong=lambda ok, A, Y: -Y / A / A.size,
            hint="Se promedia sobre ejemplos. ¿Entre cuántos has dividido?",
        ),
        Misconception(
            "solo_clase_mayor",
            wrong=only_the_top,
            hint="Y puede ser una distribución. ¿Cuánto pesa cada clase en la pérdida?",
        ),
        Misconception(
            "sin_objetivo",
            wrong=lambda ok, A, Y: -1 / A / len(A),
            hint="¿Entran en la pérdida todas las clases por igual? ¿Dónde está Y?",
        ),
        Misconception(
            "hasta_los_logits",
            wrong=lambda ok, A, Y: (A - Y) / len(A),
            hint="Eso cruza también softmax. ¿Hasta dónde llega este bloque?",
        ),
        Misconception(
            "el_valor",
            wrong=lambda ok, A, Y: -Y * np.log(A) / len(A),
            hint="Eso es lo que cada casilla pone en la pérdida. ¿Cuánto cambia si mueves A?",
        ),
    ),
    hints=(
        "L es una suma de casillas. Si mueves A_ij y dejas quietas las demás, ¿qué sumandos cambian?",
        "¿Cuánto vale la derivada de un logaritmo? ¿Y qué lleva delante ese sumando?",
        "Elemento a elemento, y con un solo número que depende del lote: cuenta sobre qué se promedia.",
    ),
    takeaway="Sobre las probabilidades, el gradiente se dispara donde la red veía improbable lo que pasó.",
)
