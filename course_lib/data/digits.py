"""Los dígitos escritos a mano: 1797 imágenes de 8 por 8 píxeles y el número que es cada una."""

import gzip
from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name("digits.csv.gz")
DARKEST = 16  # lo más oscuro que puede ser un píxel en el archivo


def load_digits():
    """Devuelve X, las imágenes puestas en fila, y c, la clase de cada una. Cada vez, arrays nuevos.

    Formas
        X (1797, 64), c (1797,) de enteros. X[i].reshape(8, 8) es la imagen i.
    Unidades
        X va de 0, papel, a 1, tinta. c, de 0 a 9.
    Errores
        FileNotFoundError si falta el archivo de los dígitos.
    Fuente
        Alpaydin y Kaynak, *Optical Recognition of Handwritten Digits* (UCI, 1998), CC BY 4.0; ``digits_fuente.txt``.
    """
    try:
        with gzip.open(FILE, "rt", encoding="ascii") as lines:
            table = np.loadtxt(lines, delimiter=",")
    except FileNotFoundError:
        raise FileNotFoundError(f"Falta {FILE}, que viene con el curso: vuelve a instalarlo.") from None
    return table[:, :-1] / DARKEST, table[:, -1].astype(np.int64)
