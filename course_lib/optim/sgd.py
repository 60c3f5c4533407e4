"""Descenso de gradiente con momentum, igual al de PyTorch."""

import numpy as np

from course_lib.optim.checks import check_gradients, check_parameters, check_rate
from course_lib.shapes import check_list


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
        check_parameters(self.parameters)
        self.lr = check_rate("lr", lr, "lo habitual va de 0.001 a 0.1")
        self.momentum = check_rate("momentum", momentum, "lo habitual es 0.9")
        if self.momentum >= 1:
            raise ValueError(f"momentum debe ser menor que 1 y vale {momentum}: lo habitual es 0.9.")
        self.velocities = [np.zeros_like(p) for p in self.parameters]

    def step(self, gradients):
        """Da un paso. Los comprueba todos antes de mover nada: un error no deja el paso a medias.

        Errores
            ValueError si no hay un gradiente por parámetro o si alguno trae NaN o infinitos.
            ShapeError o TypeError si no es una lista, o si alguno no son números con la forma de su parámetro.
        """
        gradients = check_gradients(gradients, self.parameters)
        for p, v, g in zip(self.parameters, self.velocities, gradients, strict=True):
            v *= self.momentum
            v += g
            p -= self.lr * v
