"""Probar arreglos de una función del estudiante: qué daría, con otros renglones, en unas entradas.

Se prueba en una copia de sus variables y en silencio: ni lo que imprime ni lo que guarda se nota fuera. Lo usan
igual el cuaderno y el trabajador que califica, que lo hace en un hijo: lo que allí pase no toca a las demás preguntas.
"""

import builtins
import contextlib
import copy
import io
import math
import os
import random
import signal
import tempfile
import threading
import time
import types
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from . import wire
from .call import copy_value
from .memory import memory_limit, resource

ONE = 0.05  # segundos de CPU de un arreglo en unas entradas
POLL = 0.002  # segundos entre dos miradas a si acabó
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
    if world is None or not (_can_stop() or _ends(parts)):
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


def attempt_apart(function: Any, asked: Mapping[str, Any]) -> list[list[Any] | None]:
    """Lo mismo, en un proceso hijo que se mata si no acaba; ``asked`` trae los argumentos que faltan. No lanza."""
    if not isinstance(function, types.FunctionType):
        return []
    try:
        return _in_a_child(function, asked, float(asked["seconds"]))
    except (OSError, wire.WireError, KeyError, TypeError):
        return []


def _in_a_child(function: types.FunctionType, asked: Mapping[str, Any], seconds: float) -> list[list[Any] | None]:
    # Un archivo de usar y tirar: encerrado no hay tuberías ni memoria compartida.
    with tempfile.TemporaryFile() as told:
        child = os.fork()
        if child == 0:
            try:
                resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(seconds) + 1,) * 2)
                wanted = (asked["parts"], asked["edits"], asked["inputs"], seconds)
                found = attempt(function.__globals__, function.__name__, *wanted)
                told.write(wire.encode({"found": marked(found)}))
                told.flush()
            finally:
                os._exit(0)
        _wait(child, WALL * seconds)
        told.seek(0)
        body = wire.take(bytearray(told.read(wire.MAX_FRAME)))
        return wire.decode(body)["found"] if body else []


def _wait(child: int, seconds: float) -> None:
    """Espera a que acabe un hijo, y si no acaba, lo mata."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if os.waitpid(child, os.WNOHANG)[0]:
            return
        time.sleep(POLL)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def marked(found: Sequence[Sequence[Any] | None]) -> list[list[wire.Value] | None]:
    """Lo que dio cada arreglo, listo para viajar."""
    return [None if values is None else [wire.Value(value) for value in values] for values in found]


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


def _can_stop() -> bool:
    return hasattr(signal, "SIGPROF") and threading.current_thread() is threading.main_thread()


def _ends(parts: Sequence[Sequence[str]]) -> bool:
    """Si acaba se cambie lo que se cambie: sin ``while``."""
    return not any(line.lstrip().startswith("while ") for lines in parts for line in lines)


@contextlib.contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Corta lo que gaste más CPU; solo en el hilo principal y donde hay SIGPROF."""
    if not _can_stop():
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
