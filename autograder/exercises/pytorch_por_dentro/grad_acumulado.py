"""Ejercicio «Lo que queda en w.grad»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import X12, X42, Z13, Z43, draw_sizes, draw_values, frozen, v2
from autograder.exercises.bucle_pytorch._common import mse
from autograder.judging.oracle import tensor


def accumulated(w, X1, y1, X2, y2):
    """Oráculo: lo que queda en ``w.grad`` tras dos ``backward`` sin borrar nada."""
    w = tensor(w, requires_grad=True)
    for X, y in ((X1, y1), (X2, y2)):
        mse(tensor(X) @ w, tensor(y)).backward()
    return w.grad.numpy()


def one_batch(w, X, y):
    """El gradiente de la MSE de Xw en un solo lote."""
    return 2 * X.T @ (X @ w - y) / len(y)


def draw(rng):
    D, B1, B2 = draw_sizes(rng, 3)
    return dict(
        w=draw_values(rng, D),
        X1=draw_values(rng, B1, D),
        y1=draw_values(rng, B1),
        X2=draw_values(rng, B2, D),
        y2=draw_values(rng, B2),
    )


EXERCISE = Exercise(
    id="grad_acumulado",
    lesson="06b_pytorch_por_dentro",
    order=10,
    title="Lo que queda en w.grad",
    points=2,
    args=("w", "X1", "y1", "X2", "y2"),
    returns={"grad": "(D,)"},
    examples=(dict(w=v2, X1=X42, y1=frozen([1, 0, -1, 2]), X2=X12, y2=frozen([0.5])),),
    edge_cases=(
        dict(w=frozen([3]), X1=frozen([[1]]), y1=frozen([0]), X2=frozen([[-2]]), y2=frozen([1])),
        # El segundo lote ya está bien predicho: no aporta nada, pero tampoco borra.
        dict(w=v2, X1=X42, y1=frozen([1, 0, -1, 2]), X2=frozen([[2, 0]]), y2=frozen([3])),
        dict(w=frozen([0, 0, 0]), X1=Z43, y1=frozen([0, 0, 0, 0]), X2=Z13, y2=frozen([2])),
        # A quien mide: una pérdida pasa de 10¹⁸, y lo que mueve w_2 se pierde en el redondeo.
        dict(
            w=v2,
            X1=frozen([[1, 0], [0, 1], [0, -2]]),
            y1=frozen([1e9, 0, 1]),
            X2=frozen([[2, -1]]),
            y2=frozen([0.5]),
        ),
        dict(w=v2, X1=frozen([[1e3, -2e3]]), y1=frozen([1e4]), X2=X42, y2=frozen([0, 0, 0, 0])),
    ),
    draw=draw,
    oracle=accumulated,
    misconceptions=(
        Misconception(
            "solo_ultimo",
            wrong=lambda ok, w, X1, y1, X2, y2: one_batch(w, X2, y2),
            hint="backward no borra: ¿qué había antes?",
        ),
        Misconception(
            "media_de_dos",
            wrong=lambda ok, w, X1, y1, X2, y2: (one_batch(w, X1, y1) + one_batch(w, X2, y2)) / 2,
            # Olvidar el 2 del cuadrado da lo mismo: la pista vale para los dos.
            hint="Te sale justo la mitad. ¿PyTorch suma o promedia? Y si ya sumas, ¿has derivado el cuadrado?",
        ),
        Misconception(
            "solo_primero",
            wrong=lambda ok, w, X1, y1, X2, y2: one_batch(w, X1, y1),
            hint="El segundo backward también cuenta.",
        ),
        Misconception(
            "un_solo_lote",
            wrong=lambda ok, w, X1, y1, X2, y2: one_batch(w, np.vstack([X1, X2]), np.concatenate([y1, y2])),
            hint="¿Cuántas medias se calculan aquí, y sobre cuántos ejemplos cada una?",
        ),
    ),
    hints=(
        "Empieza por un solo lote. La predicción es Xw, con forma (B,): ¿cuál es el gradiente de su MSE respecto de w?",
        "Es una cadena de dos eslabones: de w a la predicción, y de la predicción a la pérdida. El jacobiano del "
        "primero, en denominador, es X traspuesta.",
        "Haz esa cuenta en cada lote, con su propia media. Después piensa qué hace PyTorch con lo que ya había en "
        "w.grad cuando llega lo segundo.",
    ),
    takeaway="backward suma sobre lo que ya había en .grad. Si no lo borras tú, no lo borra nadie.",
)
