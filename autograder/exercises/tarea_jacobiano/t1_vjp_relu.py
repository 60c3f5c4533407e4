"""Ejercicio «La ReLU hacia atrás, sin formar la matriz»."""

import numpy as np

from autograder.exercise import FORBIDDEN, Exercise, Misconception
from autograder.exercises._bank import (
    draw_sizes,
    draw_values,
    draw_with_zero,
    frozen,
    ind,
    relu,
    repeated,
    v3,
    v3b,
    v4,
    v4b,
)
from autograder.judging.oracle import load_torch, vjp_of


def draw(rng):
    (D,) = draw_sizes(rng, 1)
    return dict(b=draw_with_zero(rng, D), v=draw_values(rng, D))


LEAK = 0.1  # la pendiente de la ReLU con fuga en lo negativo, y en el 0


# La matriz tendría 10¹⁰ casillas: quien la forma se queda sin memoria.
LARGE = dict(b=repeated([1, -2, 0, 3, -0.5, 1e-9, 2], 100_000), v=repeated([0.5, -1, 4, 2, -3], 100_000))

EXERCISE = Exercise(
    id="t1_vjp_relu",
    lesson="tarea_jacobiano",
    order=40,
    title="La ReLU hacia atrás, sin formar la matriz",
    points=1,
    args=("b", "v"),
    returns={"grad": "(D,)"},
    examples=(dict(b=v3, v=v3b), dict(b=v4, v=v4b), dict(b=v4b, v=v4)),
    edge_cases=(
        dict(b=frozen([3]), v=frozen([-2])),
        dict(b=frozen([0, 0]), v=frozen([1, -1])),
        dict(b=frozen([-1, -2, -3]), v=frozen([4, 5, 6])),
        dict(b=frozen([1e6, -1e6, 1e-9]), v=frozen([-1e5, 1e5, 3])),
        LARGE,
    ),
    draw=draw,
    oracle=vjp_of(lambda b: b.relu(), wrt="b", cotangent="v"),
    # Se pide sin formar la matriz: con ella saldría el mismo número.
    forbids=(*FORBIDDEN, "np.diag", "np.diagflat", "np.eye", "np.identity"),
    misconceptions=(
        Misconception(
            "mascara_de_v",
            wrong=lambda ok, b, v: ind(v) * v,
            hint="¿De quién se mira el signo?",
        ),
        Misconception(
            "relu_por_v",
            wrong=lambda ok, b, v: relu(b) * v,
            hint="La máscara solo tiene ceros y unos.",
        ),
        Misconception(
            "cero_cuenta",
            wrong=lambda ok, b, v: (b >= 0) * v,
            hint="¿Qué pendiente elige el curso justo en el codo, en b_i = 0?",
        ),
        Misconception(
            "sin_v",
            wrong=lambda ok, b, v: ind(b),
            hint="Eso es la diagonal del jacobiano. ¿Dónde ha quedado el gradiente que llega?",
        ),
    ),
    hints=(
        "Multiplica a mano, con D = 3, el jacobiano de la ReLU por v. ¿Qué ves?",
        "Una matriz diagonal por un vector toca cada componente por separado. ¿Por qué número queda multiplicada v_i?",
        "¿A qué componentes de v no les pasa nada, y cuáles acaban en 0? ¿Quién lo decide?",
    ),
    takeaway="Hacia atrás, la ReLU deja pasar el gradiente o lo apaga: basta una máscara, no una matriz.",
    # La misma pregunta con otra función, para repartir: enunciados en solutions/variantes/.
    variants=(
        dict(
            oracle=vjp_of(lambda b: load_torch().nn.functional.leaky_relu(b, LEAK), wrt="b", cotangent="v"),
            misconceptions=(
                Misconception(
                    "mascara_de_v",
                    wrong=lambda ok, b, v: np.where(v > 0, v, LEAK * v),
                    hint="¿De quién se mira el signo?",
                ),
                Misconception(
                    "cero_cuenta",
                    wrong=lambda ok, b, v: np.where(b >= 0, v, LEAK * v),
                    hint="¿Qué pendiente elige el enunciado justo en el codo, en b_i = 0?",
                ),
                Misconception(
                    "apaga_lo_negativo",
                    wrong=lambda ok, b, v: ind(b) * v,
                    hint="Esa es la ReLU de siempre. ¿Cuánto deja pasar ésta cuando b_i es negativo?",
                ),
                Misconception(
                    "relu_por_v",
                    wrong=lambda ok, b, v: np.where(b > 0, b, LEAK * b) * v,
                    hint="Has multiplicado por lo que vale a. ¿Por qué pendiente había que multiplicar?",
                ),
                Misconception(
                    "sin_v",
                    wrong=lambda ok, b, v: np.where(b > 0, 1.0, LEAK),
                    hint="Eso es la diagonal del jacobiano. ¿Dónde ha quedado el gradiente que llega?",
                ),
            ),
            hints=(
                "Multiplica a mano, con D = 3, el jacobiano de esta función por v. ¿Qué ves?",
                "Una matriz diagonal por un vector toca cada componente por separado. ¿Por qué número multiplica v_i?",
                "¿A qué componentes de v no les pasa nada, y cuáles quedan en la décima parte? ¿Quién lo decide?",
            ),
            takeaway="Hacia atrás basta multiplicar cada componente por su pendiente: ni una matriz.",
        ),
        dict(
            edge_cases=(
                dict(b=frozen([-3]), v=frozen([-2])),
                dict(b=frozen([0, 0]), v=frozen([1, -1])),
                dict(b=frozen([1, 2, 3]), v=frozen([4, 5, 6])),
                dict(b=frozen([-1e6, 1e6, -1e-9]), v=frozen([-1e5, 1e5, 3])),
                LARGE,
            ),
            oracle=vjp_of(lambda b: (-b).relu(), wrt="b", cotangent="v"),
            misconceptions=(
                Misconception(
                    "cero_cuenta",
                    wrong=lambda ok, b, v: -ind(-b) * v - (b == 0) * v,
                    hint="¿Qué pendiente elige el curso justo en el codo, en b_i = 0?",
                ),
                Misconception(
                    "signo",
                    wrong=lambda ok, b, v: ind(-b) * v,
                    hint="Con b_i = −2, si b_i sube un poco, ¿a_i sube o baja?",
                ),
                Misconception(
                    "relu_de_siempre",
                    wrong=lambda ok, b, v: ind(b) * v,
                    hint="¿Para qué b_i cambia algo aquí, los positivos o los negativos?",
                ),
                Misconception(
                    "relu_por_v",
                    wrong=lambda ok, b, v: relu(-b) * v,
                    hint="Has multiplicado por lo que vale a. ¿Por qué pendiente había que multiplicar?",
                ),
                Misconception(
                    "sin_v",
                    wrong=lambda ok, b, v: -ind(-b),
                    hint="Eso es la diagonal del jacobiano. ¿Dónde ha quedado el gradiente que llega?",
                ),
            ),
            hints=(
                "Multiplica a mano, con D = 3, el jacobiano de esta función por v. ¿Qué ves?",
                "Una matriz diagonal por un vector toca cada componente por separado. ¿Por qué número multiplica v_i?",
                "¿Qué componentes de v acaban en 0, y qué les pasa a las otras? ¿Quién lo decide?",
            ),
            takeaway="Hacia atrás, cada pieza deja pasar el gradiente, lo apaga o le cambia el signo: basta un vector.",
        ),
    ),
)
