"""Lo que toda capa promete, y cómo se comprueba el lote que le llega."""

from math import isfinite

from numpy import ndarray, vdot

from course_lib.numbers import check_numbers
from course_lib.shapes import FLOAT64


class Layer:
    """Un bloque: ``forward(X)`` da la salida y ``backward(dZ)`` devuelve dX.

    Toda capa cumple lo mismo:

    - Recuerda en ``forward`` lo que necesitará ``backward``, y lo guarda aparte: si después cambias
      tus arrays en su sitio, el gradiente sigue siendo el de lo que entró.
    - ``backward`` se puede repetir: cada llamada sustituye a la anterior y nada se acumula.
    - Los gradientes de los parámetros quedan en la capa; el de la entrada se devuelve.
    - Nace en modo de entrenar. ``train()`` y ``eval()`` cambian de modo, como en PyTorch, y devuelven la capa; casi
      todas hacen lo mismo en los dos.
    """

    training = True

    def train(self, training=True):
        """Modo de entrenar; con ``training=False``, de evaluar."""
        self.training = bool(training)
        return self

    def eval(self):
        """Modo de evaluar: el de medir y usar la red."""
        return self.train(False)

    def parameters(self):
        """Los arrays que aprenden. Una capa sin parámetros no tiene ninguno."""
        return []

    def gradients(self):
        """El gradiente de cada parámetro, en el mismo orden que ``parameters()``."""
        return []


def check_batch(name, value, expected):
    """Devuelve ``value`` si es un lote de números finitos con la forma pedida; si no, lo explica.

    Un array float64 que cumple se devuelve tal cual; lo demás que sean números se convierte en uno.

    Formas
        ``expected`` son dos ejes, con un número si es obligatorio y una letra si es libre: ("B", 4).
    Errores
        ShapeError si la forma no encaja.
        TypeError si no son números reales.
        ValueError si está vacío o trae NaN o infinitos.
    """
    # El camino corto, porque las capas pasan por aquí en cada llamada.
    if type(value) is ndarray and value.dtype is FLOAT64 and value.ndim == 2 and value.size:
        rows, columns = expected
        B, D = value.shape
        # vdot(v, v) es la suma de los cuadrados: un NaN o un infinito la estropea, y cuesta tres veces menos
        # que preguntar número a número.
        if (rows == B or type(rows) is str) and (columns == D or type(columns) is str) and isfinite(vdot(value, value)):
            return value
    # Lo que no es lo habitual se mira despacio: se convierte o se explica.
    return check_numbers(name, value, expected)
