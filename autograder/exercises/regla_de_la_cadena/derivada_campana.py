"""Ejercicio «Derivada de la campana»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.judging.oracle import gradient_of


def draw(rng):
    """Un punto cualquiera, cerca de 0 o donde la campana ya casi se ha apagado."""
    return dict(x=float(rng.normal() * rng.choice([0.1, 1.0, 2.0])))


def bell(x):
    return np.exp(-(x**2) / 2)


EXERCISE = Exercise(
    id="derivada_campana",
    lesson="01_regla_de_la_cadena",
    order=10,
    title="Derivada de la campana",
    points=1,
    args=("x",),
    returns={"dv_dx": "()"},
    examples=(dict(x=-2.0), dict(x=0.0), dict(x=0.3), dict(x=1.7)),
    # Lejos de 0 la campana, y con ella su pendiente, no se distingue de 0.
    # Y en lo alto, quien mide solo ve redondeo.
    edge_cases=(dict(x=1.0), dict(x=-8.0), dict(x=12.0), dict(x=-1e-9), dict(x=3e-9), dict(x=-7e-10), dict(x=2e-8)),
    draw=draw,
    atol=1e-15,
    oracle=gradient_of(lambda x: (-(x**2) / 2).exp(), wrt="x"),
    misconceptions=(
        Misconception(
            "sin_derivada_interna",
            wrong=lambda ok, x: bell(x),
            hint="¿Qué le pasa a −x²/2 cuando x se mueve un poco?",
        ),
        Misconception(
            "evalua_en_x",
            wrong=lambda ok, x: -x * np.exp(x),
            hint="¿En qué punto se evalúa la derivada de fuera?",
        ),
        Misconception(
            "suma_en_vez_de_producto",
            wrong=lambda ok, x: -x + bell(x),
            hint="Los cambios encadenados, ¿se suman o se multiplican?",
        ),
        Misconception(
            "pierde_el_menos",
            wrong=lambda ok, x: x * bell(x),
            hint="A la derecha del 0, ¿la campana sube o baja?",
        ),
        Misconception(
            "pierde_el_medio",
            wrong=lambda ok, x: -2 * x * bell(x),
            hint="La de dentro es x² entre 2, con un menos. ¿Y el 2 de abajo?",
        ),
        Misconception(
            "como_potencia",
            wrong=lambda ok, x: -(x**2) / 2 * np.exp(-(x**2) / 2 - 1),
            hint="Aquí x está en el exponente, no en la base. ¿Cuál es la derivada de la exponencial?",
        ),
        Misconception(
            "solo_la_de_dentro",
            wrong=lambda ok, x: -x,
            hint="Esa es la pendiente de la máquina de dentro. ¿Y la de fuera?",
        ),
    ),
    hints=(
        "Hay dos máquinas en fila. ¿Qué sale de la primera, y qué hace la segunda con eso?",
        "¿Cuánto sube cada una por unidad que sube su entrada? Una de las dos es una potencia; la otra, no.",
        "La pendiente de la segunda depende de dónde estés. ¿Qué número le llega a ella: x, o lo que sale de la "
        "primera?",
    ),
    takeaway="La derivada de fuera se evalúa en lo que sale de dentro, y después se multiplica por la de dentro.",
)
