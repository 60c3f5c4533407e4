"""Ejercicio «El paso atrás de la capa lineal»."""

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import D13, D43, M32, M33, X12, X42, Z43, draw_sizes, draw_values, frozen
from autograder.judging.oracle import load_torch, vjp_of


def draw(rng):
    B, n, m = draw_sizes(rng, 3)
    return dict(dZ=draw_values(rng, B, m), X=draw_values(rng, B, n), W=draw_values(rng, m, n))


EXERCISE = Exercise(
    id="linear_backward",
    lesson="08_bloques_lego_por_lotes",
    order=20,
    title="El paso atrás de la capa lineal",
    points=3,
    args=("dZ", "X", "W"),
    returns={"dX": "(B, n)", "dW": "(m, n)", "db": "(m,)"},
    examples=(
        dict(dZ=D43, X=X42, W=M32),
        dict(dZ=D13, X=X12, W=M32),
        dict(dZ=D43, X=Z43, W=M33),
        # Cuadradas las tres: las formas no avisan de nada.
        dict(dZ=D43[1:], X=Z43[:3], W=M33),
    ),
    edge_cases=(
        dict(dZ=frozen([[2]]), X=frozen([[-3]]), W=frozen([[0.5]])),
        dict(dZ=frozen([[0, 0], [0, 0], [0, 0]]), X=frozen([[1], [2], [3]]), W=frozen([[1], [-1]])),
        # Dos ejemplos que tiran igual y en contra: db se anula y dW no.
        dict(dZ=frozen([[1, -2], [-1, 2]]), X=frozen([[1, 0, 3], [2, 1, 0]]), W=frozen([[1, 2, 3], [4, 5, 6]])),
        dict(dZ=frozen([[1e5, -3], [0, 2e4]]), X=frozen([[1e3, 0.5], [-2, 1e4]]), W=frozen([[1, 1e3], [-2, 0.1]])),
    ),
    draw=draw,
    # b no es dato: su gradiente no depende de él, y se deriva en 0.
    oracle=vjp_of(
        lambda X, W, b: load_torch().nn.functional.linear(X, W, b),
        wrt=("X", "W", "b"),
        cotangent="dZ",
        zeros={"b": "m"},
    ),
    misconceptions=(
        Misconception(
            "db_media",
            wrong=lambda ok, dZ, X, W: (ok[0], ok[1], dZ.mean(axis=0)),
            hint="¿Quién decide si la pérdida es una media: la capa o la pérdida? Si lo es, dZ ya trae su 1/B.",
        ),
        Misconception(
            "dw_media",
            wrong=lambda ok, dZ, X, W: (ok[0], dZ.T @ X / len(X), ok[2]),
            hint="¿Cuántas veces se divide entre B a lo largo de toda la red? ¿Y en qué bloque?",
        ),
        Misconception(
            "todo_media",
            wrong=lambda ok, dZ, X, W: (ok[0], dZ.T @ X / len(X), dZ.mean(axis=0)),
            hint="Los gradientes de los parámetros te salen divididos entre B. ¿No venía ya dividido lo que llega?",
        ),
        Misconception(
            "dw_traspuesta",
            wrong=lambda ok, dZ, X, W: (ok[0], X.T @ dZ, ok[2]),
            output="dW",
            hint="¿Qué forma tiene W? Su gradiente tiene la misma.",
        ),
        Misconception(
            "dx_con_wt",
            wrong=lambda ok, dZ, X, W: (dZ @ W.T, ok[1], ok[2]),
            output="dX",
            hint="Mira las formas de dZ y de W. ¿Cómo se llega a (B, n)?",
        ),
        Misconception(
            "db_sin_sumar",
            wrong=lambda ok, dZ, X, W: (ok[0], ok[1], dZ),
            output="db",
            hint="db tiene la forma de b, y dZ trae una fila por ejemplo. ¿Qué se hace con todas?",
        ),
        Misconception(
            "db_otro_eje",
            wrong=lambda ok, dZ, X, W: (ok[0], ok[1], dZ.sum(axis=1)),
            output="db",
            hint="Cada sesgo está en una columna de Z. ¿A lo largo de qué has sumado?",
        ),
        Misconception(
            "x_por_w",
            wrong=lambda ok, dZ, X, W: (ok[0], dZ.T @ (dZ @ W), ok[2]),
            output="dW",
            hint="El gradiente de un peso lleva la activación que entró. ¿Es eso lo que multiplicas?",
        ),
        Misconception(
            "en_otro_orden",
            wrong=lambda ok, dZ, X, W: (ok[1], ok[2], ok[0]),
            hint="Los tres gradientes están bien y van en otro orden. ¿Cuál se pide primero?",
        ),
    ),
    hints=(
        "Escribe la forma de cada gradiente: es la de su variable. ¿Qué productos de los datos la dan?",
        "Con un solo ejemplo, dW era una columna por una fila. Con B ejemplos se suman B de esas: ¿qué producto de "
        "matrices suma sobre los ejemplos?",
        "Para dX, cada ejemplo vuelve por su cuenta con los mismos pesos. Para db, cuenta cuántas veces se usó b.",
    ),
    takeaway="Lo que se usa en todas las filas recibe la suma de todas: el producto de dW la hace él solo.",
)
