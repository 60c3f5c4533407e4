"""Ejercicio «Jacobiano de una función lineal»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import M23, M32, M33, draw_sizes, draw_values, frozen, v2, v3, v3b, v3g
from autograder.judging.oracle import jacobian_of


def draw(rng):
    m, n = draw_sizes(rng, 2)
    return dict(A=draw_values(rng, m, n), x=draw_values(rng, n))


def draw_by_columns(rng):
    """Con A por entradas: una fila por cada una."""
    n, m = draw_sizes(rng, 2)
    return dict(A=draw_values(rng, n, m), x=draw_values(rng, n))


def draw_square(rng):
    """Con A cuadrada: la salida mide lo que la entrada."""
    (n,) = draw_sizes(rng, 1)
    return dict(A=draw_values(rng, n, n), x=draw_values(rng, n))


EXERCISE = Exercise(
    id="t1_lineal",
    lesson="tarea_jacobiano",
    order=20,
    title="Jacobiano de una función lineal",
    points=1,
    args=("A", "x"),
    returns={"J": "(n, m)"},
    examples=(dict(A=M23, x=v3), dict(A=M33, x=v3b), dict(A=frozen([[2, -1, 0.5]]), x=v3g)),
    edge_cases=(
        dict(A=frozen([[-3]]), x=frozen([2])),
        dict(A=frozen([[1], [-2], [4]]), x=frozen([0])),
        dict(A=frozen([[0, 0], [0, 0], [0, 0]]), x=frozen([1, -1])),
        # A quien mide: al lado de 10¹⁶, lo que mueven las otras componentes se pierde en el redondeo.
        dict(A=frozen([[2, -0.7, 0.3], [-1, 0.4, 5]]), x=frozen([1e16, 1, -2])),
        dict(A=frozen([[1e6, -1, 0], [2, 3e-3, -4e5]]), x=frozen([0, -1e3, 5])),
    ),
    draw=draw,
    oracle=jacobian_of(lambda A, x: A @ x, wrt="x"),
    misconceptions=(
        Misconception("numerador", wrong=lambda ok, A, x: A, hint="Cuenta filas: entrada × salida."),
        Misconception(
            "por_x",
            wrong=lambda ok, A, x: (A * x).T,
            hint="¿Cambia el jacobiano de una función lineal con x?",
        ),
        Misconception("producto", wrong=lambda ok, A, x: A.T @ A, hint="¿Por qué aparecería A dos veces?"),
        Misconception(
            "valor",
            wrong=lambda ok, A, x: A @ x,
            hint="Eso es f. Se pide cuánto cambia cada f_j al mover cada x_i: n·m números.",
        ),
        Misconception(
            "reshape",
            wrong=lambda ok, A, x: A.reshape(A.shape[::-1]),
            hint="La forma es la que toca, pero reshape reparte los números en otro orden. Sigue el rastro de A_12.",
        ),
    ),
    hints=(
        "Antes de derivar, escribe la forma: una fila por entrada y una columna por salida. ¿Cuántas de cada?",
        "f_j = Σ_i A_ji x_i. ¿Cuánto vale ∂f_j/∂x_i?",
        "Ese número va en la fila i, columna j de J. ¿En qué fila y qué columna está dentro de A?",
    ),
    takeaway="El jacobiano de Ax no depende de x: es A leída desde las entradas, y por eso queda traspuesta.",
    # La misma pregunta con otra función, para repartir: enunciados en solutions/variantes/.
    variants=(
        dict(
            examples=(dict(A=M32, x=v3), dict(A=M33, x=v3b), dict(A=frozen([[2], [-1], [0.5]]), x=v3g)),
            edge_cases=(
                dict(A=frozen([[-3]]), x=frozen([2])),
                dict(A=frozen([[1, -2, 4]]), x=frozen([0])),
                dict(A=frozen([[0, 0, 0], [0, 0, 0]]), x=frozen([1, -1])),
                dict(A=frozen([[2, -1], [-0.7, 0.4], [0.3, 5]]), x=frozen([1e16, 1, -2])),
                dict(A=frozen([[1e6, 2], [-1, 3e-3], [0, -4e5]]), x=frozen([0, -1e3, 5])),
            ),
            draw=draw_by_columns,
            oracle=jacobian_of(lambda A, x: A.T @ x, wrt="x"),
            misconceptions=(
                Misconception("numerador", wrong=lambda ok, A, x: A.T, hint="Cuenta filas: entrada × salida."),
                Misconception(
                    "por_x",
                    wrong=lambda ok, A, x: A * x[:, None],
                    hint="¿Cambia el jacobiano de una función lineal con x?",
                ),
                Misconception("producto", wrong=lambda ok, A, x: A @ A.T, hint="¿Por qué aparecería A dos veces?"),
                Misconception(
                    "valor",
                    wrong=lambda ok, A, x: A.T @ x,
                    hint="Eso es f. Se pide cuánto cambia cada f_j al mover cada x_i: n·m números.",
                ),
                Misconception(
                    "reshape",
                    wrong=lambda ok, A, x: A.reshape(A.shape[::-1]),
                    hint="reshape reparte los números en otro orden. Sigue el rastro de A_12.",
                ),
            ),
            hints=(
                "Antes de derivar, escribe la forma: una fila por entrada y una columna por salida. ¿Cuántas de cada?",
                "f_j = Σ_i A_ij x_i. ¿Cuánto vale ∂f_j/∂x_i?",
                "Ese número va en la fila i, columna j de J. ¿En qué fila y qué columna está dentro de A?",
            ),
            takeaway="Con los pesos guardados por entradas, el jacobiano en notación de denominador no traspone nada.",
        ),
        dict(
            returns={"J": "(n, n)"},
            examples=(dict(A=M33, x=v3), dict(A=M33, x=v3b), dict(A=frozen([[2, -1], [0.5, 3]]), x=v2)),
            edge_cases=(
                dict(A=frozen([[-3]]), x=frozen([2])),
                dict(A=frozen([[0, 0], [0, 0]]), x=frozen([1, -1])),
                dict(A=frozen([[-1, 0], [0, -1]]), x=frozen([3, 0])),
                dict(A=frozen([[2, -0.7], [-1, 0.4]]), x=frozen([1e16, 1])),
                dict(A=frozen([[1e6, -1, 0], [2, 3e-3, -4e5], [0, 1, 5]]), x=frozen([0, -1e3, 5])),
            ),
            draw=draw_square,
            oracle=jacobian_of(lambda A, x: x + A @ x, wrt="x"),
            misconceptions=(
                Misconception(
                    "numerador",
                    wrong=lambda ok, A, x: np.eye(x.size) + A,
                    hint="Con la matriz cuadrada la forma no avisa: ¿en qué casilla va ∂f_2/∂x_1?",
                ),
                Misconception("sin_atajo", wrong=lambda ok, A, x: A.T, hint="¿Por cuántos caminos llega x hasta f?"),
                Misconception(
                    "atajo_lleno",
                    wrong=lambda ok, A, x: A.T + 1,
                    hint="Por el camino directo, ¿a cuántas salidas llega x_1?",
                ),
                Misconception(
                    "por_x",
                    wrong=lambda ok, A, x: np.eye(x.size) + (A * x).T,
                    hint="¿Cambia el jacobiano de una función lineal con x?",
                ),
                Misconception(
                    "valor",
                    wrong=lambda ok, A, x: x + A @ x,
                    hint="Eso es f. Se pide cuánto cambia cada f_j al mover cada x_i: n·n números.",
                ),
            ),
            hints=(
                "x llega a f por dos caminos. ¿Cuál es la derivada de cada uno, por separado?",
                "f_j = x_j + Σ_i A_ji x_i. ¿Cuánto vale ∂f_j/∂x_i si i ≠ j? ¿Y si i = j?",
                "Suma las dos matrices con las filas para las entradas. ¿Cuál de las dos cambia al trasponer?",
            ),
            takeaway="Un atajo suma la identidad al jacobiano: por ahí el gradiente pasa entero.",
        ),
    ),
)
