"""Lo que cuesta una red: contar multiplicaciones, cronometrar, medir la memoria y sacar el exponente.

Contar da lo mismo en todas partes. Cronometrar, no: por eso ``seconds`` se queda con la repetición más rápida, que es
en la que menos estorbó todo lo demás.
"""

import time
import tracemalloc
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from course_lib.numbers import check_numbers
from course_lib.shapes import describe

FEWEST = 3  # veces que se cronometra, por largo que sea


class Multiplications(NamedTuple):
    """Las multiplicaciones del paso adelante y las del paso atrás."""

    forward: int
    backward: int


def multiplications(widths, batch=1):
    """Las multiplicaciones de los productos de un MLP: capas de ``widths[k]`` a ``widths[k+1]``, ``batch`` ejemplos.

    Hacia atrás, cada capa hace dos productos del mismo tamaño que el de delante: el gradiente de sus pesos y, menos la
    primera, el que sigue viaje.

    Formas
        ``widths`` son los tamaños, de la entrada a la salida: [10, 40, 40, 5].
    Unidades
        Multiplicaciones de dos números; no cuenta las sumas ni las de las activaciones.
    Errores
        ValueError si no hay al menos dos tamaños, o si alguno, o el lote, no es un entero positivo.
    """
    for name, value in (("widths", widths), ("batch", [batch])):
        if not isinstance(value, (list, tuple)) or not all(_is_count(n) for n in value):
            raise ValueError(f"{name} debe traer enteros positivos y llegó {describe(value)}: prueba [10, 40, 5].")
    if len(widths) < 2:
        raise ValueError(f"widths debe tener al menos la entrada y la salida y llegó {describe(widths)}.")
    layers = [batch * n * m for n, m in pairwise(widths)]
    return Multiplications(sum(layers), sum(layers) + sum(layers[1:]))


def alive(layers, every):
    """Qué activaciones hay en memoria en cada instante de los dos pasos, guardando una de cada ``every``.

    Primero va el paso adelante; después, tramo a tramo y desde el final, se calculan otra vez las que faltan (una por
    instante) y se vuelve por él.

    Formas
        Devuelve {"h_0": [casilla, …], …}, un renglón por capa: "h" si está, "∂" si le toca el paso atrás y, si no
        está, None. Es lo que dibuja ``plots.timeline``.
    Errores
        ValueError si no son enteros positivos.
    """
    if not _is_count(layers) or not _is_count(every):
        raise ValueError(
            f"layers y every deben ser enteros positivos y llegaron {describe(layers)} y {describe(every)}."
        )
    stored = range(0, layers, every)
    moments = [({*stored[: k // every + 1], k}, None) for k in range(layers)]
    for start in reversed(stored):
        stop, before = min(start + every, layers), {k for k in stored if k < start}
        moments += [(before | {*range(start, k + 1)}, None) for k in range(start + 1, stop)]
        moments += [(before | {*range(start, k + 1)}, k) for k in reversed(range(start, stop))]
    return {
        f"h_{k}": [None if k not in there else "∂" if now == k else "h" for there, now in moments]
        for k in range(layers)
    }


def seconds(function, during=0.1):
    """Lo que tarda ``function()`` la vez más rápida, si se repite durante ``during`` segundos y tres veces al menos.

    Unidades
        Segundos de reloj.
    Errores
        TypeError si no es una función. ValueError si ``during`` no es un número positivo.
    """
    _check_function(function)
    during = float(check_numbers("during", during, ()))
    if during <= 0:
        raise ValueError(f"during debe ser mayor que 0 y vale {during:g}: son los segundos que se repite, prueba 0.1.")
    times = []
    while len(times) < FEWEST or sum(times) < during:
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times)


def peak_bytes(function):
    """La memoria que llegó a ocupar a la vez lo que crea ``function()`` mientras se ejecuta.

    NumPy le cuenta a ``tracemalloc`` cada array que pide: se miden de verdad, y sale lo mismo cada vez.

    Unidades
        Bytes; un float64 ocupa 8.
    Errores
        TypeError si no es una función.
    """
    _check_function(function)
    running = tracemalloc.is_tracing()
    tracemalloc.start()
    try:
        tracemalloc.reset_peak()
        before, _ = tracemalloc.get_traced_memory()
        function()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        if not running:
            tracemalloc.stop()
    return max(0, peak - before)


def exponent(sizes, costs):
    """El exponente p de ``costs ≈ c · sizes^p``: la pendiente al poner las dos cosas en logaritmos.

    Formas
        sizes (N,), costs (N,), con al menos dos tamaños distintos.
    Errores
        ShapeError, TypeError o ValueError si no son números finitos y positivos con esas formas.
    """
    sizes = check_numbers("sizes", sizes, ("N",))
    costs = check_numbers("costs", costs, sizes.shape)
    if (sizes <= 0).any() or (costs <= 0).any():
        raise ValueError("sizes y costs deben ser mayores que 0: el logaritmo de lo demás no existe.")
    x, y = np.log(sizes) - np.log(sizes).mean(), np.log(costs)
    if not x.any():
        raise ValueError(f"sizes debe traer al menos dos tamaños distintos y llegó {describe(sizes.tolist())}.")
    return float(x @ y / (x @ x))


def _is_count(value):
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool) and value > 0


def _check_function(function):
    if not callable(function):
        raise TypeError(
            f"function debe ser una función sin argumentos y llegó un {type(function).__name__}: prueba lambda: A @ x."
        )
