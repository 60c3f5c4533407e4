"""Lo que comparten los ejercicios de 11_caracteristicas_aprendidas: p = σ(φ·c), con c = (1, x₁, x₂, x₁², x₂², x₁x₂)."""

import numpy as np

from autograder.exercises._bank import frozen, phi6, sig
from autograder.judging.oracle import load_torch

EXAMPLES = (dict(phi=phi6, x1=1.5, x2=-0.8), dict(phi=phi6, x1=-2.0, x2=0.5))
EDGE_CASES = (
    dict(phi=phi6, x1=0.0, x2=0.0),
    dict(phi=frozen([0, 0, 0, 0, 0, 0]), x1=0.7, x2=-1.3),
    # Un solo peso cada vez: el de x₂, el de x₁² y el de x₁x₂.
    dict(phi=frozen([0, 0, 2, 0, 0, 0]), x1=3.0, x2=0.25),
    dict(phi=frozen([0.5, 0, 0, -1, 0, 0]), x1=0.5, x2=2.0),
    dict(phi=frozen([0.1, 0, 0, 0, 0, -1]), x1=-0.5, x2=1.5),
    dict(phi=frozen([-3, 1, 1, 2, 2, 0.5]), x1=-1.0, x2=-1.0),
    # A quien mide: z = 0.75 y z = 0.625 salen de restar números enormes; ahí un empujón se redondea o se sale de σ.
    dict(phi=frozen([-(2.0**40), 2**20, 0.5, 0, 2, 0]), x1=2.0**20, x2=0.5),
    dict(phi=frozen([-(2.0**40), 1, 2**20, 0.5, 0, 0]), x1=0.5, x2=2.0**20),
)


def draw(rng):
    # Sin escala al azar: con una z enorme σ se aplana, y todas las respuestas se parecen a 0.
    return dict(phi=rng.normal(size=6), x1=float(rng.normal()), x2=float(rng.normal()))


def torch_model(phi, x1, x2):
    """La salida, en torch: la referencia la deriva."""
    z = phi[0] + phi[1] * x1 + phi[2] * x2 + phi[3] * x1**2 + phi[4] * x2**2 + phi[5] * x1 * x2
    return load_torch().sigmoid(z)


def features(x1, x2):
    """c (6,)."""
    return np.array([1.0, x1, x2, x1**2, x2**2, x1 * x2])


def slope(phi, x1, x2):
    """La pendiente de σ en z."""
    s = sig(phi @ features(x1, x2))
    return s * (1 - s)


def slope_at_output(phi, x1, x2):
    """La pendiente de σ, evaluada por error en lo que sale."""
    s = sig(sig(phi @ features(x1, x2)))
    return s * (1 - s)
