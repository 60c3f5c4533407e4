"""Ejercicio «La regla de la cadena con vectores»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import M23, M33, draw_sizes, draw_values, frozen, v3, v3b
from autograder.judging.oracle import vjp_of


def draw(rng):
    n, m = draw_sizes(rng, 2)
    return dict(dy_dx=draw_values(rng, n, m), dz_dy=draw_values(rng, m))


def chained(dy_dx, dz_dy):
    """Deriva la función más sencilla que tiene ese jacobiano, y = (∂y/∂x)ᵀ x, en x = 0."""
    pullback = vjp_of(lambda x, dy_dx: dy_dx.T @ x, wrt="x", cotangent="dz_dy")
    return pullback(x=np.zeros(len(dy_dx)), dy_dx=dy_dx, dz_dy=dz_dy)


EXERCISE = Exercise(
    id="cadena_vectorial",
    lesson="04_calculo_matricial",
    order=60,
    title="La regla de la cadena con vectores",
    points=1,
    args=("dy_dx", "dz_dy"),
    returns={"dz_dx": "(n,)"},
    # La segunda es cuadrada: ahí los dos órdenes encajan y solo uno es correcto.
    examples=(dict(dy_dx=M23, dz_dy=v3), dict(dy_dx=M33, dz_dy=v3b)),
    edge_cases=(
        dict(dy_dx=frozen([[4]]), dz_dy=frozen([-0.5])),
        dict(dy_dx=frozen([[1, -2, 3]]), dz_dy=frozen([2, 0, -1])),
        dict(dy_dx=frozen([[1], [-2], [0]]), dz_dy=frozen([3])),
        dict(dy_dx=frozen([[1, 2], [3, 4], [5, 6]]), dz_dy=frozen([0, 0])),
        dict(dy_dx=frozen([[1e5, -2], [0, 3e4]]), dz_dy=frozen([-1e3, 1e2])),
    ),
    draw=draw,
    oracle=chained,
    misconceptions=(
        # Si n y m no coinciden este producto no cuadra y lanza ValueError, como al estudiante.
        Misconception(
            "orden_numerador",
            wrong=lambda ok, dy_dx, dz_dy: dz_dy @ dy_dx,
            hint="¿De qué lado llega el gradiente?",
        ),
        Misconception(
            "separa_sumas",
            wrong=lambda ok, dy_dx, dz_dy: dy_dx.sum(1) * dz_dy.sum(),
            hint="Suma de productos no es producto de sumas.",
        ),
        Misconception(
            "suma_columnas",
            wrong=lambda ok, dy_dx, dz_dy: dy_dx.sum(1),
            hint="¿Dónde queda dz/dy?",
        ),
    ),
    hints=(
        "¿Por cuántos caminos llega x_1 hasta z? Cuenta uno por cada componente de y.",
        "Por el camino de y_j, x_i mueve z tanto como (∂y_j/∂x_i)·(∂z/∂y_j). ¿Qué se hace con todos los caminos?",
        "Esa suma sobre j recorre una fila de dy_dx. Escribe las formas y mira en qué orden se tocan los dos m.",
    ),
    takeaway="La cadena va de la entrada hacia la salida, y el gradiente que llega se queda a la derecha.",
)
