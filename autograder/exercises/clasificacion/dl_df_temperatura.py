"""Ejercicio «Softmax con temperatura»."""

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_sizes, draw_values, frozen, softmax, v3, v3g, v4b
from autograder.exercises.clasificacion._common import one_hot
from autograder.judging.oracle import gradient_of


def draw(rng):
    (C,) = draw_sizes(rng, 1)
    # Sumar 800 a todos los logits no cambia softmax, pero desborda exp.
    f = draw_values(rng, C) + rng.choice([0.0, 800.0])
    return dict(f=f, c=int(rng.integers(C)), T=float(rng.choice([0.5, 1.5, 2.0, 4.0])))


EXERCISE = Exercise(
    id="dl_df_temperatura",
    lesson="05b_clasificacion",
    order=20,
    title="Softmax con temperatura",
    points=2,
    args=("f", "c", "T"),
    returns={"dl_df": "(C,)"},
    examples=(dict(f=v3, c=2, T=2.0), dict(f=v4b, c=0, T=0.5), dict(f=v3g, c=1, T=5.0)),
    edge_cases=(
        dict(f=frozen([5]), c=0, T=3.0),
        dict(f=frozen([0, 0, 0, 0]), c=3, T=0.25),
        dict(f=v4b, c=3, T=1.0),
        dict(f=frozen([800, 799, -800]), c=1, T=2.0),
        dict(f=frozen([-900, -901]), c=1, T=0.5),
        # Restar un logit cualquiera, o su media, no basta: solo con el máximo no desborda ninguno.
        dict(f=frozen([-900, 900, 0]), c=0, T=1.0),
        dict(f=frozen([2000, -2000, 0, -1]), c=3, T=2.0),
        # A quien mide: un empujón a 2³¹ se redondea; con T = 2, dividir y restar el máximo salen exactos.
        dict(f=frozen([2**31 + 0.5, 2**31 - 1.25, 2**31]), c=1, T=2.0),
    ),
    draw=draw,
    oracle=gradient_of(lambda f, c, T: -(f / T).log_softmax(0)[c], wrt="f", as_is=("c", "T")),
    misconceptions=(
        Misconception(
            "falta_el_eslabon",
            wrong=lambda ok, f, c, T: softmax(f / T) - one_hot(c, f.size),
            hint="Eso es la derivada respecto de f/T. ¿Qué eslabón falta hasta f?",
        ),
        Misconception(
            "sin_temperatura",
            wrong=lambda ok, f, c, T: softmax(f) - one_hot(c, f.size),
            hint="Así sale con T = 1. ¿Dónde entra T?",
        ),
        Misconception(
            "temperatura_solo_fuera",
            wrong=lambda ok, f, c, T: (softmax(f) - one_hot(c, f.size)) / T,
            hint="El eslabón de f a f/T está bien. ¿Y las probabilidades, son las de f o las de f/T?",
        ),
        Misconception(
            "multiplica",
            wrong=lambda ok, f, c, T: T * (softmax(f / T) - one_hot(c, f.size)),
            hint="Si f sube una unidad, ¿cuánto sube f/T?",
        ),
        Misconception(
            "solo_clase",
            wrong=lambda ok, f, c, T: (softmax(f / T) - 1) * one_hot(c, f.size) / T,
            hint="Si mueves el logit de otra clase, ¿cambia la probabilidad de la correcta?",
        ),
        Misconception(
            "signo",
            wrong=lambda ok, f, c, T: (one_hot(c, f.size) - softmax(f / T)) / T,
            hint="Para que la pérdida baje, el logit correcto debe subir. ¿Qué signo tiene entonces su derivada?",
        ),
        Misconception(
            "sin_softmax",
            wrong=lambda ok, f, c, T: (f / T - one_hot(c, f.size)) / T,
            hint="¿Probabilidades o logits?",
        ),
        Misconception(
            "clase_desde_uno",
            wrong=lambda ok, f, c, T: (softmax(f / T) - one_hot(c - 1, f.size)) / T,
            hint="¿Desde qué número se cuentan las clases?",
        ),
        Misconception(
            "diagonal_de_softmax",
            wrong=lambda ok, f, c, T: softmax(f / T) * (1 - softmax(f / T)) / T,
            hint="Eso es cuánto sube cada probabilidad con su propio logit. Se pide la derivada de la pérdida.",
        ),
    ),
    hints=(
        "Llama g a f/T. La pérdida como función de g, ¿la has derivado ya en esta lección?",
        "De f a la pérdida hay un eslabón más que antes: el de f a g. ¿Cuánto se mueve g si f se mueve una milésima?",
        "Multiplica los dos eslabones, y cuida de qué vector son las probabilidades. Antes de exp, réstale su máximo.",
    ),
    takeaway="La temperatura reparte más las probabilidades y, además, divide el gradiente por T.",
)
