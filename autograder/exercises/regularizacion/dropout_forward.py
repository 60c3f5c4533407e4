"""Ejercicio «Apagar unidades al azar»."""

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import D13, D43, draw_sizes, draw_values, frozen, u13, u43
from autograder.judging.oracle import value_of


def draw(rng):
    B, D = draw_sizes(rng, 2)
    return dict(a=draw_values(rng, B, D), v=rng.random(size=(B, D)), p=float(rng.choice([0.2, 0.5, 0.7])))


EXERCISE = Exercise(
    id="dropout_forward",
    lesson="10_regularizacion",
    order=30,
    title="Apagar unidades al azar",
    points=1,
    args=("a", "v", "p"),
    returns={"a_nueva": "(B, D)"},
    examples=(dict(a=D43, v=u43, p=0.5), dict(a=D13, v=u13, p=0.3)),
    edge_cases=(
        dict(a=D43, v=u43, p=0.0),  # no se elimina ninguna
        dict(a=D43, v=u43, p=1.0),  # se eliminan todas: v nunca llega a 1
        dict(a=frozen([[-2]]), v=frozen([[0.3]]), p=0.3),
        dict(a=frozen([[1e6], [-3e5], [0]]), v=frozen([[0.1], [0.9], [0.9]]), p=0.4),
        # En float32 no existe 16777217.
        dict(a=frozen([[16777217, 3]]), v=frozen([[0.8, 0.1]]), p=0.25),
    ),
    draw=draw,
    oracle=value_of(lambda a, v, p: a * (v >= p)),
    misconceptions=(
        Misconception(
            "multiplica_por_v",
            wrong=lambda ok, a, v, p: a * v,
            hint="v es lo que se sortea para decidir. ¿Qué dos valores puede tener la máscara?",
        ),
        Misconception(
            "mascara_al_reves",
            wrong=lambda ok, a, v, p: a * (v < p),
            hint="p es la probabilidad de eliminar. Con p = 0, ¿cuántas se quedan?",
        ),
        Misconception(
            "invertido",
            wrong=lambda ok, a, v, p: a * (v >= p) / (1 - p),
            hint="Aquí no se escala nada todavía: las que quedan pasan tal cual.",
        ),
        Misconception(
            "escala_al_entrenar",
            wrong=lambda ok, a, v, p: a * (v >= p) * (1 - p),
            hint="Las que quedan pasan tal cual: ese factor es cosa de después de entrenar.",
        ),
        Misconception(
            "menor_o_igual",
            wrong=lambda ok, a, v, p: a * (v > p),
            hint="¿Qué pasa con la que tiene v justo igual a p?",
        ),
        Misconception(
            "solo_la_mascara",
            wrong=lambda ok, a, v, p: (v >= p).astype(float),
            hint="Eso es la máscara. ¿Y las activaciones?",
        ),
        Misconception(
            "compara_a",
            wrong=lambda ok, a, v, p: a * (a >= p),
            hint="Has mirado el valor de la activación. ¿Quién decide, a o el sorteo?",
        ),
    ),
    hints=(
        "Cada activación tiene su propio número sorteado, el de su misma casilla de v. ¿Cuándo se salva?",
        "Haz primero una máscara de ceros y unos, de la forma de a. ¿Qué comparación la da?",
        "Una comparación entre un array y un número ya es un array de verdaderos y falsos, que al multiplicar cuentan "
        "como 1 y 0.",
    ),
    takeaway="Una máscara de Bernoulli sale de comparar un sorteo uniforme con p.",
)
