"""Adam: cada parámetro con su propio paso, igual al de PyTorch."""

import numpy as np

from course_lib.optim.checks import check_gradients, check_parameters, check_rate
from course_lib.shapes import check_list


class Adam:
    """p ← p − lr · m̂ / (√v̂ + ε): m̂ y v̂ son medias de g y de g² que van olvidando lo viejo.

    m ← β₁ m + (1 − β₁) g y v ← β₂ v + (1 − β₂) g² empiezan en 0 y al principio se quedan cortas: por eso se dividen
    entre 1 − β₁ᵗ y 1 − β₂ᵗ, que es lo que pesan los t gradientes vistos.

    Formas
        ``parameters`` es una lista de arrays float64, que se cambian en su sitio; m, v y g, como su p.
    Unidades
        ``lr`` va en unidades de p: el primer paso mide lr en cada número, valga lo que valga su gradiente.
        ``betas`` son las partes de m y de v que se conservan; ``eps`` es la ε de arriba. ``lr`` se puede cambiar entre
        pasos.
    Errores
        TypeError o ValueError si un parámetro no se puede cambiar en su sitio, o si ``lr``, ``betas`` o ``eps`` no
        valen.
    Fuente
        Kingma y Ba, *Adam: A Method for Stochastic Optimization* (2015), algoritmo 1.
    """

    def __init__(self, parameters, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.parameters = check_list("parameters", parameters, "usa model.parameters()")
        check_parameters(self.parameters)
        self.lr = check_rate("lr", lr, "lo habitual es 0.001")
        self.betas = _check_betas(betas)
        self.eps = check_rate("eps", eps, "lo habitual es 1e-8")
        self.steps = 0
        self.means = [np.zeros_like(p) for p in self.parameters]
        self.squares = [np.zeros_like(p) for p in self.parameters]

    def step(self, gradients):
        """Da un paso. Los comprueba todos antes de mover nada: un error no deja el paso a medias.

        Errores
            ValueError si no hay un gradiente por parámetro o si alguno trae NaN o infinitos.
            ShapeError o TypeError si no es una lista, o si alguno no son números con la forma de su parámetro.
        """
        gradients = check_gradients(gradients, self.parameters)
        self.steps += 1
        first, second = self.betas
        for p, m, v, g in zip(self.parameters, self.means, self.squares, gradients, strict=True):
            m *= first
            m += (1 - first) * g
            v *= second
            v += (1 - second) * g**2
            mean, square = m / (1 - first**self.steps), v / (1 - second**self.steps)
            # Donde nunca ha llegado gradiente los dos son 0: con ε = 0 sería 0 entre 0, y no hay que moverse.
            size = np.sqrt(square) + self.eps
            p -= self.lr * np.divide(mean, size, out=np.zeros_like(p), where=size > 0)


def _check_betas(betas):
    betas = check_list("betas", list(betas) if isinstance(betas, tuple) else betas, "lo habitual es (0.9, 0.999)")
    if len(betas) != 2:
        raise ValueError(f"betas debe traer dos números y llegaron {len(betas)}: lo habitual es (0.9, 0.999).")
    betas = tuple(check_rate(f"betas[{i}]", beta, "lo habitual es (0.9, 0.999)") for i, beta in enumerate(betas))
    for i, beta in enumerate(betas):
        if beta >= 1:
            raise ValueError(f"betas[{i}] debe ser menor que 1 y vale {beta}: lo habitual es (0.9, 0.999).")
    return betas
