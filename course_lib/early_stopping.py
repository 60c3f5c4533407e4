"""Parar a tiempo: vigila la pérdida de validación y guarda los pesos de la mejor época."""

from math import isnan

import numpy as np

from course_lib.shapes import check_list, describe


class EarlyStopping:
    """Dice cuándo van ``patience`` épocas seguidas sin mejorar, y devuelve los pesos de la mejor.

    En el bucle, después de cada época, ``if vigia.update(perdida): break``, con la pérdida de validación; y al acabar,
    ``vigia.restore()``.

    Formas
        ``parameters`` es una lista de arrays float64; ``restore`` los cambia en su sitio.
    Unidades
        ``best`` y ``epoch`` cuentan llamadas a ``update``, desde 0. Empatar no es mejorar. Un NaN no mejora a nadie.
    Errores
        ValueError si ``patience`` no es un entero positivo: con 0 se pararía antes de saber si mejora.
        RuntimeError si se llama a ``restore`` sin ninguna época buena.
    Fuente
        Goodfellow, Bengio y Courville, *Deep Learning* (2016), §7.8, algoritmo 7.1.
    """

    def __init__(self, parameters, patience):
        self.parameters = check_list("parameters", parameters, "usa model.parameters()")
        if isinstance(patience, bool) or not isinstance(patience, (int, np.integer)) or patience < 1:
            raise ValueError(
                f"patience debe ser un entero positivo y llegó {describe(patience)}: con 1, se para en la primera "
                "época que no mejora."
            )
        self.patience = int(patience)
        self.best = self.loss = self._kept = None
        self.epoch = -1

    def update(self, loss):
        """Apunta la pérdida de una época más; True si toca parar."""
        loss = float(loss)
        self.epoch += 1
        if not isnan(loss) and (self.loss is None or loss < self.loss):
            self.best, self.loss = self.epoch, loss
            self._kept = [p.copy() for p in self.parameters]
        since = -1 if self.best is None else self.best
        return self.epoch - since >= self.patience

    def restore(self):
        """Vuelve a los pesos de la mejor época, que devuelve."""
        if self.best is None:
            raise RuntimeError("Ninguna época ha dado una pérdida que se pueda comparar: mira qué llega a update.")
        for p, kept in zip(self.parameters, self._kept, strict=True):
            p[:] = kept
        return self.best
