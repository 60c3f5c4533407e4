"""Ejercicio «Jacobiano de softmax»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_sizes, draw_values, frozen, softmax, v3, v3b
from autograder.judging.oracle import jacobian_of


def naive_softmax(z):
    """Softmax sin restar el máximo: con logits de 800 da NaN."""
    with np.errstate(over="ignore", invalid="ignore"):
        powers = np.exp(z)
        return powers / powers.sum()


def jacobian_from(s):
    """diag(s) − s sᵀ, para quien acierta la fórmula y falla al calcular s."""
    return np.diag(s) - np.outer(s, s)


def draw(rng):
    (C,) = draw_sizes(rng, 1)
    # Sumar 800 a todos los logits no cambia softmax, pero desborda exp.
    return dict(z=draw_values(rng, C) + rng.choice([0.0, 800.0]))


def draw_hot(rng):
    found = draw(rng)
    return dict(z=found["z"] + rng.choice([0.0, 2000.0]))


EXERCISE = Exercise(
    id="t1_jacobiano_softmax",
    lesson="tarea_jacobiano",
    order=110,
    title="Jacobiano de softmax",
    points=3,
    args=("z",),
    returns={"J": "(C, C)"},
    examples=(dict(z=v3), dict(z=v3b), dict(z=frozen([800, 799, -800]))),
    edge_cases=(
        dict(z=frozen([5])),
        dict(z=frozen([0, 0, 0, 0])),
        dict(z=frozen([-800, -801])),
        dict(z=frozen([1e4, 0, -1e4])),
        # Restar un logit cualquiera, o su media, no basta: solo con el máximo no desborda ninguno.
        dict(z=frozen([-900, 900, 0])),
        dict(z=frozen([1000, -1000, 0, -1])),
        # A quien mide: un empujón a 2³¹ se redondea; restar el máximo sale exacto.
        dict(z=frozen([2**31 + 0.5, 2**31 - 1.25, 2**31])),
    ),
    draw=draw,
    oracle=jacobian_of(lambda z: z.softmax(0), wrt="z"),
    misconceptions=(
        Misconception(
            "solo_diagonal",
            wrong=lambda ok, z: np.diag(softmax(z) * (1 - softmax(z))),
            hint="Si sube un logit, ¿qué hacen las otras probabilidades?",
        ),
        Misconception(
            "signo_fuera",
            wrong=lambda ok, z: np.diag(softmax(z)) + np.outer(softmax(z), softmax(z)),
            hint="Las filas deben sumar 0.",
        ),
        Misconception(
            "sin_diagonal",
            wrong=lambda ok, z: -np.outer(softmax(z), softmax(z)),
            hint="¿Y el caso i=j?",
        ),
        Misconception(
            "vector",
            wrong=lambda ok, z: softmax(z) * (1 - softmax(z)),
            hint="Un vector solo dice lo que cada probabilidad hace con su propio logit. ¿Y con los de las demás?",
        ),
        Misconception(
            "suma_constante",
            wrong=lambda ok, z: np.diag(softmax(z)),
            hint="Has derivado como si el denominador no se moviera. ¿En qué sumandos está z_i?",
        ),
        Misconception(
            "logits_por_probabilidades",
            wrong=lambda ok, z: jacobian_from(z),
            hint="La fórmula se escribe con s. ¿Qué has puesto en su lugar?",
        ),
        Misconception(
            "inestable",
            wrong=lambda ok, z: jacobian_from(naive_softmax(z)),
            hint="Prueba con logits de 800.",
        ),
    ),
    hints=(
        "Las probabilidades suman 1. Si un logit sube y su probabilidad crece, ¿qué les pasa a las demás?",
        "Deriva s_j = e^{z_j} / Σ_k e^{z_k} como un cociente. ¿Está z_i en el numerador? ¿Y en el denominador?",
        "Hay dos casos, según i y j coincidan o no. Escribe cada uno solo con s_i y s_j, y suma una fila: ¿cuánto da?",
    ),
    takeaway="En softmax todo está acoplado: cada fila del jacobiano suma 0 porque las probabilidades suman 1.",
    # La misma pregunta con otra función, para repartir: enunciados en solutions/variantes/.
    variants=(
        dict(
            # A temperatura 2 hacen falta logits el doble de grandes para desbordar.
            examples=(dict(z=v3), dict(z=v3b), dict(z=frozen([2000, 1999, -2000]))),
            draw=draw_hot,
            oracle=jacobian_of(lambda z: (z / 2).softmax(0), wrt="z"),
            misconceptions=(
                Misconception(
                    "sin_la_cadena",
                    wrong=lambda ok, z: jacobian_from(softmax(z / 2)),
                    hint="Las probabilidades son las buenas. Si z_i sube una unidad, ¿cuánto sube z_i/2?",
                ),
                Misconception(
                    "sin_temperatura",
                    wrong=lambda ok, z: jacobian_from(softmax(z)),
                    hint="¿De qué números son exponenciales los de tu s?",
                ),
                Misconception(
                    "solo_diagonal",
                    wrong=lambda ok, z: np.diag(softmax(z / 2) * (1 - softmax(z / 2))) / 2,
                    hint="Si sube un logit, ¿qué hacen las otras probabilidades?",
                ),
                Misconception(
                    "signo_fuera",
                    wrong=lambda ok, z: (np.diag(softmax(z / 2)) + np.outer(softmax(z / 2), softmax(z / 2))) / 2,
                    hint="Las filas deben sumar 0.",
                ),
                Misconception(
                    "suma_constante",
                    wrong=lambda ok, z: np.diag(softmax(z / 2)) / 2,
                    hint="Has derivado como si el denominador no se moviera. ¿En qué sumandos está z_i?",
                ),
                Misconception(
                    "vector",
                    wrong=lambda ok, z: softmax(z / 2) * (1 - softmax(z / 2)) / 2,
                    hint="Un vector solo dice lo que cada probabilidad hace con su propio logit. ¿Y con los demás?",
                ),
                Misconception(
                    "inestable",
                    wrong=lambda ok, z: jacobian_from(naive_softmax(z / 2)) / 2,
                    hint="Prueba con logits de 2000.",
                ),
            ),
            hints=(
                "Las probabilidades suman 1. Si un logit sube y su probabilidad crece, ¿qué les pasa a las demás?",
                "Llama u = z/2 y deriva primero s respecto de u, como un cociente. ¿Y u respecto de z?",
                "Hay dos casos, según i y j coincidan o no. Escribe ambos con s_i y s_j, y suma una fila: ¿cuánto da?",
            ),
            takeaway="La temperatura aplana las probabilidades y, de paso, el gradiente: lo divide.",
        ),
        dict(
            oracle=jacobian_of(lambda z: (-z).softmax(0), wrt="z"),
            misconceptions=(
                Misconception(
                    "sin_signo",
                    wrong=lambda ok, z: jacobian_from(softmax(-z)),
                    hint="Las probabilidades son las buenas. Si z_i sube, ¿la suya sube o baja?",
                ),
                Misconception(
                    "softmax_de_siempre",
                    wrong=lambda ok, z: jacobian_from(softmax(z)),
                    hint="¿Qué signo llevan los exponentes aquí?",
                ),
                Misconception(
                    "solo_diagonal",
                    wrong=lambda ok, z: -np.diag(softmax(-z) * (1 - softmax(-z))),
                    hint="Si sube una puntuación, ¿qué hacen las otras probabilidades?",
                ),
                Misconception(
                    "suma_constante",
                    wrong=lambda ok, z: -np.diag(softmax(-z)),
                    hint="Has derivado como si el denominador no se moviera. ¿En qué sumandos está z_i?",
                ),
                Misconception(
                    "sin_diagonal",
                    wrong=lambda ok, z: np.outer(softmax(-z), softmax(-z)),
                    hint="¿Y el caso i=j?",
                ),
                Misconception(
                    "vector",
                    wrong=lambda ok, z: -softmax(-z) * (1 - softmax(-z)),
                    hint="Un vector solo dice lo que cada probabilidad hace con su propio coste. ¿Y con los demás?",
                ),
                Misconception(
                    "inestable",
                    wrong=lambda ok, z: -jacobian_from(naive_softmax(-z)),
                    hint="Prueba con costes de −800.",
                ),
            ),
            hints=(
                "Las probabilidades suman 1. Si un coste sube y su probabilidad baja, ¿qué les pasa a las demás?",
                "Deriva s_j = e^{−z_j} / Σ_k e^{−z_k} como un cociente. ¿Qué sale de derivar cada exponencial?",
                "Hay dos casos, según i y j coincidan o no. Escribe ambos con s_i y s_j, y suma una fila: ¿cuánto da?",
            ),
            takeaway="Cambiar el signo de la entrada cambia el del jacobiano; lo demás, el acoplamiento, sigue igual.",
        ),
    ),
)
