"""Ejercicio «El paso adelante por una red de cualquier profundidad»."""

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import frozen, relu, s2, v2
from autograder.exercises.retropropagacion_mlp._common import (
    ALL_OFF,
    ONE_LAYER,
    ONE_UNIT,
    RED_A,
    RED_B,
    draw_mlp,
    torch_mlp,
    walk_forward,
)
from autograder.judging.oracle import value_of


def draw(rng):
    drawn = draw_mlp(rng)
    return dict(x=drawn["x"], red=drawn["red"])


def no_activations(ok, x, red):
    f = x
    for beta, Omega in zip(*red, strict=True):
        f = beta + Omega @ f
    return f


EXERCISE = Exercise(
    id="pase_adelante_mlp",
    lesson="05_retropropagacion_mlp",
    order=10,
    title="El paso adelante por una red de cualquier profundidad",
    points=1,
    args=("x", "red"),
    returns={"f_K": "(D_o,)"},
    examples=(dict(x=v2, red=RED_A), dict(x=s2, red=RED_B)),
    edge_cases=(
        dict(x=frozen([1, -2, 0.5]), red=ONE_LAYER),
        dict(x=frozen([-4]), red=ONE_UNIT),
        dict(x=frozen([3]), red=ONE_UNIT),
        dict(x=frozen([1, 1]), red=ALL_OFF),
        dict(x=frozen([0, 0]), red=RED_A),
        dict(x=frozen([-3e4, 2e5]), red=RED_B),
    ),
    draw=draw,
    oracle=value_of(torch_mlp),
    misconceptions=(
        Misconception(
            "relu_final",
            wrong=lambda ok, x, red: relu(walk_forward(x, red)[0][-1]),
            hint="¿Lleva activación la salida?",
        ),
        Misconception(
            "sin_activaciones",
            wrong=no_activations,
            hint="Sin a[·] todo colapsa en una capa.",
        ),
        Misconception(
            "sin_sesgos",
            wrong=lambda ok, x, red: walk_forward(x, [[0 * beta for beta in red[0]], red[1]])[0][-1],
            hint="¿Dónde están los β_k?",
        ),
    ),
    hints=(
        "¿Cuántas capas lineales hay en red, y cuántas llevan ReLU detrás?",
        "Lleva una variable h que empieza siendo x y, en cada capa oculta, pasa a ser la activación siguiente.",
        "Recorre a la vez los sesgos y los pesos de todas las capas menos la última, que se hace aparte y sin ReLU.",
    ),
    takeaway="Una red profunda es la misma línea repetida: sesgo más pesos por activación, y ReLU entre capa y capa.",
)
