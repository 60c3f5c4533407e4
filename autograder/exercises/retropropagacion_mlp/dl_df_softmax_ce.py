"""Ejercicio «La derivada de softmax con entropía cruzada»."""

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_sizes, draw_values, frozen, softmax, v3, v3g, v4b
from autograder.exercises.retropropagacion_mlp._common import one_hot
from autograder.judging.oracle import gradient_of


def draw(rng):
    (C,) = draw_sizes(rng, 1)
    # Sumar 800 a todos los logits no cambia softmax, pero desborda exp.
    return dict(f=draw_values(rng, C) + rng.choice([0.0, 800.0]), c=int(rng.integers(C)))


EXERCISE = Exercise(
    id="dl_df_softmax_ce",
    lesson="05_retropropagacion_mlp",
    order=20,
    title="La derivada de softmax con entropía cruzada",
    points=2,
    args=("f", "c"),
    returns={"dl_df": "(C,)"},
    examples=(dict(f=v3, c=2), dict(f=v4b, c=0), dict(f=v3g, c=1)),
    edge_cases=(
        dict(f=frozen([5]), c=0),
        dict(f=frozen([0, 0, 0, 0]), c=3),
        dict(f=frozen([800, 799, -800]), c=1),
        dict(f=frozen([-900, -901]), c=1),
    ),
    draw=draw,
    oracle=gradient_of(lambda f, c: -f.log_softmax(0)[c], wrt="f", as_is=("c",)),
    misconceptions=(
        Misconception(
            "solo_clase",
            wrong=lambda ok, f, c: (softmax(f) - 1) * one_hot(c, f.size),
            hint="¿Se mueven las demás probabilidades?",
        ),
        Misconception(
            "signo",
            wrong=lambda ok, f, c: one_hot(c, f.size) - softmax(f),
            hint="Para bajar la pérdida el logit correcto debe subir.",
        ),
        Misconception(
            "sin_softmax",
            wrong=lambda ok, f, c: f - one_hot(c, f.size),
            hint="¿Probabilidades o logits?",
        ),
        Misconception(
            "clase_desde_uno",
            wrong=lambda ok, f, c: softmax(f) - one_hot(c - 1, f.size),
            hint="¿Desde qué número se cuentan las clases?",
        ),
    ),
    hints=(
        "Escribe ℓ = −log p_c con los logits: sale −f_c más un logaritmo. ¿Cuál?",
        "Deriva el logaritmo de la suma respecto de f_j: lo que queda es una vieja conocida. ¿Y el otro término?",
        "Calcula las probabilidades, restando antes el máximo a los logits. Solo una de ellas necesita un retoque.",
    ),
    takeaway="Con softmax y entropía cruzada, el gradiente es lo que la red cree menos lo que debería creer.",
)
