"""La referencia de cada ejercicio, calculada por ``torch.autograd``.

Una declaración dice qué función se deriva y respecto de qué; aquí se deriva.
torch se importa al primer uso: leer las declaraciones no lo necesita. Todo va
en float64 y en notación de denominador, (∂y/∂x)_ij = ∂y_j/∂x_i.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np

from autograder.errors import CourseError


class TorchMissing(CourseError):
    """Falta torch: sin él no hay con qué comparar."""


@cache
def load_torch():
    """Importa torch con un solo hilo.

    Un hilo basta para matrices de este tamaño, y bifurcar un proceso cuando
    torch ya ha usado varios cuelga al hijo.

    Errores
        TorchMissing si no está instalado; el mensaje dice cómo instalarlo.
    """
    try:
        import torch
    except ModuleNotFoundError:
        raise TorchMissing(
            "Para comprobar tu respuesta hace falta PyTorch y no está instalado. "
            "Ejecuta «make lab» en la carpeta del curso, o «pip install torch» en este entorno."
        ) from None
    torch.set_num_threads(1)
    return torch


def tensor(value, requires_grad: bool = False):
    """Copia un valor de NumPy (o una lista anidada) a tensores float64."""
    torch = load_torch()
    if isinstance(value, (list, tuple)):
        return [tensor(part, requires_grad) for part in value]
    array = np.array(value, dtype=np.float64)
    return torch.tensor(array, dtype=torch.float64, requires_grad=requires_grad)


def _prepare(inputs: Mapping[str, Any], wrt: Iterable[str], as_is: Iterable[str] = ()) -> dict[str, Any]:
    return {
        name: value if name in as_is or callable(value) else tensor(value, requires_grad=name in wrt)
        for name, value in inputs.items()
    }


def gradient_of(f: Callable, wrt: str | tuple[str, ...], as_is: tuple[str, ...] = ()) -> Callable:
    """Oráculo G: el gradiente de un escalar, con la forma de cada variable.

    Formas
        ``f(**tensores)`` devuelve un tensor de forma (). ``wrt`` es un nombre
        (el oráculo devuelve un array) o una tupla (devuelve una tupla). Los
        nombres de ``as_is`` llegan a ``f`` sin convertir (un índice de clase).
    Fuente
        ``torch.autograd.grad``.
    """
    names = (wrt,) if isinstance(wrt, str) else wrt

    def oracle(**inputs):
        torch = load_torch()
        tensors = _prepare(inputs, names, as_is)
        grads = torch.autograd.grad(f(**tensors), [tensors[n] for n in names])
        arrays = tuple(g.numpy() for g in grads)
        return arrays[0] if isinstance(wrt, str) else arrays

    return oracle


def jacobian_of(f: Callable, wrt: str) -> Callable:
    """Oráculo J: el jacobiano en denominador, con la entrada por delante.

    Formas
        Si ``wrt`` es (D_x,) y la salida (D_y,), devuelve (D_x, D_y). Si ``wrt``
        es una matriz (D_1, D_2), devuelve el tensor (D_1, D_2, D_y).
    Fuente
        ``torch.autograd.functional.jacobian`` da la notación de numerador, con
        el eje de la salida primero; aquí ese eje se lleva al final.
    """

    def oracle(**inputs):
        torch = load_torch()
        tensors = _prepare(inputs, ())
        x = tensors.pop(wrt)
        numerator = torch.autograd.functional.jacobian(lambda t: f(**{wrt: t}, **tensors), x)
        return numerator.movedim(0, -1).contiguous().numpy()

    return oracle


def vjp_of(
    f: Callable,
    wrt: str | tuple[str, ...],
    cotangent: str,
    zeros: Mapping[str, str] | None = None,
) -> Callable:
    """Oráculo V: el gradiente que llega, ``cotangent``, llevado hasta ``wrt``.

    Formas
        ``f`` recibe los demás argumentos como tensores y devuelve una salida
        con la forma de ``inputs[cotangent]``. ``zeros`` nombra variables que no
        son dato del ejercicio y valen 0 (un sesgo): ``{"b": "D_out"}`` da a b
        el tamaño del último eje del cotangente.
    Fuente
        ``torch.autograd.grad(salida, entrada, grad_outputs=cotangente)``.
    """
    names = (wrt,) if isinstance(wrt, str) else wrt

    def oracle(**inputs):
        torch = load_torch()
        tensors = _prepare(inputs, names)
        incoming = tensors.pop(cotangent)
        for name in zeros or ():
            tensors[name] = torch.zeros(incoming.shape[-1], dtype=torch.float64, requires_grad=True)
        grads = torch.autograd.grad(f(**tensors), [tensors[n] for n in names], grad_outputs=incoming)
        arrays = tuple(g.numpy() for g in grads)
        return arrays[0] if isinstance(wrt, str) else arrays

    return oracle


def value_of(f: Callable, as_is: tuple[str, ...] = ()) -> Callable:
    """Oráculo A: la propia función de torch, sin derivar."""

    def oracle(**inputs):
        out = f(**_prepare(inputs, (), as_is))
        return tuple(t.numpy() for t in out) if isinstance(out, tuple) else out.numpy()

    return oracle
