"""Ejercicio «El mejor punto cerca de aquí»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_sizes, draw_values, frozen, s2, v2, v3, v3b
from autograder.judging.oracle import load_torch, tensor


def torch_step(phi, g, alpha):
    """Oráculo: un paso de ``torch.optim.SGD`` con ese gradiente."""
    phi = tensor(phi, requires_grad=True)
    phi.grad = tensor(g)
    load_torch().optim.SGD([phi], lr=float(alpha)).step()
    return phi.detach().numpy()


def normalized(ok, phi, g, alpha):
    length = np.linalg.norm(g)
    return phi - alpha * g / (length if length else 1.0)


def draw(rng):
    (D,) = draw_sizes(rng, 1)
    return dict(phi=draw_values(rng, D), g=draw_values(rng, D), alpha=float(rng.choice([0.01, 0.1, 0.3, 0.7])))


EXERCISE = Exercise(
    id="paso_gd",
    lesson="07_descenso_de_gradiente",
    order=20,
    title="El mejor punto cerca de aquí",
    points=1,
    args=("phi", "g", "alpha"),
    returns={"phi_nuevo": "(D,)"},
    examples=(dict(phi=v3, g=v3b, alpha=0.1), dict(phi=v2, g=s2, alpha=0.5)),
    edge_cases=(
        dict(phi=frozen([2]), g=frozen([-3]), alpha=0.5),
        # Con gradiente 0 no hay a dónde ir.
        dict(phi=v3b, g=frozen([0, 0, 0]), alpha=0.1),
        dict(phi=v3, g=v3b, alpha=0.0),
        dict(phi=frozen([16777217, 1]), g=frozen([16777216, 2]), alpha=1.0),
        dict(phi=frozen([1e6, -2e5]), g=frozen([3e6, -1]), alpha=0.01),
    ),
    draw=draw,
    oracle=torch_step,
    misconceptions=(
        Misconception(
            "asciende",
            wrong=lambda ok, phi, g, alpha: phi + alpha * g,
            hint="Así subes. Si una componente de g es positiva, ¿hacia dónde hay que mover la suya?",
        ),
        Misconception(
            "sin_tasa",
            wrong=lambda ok, phi, g, alpha: phi - g,
            hint="¿Cuánto mide el paso? En la cuenta hay otro número que manda.",
        ),
        Misconception(
            "normaliza",
            wrong=normalized,
            hint="Has hecho que el paso mida siempre lo mismo. En el mínimo, ¿cuánto mide Δ donde la cuesta es suave?",
        ),
        Misconception(
            "olvida_phi",
            wrong=lambda ok, phi, g, alpha: -alpha * g,
            hint="Ese es el salto. ¿A qué punto te lleva, y desde dónde?",
        ),
        Misconception(
            "la_mitad",
            wrong=lambda ok, phi, g, alpha: phi - alpha * g / 2,
            hint="Te sale la mitad del salto. ¿Cuánto vale la derivada del cuadrado? ¿Y qué le hace el 2 de abajo?",
        ),
        Misconception(
            "divide_por_alpha",
            wrong=lambda ok, phi, g, alpha: phi - g / alpha if alpha else phi,
            hint="Con α más grande el castigo es menor. ¿Te alejarás más o menos?",
        ),
    ),
    hints=(
        "Toma una sola componente: g Δ + Δ²/(2α) es una parábola. ¿Dónde tiene el fondo una parábola?",
        "En el fondo la derivada respecto de Δ es 0. Escríbela: tiene dos términos.",
        "Despeja Δ de esa igualdad. ¿Se pide Δ, o el punto en que se acaba?",
    ),
    takeaway="El paso lleva al mejor punto según el plano, si alejarse cuesta: α dice cuánto te fías de él.",
)
