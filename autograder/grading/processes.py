"""Repartir un trabajo entre procesos de esta máquina, aunque alguno muera por el camino."""

import contextlib
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from pathlib import Path
from typing import Any

IN_FLIGHT = 3  # encargos por proceso en camino: bastan para no esperar, y la memoria no crece con la clase
EXPENDABLE = 500  # de 0 a 1000; el código ajeno lleva 1000
TRIES = 2  # veces que se intenta a solas un encargo sospechoso de matar a su proceso


def spread(
    work: Callable[[Any], Any],
    items: Iterable[Any],
    workers: int,
    begin: Callable[..., None] | None = None,
    arguments: tuple = (),
    tries: int = TRIES,
) -> Iterator[tuple[Any, Any]]:
    """Da (encargo, ``work(encargo)``) según acaban, en cualquier orden; None si mata a su proceso también a solas.

    ``begin(*arguments)`` prepara cada proceso. Lo que ``work`` lanza, se lanza aquí.
    """
    queue, prepared = iter(items), (begin, arguments)
    while suspects := (yield from _until_a_death(work, queue, workers, IN_FLIGHT * workers, prepared)):
        # No se sabe cuál fue: de uno en uno, el culpable queda a la vista y los demás no pagan por él.
        deaths = 0
        pending = iter(suspects)
        while culprit := (yield from _until_a_death(work, pending, 1, 1, prepared)):
            deaths += 1
            if deaths < tries:
                pending = chain(culprit, pending)
            else:
                deaths = 0
                yield culprit[0], None


def _until_a_death(work, queue: Iterator[Any], workers: int, in_flight: int, prepared: tuple):
    """Reparte hasta acabar la cola, y devuelve [], o hasta que muera un proceso: devuelve lo que estaba en camino."""
    # spawn: bifurcar un proceso que ya cargó torch y tiene hilos puede colgar al hijo.
    executor = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _begin, prepared)
    running: dict[Future, Any] = {}
    try:
        while True:
            for item in islice(queue, in_flight - len(running)):
                try:
                    running[executor.submit(work, item)] = item
                except BrokenProcessPool:
                    running[Future()] = item  # no llegó a salir, pero ya no está en la cola
                    raise
            if not running:
                return []
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                result = future.result()
                yield running.pop(future), result
    except BrokenProcessPool:
        return list(running.values())
    finally:
        executor.shutdown(cancel_futures=True)


def _begin(begin: Callable[..., None] | None, arguments: tuple) -> None:
    if sys.platform == "linux":
        # Si falta memoria, que el núcleo mate antes a éste, que se repone, que a quien reparte y escribe.
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(str(EXPENDABLE))
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    if begin is not None:
        begin(*arguments)


def _leave_with_parent() -> None:
    """Si a quien reparte lo matan con -9, no avisa: sin esto, los procesos se quedarían esperando para siempre."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # el padre templado, si lo hay, acaba solo al cerrarse su socket
