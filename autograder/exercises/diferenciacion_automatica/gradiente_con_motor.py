"""Ejercicio «Tu propio motor»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_values, frozen
from autograder.judging.oracle import load_torch, tensor

SUM, PRODUCT = 0, 1


def program(*rows):
    """Las operaciones de un programa: (operación, i, j), un array de enteros de forma (m, 3)."""
    array = np.array(rows, dtype=np.int64).reshape(-1, 3)
    array.flags.writeable = False
    return array


def run(programa, entradas):
    """Los valores de todos los nodos, como números o como tensores."""
    nodes = list(entradas)
    for operation, i, j in programa:
        nodes.append(nodes[i] * nodes[j] if operation == PRODUCT else nodes[i] + nodes[j])
    return nodes


def torch_gradient(programa, entradas):
    """Oráculo: el programa, ejecutado con tensores y derivado por torch."""
    inputs = [tensor(value, requires_grad=True) for value in entradas]
    grads = load_torch().autograd.grad(run(programa, inputs)[-1], inputs, allow_unused=True)
    return np.array([0.0 if grad is None else grad.item() for grad in grads])


def draw(rng):
    inputs = int(rng.integers(2, 6))
    rows = []
    for n in range(inputs, inputs + int(rng.integers(3, 9))):
        # Un lado es casi siempre lo último que salió, y el otro, cualquiera: también él mismo.
        pair = rng.permutation([n - 1, rng.integers(n)])
        rows.append((rng.integers(2), *pair))
    return dict(programa=program(*rows), entradas=np.clip(draw_values(rng, inputs), -1.2, 1.2))


def locals_of(operation, left, right):
    return (right, left) if operation == PRODUCT else (1.0, 1.0)


def backwards(programa, entradas, add=True, local=locals_of):
    """El paso atrás por el programa, con otra regla o sin acumular."""
    values = run(programa, entradas)
    grads = np.zeros(len(values))
    grads[-1] = 1.0
    for n in reversed(range(len(entradas), len(values))):
        operation, i, j = programa[n - len(entradas)]
        for parent, derivative in zip((i, j), local(operation, values[i], values[j]), strict=True):
            grads[parent] = grads[parent] * add + derivative * grads[n]
    return grads[: len(entradas)]


def overwrites(ok, programa, entradas):
    return backwards(programa, entradas, add=False)


def own_factor(ok, programa, entradas):
    return backwards(programa, entradas, local=lambda op, a, b: (a, b) if op == PRODUCT else (1.0, 1.0))


def ones_everywhere(ok, programa, entradas):
    return backwards(programa, entradas, local=lambda op, a, b: (1.0, 1.0))


def no_seed(ok, programa, entradas):
    return np.zeros(len(entradas))


def hand_out(n, programa, values, grads, inputs):
    """Reparte lo que tiene el nodo n, y cada padre reparte en cuanto le llega algo."""
    if n < inputs:
        return
    operation, i, j = programa[n - inputs]
    for parent, derivative in zip((i, j), locals_of(operation, values[i], values[j]), strict=True):
        grads[parent] += derivative * grads[n]
        hand_out(parent, programa, values, grads, inputs)


def hands_out_too_soon(ok, programa, entradas):
    if len(programa) > 20:  # por tantos caminos no acabaría: el estudiante se queda sin tiempo en ese caso
        return np.full(len(entradas), np.nan)
    values = run(programa, entradas)
    grads = np.zeros(len(values))
    grads[-1] = 1.0
    hand_out(len(values) - 1, programa, values, grads, len(entradas))
    return grads[: len(entradas)]


EXERCISE = Exercise(
    id="gradiente_con_motor",
    lesson="02b_diferenciacion_automatica",
    order=20,
    title="Tu propio motor",
    points=4,
    args=("programa", "entradas"),
    returns={"grad": "(n,)"},
    examples=(
        # (x + y)·z: un camino por entrada.
        dict(programa=program((SUM, 0, 1), (PRODUCT, 3, 2)), entradas=frozen([-2, 5, -4])),
        # q = x + y; r = q·q; la salida es r·q + x.
        dict(
            programa=program((SUM, 0, 1), (PRODUCT, 2, 2), (PRODUCT, 3, 2), (SUM, 4, 0)),
            entradas=frozen([0.5, 2]),
        ),
        # q se usa en r y otra vez al final: si reparte antes de tiempo, se nota. La última entrada sobra.
        dict(
            programa=program((SUM, 0, 1), (PRODUCT, 3, 1), (PRODUCT, 3, 4), (SUM, 5, 3)),
            entradas=frozen([1, 3, 7]),
        ),
    ),
    edge_cases=(
        dict(programa=program((SUM, 0, 0)), entradas=frozen([3])),
        dict(programa=program((PRODUCT, 0, 0)), entradas=frozen([0])),
        dict(programa=program((PRODUCT, 0, 1), (PRODUCT, 2, 2)), entradas=frozen([1e3, -1e2])),
        # A quien mide: al lado de 10¹⁸, lo que mueve la última entrada se pierde en el redondeo.
        dict(programa=program((PRODUCT, 0, 1), (SUM, 3, 2)), entradas=frozen([1e9, 1e9, 1])),
        # Cuarenta peldaños de y = y + y: recorrer los caminos uno a uno no acabaría nunca.
        dict(programa=program(*((SUM, k, k) for k in range(40))), entradas=frozen([1])),
    ),
    draw=draw,
    oracle=torch_gradient,
    misconceptions=(
        Misconception(
            "asigna",
            wrong=overwrites,
            hint="Prueba con a + a. ¿Qué le pasa al primer gradiente que llega cuando llega el segundo?",
        ),
        Misconception(
            "reparte_antes_de_tiempo",
            wrong=hands_out_too_soon,
            hint="Un nodo está repartiendo varias veces lo mismo. ¿Cuándo puedes estar seguro de que ya le ha llegado "
            "todo?",
        ),
        Misconception(
            "factor_propio",
            wrong=own_factor,
            hint="En el producto, la derivada local respecto de un factor, ¿es él mismo?",
        ),
        Misconception(
            "locales_de_la_suma",
            wrong=ones_everywhere,
            hint="El producto reparte igual que la suma. ¿Qué debe guardar el nodo que sale de un producto?",
        ),
        Misconception("sin_semilla", wrong=no_seed, hint="Todo es 0. ¿Quién pone el primer 1?"),
    ),
    hints=(
        "¿Qué dos cosas tiene que apuntar el nodo que sale de u·v para que después se pueda volver por él?",
        "En backward hacen falta tres cosas: una semilla, un orden y un reparto. ¿Qué hace orden_topologico, y en qué "
        "sentido te conviene recorrerlo?",
        "Cada nodo del orden, con su grad ya completo, reparte a sus padres: a cada uno, su derivada local por ese "
        "grad. Piensa qué le pasa a un padre que ya tenía algo.",
    ),
    takeaway="Veinte líneas, y derivan cualquier programa de sumas y productos: los motores de verdad son esto con más "
    "reglas.",
)
