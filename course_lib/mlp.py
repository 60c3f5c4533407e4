"""Un MLP de cualquier profundidad, con un ejemplo y la notación de la lección 05.

f_k = β_k + Ω_k h_k,  h_{k+1} = ReLU(f_k),  h_0 = x. La salida es f_K, sin activación.
"""

from typing import NamedTuple

import numpy as np

from course_lib.numbers import check_numbers
from course_lib.shapes import check_list


class MLPValues(NamedTuple):
    """Lo que ``forward`` recuerda: f = [f_0, …, f_K] y h = [x, h_1, …, h_K]; f_k (D_{k+1},), h_k (D_k,)."""

    f: list
    h: list


class MLPGradients(NamedTuple):
    """Gradientes de ℓ, cada uno con la forma de lo que deriva: f, beta y omega van de k = 0 a K; x es ∂ℓ/∂x."""

    f: list
    beta: list
    omega: list
    x: np.ndarray


def forward(x, betas, omegas):
    """Recorre la red hacia delante y guarda todos los intermedios.

    Formas
        x (D_0,), betas[k] (D_{k+1},), omegas[k] (D_{k+1}, D_k). Con K+1 capas lineales.
    Errores
        ShapeError, TypeError o ValueError si algo no son números finitos con esas formas.
        TypeError si betas u omegas no son listas; ValueError si no tienen el mismo largo.
    Fuente
        Prince, *Understanding Deep Learning* (2023), §7.4.
    """
    betas, omegas = _check_network(betas, omegas)
    f, h = [], [check_numbers("x", x, (omegas[0].shape[1],))]
    for beta, omega in zip(betas, omegas, strict=True):
        f.append(beta + omega @ h[-1])
        h.append(np.maximum(f[-1], 0))
    return MLPValues(f, h[:-1])  # tras la última capa no hay ReLU


def backward(values, dl_df, betas, omegas):
    """Recorre la red hacia atrás, de k = K a 0, desde ∂ℓ/∂f_K.

    No cambia nada de lo que recibe y se puede repetir con otro ``dl_df``.

    Formas
        ``values`` es lo que devolvió ``forward``; dl_df (D_{K+1},); betas y omegas, los mismos del paso adelante.
    Unidades
        ``dl_df`` es pérdida por unidad de f_K.
    Errores
        ShapeError, TypeError o ValueError si dl_df o la red no son números finitos con esas formas.
        ValueError si ``values`` no salió de esta red, o si trae NaN o infinitos.
    Fuente
        Prince, *Understanding Deep Learning* (2023), §7.4.
    """
    betas, omegas = _check_network(betas, omegas)
    f, h = _check_values(values, omegas)
    delta = check_numbers("dl_df", dl_df, (len(betas[-1]),))
    df, dbeta, domega = [], [], []
    for k in reversed(range(len(omegas))):
        df.append(delta)
        dbeta.append(delta.copy())  # β_k se suma a f_k: su gradiente es el mismo
        domega.append(np.outer(delta, h[k]))
        delta = omegas[k].T @ delta  # ∂ℓ/∂h_k
        if k > 0:
            delta = (f[k - 1] > 0) * delta  # ∂ℓ/∂f_{k−1}
    return MLPGradients(df[::-1], dbeta[::-1], domega[::-1], delta)


def _check_network(betas, omegas):
    betas = check_list("betas", betas, "pasa [β_0, …, β_K]")
    omegas = check_list("omegas", omegas, "pasa [Ω_0, …, Ω_K]")
    if len(betas) != len(omegas) or not betas:
        raise ValueError(
            f"betas y omegas deben traer un elemento por capa y llegaron {len(betas)} y {len(omegas)}: "
            "empareja cada β_k con su Ω_k."
        )
    inputs = "D_0"
    for k in range(len(omegas)):
        omegas[k] = check_numbers(f"omegas[{k}]", omegas[k], (f"D_{k + 1}", inputs))
        inputs = len(omegas[k])  # lo que sale de una capa entra en la siguiente
        betas[k] = check_numbers(f"betas[{k}]", betas[k], (inputs,))
    return betas, omegas


def _check_values(values, omegas):
    wanted = ([(len(omega),) for omega in omegas], [(omega.shape[1],) for omega in omegas])
    try:
        found = tuple([np.shape(part) for part in parts] for parts in values)
    except (TypeError, ValueError):
        found = None
    if found != wanted:
        raise ValueError(
            f"values debe ser lo que devuelve forward(x, betas, omegas) con esta red de {len(omegas)} capas "
            "y llegó otra cosa: vuelve a llamar a forward."
        )
    # La ida puede haberse desbordado, o alguien haber cambiado un array después.
    return tuple(
        [check_numbers(f"values.{name}[{k}]", part) for k, part in enumerate(parts)]
        for name, parts in zip("fh", values, strict=True)
    )
