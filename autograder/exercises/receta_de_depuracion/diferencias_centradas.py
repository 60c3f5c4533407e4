"""Ejercicio «El gradiente medido»."""

import numpy as np

from autograder.exercise import FORBIDDEN, Exercise, Misconception
from autograder.exercises._bank import draw_sizes, draw_values, frozen, v3, v3b, v4b, xg
from autograder.judging.oracle import load_torch, tensor

# Las funciones que pueden viajar como argumento, y su gemela de torch.
TWINS = {"prod": lambda t: t.prod(), "norm": lambda t: t.norm(), "std": lambda t: t.std(correction=0)}


def torch_differences(f, x, eps):
    """Oráculo: se mueve cada coordenada a los dos lados y se evalúa en torch."""
    function, x = TWINS[f.__name__], tensor(x)
    steps = eps * load_torch().eye(len(x), dtype=x.dtype)
    return np.array([((function(x + step) - function(x - step)) / (2 * eps)).item() for step in steps])


def moved(x, i, step):
    """Una copia de x con la coordenada i movida."""
    other = x.copy()
    other[i] += step
    return other


def each(x, slope):
    return np.array([slope(i) for i in range(x.size)])


def one_side(ok, f, x, eps):
    return each(x, lambda i: (f(moved(x, i, eps)) - f(x)) / eps)


def other_side(ok, f, x, eps):
    return each(x, lambda i: (f(x) - f(moved(x, i, -eps))) / eps)


def own_step(ok, f, x, eps):
    return each(x, lambda i: (f(moved(x, i, 1e-5)) - f(moved(x, i, -1e-5))) / 2e-5)


def never_back(ok, f, x, eps):
    """Mueve x en su sitio y no lo deshace: cada coordenada se mide con las anteriores movidas."""
    x, grad = x.copy(), np.zeros(x.size)
    for i in range(x.size):
        x[i] += eps
        up = f(x)
        x[i] -= 2 * eps
        grad[i] = (up - f(x)) / (2 * eps)
    return grad


def draw(rng):
    (D,) = draw_sizes(rng, 1)
    f = (np.prod, np.linalg.norm, np.std)[rng.integers(3)]
    return dict(f=f, x=draw_values(rng, D), eps=float(rng.choice([1e-4, 0.01, 0.5])))


EXERCISE = Exercise(
    id="diferencias_centradas",
    lesson="13_receta_de_depuracion",
    order=10,
    title="El gradiente medido",
    points=2,
    args=("f", "x", "eps"),
    returns={"grad": "(D,)"},
    examples=(
        dict(f=np.prod, x=xg, eps=1e-5),
        dict(f=np.linalg.norm, x=v3b, eps=0.5),
        dict(f=np.std, x=v4b, eps=0.1),
    ),
    edge_cases=(
        dict(f=np.linalg.norm, x=frozen([-2]), eps=1e-3),
        # Una coordenada está en 0: su empujón no depende de lo que mide.
        dict(f=np.linalg.norm, x=v3, eps=0.25),
        dict(f=np.prod, x=frozen([1e3, -2e2, 0.5]), eps=1e-3),
        dict(f=np.std, x=frozen([1, 2, 4, 8, 16, 32]), eps=1.0),
    ),
    draw=draw,
    oracle=torch_differences,
    # Aquí se pide medir: las medidas de otras lecciones, si están en el cuaderno, valen.
    forbids=tuple(name for name in FORBIDDEN if not name.startswith("__main__.")),
    misconceptions=(
        Misconception("sin_dos", wrong=lambda ok, f, x, eps: ok * 2, hint="¿Qué distancia separa los dos puntos?"),
        Misconception("signo", wrong=lambda ok, f, x, eps: -ok, hint="¿Cuál de los dos puntos va primero?"),
        Misconception(
            "todas_a_la_vez",
            wrong=lambda ok, f, x, eps: np.full(x.size, (f(x + eps) - f(x - eps)) / (2 * eps)),
            hint="`x + eps` mueve todas las coordenadas. ¿Cuál querías mover?",
        ),
        Misconception(
            "de_un_lado",
            wrong=one_side,
            hint="Has medido desde x hacia un lado. ¿Qué punto hace falta para que la medida esté centrada en x?",
        ),
        Misconception(
            "hacia_atras",
            wrong=other_side,
            hint="Has medido desde x hacia abajo. ¿Qué punto hace falta para que la medida esté centrada en x?",
        ),
        Misconception(
            "sin_dividir",
            wrong=lambda ok, f, x, eps: ok * (2 * eps),
            hint="Eso es lo que se mueve f. ¿Cuánto es por unidad de x?",
        ),
        Misconception(
            "precedencia",
            wrong=lambda ok, f, x, eps: ok * eps**2,
            hint="`a / 2 * eps` divide entre 2 y después multiplica. ¿Faltan unos paréntesis?",
        ),
        Misconception(
            "no_la_devuelve",
            wrong=never_back,
            hint="La primera coordenada sale bien. Al medir la segunda, ¿dónde ha quedado la primera?",
        ),
        Misconception("paso_fijo", wrong=own_step, hint="¿Y si alguien te pide otro paso? Mira el tercer argumento."),
    ),
    hints=(
        "¿Cuántas veces hay que llamar a f para medir una sola coordenada? ¿Y para medirlas todas?",
        "Para mover solo una, hace falta una copia de x: así las demás se quedan donde estaban.",
        "En cada vuelta del bucle, dos copias: una con la coordenada i algo mayor y otra con la misma algo menor. Lo "
        "que cambia f entre las dos se reparte entre lo que las separa.",
    ),
    takeaway="Medir un gradiente cuesta dos evaluaciones por parámetro: no sirve para entrenar y no tiene rival para "
    "comprobar.",
)
