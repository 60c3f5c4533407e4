"""Ejercicio «El gradiente con unos pocos datos»."""

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import X12, X42, Z43, draw_sizes, draw_values, frozen, v2, v3b, v4, v4b
from autograder.judging.oracle import gradient_of


def mean_square(phi, X, y):
    return ((X @ phi - y) ** 2).mean()


def draw(rng):
    B, D = draw_sizes(rng, 2)
    return dict(phi=draw_values(rng, D), X=draw_values(rng, B, D), y=draw_values(rng, B))


EXERCISE = Exercise(
    id="gradiente_minilote",
    lesson="07_descenso_de_gradiente",
    order=40,
    title="El gradiente con unos pocos datos",
    points=2,
    args=("phi", "X", "y"),
    returns={"dphi": "(D,)"},
    examples=(dict(phi=v2, X=X42, y=v4b), dict(phi=v2, X=X12, y=frozen([0.4])), dict(phi=v3b, X=Z43, y=v4)),
    edge_cases=(
        dict(phi=frozen([1.5]), X=frozen([[2], [-1], [0.5]]), y=frozen([1, 0, -2])),
        dict(phi=frozen([0, 0, 0]), X=frozen([[1, -2, 0.5], [0, 3, -1.5]]), y=frozen([2, -1])),
        # Un ejemplo de entrada nula no tira de nadie.
        dict(phi=frozen([0.5, -1]), X=frozen([[0, 0], [1, 2]]), y=frozen([3, -1])),
        # Un piso carísimo al lado de una característica diminuta: quien mide no ve la segunda componente.
        dict(phi=frozen([1, 2]), X=frozen([[1e6, 0], [0, 1e-3]]), y=frozen([-1e9, 5])),
        dict(phi=frozen([1, 1]), X=frozen([[16777217, 0], [0, 2]]), y=frozen([16777216, 1])),
    ),
    draw=draw,
    oracle=gradient_of(mean_square, wrt="phi"),
    misconceptions=(
        Misconception(
            "sin_media",
            wrong=lambda ok, phi, X, y: 2 * X.T @ (X @ phi - y),
            hint="Con el doble de datos te saldría el doble de gradiente. ¿Es una suma o una media?",
        ),
        Misconception(
            "divide_por_d",
            wrong=lambda ok, phi, X, y: 2 * X.T @ (X @ phi - y) / phi.size,
            hint="Divides entre los parámetros. ¿Sobre qué se hace la media?",
        ),
        Misconception(
            "divide_por_casillas",
            wrong=lambda ok, phi, X, y: 2 * X.T @ (X @ phi - y) / X.size,
            hint="Divides entre todas las casillas de X. ¿Cuántos errores hay, uno por casilla o uno por ejemplo?",
        ),
        Misconception(
            "signo",
            wrong=lambda ok, phi, X, y: 2 * X.T @ (y - X @ phi) / len(y),
            hint="Comprueba el signo del error: si la predicción se pasa, ¿la pérdida sube o baja al aumentarla?",
        ),
        Misconception(
            "falta_dos",
            wrong=lambda ok, phi, X, y: X.T @ (X @ phi - y) / len(y),
            hint="Te sale justo la mitad. ¿Has derivado el cuadrado?",
        ),
        Misconception(
            "sin_objetivo",
            wrong=lambda ok, phi, X, y: 2 * X.T @ (X @ phi) / len(y),
            hint="Falta el objetivo: ¿qué es exactamente lo que se eleva al cuadrado?",
        ),
        Misconception(
            "solo_el_primero",
            wrong=lambda ok, phi, X, y: 2 * X[0] * (X[0] @ phi - y[0]),
            hint="Solo cuenta el primer ejemplo. ¿Quiénes forman la media?",
        ),
        Misconception(
            "no_multiplica_por_x",
            wrong=lambda ok, phi, X, y: 2 * (X @ phi - y).mean() + 0 * phi,
            hint="Todas las componentes te salen iguales. Si mueves φ_j, ¿qué multiplica a ese cambio en cada ejemplo?",
        ),
    ),
    hints=(
        "Empieza con un solo ejemplo: (x·φ − y)². ¿Cuánto cambia al mover φ_j? Son dos eslabones.",
        "Cada ejemplo aporta un vector con la forma de φ. ¿Qué se hace con los B vectores?",
        "Puedes recorrer los ejemplos con un bucle. Sin él: ¿qué producto de X y de los errores da la forma (D,)?",
    ),
    takeaway="El gradiente de una media es la media de los gradientes, sean todos los datos o unos pocos.",
)
