"""Capas en fila: la salida de una es la entrada de la siguiente."""

from course_lib.layers.layer import Layer
from course_lib.shapes import check_list, describe


class Sequential(Layer):
    """Una red como lista de capas: se va en orden y se vuelve en el contrario.

    Formas
        X es lo que espera la primera capa y dZ lo que sale de la última.
    Unidades
        ``dZ`` es pérdida por unidad de la salida.
    Errores
        ValueError si no hay capas o si una está repetida; TypeError si no es una lista de capas.
        Los de cada capa, con una nota que dice en cuál fue.
    Fuente
        Prince, *Understanding Deep Learning* (2023), §7.4.
    """

    def __init__(self, layers):
        self.layers = check_list("layers", layers, "prueba con [Linear(W, b)]")
        if not self.layers:
            raise ValueError("layers debe traer al menos una capa y llegó vacía: prueba con [Linear(W, b)].")
        for i, layer in enumerate(self.layers):
            if not isinstance(layer, Layer):
                raise TypeError(
                    f"layers[{i}] debe ser una capa y llegó {describe(layer)}: crea el bloque, por ejemplo con ReLU()."
                )
            # Cada capa recuerda una sola ida: usada dos veces, la segunda borraría la primera.
            if any(layer is before for before in self.layers[:i]):
                raise ValueError(f"Cada capa va una sola vez y layers[{i}] ya salió antes: crea otra.")

    def forward(self, X):
        """Devuelve la salida de la última capa."""
        for layer in self.layers:
            try:
                X = layer.forward(X)
            except (ValueError, TypeError) as error:
                error.add_note(self._where(layer))
                raise
        return X

    def backward(self, dZ):
        """Devuelve dX; los gradientes de los parámetros quedan en cada capa."""
        for layer in reversed(self.layers):
            try:
                dZ = layer.backward(dZ)
            except (ValueError, TypeError) as error:
                error.add_note(self._where(layer))
                raise
        return dZ

    def train(self, training=True):
        """Cambia de modo la red y todas sus capas."""
        for layer in self.layers:
            layer.train(training)
        return super().train(training)

    def _where(self, layer):
        return f"Fue en layers[{self.layers.index(layer)}], {type(layer).__name__}."

    def parameters(self):
        """Los de todas las capas, de la primera a la última."""
        return [array for layer in self.layers for array in layer.parameters()]

    def gradients(self):
        """Los de todas las capas, en el mismo orden que ``parameters()``."""
        return [array for layer in self.layers for array in layer.gradients()]
