"""Ejercicio «La entropía cruzada respecto de las probabilidades»."""

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_sizes, frozen, softmax
from autograder.exercises.clasificacion._common import one_hot
from autograder.judging.oracle import gradient_of


def draw(rng):
    (C,) = draw_sizes(rng, 1)
    return dict(s=softmax(rng.normal(size=C)), c=int(rng.integers(C)))


EXERCISE = Exercise(
    id="dj_ds",
    lesson="05b_clasificacion",
    order=30,
    title="La entropía cruzada respecto de las probabilidades",
    points=1,
    args=("s", "c"),
    returns={"dJ_ds": "(C,)"},
    examples=(
        dict(s=frozen([0.2, 0.8]), c=0),
        dict(s=frozen([0.7, 0.3]), c=1),
        dict(s=frozen([0.1, 0.6, 0.3]), c=2),
    ),
    edge_cases=(
        dict(s=frozen([1]), c=0),
        dict(s=frozen([0.25, 0.25, 0.25, 0.25]), c=1),
        dict(s=frozen([1e-6, 1 - 1e-6]), c=0),
        dict(s=frozen([0.5, 1e-9, 0.5 - 1e-9]), c=1),
    ),
    draw=draw,
    # La respuesta es una división: sale con todas sus cifras, y medida no.
    rtol=1e-13,
    atol=1e-15,
    oracle=gradient_of(lambda s, c: -s[c].log(), wrt="s", as_is=("c",)),
    misconceptions=(
        Misconception(
            "errata_s1",
            wrong=lambda ok, s, c: -one_hot(c, s.size) / s[0],
            hint="¿Por qué probabilidad se divide en la fila c?",
        ),
        Misconception("signo", wrong=lambda ok, s, c: one_hot(c, s.size) / s, hint="¿Crece o decrece −log?"),
        Misconception("todas", wrong=lambda ok, s, c: -1 / s, hint="¿De cuántas s_i depende −log s_c?"),
        Misconception("sin_dividir", wrong=lambda ok, s, c: -one_hot(c, s.size), hint="¿Cuál es la derivada de −log?"),
        Misconception(
            "hasta_los_logits",
            wrong=lambda ok, s, c: s - one_hot(c, s.size),
            hint="Eso es ∂ℓ/∂f, dos eslabones de un salto. Aquí se pide parar antes: en s.",
        ),
    ),
    hints=(
        "J = −log s_c. Si mueves otra componente de s y dejas quieta s_c, ¿cambia J?",
        "Entonces casi todas las casillas valen lo mismo. En la que queda, ¿cuánto vale la derivada de −log?",
        "Cuanto más sube la probabilidad de lo que pasó, ¿sube o baja la pérdida? Eso te dice el signo de la casilla.",
    ),
    takeaway="Cuanto menos probable veía la red lo que pasó, más fuerte empuja el gradiente.",
)
