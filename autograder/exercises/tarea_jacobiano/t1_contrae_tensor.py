"""Ejercicio «El tensor, por el gradiente que llega»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_sizes, draw_values, frozen, s2, v3b, v4b
from autograder.judging.oracle import load_torch, tensor

M = frozen(np.arange(24).reshape(2, 3, 4) ** 1.5 / 10 - 3)


def draw(rng):
    """Un tensor lleno: con el de una capa lineal, casi todo ceros, un eje cambiado podría no notarse."""
    # Con los tres ejes iguales un error de eje da números y no una excepción: así se reconoce cuál es.
    sizes = draw_sizes(rng, 1) * 3 if rng.random() < 0.4 else draw_sizes(rng, 3)
    return dict(T=draw_values(rng, *sizes), delta=draw_values(rng, sizes[-1]))


def chained(T, delta):
    """Deriva la pérdida más sencilla que tiene ese tensor: ℓ = Σ_i δ_i f_i, con f_i = Σ_jk T_jki X_jk, en X = 0."""
    torch = load_torch()
    X = torch.zeros(T.shape[:2], dtype=torch.float64, requires_grad=True)
    f = (tensor(T) * X[:, :, None]).sum(dim=(0, 1))
    (grad,) = torch.autograd.grad(f, X, grad_outputs=tensor(delta))
    return grad.numpy()


EXERCISE = Exercise(
    id="t1_contrae_tensor",
    lesson="tarea_jacobiano",
    order=100,
    title="El tensor, por el gradiente que llega",
    points=1,
    args=("T", "delta"),
    returns={"grad": "(D_1, D_2)"},
    examples=(
        dict(T=M, delta=v4b),
        # Los tres ejes miden lo mismo: aquí la forma no avisa de un eje cambiado.
        dict(T=frozen(np.arange(27).reshape(3, 3, 3) ** 1.5 / 10), delta=v3b),
    ),
    edge_cases=(
        dict(T=frozen([[[-7]]]), delta=frozen([3])),
        dict(T=frozen([[[1, -2]], [[0, 3]], [[5, -1]]]), delta=s2),
        dict(T=frozen([[[1], [2], [3]]]), delta=frozen([-2])),
        dict(T=M, delta=frozen([0, 0, 0, 0])),
        dict(T=frozen([[[1e6, -2], [0, 3e5]], [[1, 0], [-4e3, 2]]]), delta=frozen([-1e3, 1e5])),
    ),
    draw=draw,
    oracle=chained,
    misconceptions=(
        # Si los ejes miden distinto estos dos productos no cuadran y lanzan ValueError, como al estudiante.
        Misconception(
            "eje_de_en_medio",
            wrong=lambda ok, T, delta: delta @ T,
            hint="¿Cuál de los tres ejes de T tiene un número por salida? Ese es el que se recorre.",
        ),
        Misconception(
            "primer_eje",
            wrong=lambda ok, T, delta: np.tensordot(delta, T, axes=1),
            hint="Has recorrido el eje j, que dice qué peso se mueve. ¿Cuál dice qué salida se mira?",
        ),
        Misconception(
            "sin_sumar",
            wrong=lambda ok, T, delta: T * delta,
            hint="Cada casilla de X mueve todas las salidas. ¿Qué se hace con lo que aporta cada una?",
        ),
        Misconception(
            "separa_sumas",
            wrong=lambda ok, T, delta: T.sum(axis=-1) * delta.sum(),
            hint="La suma de los productos no es el producto de las sumas.",
        ),
        Misconception(
            "sin_delta",
            wrong=lambda ok, T, delta: T.sum(axis=-1),
            hint="Así todas las salidas pesan igual en la pérdida. ¿Dónde ha quedado δ?",
        ),
    ),
    hints=(
        "Para ir de X_jk hasta ℓ hay un camino por cada salida f_i. ¿Cuánto vale uno de esos caminos?",
        "¿Qué índice desaparece al sumar los caminos? ¿En qué eje de T está?",
        "En la lección 04b sumabas caminos con una matriz. ¿Qué dice la ayuda de NumPy sobre @ con tres ejes?",
    ),
    takeaway="La cadena con un tensor es la de siempre: se recorre el eje de la salida, que en el curso es el último.",
)
