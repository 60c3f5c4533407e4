"""Ejercicio «La red 3-3-2, de la pérdida a la entrada»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import O0, O1, b0, b1, draw_sizes, draw_values, frozen, ind, relu, softmax, v3, v3b
from autograder.exercises.clasificacion._common import one_hot
from autograder.exercises.retropropagacion_mlp._common import draw_network
from autograder.judging.oracle import gradient_of


def chain_332(x, c, O0, b0, O1, b1):
    """z y ∂J/∂logits: de ahí para atrás empiezan los errores."""
    z = b0 + O0 @ x
    logits = b1 + O1 @ relu(z)
    return z, softmax(logits) - one_hot(c, logits.size)


def stops_at_z(ok, x, c, O0, b0, O1, b1):
    z, delta = chain_332(x, c, O0, b0, O1, b1)
    return ind(z) * (O1.T @ delta)


def no_relu(ok, x, c, O0, b0, O1, b1):
    _, delta = chain_332(x, c, O0, b0, O1, b1)
    return O0.T @ (O1.T @ delta)


def mask_keeps_zero(ok, x, c, O0, b0, O1, b1):
    z, delta = chain_332(x, c, O0, b0, O1, b1)
    return O0.T @ ((z >= 0) * (O1.T @ delta))


def no_target(ok, x, c, O0, b0, O1, b1):
    z = b0 + O0 @ x
    return O0.T @ (ind(z) * (O1.T @ softmax(b1 + O1 @ relu(z))))


def misprinted_mask(ok, x, c, O0, b0, O1, b1):
    z, delta = chain_332(x, c, O0, b0, O1, b1)
    # La diapositiva repite z_1 y desplaza lo demás: z_1, z_1, z_2.
    rows = np.maximum(np.arange(z.size) - 1, 0)
    return O0.T @ (ind(z)[rows] * (O1.T @ delta))


def draw(rng):
    D_i, D_h, C = draw_sizes(rng, 3)
    x = draw_values(rng, D_i)
    (b0, b1), (O0, O1) = draw_network(rng, x, (D_h, C))
    return dict(x=x, c=int(rng.integers(C)), O0=O0, b0=b0, O1=O1, b1=b1)


EXERCISE = Exercise(
    id="dj_dx_red_332",
    lesson="05b_clasificacion",
    order=40,
    title="La red 3-3-2, de la pérdida a la entrada",
    points=2,
    args=("x", "c", "O0", "b0", "O1", "b1"),
    # El nombre es el de la red de la lección, pero la cadena vale para cualquier tamaño.
    returns={"dJ_dx": "(D_i,)"},
    examples=(
        dict(x=v3, c=0, O0=O0, b0=b0, O1=O1, b1=b1),
        dict(x=v3b, c=1, O0=O0, b0=b0, O1=O1, b1=b1),
        # Preactivaciones (0, 1, −1): la primera cae justo en el codo de la ReLU.
        dict(
            x=frozen([1, 1]),
            c=0,
            O0=frozen([[1, 2], [0, 1], [-1, 0]]),
            b0=frozen([-3, 0, 0]),
            O1=frozen([[1, -2, 3], [0.5, 1, -1], [1, 0, 1], [-1, 2, 2]]),
            b1=frozen([0, 0, 0, 0]),
        ),
    ),
    edge_cases=(
        dict(x=frozen([1]), c=1, O0=frozen([[2]]), b0=frozen([-1]), O1=frozen([[-3], [1]]), b1=frozen([0, 0.5])),
        # Todas las unidades apagadas: a la entrada no llega nada.
        dict(x=frozen([1, 2, 3]), c=1, O0=O0, b0=frozen([-90, -90, -90]), O1=O1, b1=b1),
        # Logits (−900, 901, 1): con restar uno cualquiera no basta.
        dict(
            x=frozen([1, -2]),
            c=0,
            O0=frozen([[1, 0], [2, -1]]),
            b0=frozen([0, -3]),
            O1=frozen([[1, -1], [0, 1], [-1, 2]]),
            b1=frozen([-900, 900, 0]),
        ),
        # A quien mide: los logits pasan de 10⁸ y un empujón a x se redondea; la segunda unidad está en el codo.
        dict(
            x=frozen([1, 2]),
            c=2,
            O0=frozen([[1, 0.5], [-1, -2], [2, -0.5]]),
            b0=frozen([0, 5, 1]),
            O1=frozen([[1, -2, 0.5], [0.5, 1, -0.25], [0.25, 2, 0.75]]),
            b1=frozen([2**27, 2**27 + 1, 2**27 - 1]),
        ),
    ),
    draw=draw,
    oracle=gradient_of(
        lambda x, c, O0, b0, O1, b1: -(b1 + O1 @ (b0 + O0 @ x).relu()).log_softmax(0)[c],
        wrt="x",
        as_is=("c",),
    ),
    misconceptions=(
        Misconception("para_en_z", wrong=stops_at_z, hint="Falta la última capa hacia la entrada."),
        Misconception("sin_relu", wrong=no_relu, hint="¿Y diag(𝕀[z>0])?"),
        Misconception("cero_cuenta", wrong=mask_keeps_zero, hint="¿Cuánto vale la pendiente de la ReLU justo en 0?"),
        Misconception("softmax_sin_objetivo", wrong=no_target, hint="¿Por dónde entra c en tu cuenta?"),
        Misconception("signo", wrong=lambda ok, **inputs: -ok, hint="¿Qué signo tiene la derivada de −log?"),
        Misconception("errata_mascara", wrong=misprinted_mask, hint="¿Coincide el índice de cada fila?"),
    ),
    hints=(
        "Primero, el paso adelante: sin z no hay máscara y sin logits no hay probabilidades. ¿Dónde empieza el otro?",
        "De J a los logits se va de un salto, y acabas de demostrar cuánto vale. ¿Cuál de tus funciones lo calcula?",
        "De los logits a la entrada quedan tres eslabones: unos pesos, una ReLU y otros pesos. ¿Cuáles se trasponen?",
    ),
    takeaway="La cadena entera son vectores que cruzan matrices, una a una, desde la pérdida hasta la entrada.",
)
