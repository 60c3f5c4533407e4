"""Ejercicio «El paso adelante, guardando los intermedios»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises.red_de_juguete._common import ARGS, EDGE_CASES, EXAMPLES, draw, forward, torch_chain
from autograder.judging.oracle import load_torch, value_of


def x_everywhere(x, y, beta, omega):
    """Da la entrada x a las cuatro rectas."""
    f = beta + omega * x
    return np.array([f[0], np.sin(f[0]), f[1], np.exp(f[1]), f[2], np.cos(f[2]), f[3], (f[3] - y) ** 2])


EXERCISE = Exercise(
    id="pase_adelante_juguete",
    lesson="03_red_de_juguete",
    order=10,
    title="El paso adelante, guardando los intermedios",
    points=1,
    args=ARGS,
    returns={"valores": "(8,)"},
    examples=EXAMPLES,
    edge_cases=EDGE_CASES,
    draw=draw,
    oracle=value_of(lambda x, y, beta, omega: load_torch().stack(torch_chain(x, y, beta, omega))),
    misconceptions=(
        Misconception(
            "perdida_con_medio",
            wrong=lambda ok, x, y, beta, omega: np.append(ok[:7], (ok[6] - y) ** 2 / 2),
            hint="¿Lleva ½ la pérdida?",
        ),
        Misconception(
            "sin_y_cos_cambiados",
            wrong=lambda ok, x, y, beta, omega: forward(x, y, beta, omega, h1_of=np.cos, h3_of=np.sin),
            hint="Mira qué función va en cada h_k.",
        ),
        Misconception(
            "omite_beta3",
            wrong=lambda ok, x, y, beta, omega: forward(x, y, beta, omega, beta3=0.0),
            hint="Cada f_k lleva su sesgo.",
        ),
        Misconception(
            "x_en_todas",
            wrong=lambda ok, x, y, beta, omega: x_everywhere(x, y, beta, omega),
            hint=("¿Qué entra en la segunda recta: x, o lo que sale de la primera curva?"),
        ),
        Misconception(
            "sin_restar_y",
            wrong=lambda ok, x, y, beta, omega: np.append(ok[:7], ok[6] ** 2),
            hint="La pérdida compara con la respuesta correcta. ¿Dónde está y?",
        ),
    ),
    hints=(
        "Cada cantidad usa solo la anterior. ¿Cuál es la única que se puede calcular nada más empezar?",
        "Las f_k son rectas y las h_k, curvas. ¿Qué entra en la recta 1? ¿Y qué curva viene detrás de ella?",
        "Lee la fórmula de una línea de dentro afuera y ve poniendo nombre a cada trozo. ¿Cuántos nombres te salen "
        "antes de llegar a la salida? ¿Y qué falta entre la salida y la pérdida?",
    ),
    takeaway="El paso adelante no solo calcula la salida: guarda lo que el paso atrás va a necesitar.",
)
