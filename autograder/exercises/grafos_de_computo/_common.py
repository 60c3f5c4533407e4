"""Lo que comparten los ejercicios de 02_grafos_de_computo."""

import numpy as np

from autograder.exercises._bank import draw_values
from autograder.judging.oracle import gradient_of


def stacked_gradient(f, *names):
    """Oráculo: las derivadas de ``f`` respecto de varios números, en un solo array de forma (n,)."""
    gradients = gradient_of(f, wrt=names)
    return lambda **inputs: np.stack(gradients(**inputs))


def draw_numbers(*names):
    """Un sorteo de un número por nombre, con órdenes de magnitud distintos."""
    return lambda rng: {name: float(value) for name, value in zip(names, draw_values(rng, len(names)), strict=True)}
