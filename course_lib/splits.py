"""Partir los datos en trozos que no comparten ningún ejemplo: para entrenar, para elegir y para el final."""

import numpy as np

from course_lib.numbers import check_numbers
from course_lib.shapes import ShapeError, check_list, describe


def split(X, y, sizes, rng):
    """Baraja los ejemplos y los reparte; devuelve una pareja (X, y) por cada tamaño pedido.

    Formas
        X (N, …); y (N,) o (N, 1), con la clase de cada ejemplo. ``sizes``: enteros positivos que no suman más de N.
        ``rng`` es un generador de NumPy, o un entero como semilla.
    Errores
        ShapeError si X e y no tienen los mismos ejemplos. TypeError o ValueError si no son números finitos.
        ValueError si los tamaños no caben, si y trae una sola clase o si a un trozo no le toca alguna.
    """
    X, y = check_numbers("X", X), check_numbers("y", y, ("N",), ("N", 1))
    if X.ndim == 0 or len(X) != len(y):
        raise ShapeError(f"X e y deben traer los mismos ejemplos y llegaron con {X.shape} y {y.shape}: emparéjalos.")
    sizes = check_list("sizes", sizes, "prueba con [60, 20, 20]")
    if not sizes or any(isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 1 for n in sizes):
        raise ValueError(f"sizes debe traer enteros positivos y llegó {describe(sizes)}: prueba con [60, 20, 20].")
    if sum(sizes) > len(y):
        raise ValueError(f"sizes suma {sum(sizes)} y solo hay {len(y)} ejemplos: pide menos.")
    classes = np.unique(y)
    if len(classes) < 2:
        raise ValueError(f"y debe traer al menos dos clases y solo trae la {classes[0]:g}: así no hay qué aprender.")
    order = np.random.default_rng(rng).permutation(len(y))
    parts = [order[end - n : end] for n, end in zip(sizes, np.cumsum(sizes), strict=True)]
    for k, part in enumerate(parts):
        missing = np.setdiff1d(classes, y[part])
        if len(missing):
            raise ValueError(
                f"Al trozo {k}, de {len(part)} ejemplos, no le ha tocado ninguno de la clase {missing[0]:g}: "
                "hazlo mayor, o baraja con otra semilla."
            )
    return [(X[part], y[part]) for part in parts]
