"""Ejercicio «Jacobiano de la ReLU»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_sizes, draw_with_zero, frozen, ind, relu, v3, v3g, v4
from autograder.judging.oracle import jacobian_of, load_torch


def draw(rng):
    (D,) = draw_sizes(rng, 1)
    return dict(b=draw_with_zero(rng, D))


LEAK = 0.1  # la pendiente de la ReLU con fuga en lo negativo, y en el 0


EXERCISE = Exercise(
    id="t1_jacobiano_relu",
    lesson="tarea_jacobiano",
    order=30,
    title="Jacobiano de la ReLU",
    points=1,
    args=("b",),
    returns={"J": "(D, D)"},
    examples=(dict(b=v3), dict(b=v4), dict(b=v3g)),
    edge_cases=(
        dict(b=frozen([2])),
        dict(b=frozen([0])),
        dict(b=frozen([0, 0, 0])),
        dict(b=frozen([-1, -1e-9, -1e6])),
        dict(b=frozen([1e-9, 1e6])),
    ),
    draw=draw,
    oracle=jacobian_of(lambda b: b.relu(), wrt="b"),
    misconceptions=(
        Misconception(
            "cero_cuenta",
            wrong=lambda ok, b: np.diag((b >= 0).astype(float)),
            hint="¿Qué pendiente elige el curso justo en el codo, en b_i = 0?",
        ),
        Misconception(
            "filas_repetidas",
            wrong=lambda ok, b: np.tile(ind(b), (b.size, 1)),
            hint="¿Depende a_1 de b_2?",
        ),
        Misconception(
            "valores",
            wrong=lambda ok, b: np.diag(relu(b)),
            hint="En la diagonal has puesto lo que vale la ReLU. Se pide su pendiente: ¿qué números puede valer?",
        ),
        Misconception(
            "vector",
            wrong=lambda ok, b: ind(b),
            hint="Los números son esos, pero faltan casillas: se pide la matriz entera, con sus ceros.",
        ),
    ),
    hints=(
        "¿De qué componentes de b depende a_1?",
        "Todas las casillas de fuera de la diagonal valen lo mismo. ¿Cuánto?",
        "En la diagonal solo puede haber dos números. ¿Cuáles, y de qué depende que salga uno u otro?",
    ),
    takeaway="Una función que actúa elemento a elemento tiene un jacobiano diagonal.",
    # La misma pregunta con otra función, para repartir: enunciados en solutions/variantes/.
    variants=(
        dict(
            oracle=jacobian_of(lambda b: load_torch().nn.functional.leaky_relu(b, LEAK), wrt="b"),
            misconceptions=(
                Misconception(
                    "cero_cuenta",
                    wrong=lambda ok, b: np.diag(np.where(b >= 0, 1.0, LEAK)),
                    hint="¿Qué pendiente elige el enunciado justo en el codo, en b_i = 0?",
                ),
                Misconception(
                    "apaga_lo_negativo",
                    wrong=lambda ok, b: np.diag(ind(b)),
                    hint="Esa es la ReLU de siempre. ¿Qué deja pasar ésta cuando b_i es negativo?",
                ),
                Misconception(
                    "filas_repetidas",
                    wrong=lambda ok, b: np.tile(np.where(b > 0, 1.0, LEAK), (b.size, 1)),
                    hint="¿Depende a_1 de b_2?",
                ),
                Misconception(
                    "vector",
                    wrong=lambda ok, b: np.where(b > 0, 1.0, LEAK),
                    hint="Esos números son los buenos. ¿En qué casillas de la matriz van, y qué hay en las demás?",
                ),
                Misconception(
                    "valores_en_la_diagonal",
                    wrong=lambda ok, b: np.diag(np.where(b > 0, b, LEAK * b)),
                    hint="Eso es lo que vale a. ¿Cuánto cambia a_i al mover b_i?",
                ),
            ),
            hints=(
                "Cada a_i mira solo a su b_i. ¿En qué casillas puede haber algo distinto de cero?",
                "Dibuja la función con D = 1: son dos rectas. ¿Qué pendiente tiene cada una?",
                "En la casilla (i, i) va una de las dos pendientes. ¿Quién decide cuál?",
            ),
            takeaway="Una ReLU con fuga nunca apaga una unidad del todo: siempre pasa algo de gradiente.",
        ),
        dict(
            oracle=jacobian_of(lambda b: (-b).relu(), wrt="b"),
            misconceptions=(
                Misconception(
                    "cero_cuenta",
                    wrong=lambda ok, b: -np.diag((b <= 0).astype(float)),
                    hint="¿Qué pendiente elige el curso justo en el codo, en b_i = 0?",
                ),
                Misconception(
                    "signo",
                    wrong=lambda ok, b: np.diag(ind(-b)),
                    hint="Con b_i = −2, si b_i sube un poco, ¿a_i sube o baja?",
                ),
                Misconception(
                    "relu_de_siempre",
                    wrong=lambda ok, b: np.diag(ind(b)),
                    hint="¿Para qué b_i cambia algo aquí, los positivos o los negativos?",
                ),
                Misconception(
                    "filas_repetidas",
                    wrong=lambda ok, b: -np.tile(ind(-b), (b.size, 1)),
                    hint="¿Depende a_1 de b_2?",
                ),
                Misconception(
                    "vector",
                    wrong=lambda ok, b: -ind(-b),
                    hint="Esos números son los buenos. ¿En qué casillas de la matriz van, y qué hay en las demás?",
                ),
            ),
            hints=(
                "Cada a_i mira solo a su b_i. ¿En qué casillas puede haber algo distinto de cero?",
                "Dibuja la función con D = 1. ¿En qué lado está quieta, y qué pendiente tiene en el otro?",
                "En la casilla (i, i) va la pendiente de ese lado, con su signo. ¿Quién decide el lado?",
            ),
            takeaway="La pendiente sale de la función: aquí se enciende lo negativo, y al subir b la salida baja.",
        ),
    ),
)
