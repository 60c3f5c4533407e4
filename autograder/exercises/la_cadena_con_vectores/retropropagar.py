"""Ejercicio «El paso atrás por una cadena de vectores»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import M23, M32, M33, draw_sizes, draw_values, frozen, v3b
from autograder.judging.oracle import load_torch, tensor


def torch_chain(Js, delta):
    """El paso atrás de torch por la cadena z ← J_kᵀ z, cuyos jacobianos de denominador son los J_k."""
    torch = load_torch()
    x = torch.zeros(len(Js[0]), dtype=torch.float64, requires_grad=True)
    out = x
    for J in tensor(Js):
        out = J.T @ out
    (grad,) = torch.autograd.grad(out, x, grad_outputs=tensor(delta))
    return grad.numpy()


def draw(rng):
    """De una a cuatro cajas; unas veces con tamaños distintos y otras, todas cuadradas."""
    length = int(rng.integers(1, 5))
    # Con matrices cuadradas un error de orden da números y no una excepción: así se reconoce cuál es.
    square = rng.random() < 0.4
    sizes = draw_sizes(rng, 1) * (length + 1) if square else draw_sizes(rng, length + 1)
    Js = [rng.normal(size=pair) for pair in zip(sizes[:-1], sizes[1:], strict=True)]
    return dict(Js=Js, delta=draw_values(rng, sizes[-1]))


def from_the_first(ok, Js, delta):
    for J in Js:
        delta = J @ delta
    return delta


def transposed(ok, Js, delta):
    for J in reversed(Js):
        delta = J.T @ delta
    return delta


def without_the_last(ok, Js, delta):
    for J in reversed(Js[:-1]):
        delta = J @ delta
    return delta


def without_the_first(ok, Js, delta):
    for J in reversed(Js[1:]):
        delta = J @ delta
    return delta


def each_with_the_seed(ok, Js, delta):
    for J in reversed(Js):
        result = J @ delta
    return result


def only_the_last(ok, Js, delta):
    return Js[-1] @ delta


EXERCISE = Exercise(
    id="retropropagar",
    lesson="04b_la_cadena_con_vectores",
    order=20,
    title="El paso atrás por una cadena de vectores",
    points=2,
    args=("Js", "delta"),
    returns={"dx": "(D_0,)"},
    examples=(
        dict(Js=[M23, M32], delta=frozen([1, -2])),
        dict(Js=[M33, frozen(M33 @ M33.T + np.diag([1.0, 0.0, 2.0]))], delta=v3b),
        # Con tres se ve a quien deja el return dentro del bucle o cuenta con que siempre son dos.
        dict(Js=[M33, frozen(M33.T + 1), frozen(2 * M33 - 3)], delta=v3b),
    ),
    edge_cases=(
        dict(Js=[M23], delta=v3b),
        dict(Js=[frozen([[3]]), frozen([[-2]]), frozen([[0.5]])], delta=frozen([4])),
        dict(Js=[frozen([[1, 2, 3]]), frozen([[2], [0], [-1]]), frozen([[5, -1]])], delta=frozen([1, 1])),
        dict(Js=[M32, frozen([[0, 0, 0], [0, 0, 0]])], delta=v3b),
        dict(Js=[frozen([[1e4, -1e3], [5, 1e5]]), frozen([[1e3, 2], [-4, 1e4]])], delta=frozen([1e2, -1e3])),
    ),
    draw=draw,
    oracle=torch_chain,
    misconceptions=(
        Misconception(
            "orden_invertido",
            wrong=from_the_first,
            hint="¿Por qué extremo de la cadena se empieza?",
        ),
        Misconception("traspone", wrong=transposed, hint="En denominador, ¿hace falta trasponer?"),
        Misconception(
            "no_acumula",
            wrong=each_with_the_seed,
            hint="Cada caja recibe lo que le deja la siguiente, no el δ del principio. ¿Qué cambia en cada paso?",
        ),
        Misconception("olvida_un_nodo", wrong=without_the_last, hint="¿Has pasado por todos los nodos?"),
        Misconception(
            "se_para_antes",
            wrong=without_the_first,
            hint="¿Qué forma tiene lo que devuelves? Entre eso y x queda una caja por cruzar.",
        ),
        Misconception(
            "sale_del_bucle",
            wrong=only_the_last,
            hint="Solo se ha cruzado la última caja. ¿Está el return dentro del bucle?",
        ),
    ),
    hints=(
        "δ tiene la forma de lo que sale de la última caja. ¿Qué matriz de la lista se puede multiplicar por él?",
        "Escribe las formas en fila: J_1 es (D_0, D_1), J_2 es (D_1, D_2)… y δ va a la derecha del todo.",
        "Cruza en papel dos cajas y mira qué cambia de una a otra. ¿Qué tiene que recordar el bucle para la siguiente?",
    ),
    takeaway="Adelante en orden, atrás al revés: a cada caja le bastan su jacobiano y el δ que llega.",
)
