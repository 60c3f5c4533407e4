"""Ejercicio «Los gradientes de un lote»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import X12, X42, Y13, Y43, draw_sizes, draw_values, frozen, ind
from autograder.exercises.bucle_pytorch._common import mse
from autograder.exercises.retropropagacion_mlp._common import (
    ALL_OFF,
    AT_ZERO,
    ONE_LAYER,
    ONE_UNIT,
    RED_A,
    RED_B,
    draw_network,
    torch_mlp,
    walk_back,
    walk_forward,
)
from autograder.judging.oracle import load_torch, tensor


def batch_gradients(X, Y, red):
    """Oráculo: el gradiente de ``nn.MSELoss`` sobre todas las filas, respecto de todos los sesgos y pesos."""
    torch = load_torch()
    betas, omegas = tensor(red, requires_grad=True)
    pred = torch.stack([torch_mlp(x, (betas, omegas)) for x in tensor(X)])
    grads = [g.numpy() for g in torch.autograd.grad(mse(pred, tensor(Y)), betas + omegas)]
    return grads[: len(betas)], grads[len(betas) :]


def scaled(gradients, factor):
    """Las dos listas, multiplicadas por un número."""
    return tuple([factor * g for g in part] for part in gradients)


def one_example(x, y, red, slope=ind):
    """Los gradientes de ‖f_K − y‖² con un solo ejemplo."""
    fs, hs = walk_forward(x, red)
    return walk_back(2 * (fs[-1] - y), fs, hs, red[1], slope)


def mean_gradient(X, Y, red, slope):
    """El gradiente del lote, con la pendiente de la ReLU que se diga."""
    per_example = [one_example(x, y, red, slope) for x, y in zip(X, Y, strict=True)]
    return tuple([sum(layer) / Y.size for layer in zip(*part, strict=True)] for part in zip(*per_example, strict=True))


def without_mask(ok, X, Y, red):
    return mean_gradient(X, Y, red, np.ones_like)


def mask_keeps_zero(ok, X, Y, red):
    return mean_gradient(X, Y, red, lambda f: (f >= 0).astype(float))


def draw(rng):
    B, D_i, *widths = draw_sizes(rng, int(rng.integers(3, 6)))
    X = draw_values(rng, B, D_i)
    return dict(X=X, Y=draw_values(rng, B, widths[-1]), red=draw_network(rng, X[0], widths))


EXERCISE = Exercise(
    id="gradientes_lote",
    lesson="06_bucle_pytorch",
    order=20,
    title="Los gradientes de un lote",
    points=3,
    args=("X", "Y", "red"),
    returns={"dbetas": ["(D_k+1,)"], "dOmegas": ["(D_k+1, D_k)"]},
    examples=(
        dict(X=X42, Y=Y43, red=RED_A),
        dict(X=X12, Y=Y13, red=RED_B),
        dict(X=X42[:3], Y=Y43[1:], red=RED_B),
        # El primer ejemplo cae justo en el codo de una ReLU.
        dict(X=frozen([[1, 1], [2, -1]]), Y=frozen([[1, -1, 2], [0, 1, 0]]), red=AT_ZERO),
    ),
    edge_cases=(
        dict(X=frozen([[1, -2, 0.5], [0, 0, 0]]), Y=frozen([[3, -1], [1, -2]]), red=ONE_LAYER),
        dict(X=frozen([[-4], [3], [0]]), Y=frozen([[2], [0], [1]]), red=ONE_UNIT),
        dict(X=frozen([[1, 1], [0, 2]]), Y=frozen([[0, 5], [1, 2]]), red=ALL_OFF),
        # Dos ejemplos que tiran igual y en contra: el gradiente del último sesgo se anula.
        dict(X=frozen([[0, 0, 0], [0, 0, 0]]), Y=frozen([[2, -2], [0, -2]]), red=ONE_LAYER),
        dict(X=frozen([[-300, 200], [1, 0]]), Y=frozen([[1e3, 0, -5], [0, 0, 0]]), red=RED_B),
    ),
    draw=draw,
    oracle=batch_gradients,
    misconceptions=(
        Misconception(
            "suma",
            wrong=lambda ok, X, Y, red: scaled(ok, Y.size),
            hint="Has sumado los de todos los ejemplos. ¿Y la media, sobre cuántos números se hace?",
        ),
        Misconception(
            "divide_por_lote",
            wrong=lambda ok, X, Y, red: scaled(ok, Y.shape[1]),
            hint="Divides entre los ejemplos. ¿Entre cuántos números promedia MSELoss?",
        ),
        Misconception(
            "divide_por_salidas",
            wrong=lambda ok, X, Y, red: scaled(ok, len(Y)),
            hint="Divides entre las salidas. ¿Y los ejemplos, cuántos son?",
        ),
        Misconception(
            "falta_dos",
            wrong=lambda ok, X, Y, red: scaled(ok, 0.5),
            hint="Te sale justo la mitad. ¿Has derivado el cuadrado?",
        ),
        Misconception(
            "solo_el_ultimo",
            wrong=lambda ok, X, Y, red: scaled(one_example(X[-1], Y[-1], red), 1 / Y.size),
            hint="Solo cuenta el último ejemplo. ¿Qué le pasa a lo acumulado en cada paso del bucle?",
        ),
        Misconception(
            "solo_el_primero",
            wrong=lambda ok, X, Y, red: scaled(one_example(X[0], Y[0], red), 1 / Y.size),
            hint="Solo cuenta el primer ejemplo. ¿Dónde está el return?",
        ),
        Misconception(
            "promedia_los_datos",
            wrong=lambda ok, X, Y, red: scaled(one_example(X.mean(0), Y.mean(0), red), 1 / Y.shape[1]),
            hint="El gradiente del ejemplo medio no es la media de los gradientes. ¿Qué se promedia?",
        ),
        Misconception(
            "sin_mascara",
            wrong=without_mask,
            hint="Entre una capa y la anterior hay una ReLU. ¿Dónde la cruzas?",
        ),
        Misconception(
            "cero_cuenta",
            wrong=mask_keeps_zero,
            hint="¿Cuánto vale en el curso la pendiente de la ReLU justo en 0?",
        ),
        Misconception(
            "pesos_primero",
            wrong=lambda ok, X, Y, red: ok[::-1],
            hint="Las dos listas están bien y van cambiadas. ¿Cuál se pide primero?",
        ),
    ),
    hints=(
        "La pérdida del lote es una suma sobre los ejemplos, dividida entre algo. ¿Qué es la derivada de una suma?",
        "¿Qué relación hay entre la pérdida de un ejemplo en la lección 05 y lo que ese ejemplo aporta a L?",
        "Empieza con dos listas de ceros, una por parámetro, y deja que cada ejemplo añada lo suyo. ¿Entre cuánto se "
        "divide al final?",
    ),
    takeaway="La derivada de una media es la media de las derivadas: cada ejemplo añade lo suyo a cada peso.",
)
