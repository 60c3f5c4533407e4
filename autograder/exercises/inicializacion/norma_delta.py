"""Ejercicio «Cuánto mide lo que vuelve»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import frozen, ind, s2, v2, v3, v3b
from autograder.exercises.retropropagacion_mlp._common import (
    ALL_OFF,
    AT_ZERO,
    ONE_LAYER,
    ONE_UNIT,
    RED_A,
    RED_B,
    draw_mlp,
    network_gradients,
    walk_back,
    walk_forward,
)


def bias_gradient_norms(x, y, red):
    """Oráculo: ∂ℓ/∂f_k es el gradiente del sesgo de su capa; torch lo da y aquí se mide."""
    return norms(network_gradients(x, y, red)[0])


def deltas(x, y, red, slope=ind):
    fs, hs = walk_forward(x, red)
    return walk_back(2 * (fs[-1] - y), fs, hs, red[1], slope)[0]


def norms(vectors):
    return np.array([np.linalg.norm(v) for v in vectors])


def of_activations(ok, x, y, red):
    """Mide ∂ℓ/∂h_{k+1}, antes de cruzar la ReLU, en lugar de ∂ℓ/∂f_k."""
    found = deltas(x, y, red)
    return norms([*(Omega.T @ d for Omega, d in zip(red[1][1:], found[1:], strict=True)), found[-1]])


def of_weights(ok, x, y, red):
    fs, hs = walk_forward(x, red)
    return norms(walk_back(2 * (fs[-1] - y), fs, hs, red[1])[1])


EXERCISE = Exercise(
    id="norma_delta",
    lesson="09_inicializacion",
    order=30,
    title="Cuánto mide lo que vuelve",
    points=2,
    args=("x", "y", "red"),
    returns={"normas": "(K+1,)"},
    examples=(
        dict(x=v2, y=v3, red=RED_A),
        dict(x=s2, y=v3b, red=RED_B),
        dict(x=frozen([1, 1]), y=frozen([1, -1, 2]), red=AT_ZERO),
    ),
    edge_cases=(
        dict(x=frozen([1, -2, 0.5]), y=frozen([3, -1]), red=ONE_LAYER),
        dict(x=frozen([-4]), y=frozen([2]), red=ONE_UNIT),
        dict(x=frozen([3]), y=frozen([0]), red=ONE_UNIT),
        dict(x=frozen([1, 1]), y=frozen([0, 5]), red=ALL_OFF),
        dict(x=frozen([0, 0]), y=frozen([1, 0, -1]), red=RED_A),
        dict(x=frozen([-300, 200]), y=frozen([1e3, 0, -5]), red=RED_B),
        # Una pérdida enorme: quien mide en vez de derivar se queda sin cifras.
        dict(x=frozen([-3, 2]), y=frozen([3e6, 1e6, -5e6]), red=RED_B),
    ),
    draw=draw_mlp,
    oracle=bias_gradient_norms,
    misconceptions=(
        Misconception(
            "sin_relu",
            wrong=lambda ok, x, y, red: norms(deltas(x, y, red, np.ones_like)),
            hint="¿Qué ReLU atraviesa el gradiente?",
        ),
        Misconception(
            "al_cuadrado",
            wrong=lambda ok, x, y, red: ok**2,
            hint="Eso es la longitud al cuadrado. ¿Qué falta para que sea una longitud?",
        ),
        Misconception(
            "orden_inverso",
            wrong=lambda ok, x, y, red: ok[::-1],
            hint="Los números son los buenos. ¿De qué capa se pide el primero?",
        ),
        Misconception(
            "cero_cuenta",
            wrong=lambda ok, x, y, red: norms(deltas(x, y, red, lambda f: (f >= 0).astype(float))),
            hint="¿Cuánto vale la pendiente de la ReLU justo en 0?",
        ),
        Misconception(
            "antes_de_la_relu",
            wrong=of_activations,
            hint="Mides el gradiente de h. Para llegar a f falta cruzar algo.",
        ),
        Misconception(
            "la_de_los_pesos",
            wrong=of_weights,
            hint="Eso mide ∂ℓ/∂Ω_k. ¿Qué gradiente viaja de una capa a la anterior?",
        ),
        Misconception(
            "la_del_adelante",
            wrong=lambda ok, x, y, red: norms(walk_forward(x, red)[0]),
            hint="Eso mide f_k, lo que va hacia delante. ¿Y lo que vuelve?",
        ),
        Misconception(
            "falta_dos",
            wrong=lambda ok, x, y, red: ok / 2,
            hint="Te sale justo la mitad. ¿Lleva ½ la pérdida del curso?",
        ),
        Misconception(
            "suma_de_absolutos",
            wrong=lambda ok, x, y, red: np.array([np.abs(d).sum() for d in deltas(x, y, red)]),
            hint="Has sumado valores absolutos. ¿Cómo se mide la longitud de un vector?",
        ),
        Misconception(
            "la_mayor",
            wrong=lambda ok, x, y, red: np.array([np.abs(d).max() for d in deltas(x, y, red)]),
            hint="Te quedas con la componente mayor. ¿Cuántas cuentan en la longitud?",
        ),
        Misconception(
            "falta_la_ultima",
            wrong=lambda ok, x, y, red: ok[:-1],
            hint="Hay una norma por cada f_k, y la salida f_K también lo es.",
        ),
    ),
    hints=(
        "¿Con qué gradiente empieza el paso atrás en la lección 05? De ese ya puedes apuntar la norma.",
        "Al volver de una capa a la anterior se cruzan dos cosas. ¿Qué tienes que haber guardado del paso adelante?",
        "Mide delta en cada vuelta del bucle, antes de moverla. ¿En qué orden te van saliendo, y en cuál se piden?",
    ),
    takeaway="Una norma por capa: con esa lista se ve en qué capa se pierde el gradiente o se dispara.",
)
