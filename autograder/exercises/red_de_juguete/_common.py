"""Lo que comparten los ejercicios de 03_red_de_juguete."""

import numpy as np

from autograder.exercises._bank import be, be2, frozen, om, om2

ARGS = ("x", "y", "beta", "omega")

EXAMPLES = (
    dict(x=0.5, y=0.3, beta=be, omega=om),
    dict(x=2.3, y=2.0, beta=be2, omega=om2),
    dict(x=-1.0, y=0.0, beta=be, omega=om),
)

EDGE_CASES = (
    # La red da 1 (coseno de 0) y el objetivo es 1: pérdida 0 y ni un gradiente vivo.
    dict(x=3.0, y=1.0, beta=frozen([0, 0, 0, 0]), omega=frozen([1, 1, 0, 1])),
    # Entrada 0: ω_0 no pinta nada, pero β_0 sí.
    dict(x=0.0, y=-2.0, beta=be, omega=om),
    # ω_1 = 0 corta la cadena: lo de abajo deja de notarse.
    dict(x=-0.7, y=0.4, beta=be, omega=frozen([1.1, 0, 0.6, -1.5])),
    # A quien mide: la pérdida pasa de 10¹⁸ y por ω_3 vuelve muy poco, así que un empujón se pierde en el redondeo.
    dict(x=0.7, y=-1e9, beta=be, omega=frozen([1.1, -0.8, 0.6, 1e-6])),
    dict(x=-40.0, y=-300.0, beta=frozen([5, -2, 30, -100]), omega=frozen([-0.5, 3, 8, 50])),
)


def draw(rng):
    """Parámetros de tamaño moderado: exp los agranda y cos, muy lejos de 0, perdería cifras."""
    return dict(
        x=float(rng.normal() * rng.choice([0.3, 1.0, 5.0])),
        y=float(rng.normal() * 2),
        beta=rng.normal(size=4),
        omega=rng.normal(size=4),
    )


def torch_chain(x, y, beta, omega):
    """Los ocho intermedios en torch, de f_0 a ℓ."""
    f0 = beta[0] + omega[0] * x
    h1 = f0.sin()
    f1 = beta[1] + omega[1] * h1
    h2 = f1.exp()
    f2 = beta[2] + omega[2] * h2
    h3 = f2.cos()
    f3 = beta[3] + omega[3] * h3
    return f0, h1, f1, h2, f2, h3, f3, (f3 - y) ** 2


def torch_loss(x, y, beta, omega):
    return torch_chain(x, y, beta, omega)[-1]


def forward(x, y, beta, omega, h1_of=np.sin, h3_of=np.cos, beta3=None):
    """El paso adelante en NumPy: f0, h1, f1, h2, f2, h3, f3, pérdida; los tres últimos argumentos lo estropean."""
    f0 = beta[0] + omega[0] * x
    h1 = h1_of(f0)
    f1 = beta[1] + omega[1] * h1
    h2 = np.exp(f1)
    f2 = beta[2] + omega[2] * h2
    h3 = h3_of(f2)
    f3 = (beta[3] if beta3 is None else beta3) + omega[3] * h3
    return np.array([f0, h1, f1, h2, f2, h3, f3, (f3 - y) ** 2])


def locals_of(x, y, beta, omega):
    """Las siete derivadas locales, de la de la pérdida a la del seno, cada una por su cuenta."""
    f0, _, f1, _, f2, _, f3, _ = forward(x, y, beta, omega)
    return np.array([2 * (f3 - y), omega[3], -np.sin(f2), omega[2], np.exp(f1), omega[1], np.cos(f0)])


def backward(x, y, beta, omega, **changed):
    """El paso atrás en NumPy, de ∂ℓ/∂f3 a ∂ℓ/∂f0; ``changed`` cambia derivadas locales por otras: ``f0=1.0``."""
    slopes = locals_of(x, y, beta, omega)
    for name, slope in changed.items():
        slopes[("f3", "h3", "f2", "h2", "f1", "h1", "f0").index(name)] = slope
    return np.cumprod(slopes)


def df_and_h(x, y, beta, omega):
    """∂ℓ/∂f_k y lo que entra en cada f_k, los dos con k de 0 a 3, forma (4,)."""
    _, h1, _, h2, _, h3, _, _ = forward(x, y, beta, omega)
    return backward(x, y, beta, omega)[::-2], np.array([x, h1, h2, h3])
