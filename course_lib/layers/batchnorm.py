"""BatchNorm: cada columna del lote, con media 0 y varianza 1, y después γ y β. Igual a la de PyTorch."""

import numpy as np

from course_lib.layers.layer import Layer, check_batch
from course_lib.numbers import check_numbers
from course_lib.shapes import describe


class BatchNorm(Layer):
    """Y = γ ⊙ X̂ + β, con X̂ = (X − μ) / √(σ² + ε), columna a columna.

    Al entrenar, μ y σ² son las del lote, y se apuntan en ``running_mean`` y ``running_var``; al evaluar se usan las
    apuntadas, y lo que sale de un ejemplo no depende de los demás.

    Formas
        X, Y, dY y dX (B, D); gamma, beta, running_mean y running_var (D,).
    Unidades
        ``momentum``, de 0 a 1, es lo que pesa el lote nuevo en lo apuntado. σ² es la media de los cuadrados; en
        ``running_var`` se apunta la que divide entre B − 1, como hace PyTorch.
    Errores
        ValueError si D no es un entero positivo, si eps o momentum no valen, o si al entrenar el lote es de un solo
        ejemplo: su varianza es 0 y la salida sería siempre β.
        ShapeError, TypeError o ValueError si X o dY no son números finitos con esas formas.
        RuntimeError si se llama a ``backward`` antes que a ``forward``, o a ``gradients`` antes que a ``backward``.
    Fuente
        Ioffe y Szegedy, *Batch Normalization* (2015), algoritmos 1 y 2.
    """

    def __init__(self, D, eps=1e-5, momentum=0.1):
        if isinstance(D, bool) or not isinstance(D, (int, np.integer)) or D < 1:
            raise ValueError(f"D debe ser un entero positivo y llegó {describe(D)}: cuenta las columnas de X.")
        self.eps = float(check_numbers("eps", eps, ()))
        if self.eps <= 0:
            raise ValueError(f"eps debe ser positivo y vale {self.eps:g}: lo habitual es 1e-5.")
        self.momentum = float(check_numbers("momentum", momentum, ()))
        if not 0 <= self.momentum <= 1:
            raise ValueError(f"momentum debe estar entre 0 y 1 y vale {self.momentum:g}: lo habitual es 0.1.")
        self.gamma, self.beta = np.ones(D), np.zeros(D)
        self.running_mean, self.running_var = np.zeros(D), np.ones(D)
        self.X_hat = self.s = self.dgamma = self.dbeta = None
        self.from_batch = True

    def forward(self, X):
        """Devuelve Y (B, D) y recuerda X̂ y la raíz."""
        X = check_batch("X", X, ("B", len(self.gamma)))
        self.from_batch = self.training
        mean, var = self._of_the_batch(X) if self.training else (self.running_mean, self.running_var)
        self.s = np.sqrt(var + self.eps)
        self.X_hat = (X - mean) / self.s
        return self.gamma * self.X_hat + self.beta

    def backward(self, dY):
        """Devuelve dX (B, D); deja dgamma (D,) y dbeta (D,) en la capa."""
        if self.X_hat is None:
            raise RuntimeError("Llama a forward(X) antes que a backward(dY): hace falta recordar X̂.")
        dY = check_batch("dY", dY, self.X_hat.shape)
        self.dgamma = (dY * self.X_hat).sum(axis=0)
        self.dbeta = dY.sum(axis=0)
        if self.from_batch:
            # μ y σ² también dependen de X: cada ejemplo influye en los demás, un B-ésimo.
            dY = dY - (self.dbeta + self.X_hat * self.dgamma) / len(dY)
        return dY * (self.gamma / self.s)

    def parameters(self):
        """[gamma, beta]: los arrays de la capa, no copias. Lo apuntado no se aprende."""
        return [self.gamma, self.beta]

    def gradients(self):
        """[dgamma, dbeta], los del último ``backward``."""
        if self.dgamma is None:
            raise RuntimeError("Llama a backward(dY) antes que a gradients(): todavía no hay dgamma ni dbeta.")
        return [self.dgamma, self.dbeta]

    def _of_the_batch(self, X):
        B = len(X)
        if B == 1:
            raise ValueError(
                "X debe traer al menos dos ejemplos para entrenar BatchNorm y llegó uno: de uno solo no hay varianza. "
                "Usa un lote mayor, o eval() si estás midiendo."
            )
        mean, var = X.mean(axis=0), X.var(axis=0)
        self.running_mean += self.momentum * (mean - self.running_mean)
        self.running_var += self.momentum * (var * B / (B - 1) - self.running_var)
        return mean, var
