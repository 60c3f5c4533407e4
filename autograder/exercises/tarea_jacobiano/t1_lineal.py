"""Ejercicio «Jacobiano de una función lineal»."""

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import M23, M33, draw_sizes, draw_values, frozen, v3, v3b, v3g
from autograder.judging.oracle import jacobian_of


def draw(rng):
    m, n = draw_sizes(rng, 2)
    return dict(A=draw_values(rng, m, n), x=draw_values(rng, n))


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
)
