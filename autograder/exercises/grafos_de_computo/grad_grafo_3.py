"""Ejercicio «El grafo 3: una pérdida con dos pesos»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_values, frozen, s2, v2
from autograder.judging.oracle import gradient_of


def draw(rng):
    return dict(x=draw_values(rng, 2), phi=draw_values(rng, 2), y=float(rng.normal() * 2))


def residual(x, phi, y):
    """Lo que se eleva al cuadrado en el grafo 3: v = φᵀx − y."""
    return x @ phi - y


EXERCISE = Exercise(
    id="grad_grafo_3",
    lesson="02_grafos_de_computo",
    order=40,
    title="El grafo 3: una pérdida con dos pesos",
    points=2,
    args=("x", "phi", "y"),
    returns={"dx": "(2,)", "dphi": "(2,)", "dy": "()"},
    examples=(dict(x=v2, phi=s2, y=0.4), dict(x=s2, phi=v2, y=-1.0)),
    # En la segunda el residuo es 0: la pérdida toca fondo y todo se anula.
    edge_cases=(
        dict(x=frozen([1, 2]), phi=frozen([3, -1]), y=4.0),
        dict(x=frozen([2, 1]), phi=frozen([1, -1]), y=1.0),
        dict(x=frozen([0, 0]), phi=frozen([5, -3]), y=-2.0),
        dict(x=frozen([1e3, -2]), phi=frozen([-1e2, 5]), y=1e4),
        # A quien mide: la pérdida pasa de 10³⁰ y un empujón a x_2 se pierde en el redondeo.
        dict(x=frozen([1e9, 1]), phi=frozen([1e9, 0.5]), y=3.0),
    ),
    draw=draw,
    oracle=gradient_of(lambda x, phi, y: (x @ phi - y) ** 2, wrt=("x", "phi", "y")),
    misconceptions=(
        Misconception(
            "residuo_al_reves",
            wrong=lambda ok, x, phi, y: (-ok[0], -ok[1], -ok[2]),
            hint="Las tres salen con el signo cambiado. En el dibujo, ¿qué se resta de qué?",
        ),
        Misconception(
            "resta_de_y_a_medias",
            wrong=lambda ok, x, phi, y: (-ok[0], -ok[1], ok[2]),
            hint="Si restas al revés, y − q, ¿cuánto sube la resta por unidad de q?",
        ),
        Misconception(
            "sin_derivar_el_cuadrado",
            wrong=lambda ok, x, phi, y: (
                residual(x, phi, y) ** 2 * phi,
                residual(x, phi, y) ** 2 * x,
                np.asarray(-(residual(x, phi, y) ** 2)),
            ),
            hint="Lo que llega a v no es L: ¿cuánto sube v² por unidad de v?",
        ),
        Misconception(
            "dx_es_x",
            wrong=lambda ok, x, phi, y: (2 * residual(x, phi, y) * x, 2 * residual(x, phi, y) * phi, ok[2]),
            output="dx",
            hint="Si mueves x_1, ¿quién decide cuánto sube φ_1x_1?",
        ),
        Misconception(
            "dphi_sin_dos",
            wrong=lambda ok, x, phi, y: (
                residual(x, phi, y) * phi,
                residual(x, phi, y) * x,
                np.asarray(-residual(x, phi, y)),
            ),
            output="dphi",
            hint="Falta un factor. ¿Cuánto sube v² por unidad de v?",
        ),
        Misconception(
            "dy_sin_signo",
            wrong=lambda ok, x, phi, y: (*ok[:2], np.asarray(2 * residual(x, phi, y))),
            hint="Si y sube, ¿sube o baja la resta?",
        ),
    ),
    hints=(
        "¿Qué forma tiene cada respuesta? La de su variable: dos vectores y un número.",
        "Haz el paso adelante y vuelve desde L. ¿Qué número llega a v? ¿Cómo pasa de v a q, y cómo a y?",
        "A los dos sumandos de q les llega lo mismo. Cada uno es un producto: ¿qué le toca a cada factor?",
    ),
    takeaway="Un producto da a cada factor el valor del otro: por eso hay que guardar los valores del paso adelante.",
)
