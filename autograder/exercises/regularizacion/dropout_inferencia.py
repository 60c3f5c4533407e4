"""Ejercicio «El dropout, después de entrenar»."""

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import D13, D43, draw_sizes, draw_values, frozen
from autograder.judging.oracle import value_of


def draw(rng):
    B, D = draw_sizes(rng, 2)
    return dict(a=draw_values(rng, B, D), p=float(rng.choice([0.1, 0.2, 0.6, 0.8])))


EXERCISE = Exercise(
    id="dropout_inferencia",
    lesson="10_regularizacion",
    order=40,
    title="El dropout, después de entrenar",
    points=1,
    args=("a", "p"),
    returns={"a_esperada": "(B, D)"},
    examples=(dict(a=D43, p=0.25), dict(a=D13, p=0.3)),
    edge_cases=(
        dict(a=D43, p=0.0),
        dict(a=D43, p=1.0),
        dict(a=frozen([[-2]]), p=0.75),
        dict(a=frozen([[0], [0], [5]]), p=0.9),
        dict(a=frozen([[16777217, 3]]), p=0.0),
        dict(a=frozen([[1e6, -2e-4]]), p=0.2),
    ),
    draw=draw,
    # Dos resultados, cada uno con su probabilidad: eliminada, vale 0; si no, lo que valía.
    oracle=value_of(lambda a, p: p * 0 * a + (1 - p) * a),
    misconceptions=(
        Misconception(
            "por_p",
            wrong=lambda ok, a, p: a * p,
            hint="p es la parte que se elimina. ¿Qué parte sobrevive?",
        ),
        Misconception(
            "sin_escala",
            wrong=lambda ok, a, p: 1.0 * a,
            hint="Al entrenar faltaba siempre una parte. Si ahora están todas, ¿ve la capa siguiente lo mismo?",
        ),
        Misconception(
            "divide",
            wrong=lambda ok, a, p: a / (1 - p),
            hint="Así crecen aún más. Al entrenar, de media, ¿llegaba más o menos que a?",
        ),
        Misconception(
            "la_mitad",
            wrong=lambda ok, a, p: a / 2,
            hint="Eso vale para p = 0.5. ¿Y para otra p?",
        ),
        Misconception(
            "por_menos",
            wrong=lambda ok, a, p: a * (p - 1),
            hint="El tamaño es el bueno y el signo no. ¿Cuánto vale la parte que sobrevive?",
        ),
    ),
    hints=(
        "Entrena una unidad con mil máscaras. ¿En cuántas pasa su valor, y en cuántas pasa un 0?",
        "La media de todo eso es lo que la capa siguiente se ha acostumbrado a recibir.",
        "Cada valor, por la probabilidad con que pasa. Si p es la de eliminar, ¿cuál es la de pasar?",
    ),
    takeaway="Al usar la red no se sortea: se da a la capa siguiente lo que de media recibía al entrenar.",
)
