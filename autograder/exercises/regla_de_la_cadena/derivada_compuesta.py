"""Ejercicio «Derivada de (1+4x)²»."""

from autograder.exercise import Exercise, Misconception
from autograder.judging.oracle import gradient_of


def draw(rng):
    """Un punto cualquiera, unas veces cerca de 0 y otras lejos."""
    return dict(x=float(rng.normal() * rng.choice([0.1, 1.0, 10.0])))


EXERCISE = Exercise(
    id="derivada_compuesta",
    lesson="01_regla_de_la_cadena",
    order=10,
    title="Derivada de (1+4x)²",
    points=1,
    args=("x",),
    returns={"dz_dx": "()"},
    examples=(dict(x=-2.0), dict(x=0.0), dict(x=0.3), dict(x=1.7)),
    # En −1/4 la de dentro vale 0 y con ella toda la derivada.
    edge_cases=(dict(x=-0.25), dict(x=1e6), dict(x=-1e6)),
    draw=draw,
    oracle=gradient_of(lambda x: (1 + 4 * x) ** 2, wrt="x"),
    misconceptions=(
        Misconception(
            "sin_derivada_interna",
            wrong=lambda ok, x: 2 * (1 + 4 * x),
            hint="¿Qué le pasa a 1+4x cuando x se mueve una unidad?",
        ),
        Misconception(
            "evalua_en_x",
            wrong=lambda ok, x: 4 * 2 * x,
            hint="¿En qué punto se evalúa la derivada de fuera?",
        ),
        Misconception(
            "suma_en_vez_de_producto",
            wrong=lambda ok, x: 4 + 2 * (1 + 4 * x),
            hint="Los cambios encadenados, ¿se suman o se multiplican?",
        ),
    ),
    hints=(
        "Hay dos máquinas en fila: y = 1+4x y después z = y². ¿Cuánto sube cada una por unidad que sube su entrada?",
        "La pendiente de la segunda depende de dónde estés. ¿Qué número le llega a ella: x o y?",
        "Calcula y. Multiplica la pendiente de la recta por la del cuadrado, tomada en esa y.",
    ),
    takeaway="La derivada de fuera se evalúa en lo que sale de dentro, y después se multiplica por la de dentro.",
)
