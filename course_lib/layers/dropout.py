"""Dropout, el de PyTorch: al entrenar apaga unidades al azar y aumenta las que quedan; al evaluar, nada."""

import numpy as np

from course_lib.layers.layer import Layer, check_batch


class Dropout(Layer):
    """A = Z ⊙ M / (1 − p) al entrenar, con M de ceros y unos; al evaluar, A = Z.

    Formas
        Z, A, dA, dZ y la máscara M (B, D).
    Unidades
        ``p`` es la probabilidad de apagar cada número, de 0 a menos de 1. Con el 1/(1 − p), la media de A es Z.
    Errores
        TypeError o ValueError si p no es un número de [0, 1): con p = 1 no quedaría ninguna unidad.
        ShapeError, TypeError o ValueError si Z, dA o la máscara no valen.
        RuntimeError si al entrenar no hay máscara ni generador, o si ``backward`` va antes que ``forward``.
    Fuente
        Srivastava y otros, *Dropout* (2014), §10, con la escala al entrenar, como ``torch.nn.Dropout``.
    """

    def __init__(self, p=0.5, rng=None):
        if isinstance(p, bool) or not isinstance(p, (int, float, np.integer, np.floating)):
            raise TypeError(f"p debe ser un número y llegó un {type(p).__name__}: lo habitual es 0.5.")
        if not 0 <= p < 1:
            last = " Con p = 1 no quedaría ninguna unidad y habría que dividir por 0." if p == 1 else ""
            raise ValueError(f"p debe estar entre 0 y 1, sin llegar a 1, y vale {p}: lo habitual es 0.5.{last}")
        if rng is not None and not isinstance(rng, (np.random.Generator, int, np.integer)):
            raise TypeError(
                f"rng debe ser un generador o una semilla y llegó un {type(rng).__name__}: usa default_rng(0)."
            )
        self.p = float(p)
        self.rng = None if rng is None else np.random.default_rng(rng)
        self.scale = None

    def forward(self, Z, mask=None):
        """Devuelve A (B, D). Sin ``mask``, al entrenar la sortea; al evaluar no se usa ninguna."""
        Z = check_batch("Z", Z, ("B", "D"))
        if not self.training:
            self.scale = np.ones(Z.shape)
        else:
            self.scale = self._mask(Z.shape, mask) / (1 - self.p)
        return Z * self.scale

    def backward(self, dA):
        """Devuelve dZ (B, D): la misma máscara y la misma escala."""
        if self.scale is None:
            raise RuntimeError("Llama a forward(Z) antes que a backward(dA): hace falta recordar la máscara.")
        return check_batch("dA", dA, self.scale.shape) * self.scale

    def _mask(self, shape, mask):
        if mask is not None:
            mask = check_batch("mask", mask, shape)
            if not np.all((mask == 0) | (mask == 1)):
                raise ValueError("mask debe ser de ceros y unos y trae otros números: compara el sorteo con p.")
            return mask
        if self.p == 0:
            return np.ones(shape)
        if self.rng is None:
            raise RuntimeError("Para sortear la máscara hace falta un generador: crea Dropout(p, rng) o pasa mask.")
        return self.rng.random(shape) >= self.p
