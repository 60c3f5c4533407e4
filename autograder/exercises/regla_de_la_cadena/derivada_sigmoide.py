"""Ejercicio «Derivada de la sigmoide, sin desbordar»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_sizes, draw_values, frozen, sig, v3, v3g
from autograder.judging.oracle import gradient_of, load_torch


def draw(rng):
    (D,) = draw_sizes(rng, 1)
    return dict(z=draw_values(rng, D))


EXERCISE = Exercise(
    id="derivada_sigmoide",
    lesson="01_regla_de_la_cadena",
    order=30,
    title="Derivada de la sigmoide, sin desbordar",
    points=2,
    args=("z",),
    returns={"ds_dz": "(D,)"},
    examples=(dict(z=v3), dict(z=v3g), dict(z=frozen([-800, 800]))),
    edge_cases=(
        dict(z=frozen([0])),
        dict(z=frozen([0, 0, 0, 0])),
        dict(z=frozen([1e-8, -1e-8, 5])),
        dict(z=frozen([-1e6, -1, 1, 1e6])),
        dict(z=frozen([1e-9])),
        # A quien mide: aquí σ se distingue de 1 en sus últimas cifras, y un empujón, ni eso.
        dict(z=frozen([12, 15, 18, 19, 20, 21, 22, 23, 24, 25])),
    ),
    draw=draw,
    # σ(1 − σ) acierta quince cifras detrás de la coma, y las cuatro maneras de escribirla; medirla, diez.
    rtol=1e-9,
    atol=2e-15,
    oracle=gradient_of(lambda z: load_torch().sigmoid(z).sum(), wrt="z"),
    misconceptions=(
        Misconception(
            "z_por_uno_menos_z",
            wrong=lambda ok, z: z * (1 - z),
            hint="¿La fórmula usa la entrada o la salida de σ?",
        ),
        Misconception("solo_sigmoide", wrong=lambda ok, z: sig(z), hint="Mira la pendiente donde σ se satura."),
        Misconception(
            "signo_mas",
            wrong=lambda ok, z: sig(z) * (1 + sig(z)),
            hint="¿Puede la pendiente pasar de ¼?",
        ),
        Misconception(
            "sigma_dos_veces",
            wrong=lambda ok, z: sig(sig(z)) * (1 - sig(sig(z))),
            hint="Has pasado por σ dos veces. ¿La fórmula quiere la salida de σ, o σ de la salida?",
        ),
        Misconception(
            "sin_el_segundo_factor",
            wrong=lambda ok, z: 1 - sig(z),
            hint="Lejos, a la izquierda del 0, ¿σ sube deprisa o está quieta?",
        ),
        Misconception(
            "desborda",
            wrong=lambda ok, z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
            hint="Prueba con z=−800: ¿qué calcula exp?",
        ),
    ),
    hints=(
        "Mira el dibujo de σ. ¿Dónde sube más deprisa? ¿Y qué pendiente le queda muy lejos del 0?",
        "El producto de los cuatro eslabones es una fracción. ¿Puedes partirla en dos factores que ya conozcas?",
        "Escribe la fracción al lado de σ(z) y de 1 − σ(z), ya restado. Y a exp, siempre un exponente negativo.",
    ),
    takeaway="La pendiente de σ sale de su propio valor, nunca pasa de ¼ y se apaga lejos del 0.",
)
