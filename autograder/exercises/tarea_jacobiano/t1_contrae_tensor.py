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


N = frozen(np.arange(48).reshape(2, 3, 4, 2) ** 1.5 / 50 - 3)
D42 = frozen([[-1.2, 0.3], [0.8, 2.5], [1, -0.4], [0, -2]])


def draw_output_first(rng):
    """Con el eje de la salida delante, como lo da PyTorch."""
    found = draw(rng)
    return dict(T=np.ascontiguousarray(np.moveaxis(found["T"], -1, 0)), delta=found["delta"])


def chained_output_first(T, delta):
    return chained(np.moveaxis(T, 0, -1), delta)


def draw_matrix_output(rng):
    """Una salida de dos ejes; a veces los cuatro miden lo mismo."""
    sizes = rng.integers(2, 6, size=1).repeat(4) if rng.random() < 0.4 else rng.permutation(np.arange(2, 6))
    return dict(T=draw_values(rng, *sizes), delta=draw_values(rng, *sizes[2:]))


def chained_matrix_output(T, delta):
    """Como ``chained``, con F_ab = Σ_jk T_jkab X_jk."""
    D_1, D_2 = T.shape[:2]
    return chained(T.reshape(D_1, D_2, -1), delta.reshape(-1))


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
    # La misma pregunta con otra función, para repartir: enunciados en solutions/variantes/.
    variants=(
        dict(
            examples=(
                dict(T=frozen(np.moveaxis(M, -1, 0)), delta=v4b),
                dict(T=frozen(np.arange(27).reshape(3, 3, 3) ** 1.5 / 10), delta=v3b),
            ),
            edge_cases=(
                dict(T=frozen([[[-7]]]), delta=frozen([3])),
                dict(T=frozen([[[1], [0], [5]], [[-2], [3], [-1]]]), delta=s2),
                dict(T=frozen([[[1, 2, 3]]]), delta=frozen([-2])),
                dict(T=frozen(np.moveaxis(M, -1, 0)), delta=frozen([0, 0, 0, 0])),
                dict(T=frozen([[[1e6, 0], [1, -4e3]], [[-2, 3e5], [0, 2]]]), delta=frozen([-1e3, 1e5])),
            ),
            draw=draw_output_first,
            oracle=chained_output_first,
            misconceptions=(
                # Si los ejes miden distinto estos dos productos no cuadran y lanzan ValueError, como al estudiante.
                Misconception(
                    "ultimo_eje",
                    wrong=lambda ok, T, delta: T @ delta,
                    hint="Ese producto recorre el último eje. ¿Cuál de los tres, aquí, tiene un número por salida?",
                ),
                Misconception(
                    "eje_de_en_medio",
                    wrong=lambda ok, T, delta: delta @ T,
                    hint="Con tres ejes, @ no recorre el primero. ¿Cuál está recorriendo?",
                ),
                Misconception(
                    "sin_sumar",
                    wrong=lambda ok, T, delta: T * delta[:, None, None],
                    hint="Cada casilla de X mueve todas las salidas. ¿Qué se hace con lo que aporta cada una?",
                ),
                Misconception(
                    "separa_sumas",
                    wrong=lambda ok, T, delta: T.sum(axis=0) * delta.sum(),
                    hint="La suma de los productos no es el producto de las sumas.",
                ),
                Misconception(
                    "sin_delta",
                    wrong=lambda ok, T, delta: T.sum(axis=0),
                    hint="Así todas las salidas pesan igual en la pérdida. ¿Dónde ha quedado δ?",
                ),
            ),
            hints=(
                "Para ir de X_jk hasta ℓ hay un camino por cada salida f_i. ¿Cuánto vale uno de esos caminos?",
                "¿Qué índice desaparece al sumar los caminos? ¿En qué eje de T está, en este orden?",
                "Con tres ejes, @ no recorre el primero. ¿Qué otras maneras de sumar productos conoces en NumPy?",
            ),
            takeaway="La cadena con un tensor recorre el eje de la salida: antes de multiplicar, mira cuál es.",
        ),
        dict(
            returns={"grad": "(D_1, D_2)"},
            examples=(
                dict(T=N, delta=D42),
                # Los cuatro ejes miden lo mismo: aquí la forma no avisa de un eje cambiado.
                dict(T=frozen(np.arange(16).reshape(2, 2, 2, 2) ** 1.5 / 10), delta=frozen([[0.5, -1], [2, 0.3]])),
            ),
            edge_cases=(
                dict(T=frozen([[[[-7]]]]), delta=frozen([[3]])),
                dict(T=frozen([[[[1, -2]]], [[[0, 3]]], [[[5, -1]]]]), delta=frozen([[0.3, -0.6]])),
                dict(T=frozen([[[[1], [2]], [[3], [4]]]]), delta=frozen([[-2], [1]])),
                dict(T=N, delta=frozen(np.zeros((4, 2)))),
                dict(T=frozen([[[[1e6, -2], [0, 3e5]]]]), delta=frozen([[-1e3, 1e5], [2, 4e3]])),
            ),
            draw=draw_matrix_output,
            oracle=chained_matrix_output,
            misconceptions=(
                # Si los ejes miden distinto este producto no cuadra y lanza ValueError, como al estudiante.
                Misconception(
                    "primeros_ejes",
                    wrong=lambda ok, T, delta: np.tensordot(delta, T, axes=2),
                    hint="Has recorrido j y k, que dicen qué casilla se mueve. ¿Cuáles dicen qué salida se mira?",
                ),
                Misconception(
                    "un_solo_eje",
                    wrong=lambda ok, T, delta: (T * delta).sum(axis=-1),
                    hint="Has sumado sobre un índice de la salida. ¿Cuántos tiene?",
                ),
                Misconception(
                    "sin_sumar",
                    wrong=lambda ok, T, delta: T * delta,
                    hint="Cada casilla de X mueve todas las salidas. ¿Qué se hace con lo que aporta cada una?",
                ),
                Misconception(
                    "separa_sumas",
                    wrong=lambda ok, T, delta: T.sum(axis=(2, 3)) * delta.sum(),
                    hint="La suma de los productos no es el producto de las sumas.",
                ),
                Misconception(
                    "sin_delta",
                    wrong=lambda ok, T, delta: T.sum(axis=(2, 3)),
                    hint="Así todas las salidas pesan igual en la pérdida. ¿Dónde ha quedado δ?",
                ),
            ),
            hints=(
                "Para ir de X_jk hasta ℓ hay un camino por cada salida F_ab. ¿Cuánto vale uno de esos caminos?",
                "¿Qué índices desaparecen al sumar los caminos? ¿En qué ejes de T están?",
                "Son dos ejes a la vez. ¿Qué maneras de sumar sobre dos índices conoces en NumPy?",
            ),
            takeaway="Con una salida de dos ejes se recorren los dos: un camino por cada una de sus casillas.",
        ),
    ),
)
