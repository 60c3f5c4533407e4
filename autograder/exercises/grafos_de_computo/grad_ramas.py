"""Ejercicio «Tres ramas: (ab + b)(c − b)»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises.grafos_de_computo._common import draw_numbers, stacked_gradient


def branches(a, b, c):
    """Lo que llega a b por cada uno de sus tres usos: por el producto, por la suma y por la resta."""
    v, w = a * b + b, c - b
    return a * w, w, -v


def with_db(db, a, b, c):
    """La respuesta con otra ∂J/∂b: las otras dos entradas tienen un solo camino."""
    return np.array([b * (c - b), db, a * b + b])


def first_use(ok, a, b, c):
    return with_db(branches(a, b, c)[0], a, b, c)


def without_the_sum(ok, a, b, c):
    product, _, difference = branches(a, b, c)
    return with_db(product + difference, a, b, c)


def without_the_difference(ok, a, b, c):
    product, plus, _ = branches(a, b, c)
    return with_db(product + plus, a, b, c)


def plus_for_minus(ok, a, b, c):
    product, plus, difference = branches(a, b, c)
    return with_db(product + plus - difference, a, b, c)


def multiplied(ok, a, b, c):
    product, plus, difference = branches(a, b, c)
    return with_db(product * plus * difference, a, b, c)


EXERCISE = Exercise(
    id="grad_ramas",
    lesson="02_grafos_de_computo",
    order=20,
    title="Tres ramas: (ab + b)(c − b)",
    points=2,
    args=("a", "b", "c"),
    returns={"grad": "(3,)"},
    examples=(dict(a=2.0, b=3.0, c=5.0), dict(a=-1.5, b=0.5, c=-2.0)),
    # Con b = c se apaga un factor; con a = −1, el otro.
    edge_cases=(
        dict(a=0.0, b=0.0, c=0.0),
        dict(a=4.0, b=2.0, c=2.0),
        dict(a=-1.0, b=3.0, c=7.0),
        dict(a=1e2, b=-1e3, c=50.0),
        # A quien mide: lo que llega a b son números de 10⁹ que casi se anulan; con enteros, la resta sale exacta.
        dict(a=3.0, b=2.0**30, c=2.0**31 + 2),
    ),
    draw=draw_numbers("a", "b", "c"),
    oracle=stacked_gradient(lambda a, b, c: (a * b + b) * (c - b), "a", "b", "c"),
    misconceptions=(
        Misconception(
            "un_solo_uso",
            wrong=first_use,
            hint="Has seguido un camino de b. ¿Cuántas aristas salen de b en el dibujo?",
        ),
        Misconception(
            "olvida_la_suma",
            wrong=without_the_sum,
            hint="Falta un camino de b: el que entra en la suma sin pasar por el producto.",
        ),
        Misconception(
            "olvida_la_resta",
            wrong=without_the_difference,
            hint="b también está en el segundo factor. ¿Qué trae ese camino?",
        ),
        Misconception(
            "resta_sin_signo",
            wrong=plus_for_minus,
            hint="Si b sube, ¿qué le pasa a c − b?",
        ),
        Misconception(
            "multiplica_ramas",
            wrong=multiplied,
            hint="Dentro de un camino se multiplica. ¿Y entre caminos?",
        ),
        Misconception(
            "se_olvida_de_a",
            wrong=lambda ok, a, b, c: np.array([c - b, ok[1], ok[2]]),
            hint="De a a J hay un producto de por medio: ¿por qué número se multiplica a?",
        ),
    ),
    hints=(
        "Ponle nombre a lo que sale de cada caja y haz el paso adelante. ¿En cuántas cajas entra b?",
        "Vuelve desde el producto. ¿Qué le llega a la suma? ¿Y a la resta? Esos dos números se usan varias veces.",
        "A b le llegan tres cantidades: una cruza el producto ab, otra entra directa en la suma y la tercera cambia "
        "de signo en la resta.",
    ),
    takeaway="Cada uso de una variable trae su gradiente, y se suman; el signo de cada uno lo pone su camino.",
)
