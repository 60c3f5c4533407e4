"""La capa lineal por lotes: Z = X Wᵀ + b."""

import numpy as np

from course_lib.init import he_uniform
from course_lib.layers.layer import Layer, check_batch
from course_lib.numbers import check_numbers


class Linear(Layer):
    """Capa afín: Z = X Wᵀ + b, un ejemplo por fila.

    La capa guarda su copia de W y b, y el optimizador la cambia en su sitio.

    Formas
        X (B, D_in), W (D_out, D_in), b (D_out,), Z (B, D_out).
    Unidades
        ``dZ`` es pérdida por unidad de Z. Si la pérdida es una media sobre
        el lote, ``dZ`` ya trae el 1/B: aquí no se vuelve a dividir.
    Errores
        ShapeError, TypeError o ValueError si X, W, b o dZ no son números finitos con esas formas.
        RuntimeError si se llama a ``backward`` antes que a ``forward``, o a ``gradients`` antes que a ``backward``.
    Fuente
        Goodfellow, Bengio y Courville, *Deep Learning* (2016), §6.5.
    """

    def __init__(self, W, b):
        self.W = check_numbers("W", W, ("D_out", "D_in"))
        self.b = check_numbers("b", b, (len(self.W),))
        self.X = self.dW = self.db = None

    def forward(self, X):
        """Devuelve Z (B, D_out) y recuerda X para ``backward``."""
        self.X = check_batch("X", X, ("B", self.W.shape[1])).copy()
        return self.X @ self.W.T + self.b

    def backward(self, dZ):
        """Devuelve dX (B, D_in), con los W de ahora; deja dW (D_out, D_in) y db (D_out,) en la capa."""
        if self.X is None:
            raise RuntimeError("Llama a forward(X) antes que a backward(dZ): hace falta recordar X.")
        dZ = check_batch("dZ", dZ, (len(self.X), len(self.W)))
        self.dW = dZ.T @ self.X
        # b se suma a todas las filas: recibe un aporte de cada una.
        self.db = dZ.sum(axis=0)
        return dZ @ self.W

    def parameters(self):
        """[W, b]: los arrays de la capa, no copias."""
        return [self.W, self.b]

    def gradients(self):
        """[dW, db], los del último ``backward``."""
        if self.dW is None:
            raise RuntimeError("Llama a backward(dZ) antes que a gradients(): todavía no hay dW ni db.")
        return [self.dW, self.db]

    @classmethod
    def he(cls, D_in, D_out, rng):
        """Capa nueva con pesos de He uniforme y sesgos a 0.

        Formas
            W (D_out, D_in), b (D_out,). ``rng`` es un generador de NumPy, o un entero como semilla.
        Unidades
            W se reparte por igual entre −√(6/D_in) y √(6/D_in): así su varianza es 2/D_in.
        Errores
            ValueError si D_in o D_out no son enteros positivos.
            TypeError si ``rng`` no es un generador ni un entero.
        Fuente
            He y otros, *Delving Deep into Rectifiers* (2015), §2.2.
        """
        return cls(he_uniform(D_in, D_out, rng), np.zeros(D_out))
