"""Ejercicio «Entre qué números se sortea»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.judging.oracle import load_torch, tensor


def torch_bound(D_in):
    """Oráculo: la cota de ``kaiming_uniform_``, con la ganancia que da torch a la ReLU."""
    gain = load_torch().nn.init.calculate_gain("relu")
    return tensor(gain).numpy() * np.sqrt(3 / D_in)


EXERCISE = Exercise(
    id="cota_he_uniforme",
    lesson="09_inicializacion",
    order=20,
    title="Entre qué números se sortea",
    points=1,
    args=("D_in",),
    returns={"u": "()"},
    examples=(dict(D_in=10), dict(D_in=40)),
    edge_cases=(dict(D_in=1), dict(D_in=6), dict(D_in=24), dict(D_in=784), dict(D_in=1_000_000)),
    draw=lambda rng: dict(D_in=int(rng.integers(2, 2000))),
    oracle=torch_bound,
    misconceptions=(
        Misconception(
            "desviacion",
            wrong=lambda ok, D_in: np.sqrt(2 / D_in),
            hint="Eso es la desviación típica. ¿Llegan hasta ahí los números, o llegan más lejos?",
        ),
        Misconception(
            "xavier",
            wrong=lambda ok, D_in: np.sqrt(3 / D_in),
            hint="La ReLU apaga la mitad. ¿Qué factor lo compensa?",
        ),
        Misconception(
            "sin_raiz",
            wrong=lambda ok, D_in: 6 / D_in,
            hint="Se pide una longitud, no una varianza.",
        ),
        Misconception(
            "intervalo_entero",
            wrong=lambda ok, D_in: np.sqrt(24 / D_in),
            hint="Eso mide el intervalo entero. ¿Qué distancia hay desde 0 hasta un extremo?",
        ),
        Misconception(
            "varianza",
            wrong=lambda ok, D_in: 2 / D_in,
            hint="Eso es la varianza que se quiere conseguir. ¿Qué uniforme la tiene?",
        ),
        Misconception(
            "la_de_nn_linear",
            wrong=lambda ok, D_in: 1 / np.sqrt(D_in),
            hint="Con esa empieza la red que no aprende. ¿Qué varianza tiene?",
        ),
        Misconception(
            "divide_por_tres",
            wrong=lambda ok, D_in: np.sqrt(2 / (3 * D_in)),
            hint="Has dividido entre 3 donde había que despejar. ¿Cuál es más grande: u o la desviación?",
        ),
    ),
    hints=(
        "¿Qué varianza necesita una capa con ReLU? ¿Y cuál tiene una uniforme entre −u y u?",
        "La primera depende de D_in y la segunda, de u. ¿Qué pasa si las igualas?",
        "Queda una ecuación con u al cuadrado. Despeja esa u y mira que u salga mayor que la desviación típica: en una "
        "uniforme, los extremos están más lejos que ella.",
    ),
    takeaway="He uniforme: la misma varianza que He normal; solo cambia la forma de la caja de la que se saca.",
)
