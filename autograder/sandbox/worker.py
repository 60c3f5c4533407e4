"""El trabajador: ejecuta las celdas de una entrega y contesta llamadas.

Nace de ``zygote`` con su extremo de unos pares de sockets. No conoce los
ejercicios ni las respuestas, solo sus nombres: recibe código y arrays, y
devuelve arrays. Quien le habla desconfía de cada byte que envía.
"""

import contextlib
import dataclasses
import importlib
import os
import socket
import sys
import types
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, TextIO

import numpy as np
from IPython.core.async_helpers import get_asyncio_loop

from . import absent, wire
from .attempts import attempt_apart, marked
from .call import call_function, describe_error
from .moments import OWN, PUBLISHED, Moments
from .shell import NotebookShell

PLAIN = frozenset((bool, int, float, complex, str))
SCALARS = frozenset(dtype.type for dtype in wire.KNOWN)
# Lo que hace casi cualquier cuaderno: definir con docstring, pedir números al azar, fallar y enseñar un valor.
FIRST_CELL = '''
import numpy
def primera(x):
    """Una función."""
    return numpy.random.default_rng(x)
try:
    primera("x")
except TypeError:
    get_ipython().showtraceback()
print(f"{numpy.eye(2)}")
primera(0)
'''


def stand_in() -> types.ModuleType:
    """Un ``autograder`` de mentira: aquí ``check`` solo señala dónde juzgar, y lo demás no hace nada."""
    module = types.ModuleType("autograder", "Al calificar, check señala dónde juzgar: la nota se calcula fuera.")
    module.check = module.hint = module.progress = lambda *args, **kwargs: None
    return module


def prepare(modules: Iterable[str] = (), unseen: Iterable[str] = ()) -> NotebookShell:
    """Carga lo que usan casi todos los cuadernos y deja listo el intérprete: se hace una vez, antes de bifurcar.

    ``modules`` son los de ``course_lib`` que hay y ``unseen``, otros paquetes instalados que no se ven.
    """
    sys.modules["autograder"] = stand_in()
    finder = absent.Finder(modules, unseen)
    sys.meta_path.insert(0, finder)
    for name in modules:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    shell = NotebookShell.instance()
    shell.finder = finder
    with contextlib.suppress(ImportError):
        import matplotlib_inline.backend_inline  # noqa: F401  (al cargarse se engancha al intérprete)
    import asyncio  # noqa: F401  (lo usa ``open_own`` en cada hijo)

    # La primera celda compila y carga mucho de IPython y de NumPy: que no lo pague cada entrega.
    shell.run(FIRST_CELL)
    shell.reset(new_session=True)
    shell.user_ns["__name__"] = "__main__"
    return shell


def open_own() -> None:
    """Lo que cada trabajador debe tener suyo: el azar de ``np.random``, que se heredaría, y el bucle de ``await``.

    El bucle usa un par de sockets: encerrado, ya no se puede, y compartido, se hablarían.
    """
    np.random.seed()
    get_asyncio_loop()


def serve(sock: socket.socket, slots: Sequence[socket.socket], shell: NotebookShell, names: Sequence[str]) -> None:
    """Atiende peticiones hasta que el otro lado cierra. ``names`` son los ejercicios, en el orden de los puestos."""
    moments = Moments(names, sock, slots, answer_calls)
    # Sin variables compartidas: una función de traza del estudiante puede escribir en las de cualquiera.
    sys.modules["autograder"].check = partial(_note, shell, moments)
    _attend(sock, partial(_answer, shell, moments))


def _note(shell: NotebookShell, moments: Moments, function: Any = None, *_: Any, **__: Any) -> None:
    """Lo que es ``check`` al calificar."""
    moments.mark(function, shell.user_ns)


def _answer(shell: NotebookShell, moments: Moments, request: dict[str, Any]) -> dict[str, Any]:
    operations = {"cell": run_cell, "seal": seal, "call": call_by_name, "attempt": call_by_name}
    return operations[request["op"]](shell, moments, request)


