"""La tangente hiperbólica por lotes: una sigmoide estirada, de −1 a 1. No tiene parámetros."""

import numpy as np

from course_lib.layers.layer import Layer, check_batch


class Tanh(Layer):
    """A = tanh(Z) = 2σ(2Z) − 1, elemento a elemento.

    Formas
        Z, A, dA y dZ (B, D).
    Unidades
        A está entre −1 y 1. ``dA`` es pérdida por unidad de A. La pendiente es 1 − A².
    Errores
        ShapeError, TypeError o ValueError si Z o dA no son números finitos con esa forma.
        RuntimeError si se llama a ``backward`` antes que a ``forward``.
    Fuente
        Goodfellow, Bengio y Courville, *Deep Learning* (2016), §6.3.2.
    """

    A = None

    def forward(self, Z):
        """Devuelve A (B, D) y recuerda una copia: con A basta para la pendiente."""
        self.A = np.tanh(check_batch("Z", Z, ("B", "D")))
        return self.A.copy()

    def backward(self, dA):
        """Devuelve dZ (B, D)."""
        if self.A is None:
            raise RuntimeError("Llama a forward(Z) antes que a backward(dA): hace falta recordar A.")
        return check_batch("dA", dA, self.A.shape) * (1 - self.A**2)
