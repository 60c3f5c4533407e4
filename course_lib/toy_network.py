"""La red de juguete: ocho parámetros y todo escalar, para seguir cada derivada con el dedo.

    ℓ = (β_3 + ω_3 cos(β_2 + ω_2 exp(β_1 + ω_1 sin(β_0 + ω_0 x))) − y)²

El paso adelante calcula y guarda cada intermedio; el paso atrás los recorre al revés. Cada línea de
``backward`` deshace la línea de ``forward`` que ocupa su puesto, contando desde el final.
"""

from typing import NamedTuple

import numpy as np

from course_lib.numbers import check_numbers


class ToyValues(NamedTuple):
    """Los intermedios del paso adelante, en el orden en que se calculan.

    Formas
        Todos escalares, ().
    """

    f0: float
    h1: float
    f1: float
    h2: float
    f2: float
    h3: float
    f3: float
    loss: float


class ToyGradients(NamedTuple):
    """La derivada de ℓ respecto de cada intermedio, en el orden en que se calculan, y de cada parámetro.

    Formas
        f3 … f0: escalares, (). beta y omega: (4,), en el orden k = 0, 1, 2, 3.
    Unidades
        Pérdida por unidad de la variable que da nombre al campo.
    """

    f3: float
    h3: float
    f2: float
    h2: float
    f1: float
    h1: float
    f0: float
    beta: np.ndarray
    omega: np.ndarray


# Un exp desbordado se explica al final con una frase; sin esto, NumPy avisaría además por su cuenta.
@np.errstate(over="ignore", invalid="ignore")
def forward(x, y, beta, omega):
    """Calcula la pérdida y devuelve todos los intermedios (ToyValues).

    Formas
        x, y (); beta, omega (4,).
    Unidades
        La pérdida es (f3 − y)², sin ½, de un solo ejemplo.
    Errores
        ShapeError, TypeError o ValueError si una entrada no son números finitos con esa forma.
        OverflowError si algún intermedio se sale de float64.
    Fuente
        Prince, *Understanding Deep Learning* (2023), §7.3.
    """
    x, y, beta, omega = _inputs(x, y, beta, omega)
    f0 = beta[0] + omega[0] * x
    h1 = np.sin(f0)
    f1 = beta[1] + omega[1] * h1
    h2 = np.exp(f1)
    f2 = beta[2] + omega[2] * h2
    h3 = np.cos(f2)
    f3 = beta[3] + omega[3] * h3
    loss = (f3 - y) ** 2
    return _finite(ToyValues(*map(float, (f0, h1, f1, h2, f2, h3, f3, loss))))


@np.errstate(over="ignore", invalid="ignore")
def backward(values, x, y, beta, omega):
    """Recorre el paso adelante al revés y devuelve la derivada de ℓ respecto de todo (ToyGradients).

    Formas
        values: lo que devolvió ``forward``. x, y (); beta, omega (4,).
    Errores
        Los de ``forward``; TypeError si ``values`` no es un ToyValues.
    Fuente
        Prince, *Understanding Deep Learning* (2023), §7.3.
    """
    if not isinstance(values, ToyValues):
        raise TypeError(f"values debe ser lo que devuelve forward y llegó un {type(values).__name__}: llámala antes.")
    x, y, beta, omega = _inputs(x, y, beta, omega)
    f0, h1, f1, h2, f2, h3, f3, _ = check_numbers("values", values, (8,))
    d_f3 = 2 * (f3 - y)
    d_h3 = omega[3] * d_f3
    d_f2 = -np.sin(f2) * d_h3
    d_h2 = omega[2] * d_f2
    d_f1 = np.exp(f1) * d_h2
    d_h1 = omega[1] * d_f1
    d_f0 = np.cos(f0) * d_h1
    # f_k = β_k + ω_k · (lo que entra en la capa k): 1 para β_k y lo que entra para ω_k.
    d_beta = np.array([d_f0, d_f1, d_f2, d_f3])
    d_omega = d_beta * np.array([x, h1, h2, h3])
    return _finite(ToyGradients(*map(float, (d_f3, d_h3, d_f2, d_h2, d_f1, d_h1, d_f0)), d_beta, d_omega))


def _inputs(x, y, beta, omega):
    scalars = (check_numbers(name, value, ()) for name, value in (("x", x), ("y", y)))
    return *scalars, check_numbers("beta", beta, (4,)), check_numbers("omega", omega, (4,))


def _finite(found):
    for name, value in found._asdict().items():
        if not np.all(np.isfinite(value)):
            raise OverflowError(f"{name} debe caber en float64 y vale {value}: prueba con beta y omega más pequeños.")
    return found
