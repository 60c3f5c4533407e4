"""Bajar una montaña de dos coordenadas: tres montañas, y el camino que se hace en cada una."""

from dataclasses import dataclass

import numpy as np

from course_lib.numbers import check_numbers
from course_lib.optim.checks import check_rate
from course_lib.shapes import describe

FAR = 1e6  # más allá, el caminante se ha escapado
MOST_STEPS = 300


@dataclass(frozen=True)
class Mountain:
    """La montaña f(x, y) = a(x) + b y².

    Formas
        ``coefficients`` son los de a: (c₀, c₁, c₂, c₃, c₄), de menor a mayor grado. ``b`` es un número positivo.
    """

    coefficients: tuple
    b: float

    def height(self, p):
        """La altura en p, forma (2,)."""
        return float(np.polynomial.Polynomial(self.coefficients)(p[0]) + self.b * p[1] ** 2)

    def gradient(self, p):
        """El gradiente en p, forma (2,)."""
        return np.array([np.polynomial.Polynomial(self.coefficients).deriv()(p[0]), 2 * self.b * p[1]])


MOUNTAINS = {
    "cuenco": Mountain((0.0, 0.0, 1.0, 0.0, 0.0), 2.0),
    "barranco": Mountain((0.0, 0.0, 0.1, 0.0, 0.0), 2.0),
    # (x² − 3)²/8 + 0.4 x: el fondo de la izquierda es el más hondo.
    "dos valles": Mountain((1.125, 0.4, -0.75, 0.0, 0.125), 1.0),
}


def descend(mountain, start, lr, decay=1.0, noise=0.0, batch=1, seed=0, steps=60):
    """El camino desde ``start``, forma (T+1, 2): cada paso es en contra del gradiente, con ruido.

    El gradiente de cada dato se equivoca en ``noise`` por un número normal, y el de un lote promedia ``batch`` datos:
    su ruido mide noise/√batch. Si el caminante se escapa, el camino acaba en el primer punto que queda lejos.

    Formas
        ``mountain`` es un nombre de ``MOUNTAINS``. ``start`` (2,).
    Unidades
        ``lr`` es la tasa del primer paso; después de cada uno se multiplica por ``decay``.
    Errores
        ValueError si la montaña no existe, o si un número no vale; TypeError o ShapeError, como en ``check_numbers``.
    """
    if mountain not in MOUNTAINS:
        raise ValueError(f"mountain debe ser {', '.join(map(repr, MOUNTAINS))} y llegó {mountain!r}: elige una.")
    place, p = MOUNTAINS[mountain], check_numbers("start", start, (2,))
    lr, decay = check_rate("lr", lr, "prueba 0.2"), check_rate("decay", decay, "lo habitual va de 0.9 a 1")
    noise = check_rate("noise", noise, "0 es sin ruido")
    for name, value, least, most in (
        ("batch", batch, 1, None),
        ("seed", seed, 0, None),
        ("steps", steps, 0, MOST_STEPS),
    ):
        if (
            isinstance(value, bool)
            or not isinstance(value, (int, np.integer))
            or value < least
            or (most and value > most)
        ):
            limit = f"de {least} en adelante" if most is None else f"de {least} a {most}"
            raise ValueError(f"{name} debe ser un entero {limit} y llegó {describe(value)}: prueba {max(least, 1)}.")
    path, errors = [p], draws(seed, steps) * noise / np.sqrt(batch)
    for error in errors:
        if np.abs(p).max() > FAR:
            break
        p = p - lr * (place.gradient(p) + error)
        lr *= decay
        path.append(p)
    return np.array(path)


def draws(seed, steps):
    """Los números normales de cada paso: una fila por paso y una columna por coordenada."""
    return np.random.default_rng(seed).normal(size=(steps, 2))


def escapes(path):
    """El primer paso en que el camino queda lejos, o None."""
    far = np.flatnonzero(np.abs(path).max(axis=1) > FAR)
    return int(far[0]) if far.size else None
