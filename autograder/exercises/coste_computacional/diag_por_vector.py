"""Ejercicio «Una diagonal por un vector, sin formar la matriz»."""

import numpy as np

from autograder.exercise import FORBIDDEN, Exercise, Misconception
from autograder.exercises._bank import (
    draw_sizes,
    draw_values,
    draw_with_zero,
    frozen,
    repeated,
    v3,
    v3b,
    v4,
    v4b,
)
from autograder.judging.oracle import load_torch, value_of
from autograder.sandbox.call import LARGE


def with_the_matrix(d, v):
    """La definición, con su matriz; donde no cabría, la misma diagonal guardada sin sus ceros."""
    torch = load_torch()
    if len(d) < LARGE:
        return torch.diag(d) @ v
    place = torch.arange(len(d))
    return torch.sparse_coo_tensor(torch.stack([place, place]), d, (len(d), len(d)), check_invariants=True) @ v


def draw(rng):
    (D,) = draw_sizes(rng, 1)
    return dict(d=draw_with_zero(rng, D), v=draw_values(rng, D))


EXERCISE = Exercise(
    id="diag_por_vector",
    lesson="12_coste_computacional",
    order=10,
    title="Una diagonal por un vector, sin formar la matriz",
    points=1,
    args=("d", "v"),
    returns={"u": "(D,)"},
    examples=(dict(d=v3, v=v3b), dict(d=v4, v=v4b)),
    edge_cases=(
        dict(d=frozen([3]), v=frozen([-2])),
        dict(d=frozen([0, 0]), v=frozen([5, -1])),
        dict(d=frozen([-1e6, 1e-9, 2]), v=frozen([1e3, -4, 1e8])),
        # La matriz tendría 10¹⁰ casillas: quien la forma se queda sin memoria.
        dict(d=repeated([1, 0, 0, -2, 0.5], 100_000), v=repeated([3, -1, 2], 100_000)),
    ),
    draw=draw,
    oracle=value_of(with_the_matrix),
    forbids=(*FORBIDDEN, "np.diag", "np.diagflat", "np.eye", "np.identity", "np.fill_diagonal"),
    misconceptions=(
        Misconception(
            "producto_interno",
            wrong=lambda ok, d, v: np.full_like(v, d @ v),
            hint="Con casi toda la matriz a cero, ¿cuántos sumandos le quedan a cada fila?",
        ),
        Misconception(
            "escalar",
            wrong=lambda ok, d, v: d @ v,
            hint="Eso suma las componentes en un solo número. Una matriz por un vector, ¿qué forma tiene?",
        ),
        Misconception(
            "suma",
            wrong=lambda ok, d, v: d + v,
            hint="Prueba con un vector que tenga un solo 1 y lo demás ceros: ¿qué sale de la matriz?",
        ),
        Misconception(
            "sin_v",
            wrong=lambda ok, d, v: 1.0 * d,
            hint="Así saldría con un vector de unos. ¿Dónde ha quedado v?",
        ),
        Misconception(
            "solo_encendidas",
            wrong=lambda ok, d, v: (d > 0) * v,
            hint="La máscara de la ReLU solo tenía ceros y unos. ¿Qué números puede haber en esta diagonal?",
        ),
    ),
    hints=(
        "Escribe a mano una diagonal de 3 por 3 y multiplícala por un vector. ¿Cuántas cuentas no sirven para nada?",
        "La fila i de la matriz tiene un solo número que no es 0. ¿Con qué componente del vector se encuentra?",
        "Cada componente va por su cuenta, sin mirar a las demás. ¿Qué le hace la suya de d?",
    ),
    takeaway="Una matriz diagonal es un vector disfrazado: guardarla entera es guardar ceros, y multiplicarlos.",
)
