"""Ejercicio «Softmax y entropía cruzada en un solo bloque»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import Y13, Y43, Z13, Z43, Z23g, draw_sizes, draw_values, frozen, softmax
from autograder.exercises.un_clasificador_de_digitos._common import draw_targets
from autograder.judging.oracle import gradient_of, load_torch


def draw(rng):
    B, C = draw_sizes(rng, 2)
    Z = draw_values(rng, B, C) + rng.choice([0.0, 800.0, -900.0], size=(B, 1))
    return dict(Z=Z, Y=draw_targets(rng, B, C))


def unstable(ok, Z, Y):
    with np.errstate(over="ignore", invalid="ignore"):
        return (np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True) - Y) / len(Z)


EXERCISE = Exercise(
    id="softmax_ce_backward",
    lesson="08b_un_clasificador_de_digitos",
    order=40,
    title="Softmax y entropía cruzada en un solo bloque",
    points=2,
    args=("Z", "Y"),
    returns={"dZ": "(B, C)"},
    examples=(
        dict(Z=Z43, Y=Y43),
        dict(Z=Z13, Y=Y13),
        dict(Z=Z23g, Y=frozen([[0, 1, 0], [1, 0, 0]])),
    ),
    edge_cases=(
        dict(Z=frozen([[5]]), Y=frozen([[1]])),
        dict(Z=frozen([[0, 0], [0, 0]]), Y=frozen([[0.5, 0.5], [1, 0]])),
        # La clase que debía ser no tiene ya probabilidad ninguna: de ahí también se sale.
        dict(Z=frozen([[-900, 900, 0], [2000, -2000, 0]]), Y=frozen([[1, 0, 0], [0, 1, 0]])),
        # A quien mide: un empujón a 2³¹ se redondea.
        dict(Z=frozen([[2**31 + 0.5, 2**31 - 1.25, 2**31], [1, 2, 3]]), Y=frozen([[0, 1, 0], [0.2, 0.3, 0.5]])),
    ),
    draw=draw,
    oracle=gradient_of(lambda Z, Y: load_torch().nn.functional.cross_entropy(Z, Y), wrt="Z"),
    misconceptions=(
        Misconception("sin_lote", wrong=lambda ok, Z, Y: softmax(Z) - Y, hint="¿Suma o media?"),
        Misconception(
            "signo",
            wrong=lambda ok, Z, Y: (Y - softmax(Z)) / len(Z),
            hint="Para que la pérdida baje, el logit correcto debe subir. ¿Qué signo tiene entonces su derivada?",
        ),
        Misconception("logits", wrong=lambda ok, Z, Y: (Z - Y) / len(Z), hint="¿Logits o probabilidades?"),
        Misconception(
            "eje_equivocado",
            wrong=lambda ok, Z, Y: (softmax(Z.T).T - Y) / len(Z),
            hint="¿En qué eje va softmax?",
        ),
        Misconception(
            "por_clases",
            wrong=lambda ok, Z, Y: (softmax(Z) - Y) / Z.size,
            hint="La entropía cruzada promedia sobre ejemplos. ¿Entre cuántos has dividido?",
        ),
        Misconception(
            "inestable",
            wrong=unstable,
            hint="¿Qué calcula exp(800)? Tu otro bloque ya sabía evitarlo.",
        ),
        Misconception(
            "sin_objetivo",
            wrong=lambda ok, Z, Y: softmax(Z) / len(Z),
            hint="Si la red acierta del todo, ¿qué gradiente debe salir? ¿Y cuál te sale?",
        ),
        Misconception(
            "por_la_diagonal",
            wrong=lambda ok, Z, Y: (softmax(Z) - Y) * softmax(Z) * (1 - softmax(Z)) / len(Z),
            hint="La pendiente de softmax se ha simplificado ya. ¿No la estás cruzando dos veces?",
        ),
    ),
    hints=(
        "Encadena tus dos bloques en papel, con una sola fila y un objetivo one-hot. ¿Qué queda?",
        "¿En qué momento de la cuenta se va la división entre A? Por eso conviene hacerlos juntos.",
        "Es lo que demostraste con un ejemplo en la 05b. Con un lote cambia una sola cosa: L es una media.",
    ),
    takeaway="Juntos se simplifican: no se divide entre ninguna probabilidad y nada puede desbordar.",
)
