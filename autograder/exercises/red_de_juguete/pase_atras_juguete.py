"""Ejercicio «El paso atrás, de la pérdida a f₀»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises.red_de_juguete._common import ARGS, EDGE_CASES, EXAMPLES, backward, draw, forward, torch_chain
from autograder.judging.oracle import load_torch, tensor


def local_slopes(x, y, beta, omega):
    """Las siete derivadas locales, cada una por su cuenta: nadie las ha multiplicado."""
    f0, _, f1, _, f2, _, f3, _ = forward(x, y, beta, omega)
    return np.array([2 * (f3 - y), omega[3], -np.sin(f2), omega[2], np.exp(f1), omega[1], np.cos(f0)])


def grads_of_intermediates(x, y, beta, omega):
    """∂ℓ respecto de f_3, h_3, …, f_0: torch deriva respecto de cada intermedio."""
    # Basta con que la entrada pida gradiente para que torch recuerde toda la cadena.
    *steps, loss = torch_chain(tensor(x, requires_grad=True), tensor(y), tensor(beta), tensor(omega))
    grads = load_torch().autograd.grad(loss, steps[::-1])
    return np.array([g.item() for g in grads])


EXERCISE = Exercise(
    id="pase_atras_juguete",
    lesson="03_red_de_juguete",
    order=30,
    title="El paso atrás, de la pérdida a f₀",
    points=3,
    args=ARGS,
    returns={"derivadas": "(7,)"},
    examples=EXAMPLES,
    edge_cases=EDGE_CASES,
    draw=draw,
    oracle=grads_of_intermediates,
    misconceptions=(
        Misconception(
            "orden_adelante",
            wrong=lambda ok, x, y, beta, omega: backward(x, y, beta, omega)[::-1],
            hint="¿Cuál se calcula primero?",
        ),
        Misconception(
            "exp_en_h2",
            wrong=lambda ok, x, y, beta, omega: backward(x, y, beta, omega, exp_at_h2=True),
            hint="¿En qué punto se evalúa la derivada de exp?",
        ),
        Misconception(
            "olvida_cos_f0",
            wrong=lambda ok, x, y, beta, omega: backward(x, y, beta, omega, cos_f0=False),
            hint="Falta el último eslabón, el del seno.",
        ),
        # El despiste de quien copia las dos líneas de arriba y no cambia el índice.
        Misconception(
            "omega_siguiente",
            wrong=lambda ok, x, y, beta, omega: backward(x, y, beta, omega, omega_h1=omega[2]),
            hint="¿Qué peso une h_1 con f_1?",
        ),
        Misconception(
            "solo_locales",
            wrong=lambda ok, x, y, beta, omega: local_slopes(x, y, beta, omega),
            hint="Esas son las derivadas locales. ¿Y lo que ya venía calculado?",
        ),
    ),
    hints=(
        "Empieza por la ida: hacen falta f_0, f_1, f_2 y f_3. ¿Qué derivada sale después sin regla de la cadena?",
        "Cada derivada es la anterior por un solo factor. ¿Qué dos clases de factor se van turnando?",
        "De f_k a h_k el factor es un peso, el que multiplica a esa h_k. De h_k a la f anterior es la pendiente de su "
        "función, evaluada en esa f.",
    ),
    takeaway="Siete derivadas, seis multiplicaciones: cada una reutiliza entera a la anterior.",
)
