"""Lo que comprueban, antes de empezar, quien mueve los parámetros y quien cambia la tasa."""

from math import isfinite

import numpy as np

from course_lib.numbers import check_numbers
from course_lib.shapes import check_list


def check_rate(name, value, advice):
    """Devuelve ``value`` como float, si es un número finito que no es negativo."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"{name} debe ser un número y llegó un {type(value).__name__}: {advice}.")
    if not isfinite(value) or value < 0:
        raise ValueError(f"{name} debe ser finito y no negativo y vale {value}: {advice}.")
    return float(value)


def check_parameters(parameters):
    """Comprueba que los parámetros se puedan mover en su sitio: arrays float64, finitos y distintos."""
    if not parameters:
        raise ValueError("parameters debe traer al menos un array y llegó vacía: usa model.parameters().")
    for i, p in enumerate(parameters):
        if not isinstance(p, np.ndarray) or p.dtype != np.float64:
            kind = f"un array {p.dtype}" if isinstance(p, np.ndarray) else f"un {type(p).__name__}"
            raise TypeError(
                f"parameters[{i}] debe ser un array float64, porque se cambia en su sitio, y llegó {kind}: "
                "conviértelo antes de crear la capa."
            )
        if not p.flags.writeable:
            raise ValueError(f"parameters[{i}] debe poder cambiarse y es de solo lectura: pasa una copia a la capa.")
        if any(p is before for before in parameters[:i]):
            raise ValueError(f"Cada parámetro va una sola vez y parameters[{i}] está repetido: quita uno de los dos.")
        check_numbers(f"parameters[{i}]", p)


def check_gradients(gradients, parameters):
    """Devuelve una copia de los gradientes, uno por parámetro y con su forma: el de dentro de él no se mueve con él."""
    gradients = check_list("gradients", gradients, "usa model.gradients()")
    if len(gradients) != len(parameters):
        raise ValueError(
            f"gradients debe traer un gradiente por parámetro, {len(parameters)}, "
            f"y llegaron {len(gradients)}: usa model.gradients()."
        )
    return [
        check_numbers(f"gradients[{i}]", g, p.shape) for i, (g, p) in enumerate(zip(gradients, parameters, strict=True))
    ]
