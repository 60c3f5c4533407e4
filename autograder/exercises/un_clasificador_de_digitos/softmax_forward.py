"""Ejercicio «Softmax, fila a fila»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import Z13, Z43, Z23g, draw_sizes, draw_values, frozen, softmax
from autograder.judging.oracle import load_torch, value_of


def draw(rng):
    B, C = draw_sizes(rng, 2)
    # Sumar lo mismo a toda una fila no cambia softmax, pero desborda exp.
    return dict(Z=draw_values(rng, B, C) + rng.choice([0.0, 800.0, -900.0], size=(B, 1)))


def whole_batch(ok, Z):
    powers = np.exp(Z - Z.max())
    return powers / powers.sum()


def unstable(ok, Z):
    # Con logits grandes sale inf / inf, y al estudiante también.
    with np.errstate(over="ignore", invalid="ignore"):
        return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def shares(ok, Z):
    # Si una fila suma 0 se divide entre 0, y al estudiante le pasa también.
    with np.errstate(divide="ignore", invalid="ignore"):
        return Z / Z.sum(axis=1, keepdims=True)


def one_maximum(ok, Z):
    """Un solo máximo para todo el lote: la fila que queda lejos se vuelve 0 / 0."""
    powers = np.exp(Z - Z.max())
    with np.errstate(invalid="ignore", divide="ignore"):
        return powers / powers.sum(axis=1, keepdims=True)


EXERCISE = Exercise(
    id="softmax_forward",
    lesson="08b_un_clasificador_de_digitos",
    order=10,
    title="Softmax, fila a fila",
    points=1,
    args=("Z",),
    returns={"A": "(B, C)"},
    examples=(
        dict(Z=Z43),
        dict(Z=Z13),
        dict(Z=Z23g),
        # Dos ejemplos con logits muy lejos unos de otros.
        dict(Z=frozen([[900, 901], [-900, -902]])),
    ),
    edge_cases=(
        dict(Z=frozen([[5]])),
        dict(Z=frozen([[0, 0, 0, 0], [-7, -7, -7, -7]])),
        dict(Z=frozen([[2000, -2000, 0], [1, 2, 3], [-1e6, -1e6, -1e6 + 1]])),
        dict(Z=frozen([[1], [2], [3]])),
    ),
    draw=draw,
    oracle=value_of(lambda Z: load_torch().softmax(Z, 1)),
    misconceptions=(
        Misconception(
            "eje_equivocado",
            wrong=lambda ok, Z: softmax(Z.T).T,
            hint="¿Qué debe sumar 1: cada fila o cada columna?",
        ),
        Misconception(
            "todo_el_lote",
            wrong=whole_batch,
            hint="Todo el lote suma 1. ¿Y cada ejemplo, por su cuenta?",
        ),
        Misconception(
            "inestable", wrong=unstable, hint="¿Qué calcula exp(800)? ¿Y qué se puede restar sin que cambie?"
        ),
        Misconception(
            "un_solo_maximo",
            wrong=one_maximum,
            hint="Restas el máximo de todo el lote. ¿Qué le queda a la fila que está muy por debajo?",
        ),
        Misconception(
            "sin_exponencial",
            wrong=shares,
            hint="¿Puede ser negativa una probabilidad? ¿Qué función hay arriba y abajo?",
        ),
        Misconception(
            "suma_sin_guardar_el_eje",
            wrong=lambda ok, Z: (
                np.exp(Z - Z.max(axis=1, keepdims=True)) / np.exp(Z - Z.max(axis=1, keepdims=True)).sum(axis=1)
            ),
            hint="La suma de cada fila se ha quedado sin su eje y divide columnas. ¿Qué hace `keepdims`?",
        ),
        Misconception(
            "logaritmo",
            wrong=lambda ok, Z: (
                Z
                - Z.max(axis=1, keepdims=True)
                - np.log(np.exp(Z - Z.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True))
            ),
            hint="Eso es su logaritmo. ¿Cuánto suma una fila de probabilidades?",
        ),
    ),
    hints=(
        "¿Sobre qué eje va la suma de abajo? Piensa qué tiene que sumar 1.",
        "Para que la suma de cada fila divida a su fila tiene que conservar su eje: forma (B, 1).",
        "Antes de exp, réstale a cada fila lo que la deja toda entre −∞ y 0, con alguna casilla a 0.",
    ),
    takeaway="Softmax trabaja fila a fila: un ejemplo no sabe nada de sus compañeros de lote.",
)
