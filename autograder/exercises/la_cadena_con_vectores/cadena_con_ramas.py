"""Ejercicio «Un vector que se ramifica»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import M23, M33, M34, draw_sizes, draw_values, frozen, s3, v2, v3, v3b, v4b
from autograder.judging.oracle import load_torch, tensor


def draw(rng):
    """Unas veces con tres tamaños distintos y otras todo cuadrado, que es cuando la forma no avisa."""
    n, p, q = draw_sizes(rng, 1) * 3 if rng.random() < 0.4 else draw_sizes(rng, 3)
    return dict(
        J_u=draw_values(rng, n, p), delta_u=draw_values(rng, p), J_v=draw_values(rng, n, q), delta_v=draw_values(rng, q)
    )


def chained(J_u, delta_u, J_v, delta_v):
    """Deriva las funciones más sencillas que tienen esos jacobianos, u = J_uᵀ x y v = J_vᵀ x, en x = 0."""
    torch = load_torch()
    x = torch.zeros(len(J_u), dtype=torch.float64, requires_grad=True)
    loss = (tensor(J_u).T @ x) @ tensor(delta_u) + (tensor(J_v).T @ x) @ tensor(delta_v)
    (grad,) = torch.autograd.grad(loss, x)
    return grad.numpy()


EXERCISE = Exercise(
    id="cadena_con_ramas",
    lesson="04b_la_cadena_con_vectores",
    order=10,
    title="Un vector que se ramifica",
    points=1,
    args=("J_u", "delta_u", "J_v", "delta_v"),
    returns={"dx": "(n,)"},
    examples=(
        dict(J_u=M23, delta_u=v3, J_v=frozen([[0.7, -1], [2, 0.4]]), delta_v=v2),
        dict(J_u=M34, delta_u=v4b, J_v=M33, delta_v=s3),
        # Todo cuadrado: ahí los dos órdenes encajan y solo uno es correcto.
        dict(J_u=M33, delta_u=v3b, J_v=frozen(M33 @ M33 - 1), delta_v=v3),
    ),
    edge_cases=(
        dict(J_u=frozen([[4]]), delta_u=frozen([-0.5]), J_v=frozen([[-2]]), delta_v=frozen([3])),
        dict(J_u=frozen([[1, -2, 3]]), delta_u=frozen([2, 0, -1]), J_v=frozen([[5]]), delta_v=frozen([1])),
        dict(J_u=M23, delta_u=frozen([0, 0, 0]), J_v=frozen([[1], [-4]]), delta_v=frozen([2])),
        dict(J_u=frozen([[0, 0], [0, 0]]), delta_u=v2, J_v=frozen([[1e5, -2], [0, 3e4]]), delta_v=frozen([-1e3, 1e2])),
    ),
    draw=draw,
    oracle=chained,
    misconceptions=(
        Misconception(
            "solo_una_rama",
            wrong=lambda ok, J_u, delta_u, J_v, delta_v: J_u @ delta_u,
            hint="x también llega a ℓ pasando por v. ¿Dónde está ese camino?",
        ),
        Misconception(
            "solo_la_otra_rama",
            wrong=lambda ok, J_u, delta_u, J_v, delta_v: J_v @ delta_v,
            hint="x también llega a ℓ pasando por u. ¿Dónde está ese camino?",
        ),
        # Con matrices que no son cuadradas estos productos no cuadran y lanzan ValueError, como al estudiante.
        Misconception(
            "gradiente_a_la_izquierda",
            wrong=lambda ok, J_u, delta_u, J_v, delta_v: delta_u @ J_u + delta_v @ J_v,
            hint="¿De qué lado va el gradiente que llega? Compara el experimento con las dos posibilidades.",
        ),
        Misconception(
            "suma_antes",
            wrong=lambda ok, J_u, delta_u, J_v, delta_v: (J_u + J_v) @ (delta_u + delta_v),
            hint="Sumar antes de multiplicar mezcla el eslabón de una rama con el gradiente de la otra.",
        ),
        Misconception(
            "concatena",
            wrong=lambda ok, J_u, delta_u, J_v, delta_v: np.concatenate([J_u @ delta_u, J_v @ delta_v]),
            hint="Las dos ramas salen de la misma x. ¿Qué se hace con lo que vuelve por cada una?",
        ),
        Misconception(
            "multiplica_ramas",
            wrong=lambda ok, J_u, delta_u, J_v, delta_v: (J_u @ delta_u) * (J_v @ delta_v),
            hint="En una ramificación, ¿se multiplica o se suma lo que vuelve por cada camino?",
        ),
    ),
    hints=(
        "Olvida v un momento: si ℓ dependiera de x solo a través de u, ¿cuánto sería el gradiente, y con qué forma?",
        "En la lección 02 un número que se usaba en dos sitios recibía gradiente de los dos. ¿Qué se hacía con ellos?",
        "Escribe las dos cadenas por separado, cada una con su forma. Las dos tienen que salir como x.",
    ),
    takeaway="Lo que se reparte hacia delante se suma hacia atrás, también si es un vector.",
)
