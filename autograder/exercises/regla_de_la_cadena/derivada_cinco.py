"""Ejercicio «Cinco eslabones: log(1+exp(sin((2x+1)²)))»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.judging.oracle import gradient_of, load_torch


def links(x):
    """Lo que sale de los eslabones de ``derivada_cinco``: 2x+1, su cuadrado, su seno y 1 + exp."""
    u = 2 * x + 1
    v = u**2
    w = np.sin(v)
    return u, v, w, 1 + np.exp(w)


def sin_la_recta(ok, x):
    u, v, w, q = links(x)
    return 2 * u * np.cos(v) * np.exp(w) / q


def con_menos_coseno(ok, x):
    u, v, w, q = links(x)
    return 2 * (2 * u) * -np.cos(v) * np.exp(w) / q


def sin_la_exponencial(ok, x):
    u, v, _, q = links(x)
    return 2 * (2 * u) * np.cos(v) / q


def todo_en_x(ok, x):
    """Las cinco pendientes, tomadas en la x del principio."""
    return 2 * (2 * x) * np.cos(x) * np.exp(x) * np.divide(1.0, x)


def un_eslabon_despues(ok, x):
    """Cada pendiente, tomada en lo que sale de su eslabón y no en lo que le entra."""
    u, v, w, q = links(x)
    return 2 * (2 * v) * np.cos(w) * np.exp(q) / np.log(q)


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
    # Y muy cerca de ahí, donde 2x+1 sale exacto, quien mide solo ve redondeo.
    edge_cases=(
        dict(x=-0.5),
        dict(x=12.0),
        dict(x=-12.0),
        dict(x=1e-9),
        dict(x=-0.5 + 2**-30),
        dict(x=-0.5 - 3 * 2**-32),
        dict(x=-0.5 + 5 * 2**-33),
    ),
    draw=draw,
    atol=1e-15,
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
        Misconception("todo_en_x", wrong=todo_en_x, hint="¿Ve la segunda máquina a x, o a lo que sale de la primera?"),
        Misconception(
            "un_eslabon_despues",
            wrong=un_eslabon_despues,
            hint="Cada pendiente se toma en lo que le entra a su eslabón, no en lo que sale.",
        ),
    ),
    hints=(
        "Ponle un nombre a lo que sale de cada eslabón. El primero es u = 2x+1. ¿Cuáles son los otros cuatro?",
        "Haz una tabla de cinco filas: eslabón, lo que le entra y su derivada evaluada en eso que le entra.",
        "¿Has contado cinco factores? Hay dos que son fáciles de olvidar: el de la recta de dentro y el del logaritmo. "
        "¿Qué le entra a este último?",
    ),
    takeaway="Por larga que sea la cadena, cada eslabón aporta un factor y solo necesita saber qué le entró.",
)
