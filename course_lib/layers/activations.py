"""Las activaciones por lotes: ReLU, sigmoide, tangente hiperbólica y softmax. No tienen parámetros."""

import numpy as np

from course_lib.layers.layer import Layer, check_batch


class ReLU(Layer):
    """A = max(Z, 0), elemento a elemento.

    Formas
        Z, A, dA y dZ (B, D).
    Unidades
        ``dA`` es pérdida por unidad de A. La pendiente vale 1 si Z > 0 y 0 si no, también en Z = 0.
    Errores
        ShapeError, TypeError o ValueError si Z o dA no son números finitos con esa forma.
        RuntimeError si se llama a ``backward`` antes que a ``forward``.
    Fuente
        Prince, *Understanding Deep Learning* (2023), §7.4.
    """

    slope = None

    def forward(self, Z):
        """Devuelve A (B, D) y recuerda la pendiente en cada Z."""
        Z = check_batch("Z", Z, ("B", "D"))
        A = np.maximum(Z, 0.0)
        # El signo de A: 1 donde Z > 0 y 0 en lo demás. Es (Z > 0) como números, en la mitad de tiempo.
        self.slope = np.sign(A)
        return A

    def backward(self, dA):
        """Devuelve dZ (B, D)."""
        if self.slope is None:
            raise RuntimeError("Llama a forward(Z) antes que a backward(dA): hace falta recordar dónde Z > 0.")
        return check_batch("dA", dA, self.slope.shape) * self.slope


class Sigmoid(Layer):
    """A = 1 / (1 + e^(−Z)), elemento a elemento.

    Formas
        Z, A, dA y dZ (B, D).
    Unidades
        A está entre 0 y 1. ``dA`` es pérdida por unidad de A.
    Errores
        ShapeError, TypeError o ValueError si Z o dA no son números finitos con esa forma.
        RuntimeError si se llama a ``backward`` antes que a ``forward``.
    Fuente
        Goodfellow, Bengio y Courville, *Deep Learning* (2016), §3.10.
    """

    A = None

    def forward(self, Z):
        """Devuelve A (B, D) y recuerda una copia: con A basta para la pendiente."""
        Z = check_batch("Z", Z, ("B", "D"))
        # e^(−|Z|) nunca se desborda; σ(Z) = e^Z / (1 + e^Z) es la misma función cuando Z < 0.
        E = np.exp(-np.abs(Z))
        self.A = np.where(Z >= 0, 1, E) / (1 + E)
        return self.A.copy()

    def backward(self, dA):
        """Devuelve dZ (B, D)."""
        if self.A is None:
            raise RuntimeError("Llama a forward(Z) antes que a backward(dA): hace falta recordar A.")
        return check_batch("dA", dA, self.A.shape) * self.A * (1 - self.A)


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


class Softmax(Layer):
    """A_c = e^(Z_c) / Σ_k e^(Z_k), en cada fila: de logits a probabilidades.

    Formas
        Z, A, dA y dZ (B, C).
    Unidades
        Cada fila de A suma 1. ``dA`` es pérdida por unidad de A.
    Errores
        ShapeError, TypeError o ValueError si Z o dA no son números finitos con esa forma.
        RuntimeError si se llama a ``backward`` antes que a ``forward``.
    Fuente
        Goodfellow, Bengio y Courville, *Deep Learning* (2016), §6.2.2.3.
    """

    A = None

    def forward(self, Z):
        """Devuelve A (B, C) y recuerda una copia."""
        Z = check_batch("Z", Z, ("B", "C"))
        # Restar el máximo de la fila no cambia A y evita que exp se desborde.
        E = np.exp(Z - Z.max(axis=1, keepdims=True))
        self.A = E / E.sum(axis=1, keepdims=True)
        return self.A.copy()

    def backward(self, dA):
        """Devuelve dZ (B, C) sin formar ningún jacobiano."""
        if self.A is None:
            raise RuntimeError("Llama a forward(Z) antes que a backward(dA): hace falta recordar A.")
        dA = check_batch("dA", dA, self.A.shape)
        # Subir un logit baja las demás probabilidades: por eso se resta la media de dA, ponderada por A.
        return self.A * (dA - (dA * self.A).sum(axis=1, keepdims=True))
