"""Ejercicio «Las multiplicaciones de los dos órdenes»."""

import numpy as np

from autograder.exercise import Exercise, Misconception


def counted(m, n, p):
    """Las multiplicaciones de (m × n) por (n × p), contadas: por cada casilla del resultado, una por sumando."""
    count = 0
    for _ in range(m):
        for _ in range(p):
            count += n
    return count


def both_orders(n, L):
    """Se recorre la cadena en los dos sentidos con la forma de lo que se lleva hecho."""
    from_the_vector = sum(counted(n, n, 1) for _ in range(L))
    from_the_matrices = sum(counted(n, n, n) for _ in range(L - 1)) + counted(n, n, 1)
    return np.array(float(from_the_vector)), np.array(float(from_the_matrices))


def draw(rng):
    return dict(n=int(rng.integers(2, 40)), L=int(rng.integers(2, 40)))


EXERCISE = Exercise(
    id="multiplicaciones",
    lesson="12_coste_computacional",
    order=20,
    title="Las multiplicaciones de los dos órdenes",
    points=2,
    args=("n", "L"),
    returns={"vector": "()", "matriz": "()"},
    examples=(dict(n=3, L=2), dict(n=4, L=3), dict(n=100, L=5)),
    edge_cases=(dict(n=1, L=1), dict(n=1, L=6), dict(n=7, L=1), dict(n=300, L=2)),
    draw=draw,
    oracle=both_orders,
    misconceptions=(
        Misconception(
            "cubico_vector",
            wrong=lambda ok, n, L: (L * n**3, (L - 1) * n**3 + n**2),
            output="vector",
            hint="¿Cuánto cuesta matriz por vector? Si empiezas por la derecha, ¿queda alguna matriz por matriz?",
        ),
        Misconception(
            "todo_matrices",
            wrong=lambda ok, n, L: (L * n**2, L * n**3),
            output="matriz",
            hint="El último producto de ese orden, ¿es de matriz por matriz?",
        ),
        Misconception(
            "un_producto_de_mas",
            wrong=lambda ok, n, L: (L * n**2, L * n**3 + n**2),
            output="matriz",
            hint="¿Cuántos productos unen L matrices? Cuéntalos con dos.",
        ),
        Misconception(
            "olvida_vector",
            wrong=lambda ok, n, L: (L * n**2, (L - 1) * n**3),
            output="matriz",
            hint="Las matrices ya son una sola. ¿Con quién falta multiplicarla?",
        ),
        Misconception(
            "un_solo_producto",
            wrong=lambda ok, n, L: (n**2, n**3 + n**2),
            hint="Eso es con dos matrices, o con una. ¿Cuántas veces se repite la cuenta si son L?",
        ),
        Misconception(
            "uno_de_menos",
            wrong=lambda ok, n, L: ((L - 1) * n**2, (L - 1) * n**3 + n**2),
            output="vector",
            hint="Cada una de las L matrices se multiplica por un vector. ¿También la primera de la derecha?",
        ),
        Misconception(
            "salidas_cambiadas",
            wrong=lambda ok, n, L: ((L - 1) * n**3 + n**2, L * n**2),
            hint="¿En qué orden se piden las dos cuentas?",
        ),
        Misconception(
            "cuenta_sumas",
            wrong=lambda ok, n, L: (L * n * (2 * n - 1), (L - 1) * n * n * (2 * n - 1) + n * (2 * n - 1)),
            hint="Has contado también las sumas. Aquí se piden solo las multiplicaciones.",
        ),
    ),
    hints=(
        "Con L = 2, escribe los dos órdenes con sus paréntesis. ¿Qué forma tiene lo que sale de cada paréntesis?",
        "Por la derecha, cada matriz se encuentra siempre con lo mismo: ¿una matriz o un vector? ¿Cuántas veces pasa?",
        "Juntando antes las matrices, ¿cuántas veces se multiplican dos matrices? Y después, ¿qué falta?",
    ),
    takeaway="Mientras viaje un vector, cada matriz se paga una vez y barata: por eso se empieza por la pérdida.",
)
