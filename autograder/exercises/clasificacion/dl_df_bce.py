"""Ejercicio «La derivada de la entropía cruzada binaria»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import sig
from autograder.judging.oracle import gradient_of, load_torch


def stops_at_p(ok, f, y):
    p = sig(f)
    # Con p = 1 se divide entre 0, y al estudiante también.
    with np.errstate(divide="ignore", invalid="ignore"):
        return -(y / p - (1 - y) / (1 - p))


EXERCISE = Exercise(
    id="dl_df_bce",
    lesson="05b_clasificacion",
    order=10,
    title="La derivada de la entropía cruzada binaria",
    points=1,
    args=("f", "y"),
    returns={"dl_df": "()"},
    examples=(dict(f=0.7, y=1), dict(f=-2.0, y=0), dict(f=-3.0, y=1)),
    edge_cases=(
        dict(f=0.0, y=1),
        dict(f=0.0, y=0),
        dict(f=50.0, y=0),
        dict(f=-700.0, y=1),
        # Más allá de 709 exp desborda, se escriba de qué lado se escriba.
        dict(f=800.0, y=1),
        dict(f=800.0, y=0),
        dict(f=-800.0, y=0),
        dict(f=1e-9, y=1),
        # A quien mide: con una pérdida de 10¹², un empujón no se nota.
        dict(f=1e12, y=0),
        dict(f=30.0, y=0),
        dict(f=5.3, y=0),
        dict(f=-1.7, y=1),
        dict(f=3.1, y=1),
        dict(f=6.0, y=1),
        dict(f=7.5, y=1),
    ),
    draw=lambda rng: dict(f=float(rng.normal(scale=3)), y=int(rng.integers(2))),
    # Los sumandos son del tamaño de 1: la respuesta sale con sus cifras y medida, con la mitad.
    rtol=1e-12,
    atol=1e-15,
    oracle=gradient_of(
        lambda f, y: load_torch().nn.functional.binary_cross_entropy_with_logits(f, y),
        wrt="f",
    ),
    misconceptions=(
        Misconception(
            "doble_pendiente",
            wrong=lambda ok, f, y: (sig(f) - y) * sig(f) * (1 - sig(f)),
            hint="¿Se simplifica la pendiente de σ?",
        ),
        Misconception(
            "solo_el_si",
            wrong=lambda ok, f, y: -y * (1 - sig(f)),
            hint="¿Y cuando la respuesta es «no»? Mira qué sumando queda con y = 0.",
        ),
        Misconception("signo", wrong=lambda ok, f, y: y - sig(f), hint="Si y=1, ¿debe crecer o bajar f?"),
        Misconception("logit_crudo", wrong=lambda ok, f, y: f - y, hint="¿Logit o probabilidad?"),
        Misconception("para_en_p", wrong=stops_at_p, hint="Eso es ∂ℓ/∂p. ¿Qué eslabón queda hasta f?"),
    ),
    hints=(
        "Con p = σ(f) hay dos eslabones: de f a p y de p a ℓ. ¿Cuánto vale la pendiente de cada uno?",
        "Haz la cuenta primero con y = 1 y luego con y = 0. En los dos casos se va casi todo.",
        "Te quedan dos expresiones muy cortas, una para cada y. ¿Hay una sola fórmula con y que dé las dos?",
    ),
    takeaway="Sigmoide con su entropía cruzada repite la historia: predicción menos objetivo.",
)
