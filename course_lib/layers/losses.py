"""Las pérdidas por lotes. Todas son medias: su gradiente ya trae el 1/B."""

from math import isfinite

import numpy as np

from course_lib.layers.layer import check_batch
from course_lib.numbers import check_numbers


class MSELoss:
    """Error cuadrático medio: L = media de (A − Y)², sobre los B·D números, como ``torch.nn.MSELoss``.

    Formas
        A, Y y dA (B, D); L es un número.
    Unidades
        L va en unidades de Y al cuadrado; ``dA`` ya está dividido por B·D.
    Errores
        ShapeError, TypeError o ValueError si A o Y no son números finitos con esas formas.
        OverflowError si L no cabe en un float64.
        RuntimeError si se llama a ``backward`` antes que a ``forward``.
    Fuente
        Goodfellow, Bengio y Courville, *Deep Learning* (2016), §5.1.4.
    """

    residual = None

    def forward(self, A, Y):
        """Devuelve L y recuerda A − Y."""
        A = check_batch("A", A, ("B", "D"))
        residual = A - check_batch("Y", Y, A.shape)
        # np.vdot(r, r) es la suma de los cuadrados, en una sola pasada.
        loss = _finite(np.vdot(residual, residual) / residual.size, "A", A)
        self.residual = residual
        return loss

    def backward(self):
        """Devuelve dA (B, D)."""
        if self.residual is None:
            raise RuntimeError("Llama a forward(A, Y) antes que a backward(): hace falta recordar A − Y.")
        return self.residual * (2 / self.residual.size)


class CrossEntropyLoss:
    """Entropía cruzada sobre probabilidades: L = −(1/B) Σ Y log A. Las filas de A ya han pasado por softmax.

    Formas
        A y dA (B, C); Y (B, C) con una distribución por fila, o (B,) con clases enteras de 0 a C−1; L es un número.
    Unidades
        L va en nats por ejemplo; ``dA`` ya está dividido por B. Donde Y = 0, A no cuenta, ni siquiera si es 0.
    Errores
        ShapeError, TypeError o ValueError si A o Y no son números finitos con esas formas.
        ValueError si A o Y no son probabilidades, si una clase no existe o si A es 0 donde Y no lo es.
        RuntimeError si se llama a ``backward`` antes que a ``forward``.
    Fuente
        Goodfellow, Bengio y Courville, *Deep Learning* (2016), §3.13 y §6.2.2.3.
    """

    # Tan ancha que deja mover una A un poquito, como hace gradcheck, y tan estrecha que ve unos logits.
    ROW_SUM_TOLERANCE = 1e-3

    A = Y = None

    def forward(self, A, Y):
        """Devuelve L y recuerda copias de A e Y."""
        A = check_batch("A", A, ("B", "C"))
        _check_rows("A", A, self.ROW_SUM_TOLERANCE, "¿son logits? Usa SoftmaxCrossEntropyLoss")
        Y = _targets(Y, A.shape)
        impossible = np.argwhere((A == 0) & (Y > 0))
        if len(impossible):
            row, column = impossible[0]
            raise ValueError(
                f"A debe ser positiva donde Y lo es y A[{row}, {column}] vale 0, así que la pérdida sería infinita: "
                "usa SoftmaxCrossEntropyLoss con los logits."
            )
        self.A, self.Y = A.copy(), Y
        return float(-(Y * np.log(self._safe_A())).sum() / len(A))

    def backward(self):
        """Devuelve dA (B, C)."""
        if self.A is None:
            raise RuntimeError("Llama a forward(A, Y) antes que a backward(): hace falta recordar A e Y.")
        return -self.Y / self._safe_A() / len(self.A)

    def _safe_A(self):
        # Donde Y = 0 el término es 0 por definición; con un 1 en lugar de A sale sin calcular 0·log 0.
        return np.where(self.Y > 0, self.A, 1)


class SoftmaxCrossEntropyLoss:
    """Softmax y entropía cruzada en un solo bloque, sobre logits: estable aunque sean enormes.

    Formas
        Z y dZ (B, C); Y (B, C) con una distribución por fila, o (B,) con clases enteras de 0 a C−1; L es un número.
    Unidades
        L va en nats por ejemplo; ``dZ`` ya está dividido por B.
    Errores
        ShapeError, TypeError o ValueError si Z o Y no son números finitos con esas formas.
        ValueError si Y no son probabilidades o si una clase no existe; OverflowError si L no cabe en un float64.
        RuntimeError si se llama a ``backward`` antes que a ``forward``.
    Fuente
        Goodfellow, Bengio y Courville, *Deep Learning* (2016), §6.2.2.3.
    """

    dZ = None

    def forward(self, Z, Y):
        """Devuelve L y deja preparado dZ, que aquí es una resta."""
        Z = check_batch("Z", Z, ("B", "C"))
        Y = _targets(Y, Z.shape)
        # log softmax sin pasar por softmax: así una probabilidad diminuta no se vuelve log 0.
        shifted = Z - Z.max(axis=1, keepdims=True)
        log_A = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        loss = _finite(-(Y * log_A).sum() / len(Z), "Z", Z)
        self.dZ = (np.exp(log_A) - Y) / len(Z)
        return loss

    def backward(self):
        """Devuelve dZ = (softmax(Z) − Y) / B, de forma (B, C)."""
        if self.dZ is None:
            raise RuntimeError("Llama a forward(Z, Y) antes que a backward(): hace falta recordar softmax(Z) − Y.")
        return self.dZ.copy()


def _finite(loss, name, value):
    if not isfinite(loss):
        raise OverflowError(
            f"La pérdida debe caber en un float64 y se desborda, porque {name} llega a {np.abs(value).max():.3g}: "
            "¿diverge el entrenamiento? Baja la lr."
        )
    return float(loss)


def _targets(Y, shape):
    """Devuelve Y como distribución (B, C), en un array nuevo."""
    B, C = shape
    distribution = check_numbers("Y", Y, (B, C), (B,))
    if distribution.ndim == 2:
        _check_rows("Y", distribution, 1e-6, "Y se da en probabilidades, una distribución por fila")
        return distribution
    classes = np.asarray(Y)
    if classes.dtype.kind not in "iu":
        raise TypeError(
            f"Y debe traer clases enteras, si es de forma (B,), y llegó con dtype {classes.dtype}: "
            "pasa enteros, o una distribución por fila."
        )
    wrong = np.flatnonzero((classes < 0) | (classes >= C))
    if len(wrong):
        raise ValueError(
            f"Y debe traer clases de 0 a {C - 1} e Y[{wrong[0]}] vale {classes[wrong[0]]}: ¿las cuentas desde 1?"
        )
    return np.eye(C)[classes]


def _check_rows(name, P, tolerance, advice):
    """Comprueba que cada fila de P es una distribución: sin negativos y que suma 1."""
    negative = np.argwhere(P < 0)
    if len(negative):
        row, column = negative[0]
        raise ValueError(f"{name} debe ser ≥ 0 y {name}[{row}, {column}] vale {P[row, column]:.6g}: {advice}.")
    sums = P.sum(axis=1)
    wrong = np.flatnonzero(np.abs(sums - 1) > tolerance)
    if len(wrong):
        raise ValueError(f"Cada fila de {name} debe sumar 1 y la {wrong[0]} suma {sums[wrong[0]]:.9g}: {advice}.")
