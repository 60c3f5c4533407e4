"""Descenso de gradiente con momentum, y su tasa de aprendizaje por escalones. Iguales a los de PyTorch."""

from math import isfinite

import numpy as np

from course_lib.numbers import check_numbers
from course_lib.shapes import check_list, describe


class SGD:
    """v ← momentum · v + g;  p ← p − lr · v, para cada parámetro p con gradiente g. Al empezar, v = 0.

    Formas
        ``parameters`` es una lista de arrays float64, que se cambian en su sitio; v y g, como su p.
    Unidades
        ``lr`` es lo que se mueve p por unidad de v. ``momentum``, de 0 a 1, es la parte de v que se conserva.
        ``lr`` se puede cambiar entre pasos.
    Errores
        TypeError o ValueError si un parámetro no se puede cambiar en su sitio, o si lr o momentum no valen.
    Fuente
        Sutskever y otros, *On the importance of initialization and momentum* (2013), §2, con la forma
        que usa ``torch.optim.SGD``: lr multiplica a v entera.
    """

    def __init__(self, parameters, lr, momentum=0.0):
        self.parameters = check_list("parameters", parameters, "usa model.parameters()")
        _check_parameters(self.parameters)
        self.lr = _number("lr", lr, "lo habitual va de 0.001 a 0.1")
        self.momentum = _number("momentum", momentum, "lo habitual es 0.9")
        if self.momentum >= 1:
            raise ValueError(f"momentum debe ser menor que 1 y vale {momentum}: lo habitual es 0.9.")
        self.velocities = [np.zeros_like(p) for p in self.parameters]

    def step(self, gradients):
        """Da un paso. Los comprueba todos antes de mover nada: un error no deja el paso a medias.

        Errores
            ValueError si no hay un gradiente por parámetro o si alguno trae NaN o infinitos.
            ShapeError o TypeError si no es una lista, o si alguno no son números con la forma de su parámetro.
        """
        gradients = check_list("gradients", gradients, "usa model.gradients()")
        if len(gradients) != len(self.parameters):
            raise ValueError(
                f"gradients debe traer un gradiente por parámetro, {len(self.parameters)}, "
                f"y llegaron {len(gradients)}: usa model.gradients()."
            )
        # check_numbers copia: un gradiente que mira dentro de un parámetro no se mueve con él.
        gradients = [
            check_numbers(f"gradients[{i}]", g, p.shape)
            for i, (g, p) in enumerate(zip(gradients, self.parameters, strict=True))
        ]
        for p, v, g in zip(self.parameters, self.velocities, gradients, strict=True):
            v *= self.momentum
            v += g
            p -= self.lr * v


class StepLR:
    """Multiplica ``optimizer.lr`` por ``gamma`` cada ``step_size`` llamadas a ``step``; una por época.

    Unidades
        ``step_size`` se cuenta en llamadas. ``gamma`` no tiene unidades: 0.5 deja la mitad.
    Errores
        TypeError o ValueError si ``optimizer`` no tiene lr, o si step_size o gamma no valen.
    Fuente
        Documentación de PyTorch, ``torch.optim.lr_scheduler.StepLR``.
    """

    def __init__(self, optimizer, step_size, gamma):
        if not hasattr(optimizer, "lr"):
            raise TypeError(
                f"optimizer debe tener lr y llegó un {type(optimizer).__name__}: pasa tu SGD de course_lib."
            )
        if isinstance(step_size, bool) or not isinstance(step_size, (int, np.integer)) or step_size < 1:
            raise ValueError(
                f"step_size debe ser un entero positivo y llegó {describe(step_size)}: cuenta épocas enteras."
            )
        self.optimizer = optimizer
        self.step_size = step_size
        self.gamma = _number("gamma", gamma, "lo habitual va de 0.1 a 0.9")
        self.steps = 0

    def step(self):
        """Cuenta una época y, si toca, cambia la tasa."""
        self.steps += 1
        if self.steps % self.step_size == 0:
            self.optimizer.lr *= self.gamma


def _number(name, value, advice):
    """Devuelve ``value`` como float, si es un número finito que no es negativo."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"{name} debe ser un número y llegó un {type(value).__name__}: {advice}.")
    if not isfinite(value) or value < 0:
        raise ValueError(f"{name} debe ser finito y no negativo y vale {value}: {advice}.")
    return float(value)


def _check_parameters(parameters):
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
