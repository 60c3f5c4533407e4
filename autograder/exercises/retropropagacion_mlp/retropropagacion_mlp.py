"""Ejercicio «Retropropagación de una red completa»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import frozen, relu, s2, v2, v3, v3b
from autograder.exercises.retropropagacion_mlp._common import (
    ALL_OFF,
    AT_ZERO,
    ONE_LAYER,
    ONE_UNIT,
    RED_A,
    RED_B,
    draw_mlp,
    network_gradients,
    walk_back,
    walk_forward,
)


def no_mask(ok, x, y, red):
    fs, hs = walk_forward(x, red)
    return walk_back(2 * (fs[-1] - y), fs, hs, red[1], slope=np.ones_like)


def first_weight_without_x(ok, x, y, red):
    fs, hs = walk_forward(x, red)
    return walk_back(2 * (fs[-1] - y), fs, [np.ones_like(x), *hs[1:]], red[1])


def preactivation_in_product(ok, x, y, red):
    fs, _ = walk_forward(x, red)
    return walk_back(2 * (fs[-1] - y), fs, [x, *fs[:-1]], red[1])


def mask_keeps_zero(ok, x, y, red):
    fs, hs = walk_forward(x, red)
    return walk_back(2 * (fs[-1] - y), fs, hs, red[1], slope=lambda f: (f >= 0).astype(float))


def value_for_slope(ok, x, y, red):
    fs, hs = walk_forward(x, red)
    return walk_back(2 * (fs[-1] - y), fs, hs, red[1], slope=relu)


def mask_on_what_arrives(ok, x, y, red):
    fs, hs = walk_forward(x, red)
    dbetas, domegas, delta = [], [], 2 * (fs[-1] - y)
    for k in reversed(range(len(red[1]))):
        dbetas.insert(0, delta)
        domegas.insert(0, np.outer(delta, hs[k]))
        delta = relu(red[1][k].T @ delta)
    return dbetas, domegas


def relu_at_the_end(ok, x, y, red):
    fs, hs = walk_forward(x, red)
    return walk_back(2 * (relu(fs[-1]) - y), fs, hs, red[1])


def half_loss(ok, x, y, red):
    fs, hs = walk_forward(x, red)
    return walk_back(fs[-1] - y, fs, hs, red[1])


def in_order_of_computation(ok, x, y, red):
    fs, hs = walk_forward(x, red)
    dbetas, domegas = walk_back(2 * (fs[-1] - y), fs, hs, red[1])
    return dbetas[::-1], domegas[::-1]


EXERCISE = Exercise(
    id="retropropagacion_mlp",
    lesson="05_retropropagacion_mlp",
    order=80,
    title="Retropropagación de una red completa",
    points=4,
    args=("x", "y", "red"),
    returns={"dbetas": ["(D_k+1,)"], "dOmegas": ["(D_k+1, D_k)"]},
    examples=(
        dict(x=v2, y=v3, red=RED_A),
        dict(x=s2, y=v3b, red=RED_B),
        dict(x=frozen([1, 1]), y=frozen([1, -1, 2]), red=AT_ZERO),
    ),
    edge_cases=(
        dict(x=frozen([1, -2, 0.5]), y=frozen([3, -1]), red=ONE_LAYER),
        dict(x=frozen([-4]), y=frozen([2]), red=ONE_UNIT),
        dict(x=frozen([3]), y=frozen([0]), red=ONE_UNIT),
        dict(x=frozen([1, 1]), y=frozen([0, 5]), red=ALL_OFF),
        dict(x=frozen([0, 0]), y=frozen([1, 0, -1]), red=RED_A),
        dict(x=frozen([-300, 200]), y=frozen([1e3, 0, -5]), red=RED_B),
    ),
    draw=draw_mlp,
    oracle=network_gradients,
    misconceptions=(
        Misconception(
            "sin_mascara", wrong=no_mask, hint="Entre una capa y la anterior hay una ReLU. ¿Dónde la cruzas?"
        ),
        Misconception("primer_peso_sin_x", wrong=first_weight_without_x, hint="¿Quién hace de h_0?"),
        Misconception(
            "usa_preactivacion",
            wrong=preactivation_in_product,
            hint="¿f_{k−1} o h_k en el producto exterior?",
        ),
        Misconception("cero_cuenta", wrong=mask_keeps_zero, hint="¿Cuánto vale la pendiente de la ReLU justo en 0?"),
        Misconception(
            "valor_por_pendiente",
            wrong=value_for_slope,
            hint="La ReLU se cruza con su pendiente, que es 0 o 1. ¿Con qué la estás cruzando tú?",
        ),
        Misconception(
            "mascara_del_gradiente",
            wrong=mask_on_what_arrives,
            hint="¿Quién dice qué unidades estaban encendidas: el gradiente que llega o el paso adelante?",
        ),
        Misconception(
            "pesos_primero",
            wrong=lambda ok, x, y, red: ok[::-1],
            hint="Las dos listas están bien y van cambiadas. ¿Cuál se pide primero?",
        ),
        Misconception("relu_final", wrong=relu_at_the_end, hint="¿Lleva activación la salida?"),
        Misconception("perdida_con_medio", wrong=half_loss, hint="¿Lleva ½ la pérdida del curso?"),
        Misconception(
            "orden_de_calculo",
            wrong=in_order_of_computation,
            hint="Los has calculado de K a 0. ¿En qué orden se devuelven?",
        ),
    ),
    hints=(
        "Primero, el paso adelante. ¿Qué dos cosas vas a necesitar de cada capa al volver? Guárdalas en dos listas.",
        "El paso atrás empieza en delta = ∂ℓ/∂f_K. Antes de moverla a la capa anterior, ¿qué se saca de ella?",
        "Escribe en papel el caso de dos capas, k = 1 y k = 0. En cada una, ¿qué activación entró, y de qué "
        "preactivación es la ReLU que hay delante? ¿Cuál de las dos no tiene ninguna?",
    ),
    takeaway="Un paso adelante que guarda y un paso atrás que reutiliza: y salen todos los gradientes de la red.",
)
