"""Ejercicio «Una neurona sigmoide»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import frozen, sig, v2, v3b
from autograder.judging.oracle import gradient_of, load_torch


def draw(rng):
    # Sin escala al azar: con una z enorme σ se aplana, y todas las respuestas se parecen a 0.
    return dict(w=rng.normal(size=3), x=rng.normal(size=2))


def neuron(w, x):
    return load_torch().sigmoid(w[:2] @ x + w[2])


def sig_slope(z):
    """La pendiente de σ en z."""
    return sig(z) * (1 - sig(z))


def slope(w, x):
    """La pendiente de σ en la z de la neurona."""
    return sig_slope(w[:2] @ x + w[2])


EXERCISE = Exercise(
    id="grad_neurona_sigmoide",
    lesson="02b_diferenciacion_automatica",
    order=10,
    title="Una neurona sigmoide",
    points=2,
    args=("w", "x"),
    returns={"dw": "(3,)", "dx": "(2,)"},
    examples=(dict(w=frozen([2, -3, -3]), x=frozen([-1, -2])), dict(w=v3b, x=v2)),
    # Todo a cero: z = 0, donde σ más se mueve. Al final, σ saturada a la derecha y a la izquierda.
    edge_cases=(
        dict(w=frozen([0, 0, 0]), x=frozen([0, 0])),
        dict(w=frozen([0, 0, 1]), x=frozen([3, -2])),
        dict(w=frozen([1, -1, 0.5]), x=frozen([0, 0])),
        dict(w=frozen([10, -5, 2]), x=frozen([3, -4])),
        dict(w=frozen([10, -5, 2]), x=frozen([-3, 4])),
        # A quien mide: z = 0.375 sale de restar dos números enormes, y ahí un empujón a w_1 se redondea.
        dict(w=frozen([2**20, 0.5, -(2**40)]), x=frozen([2**20, 0.75])),
    ),
    draw=draw,
    oracle=gradient_of(neuron, wrt=("w", "x")),
    misconceptions=(
        Misconception(
            "sin_sigmoide",
            wrong=lambda ok, w, x: (np.array([x[0], x[1], 1.0]), w[:2].copy()),
            output="dw",
            hint="¿Y la pendiente de σ en ese punto?",
        ),
        Misconception(
            "pendiente_en_la_salida",
            wrong=lambda ok, w, x: (
                sig_slope(sig(w[:2] @ x + w[2])) * np.array([x[0], x[1], 1.0]),
                sig_slope(sig(w[:2] @ x + w[2])) * w[:2],
            ),
            output="dw",
            hint="¿Dónde se evalúa la pendiente de σ, en lo que le entra o en lo que sale?",
        ),
        Misconception(
            "z_por_uno_menos_z",
            wrong=lambda ok, w, x: (
                (w[:2] @ x + w[2]) * (1 - w[:2] @ x - w[2]) * np.array([x[0], x[1], 1.0]),
                (w[:2] @ x + w[2]) * (1 - w[:2] @ x - w[2]) * w[:2],
            ),
            output="dw",
            hint="La pendiente de σ se escribe con σ(z). ¿Qué has puesto tú en su lugar?",
        ),
        Misconception(
            "sesgo_cero",
            wrong=lambda ok, w, x: (slope(w, x) * np.array([x[0], x[1], 0.0]), slope(w, x) * w[:2]),
            output="dw",
            hint="¿Por qué número se multiplica w_2?",
        ),
        Misconception(
            "dx_con_x",
            wrong=lambda ok, w, x: (slope(w, x) * np.array([x[0], x[1], 1.0]), slope(w, x) * x),
            output="dx",
            hint="La derivada de un producto respecto de un factor es el otro.",
        ),
    ),
    hints=(
        "Llama z a lo que entra en σ. ¿Qué forma tienen dw y dx? ¿Cuántas derivadas hay en total?",
        "De f a z solo hay una caja, y su pendiente ya la derivaste en la lección 01. Eso es lo que llega a z.",
        "Desde z, la suma reparte lo mismo a sus tres sumandos. Dos son productos; el tercero es w_2, a solas.",
    ),
    takeaway="Todo lo que vuelve por una neurona pasa por su z; después, cada uno recibe según lo que lo multiplicaba.",
)
