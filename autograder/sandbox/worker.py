"""El trabajador: ejecuta las celdas de una entrega y contesta llamadas.

Se arranca como proceso aparte con un extremo de un par de sockets. No conoce
los ejercicios ni las respuestas: recibe código y arrays, y devuelve arrays.
Quien lo arrancó desconfía de cada byte que envía.
"""

import dataclasses
import os
import resource
import socket
import sys
import types
from typing import Any

from . import wire
from .call import call_function, describe_error
from .shell import NotebookShell

MEMORY = 4 * 2**30  # bytes de memoria virtual
FILE_SIZE = 64 * 2**20  # bytes por archivo escrito


def stand_in() -> types.ModuleType:
    """Un ``autograder`` de mentira: los cuadernos lo importan, y aquí no debe hacer nada."""
    module = types.ModuleType("autograder", "Al calificar, check y hint no hacen nada: la nota se calcula fuera.")
    module.check = module.hint = lambda *args, **kwargs: None
    module.progress = lambda: None
    return module


def block(name: str) -> None:
    """Hace que importar un módulo falle: en estos ejercicios el gradiente se escribe."""
    sys.modules[name] = None


def limit_resources() -> None:
    """Acota memoria y tamaño de archivos. El tiempo lo mide quien arrancó el proceso."""
    for kind, value in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, FILE_SIZE), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        limit = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(kind, (limit, limit))
        except (ValueError, OSError):
            continue  # macOS no admite RLIMIT_AS


def serve(sock: socket.socket) -> None:
    """Atiende peticiones hasta que el otro lado cierra."""
    sys.modules["autograder"] = stand_in()
    block("torch")
    shell = NotebookShell.instance()
    shell.user_ns["__name__"] = "__main__"
    while True:
        try:
            request = wire.receive(sock)
        except wire.Closed:
            return
        reply = run_cell(shell, request) if request["op"] == "cell" else run_call(shell, request)
        try:
            wire.send(sock, reply)
        except (wire.WireError, ValueError, TypeError) as error:
            # Lo que no cabe o no se puede escribir se dice; el silencio parecería una muerte.
            wire.send(sock, {"unsent": str(error)[:200]})


def run_cell(shell: NotebookShell, request: dict[str, Any]) -> dict[str, Any]:
    """Ejecuta una celda: {"source"} → {"outputs", "error"}."""
    outputs, error = shell.run(request["source"])
    return {"outputs": outputs, "error": dataclasses.asdict(describe_error(error)) if error else None}


def run_call(shell: NotebookShell, request: dict[str, Any]) -> dict[str, Any]:
    """Llama a una función por su nombre: {"name", "args"} → lo que pasó, como en ``call.Outcome``."""
    function = shell.user_ns.get(request["name"])
    if function is None:
        return {"absent": True}
    if not callable(function):
        return {"not_callable": type(function).__name__[:100]}
    stdout, sys.stdout = sys.stdout, open(os.devnull, "w")  # noqa: SIM115  (lo que imprima no interesa)
    try:
        outcome = call_function(function, request["args"])
    finally:
        sys.stdout.close()
        sys.stdout = stdout
    return {
        "value": wire.Value(outcome.value),
        "again": wire.Value(outcome.again),
        "after": wire.Value(list(outcome.after)),
        "error": dataclasses.asdict(outcome.error) if outcome.error else None,
        "again_error": dataclasses.asdict(outcome.again_error) if outcome.again_error else None,
    }


def main(descriptor: int) -> None:
    """Punto de entrada del proceso: el número del descriptor heredado."""
    limit_resources()
    serve(socket.socket(fileno=descriptor))
