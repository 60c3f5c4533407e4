"""Ejercicio «Cinco eslabones: log(1+exp(sin((2x+1)²)))»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.judging.oracle import gradient_of, load_torch


def links(x):
    """Lo que sale de los eslabones de ``derivada_cinco``: 2x+1, su cuadrado, su seno y 1 + exp."""
    v = 2 * x + 1
    u = v**2
    h = np.sin(u)
    return v, u, h, 1 + np.exp(h)


def sin_la_recta(ok, x):
    v, u, h, g = links(x)
    return 2 * v * np.cos(u) * np.exp(h) / g


def con_menos_coseno(ok, x):
    v, u, h, g = links(x)
    return 2 * (2 * v) * -np.cos(u) * np.exp(h) / g


def sin_la_exponencial(ok, x):
    v, u, _, g = links(x)
    return 2 * (2 * v) * np.cos(u) / g


def five_links(x):
    torch = load_torch()
    return torch.log(1 + torch.exp(torch.sin((2 * x + 1) ** 2)))


def draw(rng):
    """Nunca muy lejos de 0: el seno de un número enorme pierde cifras se escriba como se escriba."""
    return dict(x=float(rng.normal() * rng.choice([0.3, 1.0, 3.0])))


EXERCISE = Exercise(
    id="derivada_cinco",
    lesson="01_regla_de_la_cadena",
    order=50,
    title="Cinco eslabones: log(1+exp(sin((2x+1)²)))",
    points=2,
    args=("x",),
    returns={"dF_dx": "()"},
    examples=(dict(x=-2.0), dict(x=0.0), dict(x=0.3), dict(x=1.7)),
    # En −1/2 un eslabón vale 0 y anula la cadena entera.
    edge_cases=(dict(x=-0.5), dict(x=12.0), dict(x=-12.0), dict(x=1e-9)),
    draw=draw,
    oracle=gradient_of(five_links, wrt="x"),
    misconceptions=(
        Misconception(
            "falta_ultimo_eslabon",
            wrong=sin_la_recta,
            hint="Cuenta los eslabones: deben salir cinco factores, y en dos de ellos hay un 2.",
        ),
        Misconception("signo_coseno", wrong=con_menos_coseno, hint="Repasa la derivada de sin."),
        Misconception(
            "log_sin_interior",
            wrong=sin_la_exponencial,
            hint="La exponencial también es un eslabón.",
        ),
    ),
    hints=(
        "Ponle un nombre a lo que sale de cada eslabón: v = 2x+1, u = v², h = sin u… ¿Cuáles son los dos que faltan?",
        "Haz una tabla de cinco filas: eslabón, lo que le entra y su derivada evaluada en eso que le entra.",
        "Tres de los factores son 2, cos u y exp h. Faltan el del cuadrado y el de log: cada uno, en lo que le entra.",
    ),
    takeaway="Por larga que sea la cadena, cada eslabón aporta un factor y solo necesita saber qué le entró.",
)
