"""Comparar lo devuelto con la referencia: tipo, forma, finitud y valores.

Es la única comparación de arrays del proyecto. Nunca difunde: un escalar no
aprueba por parecerse a todas las componentes de una matriz.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.judging import messages


@dataclass(frozen=True)
class Difference:
    """La primera diferencia encontrada, con el paso en que apareció."""

    step: str  # type, shape, finite o values
    text: str


class NotAnArray(TypeError):
    """El valor no puede tomarse como array float64; el mensaje dice por qué."""


def as_float64(value: Any) -> np.ndarray:
    """Toma ``value`` como array float64 sin adivinar.

    Se aceptan números de Python y arrays o escalares de NumPy de tipo int,
    bool y float de al menos 64 bits.

    Errores
        NotAnArray para None, listas, float32, object, texto, complejos y lo demás.
    """
    if isinstance(value, (bool, int, float, complex, np.generic, np.ndarray)):
        array = np.array(value, subok=False)
        if array.dtype.kind in "biu" or (array.dtype.kind == "f" and array.dtype.itemsize >= 8):
            return array.astype(np.float64)
        raise NotAnArray(messages.wrong_dtype(str(array.dtype), array.dtype.kind))
    # El trabajador no envía objetos: de lo que no es un número llega solo el nombre de su tipo.
    raise NotAnArray(messages.wrong_type(value, getattr(value, "type_name", type(value).__name__)))


def close(got: np.ndarray, want: np.ndarray, rtol: float, atol: float) -> np.ndarray:
    """Máscara de componentes que coinciden; exige formas iguales.

    Errores
        ValueError si las formas difieren: comparar difundiendo escondería el error.
    """
    if got.shape != want.shape:
        raise ValueError(f"formas distintas: {got.shape} y {want.shape}")
    with np.errstate(all="ignore"):
        # La misma cuenta que NumPy; si alguna no coincide, o no es un número, que diga él cuáles.
        near = np.abs(got - want) <= atol + rtol * np.abs(want)
        if near.all() and np.isfinite(want).all():
            return near
        return np.isclose(got, want, rtol=rtol, atol=atol, equal_nan=True)


def same(got: Any, want: Any, rtol: float, atol: float) -> bool:
    """Si dos valores (arrays o listas anidadas) coinciden en estructura, forma y valores."""
    if isinstance(want, (list, tuple)):
        return (
            isinstance(got, (list, tuple))
            and len(got) == len(want)
            and all(same(g, w, rtol, atol) for g, w in zip(got, want, strict=True))
        )
    try:
        got, want = as_float64(got), as_float64(want)
    except NotAnArray:
        return False
    # Los mismos bytes son lo mismo: es lo corriente, y mirarlo cuesta diez veces menos.
    return got.shape == want.shape and (got.tobytes() == want.tobytes() or bool(close(got, want, rtol, atol).all()))


def pairs(got: Any, want: Any, returns: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Empareja cada salida con su referencia: (nombre, obtenido, esperado).

    Errores
        NotAnArray si no llega el número de salidas que se pide.
    """
    if len(returns) == 1:
        (name,) = returns
        yield from _leaves(name, got, want)
        return
    if not isinstance(got, (list, tuple)) or len(got) != len(returns):
        raise NotAnArray(messages.wrong_outputs(got, list(returns)))
    for name, g, w in zip(returns, got, want, strict=True):
        yield from _leaves(name, g, w)


def _leaves(name: str, got: Any, want: Any) -> Iterator[tuple[str, Any, Any]]:
    if not isinstance(want, (list, tuple)):
        yield name, got, want
        return
    if not isinstance(got, (list, tuple)) or len(got) != len(want):
        raise NotAnArray(messages.wrong_list(name, got, len(want)))
    for k, (g, w) in enumerate(zip(got, want, strict=True)):
        yield from _leaves(f"{name}[{k}]", g, w)


def difference(got: Any, want: Any, returns: dict[str, Any], rtol: float, atol: float) -> Difference | None:
    """La primera diferencia en el orden tipo → forma → finitud → valores, o None.

    Formas
        ``want`` es un array, o una tupla con uno por salida de ``returns``.
    """
    try:
        outputs = [(name, as_float64(g), as_float64(w)) for name, g, w in pairs(got, want, returns)]
    except NotAnArray as problem:
        return Difference("type", str(problem))
    single = len(outputs) == 1
    for name, g, w in outputs:
        if g.shape != w.shape:
            declared = returns.get(name)
            return Difference("shape", messages.wrong_shape(None if single else name, g, w, declared))
    for name, g, w in outputs:
        bad = ~np.isfinite(g) & np.isfinite(w)
        if bad.any():
            index = first(bad)
            return Difference("finite", messages.not_finite(None if single else name, index, g[index]))
    for name, g, w in outputs:
        wrong = ~close(g, w, rtol, atol)
        if wrong.any():
            index = first(wrong)
            text = messages.wrong_value(
                None if single else name, index, g[index], w[index], int(wrong.sum()), wrong.size
            )
            return Difference("values", text)
    return None


def first(mask: np.ndarray) -> tuple[int, ...]:
    """Índice de la primera componente verdadera, en orden de lectura."""
    return tuple(int(i) for i in np.unravel_index(int(np.argmax(mask)), mask.shape))
