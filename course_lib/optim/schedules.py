"""Calendarios: qué tasa de aprendizaje toca en cada época, iguales a los de PyTorch."""

import numpy as np

from course_lib.optim.checks import check_rate
from course_lib.shapes import describe


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
        if isinstance(step_size, bool) or not isinstance(step_size, (int, np.integer)) or step_size < 1:
            raise ValueError(
                f"step_size debe ser un entero positivo y llegó {describe(step_size)}: cuenta épocas enteras."
            )
        self.optimizer = _with_rate(optimizer)
        self.step_size = step_size
        self.gamma = check_rate("gamma", gamma, "lo habitual va de 0.1 a 0.9")
        self.steps = 0

    def step(self):
        """Cuenta una época y, si toca, cambia la tasa."""
        self.steps += 1
        if self.steps % self.step_size == 0:
            self.optimizer.lr *= self.gamma


class ExponentialLR:
    """Multiplica ``optimizer.lr`` por ``gamma`` en cada llamada a ``step``: sin escalones.

    Unidades
        ``gamma`` no tiene unidades: 0.999 quita una milésima cada vez.
    Errores
        TypeError o ValueError si ``optimizer`` no tiene lr, o si gamma no vale.
    Fuente
        Documentación de PyTorch, ``torch.optim.lr_scheduler.ExponentialLR``.
    """

    def __init__(self, optimizer, gamma):
        self.optimizer = _with_rate(optimizer)
        self.gamma = check_rate("gamma", gamma, "lo habitual va de 0.9 a 0.9999")

    def step(self):
        """Cambia la tasa."""
        self.optimizer.lr *= self.gamma


def _with_rate(optimizer):
    if not hasattr(optimizer, "lr"):
        raise TypeError(f"optimizer debe tener lr y llegó un {type(optimizer).__name__}: pasa tu SGD de course_lib.")
    return optimizer
