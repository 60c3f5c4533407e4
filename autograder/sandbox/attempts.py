"""Probar arreglos de una función del estudiante: qué daría, con otros renglones, en unas entradas.

Se prueba en una copia de sus variables y en silencio: ni lo que imprime ni lo que guarda se nota fuera. Lo usan
igual el cuaderno y, en un proceso hijo, el trabajador que califica.
"""

import builtins
import contextlib
import copy
import io
import random
import signal
import threading
import time
import types
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from .call import copy_value
from .memory import memory_limit

ONE = 0.05  # segundos de CPU de un arreglo en unas entradas
WALL = 20  # cuántas veces más de reloj, entre todos: para quien duerme


class TooLong(BaseException):
    """Un arreglo que no acaba; ``except Exception`` no la caza."""


def attempt(
    namespace: Mapping[str, Any],
    name: str,
    parts: Sequence[Sequence[str]],
    edits: Sequence[Sequence[Any]],
    inputs: Sequence[Sequence[Any]],
    seconds: float,
) -> list[list[Any] | None]:
    """Por arreglo, lo que da la función en cada una de unas entradas; None si falla o no acaba.

    ``parts`` son los renglones de la función y de las que llama; un arreglo es ``[parte, [[renglón, texto], …]]``.
    Si se acaba el tiempo, faltan los últimos.

    Unidades
        ``seconds``, de CPU, para todos.
    """
    world = _copied(namespace, parts)
    if world is None:
        return []
    found: list[list[Any] | None] = []
    stop, wall = time.process_time() + seconds, time.monotonic() + WALL * seconds
    with _silent():
        try:
            for lines in parts:
                exec(compile("\n".join(lines), "arreglo", "exec"), world)
            right = dict(world)
            for part, changes in edits:
                if time.process_time() > stop or time.monotonic() > wall:
                    break
                lines = list(parts[part])
                for at, text in changes:
                    lines[at] = text
                found.append(_one(world, name, "\n".join(lines), inputs))
                world.update(right)
        except (Exception, TooLong):
            return found
    return found


def _one(world: dict[str, Any], name: str, code: str, inputs: Sequence[Sequence[Any]]) -> list[Any] | None:
    try:
        with _limited(ONE * len(inputs)):
            exec(compile(code, "arreglo", "exec"), world)
            return [copy_value(world[name](*[copy_value(a) for a in arguments])) for arguments in inputs]
    except (Exception, SystemExit, TooLong):
        return None


def _copied(namespace: Mapping[str, Any], parts: Sequence[Sequence[str]]) -> dict[str, Any] | None:
    """Las variables del cuaderno; de lo que la función nombra y se puede cambiar por dentro, una copia."""
    world = dict(namespace)
    world["__builtins__"] = builtins
    text = "\n".join(line for lines in parts for line in lines)
    for name, value in namespace.items():
        kind = type(value)
        if name not in text or isinstance(value, (types.ModuleType, types.FunctionType, type)):
            continue
        if issubclass(kind, (list, dict, set, np.ndarray, np.random.Generator)) or kind.__module__ == "__main__":
            try:
                world[name] = copy.deepcopy(value)
            except Exception:
                return None
    return world


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Sin salida, sin avisos, con la memoria contada y con el azar donde estaba."""
    numbers, python = np.random.get_state(), random.getstate()
    sink = io.StringIO()
    sink.write = len  # type: ignore[method-assign]
    try:
        with (
            contextlib.redirect_stdout(sink),
            contextlib.redirect_stderr(sink),
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
            memory_limit(),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        np.random.set_state(numbers)
        random.setstate(python)


@contextlib.contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Corta lo que gaste más CPU; solo en el hilo principal y donde hay SIGPROF."""
    if not hasattr(signal, "SIGPROF") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: Any) -> None:
        raise TooLong

    previous = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous)
