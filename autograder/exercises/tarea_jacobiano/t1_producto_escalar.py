"""Ejercicio «Gradiente de un producto escalar»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_sizes, draw_values, frozen, v3, v3b, v4, v4b
from autograder.judging.oracle import gradient_of


def draw(rng):
    (D,) = draw_sizes(rng, 1)
    return dict(b=draw_values(rng, D), x=draw_values(rng, D))


EXERCISE = Exercise(
    id="t1_producto_escalar",
    lesson="tarea_jacobiano",
    order=10,
    title="Gradiente de un producto escalar",
    points=1,
    args=("b", "x"),
    returns={"grad": "(D,)"},
    examples=(dict(b=v3b, x=v3), dict(b=v4b, x=v4)),
    edge_cases=(
        dict(b=frozen([3]), x=frozen([-2])),
        dict(b=frozen([1, -2, 0, 5]), x=frozen([0, 0, 0, 0])),
        dict(b=frozen([1e6, -2e5]), x=frozen([-3e4, 7])),
        # A quien mide: al lado de 10¹⁶, lo que mueven los otros sumandos se pierde en el redondeo.
        dict(b=frozen([1, -0.7, 0.3]), x=frozen([1e16, 2, -5])),
    ),
    draw=draw,
    oracle=gradient_of(lambda b, x: b @ x, wrt="x"),
    misconceptions=(
        Misconception("devuelve_x", wrong=lambda ok, b, x: x, hint="¿Respecto de qué vector se deriva?"),
        Misconception("elemento_a_elemento", wrong=lambda ok, b, x: b * x, hint="Lineal en x: ¿puede quedar x?"),
        Misconception(
            "valor",
            wrong=lambda ok, b, x: b @ x,
            hint="Eso es lo que vale ℓ. Se pide cuánto cambia al mover cada x_i: D números.",
        ),
        Misconception(
            "suma",
            wrong=lambda ok, b, x: np.full_like(x, b.sum()),
            hint="Una componente por cada x_i.",
        ),
    ),
    hints=(
        "Escribe bᵀx como una suma. ¿En cuál de los sumandos está x_i?",
        "Si x_i sube una unidad y los demás se quedan quietos, ¿cuánto sube la suma?",
        "Haz la cuenta a mano con D = 2 y números de verdad. ¿Dónde has visto ya los dos que te salen?",
    ),
    takeaway="En un producto escalar, el gradiente respecto de un vector es el otro vector.",
    # La misma pregunta con otra función, para repartir: enunciados en solutions/variantes/.
    variants=(
        dict(
            oracle=gradient_of(lambda b, x: b @ (b - x), wrt="x"),
            misconceptions=(
                Misconception("sin_signo", wrong=lambda ok, b, x: b, hint="Si x_i sube, ¿b_i − x_i sube o baja?"),
                Misconception(
                    "respecto_de_b",
                    wrong=lambda ok, b, x: 2 * b - x,
                    hint="Eso es lo que cambia ℓ al mover b. ¿Respecto de qué vector se deriva?",
                ),
                Misconception(
                    "elemento_a_elemento", wrong=lambda ok, b, x: -b * x, hint="Lineal en x: ¿puede quedar x?"
                ),
                Misconception(
                    "valor",
                    wrong=lambda ok, b, x: b @ (b - x),
                    hint="Eso es lo que vale ℓ. Se pide cuánto cambia al mover cada x_i: D números.",
                ),
                Misconception(
                    "suma",
                    wrong=lambda ok, b, x: np.full_like(x, -b.sum()),
                    hint="Una componente por cada x_i.",
                ),
            ),
            hints=(
                "Abre el paréntesis. ¿En cuál de los dos sumandos que salen está x?",
                "Si x_i sube una unidad y los demás se quedan quietos, ¿cuánto cambia la suma, y hacia dónde?",
                "Haz la cuenta a mano con D = 2 y números de verdad. ¿Dónde has visto ya los dos que te salen?",
            ),
            takeaway="Lo que no lleva x no deja rastro en el gradiente; el signo que lleva x, sí.",
        ),
        dict(
            oracle=gradient_of(lambda b, x: b @ x.flip(0), wrt="x"),
            misconceptions=(
                Misconception(
                    "sin_invertir",
                    wrong=lambda ok, b, x: b,
                    hint="¿Qué componente de b multiplica a x_1? Escribe la suma entera con D = 3.",
                ),
                Misconception("devuelve_x", wrong=lambda ok, b, x: x[::-1], hint="¿Respecto de qué vector se deriva?"),
                Misconception(
                    "elemento_a_elemento",
                    wrong=lambda ok, b, x: b * x[::-1],
                    hint="Lineal en x: ¿puede quedar x?",
                ),
                Misconception(
                    "valor",
                    wrong=lambda ok, b, x: b @ x[::-1],
                    hint="Eso es lo que vale ℓ. Se pide cuánto cambia al mover cada x_i: D números.",
                ),
                Misconception(
                    "suma",
                    wrong=lambda ok, b, x: np.full_like(x, b.sum()),
                    hint="Una componente por cada x_i.",
                ),
            ),
            hints=(
                "Escribe la suma entera con D = 3. ¿En cuál de los sumandos está x_1?",
                "Si x_1 sube una unidad y los demás se quedan quietos, ¿cuánto sube la suma? ¿Y si es x_3?",
                "Pon en orden los tres números que te salen. ¿Qué vector conocido es, y en qué sentido se lee?",
            ),
            takeaway="El gradiente respecto de x lleva, en la casilla de cada x_i, lo que la multiplica.",
        ),
    ),
)
