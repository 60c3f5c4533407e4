"""Con qué pesos se empieza: He y Xavier, sorteados con una uniforme o con una normal. Los sesgos, a 0.

Se elige la varianza para que la señal no cambie de tamaño de una capa a la siguiente.
"""

import numpy as np

from course_lib.shapes import describe


def he_uniform(D_in, D_out, rng):
    """W de He, para capas con ReLU: uniforme entre −√(6/D_in) y √(6/D_in), como ``nn.init.kaiming_uniform_``.

    Formas
        Devuelve W (D_out, D_in). ``rng`` es un generador de NumPy, o un entero como semilla.
    Unidades
        La varianza es 2/D_in.
    Errores
        ValueError si D_in o D_out no son enteros positivos.
        TypeError si ``rng`` no es un generador ni un entero.
    Fuente
        He y otros, *Delving Deep into Rectifiers* (2015), §2.2.
    """
    return _uniform(D_in, D_out, rng, lambda: 2 / D_in)


def he_normal(D_in, D_out, rng):
    """W de He con una normal de varianza 2/D_in, como ``nn.init.kaiming_normal_``; lo demás, como ``he_uniform``."""
    return _normal(D_in, D_out, rng, lambda: 2 / D_in)


def xavier_uniform(D_in, D_out, rng):
    """W de Xavier, para capas sin ReLU: uniforme de varianza 2/(D_in + D_out), como ``nn.init.xavier_uniform_``.

    Formas
        Devuelve W (D_out, D_in). ``rng`` es un generador de NumPy, o un entero como semilla.
    Unidades
        La varianza está entre 1/D_in, que conserva la señal, y 1/D_out, que conserva el gradiente.
    Errores
        Los de ``he_uniform``.
    Fuente
        Glorot y Bengio, *`Understanding the difficulty of training deep feedforward neural networks`* (2010), §4.2.
    """
    return _uniform(D_in, D_out, rng, lambda: 2 / (D_in + D_out))


def xavier_normal(D_in, D_out, rng):
    """W de Xavier con una normal, como ``nn.init.xavier_normal_``; lo demás, como ``xavier_uniform``."""
    return _normal(D_in, D_out, rng, lambda: 2 / (D_in + D_out))


def _uniform(D_in, D_out, rng, variance):
    rng = _check(D_in, D_out, rng)
    bound = np.sqrt(3 * variance())  # una uniforme entre −u y u tiene varianza u²/3
    return rng.uniform(-bound, bound, size=(D_out, D_in))


def _normal(D_in, D_out, rng, variance):
    rng = _check(D_in, D_out, rng)
    return rng.normal(scale=np.sqrt(variance()), size=(D_out, D_in))


def _check(D_in, D_out, rng):
    if not all(isinstance(size, (int, np.integer)) and size > 0 for size in (D_in, D_out)):
        raise ValueError(
            f"D_in y D_out deben ser enteros positivos y llegaron {describe(D_in)} y {describe(D_out)}: "
            "cuenta entradas y salidas."
        )
    if not isinstance(rng, (np.random.Generator, int, np.integer)):
        raise TypeError(f"rng debe ser un generador o una semilla y llegó un {type(rng).__name__}: usa default_rng(0).")
    return np.random.default_rng(rng)
