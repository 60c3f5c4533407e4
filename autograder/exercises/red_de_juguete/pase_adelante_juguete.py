"""Ejercicio «El paso adelante, guardando los intermedios»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises.red_de_juguete._common import ARGS, EDGE_CASES, EXAMPLES, draw, forward, torch_chain
from autograder.judging.oracle import load_torch, value_of

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
    ),
    hints=(
        "Cada línea de la cadena usa solo la anterior. ¿Cuál es la única que se puede calcular nada más empezar?",
        "Las f_k son rectas y las h_k son funciones de la f anterior. Escribe ocho líneas, una por cantidad.",
        "Ve alternando: recta, seno, recta, exponencial, recta, coseno, recta. Al final, el cuadrado de lo que falta "
        "para llegar a y. Junta los ocho números en un array, en ese orden.",
    ),
    takeaway="El paso adelante no solo calcula la salida: guarda lo que la vuelta va a necesitar.",
)