def _attend(sock: socket.socket, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    while True:
        try:
            request = wire.receive(sock)
        except wire.Closed:
            return
        reply = answer(request)
        try:
            wire.send(sock, reply)
        except (wire.WireError, ValueError, TypeError) as error:
            # Lo que no cabe o no se puede escribir se dice; el silencio parecería una muerte.
            wire.send(sock, {"unsent": str(error)[:200]})


def run_cell(shell: NotebookShell, moments: Moments, request: dict[str, Any]) -> dict[str, Any]:
    """Ejecuta una celda: {"source", "published", "lenient"} → {"outputs", "error", "seen"}.

    ``published`` es si es la celda de corrección, y ``lenient``, si un error no la para.
    """
    moments.place, moments.seen = (PUBLISHED if request.get("published") else OWN), {}
    outputs, error = shell.run(request["source"], request.get("lenient", False))
    seen = [[slot, pid] for slot, pid in moments.seen.items()]
    return {"outputs": outputs, "error": dataclasses.asdict(describe_error(error)) if error else None, "seen": seen}


def seal(_: NotebookShell, moments: Moments, __: dict[str, Any]) -> dict[str, Any]:
    """Se acabaron las celdas: {} → {}."""
    moments.seal()
    return {}


def call_by_name(shell: NotebookShell, moments: Moments, request: dict[str, Any]) -> dict[str, Any]:
    """Pregunta, en este mismo proceso, a lo que tenga ahora un nombre: {"op", "name", …} → como ``ask_function``."""
    moments.frozen = True
    value = shell.user_ns.get(request["name"])
    return {"absent": True} if value is None else ask_function(value, request)


def answer_calls(sock: socket.socket, function: Any) -> None:
    """Lo que hace un hijo parado: contestar por la función con que se quedó."""
    _attend(sock, partial(ask_function, function))


def ask_function(function: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Llama a una función, como ``run_call``, o prueba arreglos de ella, como ``attempts``."""
    if request["op"] == "attempt":
        return {"found": marked(attempt_apart(function, request))}
    return run_call(function, request)


def run_call(function: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Llama a una función: {"args", "forbids"} → lo que pasó, como en ``call.Outcome``.

    Lo prohibido va en un solo texto, separado por espacios. De lo que pasó solo vuelve lo que no es lo corriente: sin
    ``again``, al repetir dio lo mismo, y sin ``after``, las entradas quedaron como estaban.
    """
    if not callable(function):
        return {"not_callable": type(function).__name__[:100]}
    stdout, sys.stdout = sys.stdout, _nowhere()  # lo que imprima no interesa
    try:
        outcome = call_function(function, request["args"], request.get("forbids", "").split())
    finally:
        sys.stdout = stdout
    reply: dict[str, Any] = {"value": wire.Value(outcome.value)}
    if not _identical(outcome.again, outcome.value):
        reply["again"] = wire.Value(outcome.again)
    if not all(map(_identical, outcome.after, request["args"])):
        reply["after"] = wire.Value(list(outcome.after))
    if outcome.used:
        reply["used"] = list(outcome.used)
    for name, error in (("error", outcome.error), ("again_error", outcome.again_error)):
        if error is not None:
            reply[name] = dataclasses.asdict(error)
    return reply


_null: TextIO | None = None


def _nowhere() -> TextIO:
    """Una salida que va a ninguna parte; la misma para todas las llamadas, si nadie la cerró: abrirla cuesta."""
    global _null
    if _null is None or _null.closed:
        _null = open(os.devnull, "w")  # noqa: SIM115
    return _null


def _identical(a: Any, b: Any) -> bool:
    """Si dos valores son de la misma clase y tienen los mismos bytes; de una clase desconocida, nunca.

    Compararlos no ejecuta nada que escribiera el estudiante: aquí nadie mira.
    """
    kind = type(a)
    if kind is not type(b):
        return False
    if kind is list or kind is tuple:
        return len(a) == len(b) and all(map(_identical, a, b))
    if kind is np.ndarray or kind in SCALARS:
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    return a is b or (kind in PLAIN and a == b)
