"""Repartir el juicio de una clase: entre los núcleos de esta máquina o en un clúster de Dask.

Cada proceso que juzga tiene su propio padre templado y las referencias ya
calculadas. Juzgar no escribe en ninguna parte: los resultados vuelven aquí, y
uno solo los apunta.
"""

import multiprocessing
import os
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from autograder.grading.assignment import Assignment, CannotGrade, Graded, grade_one, not_judged
from autograder.grading.handed import Handed
from autograder.grading.worker_process import Limits

IN_FLIGHT = 3  # entregas por proceso en camino: bastan para no esperar, y la memoria no crece con la clase
TRIES = 3  # veces que se reparte una entrega cuyo proceso murió

_assignment: Assignment | None = None
_limits: Limits | None = None


def _begin(assignment: Assignment, limits: Limits) -> None:
    """Prepara un proceso que va a juzgar."""
    global _assignment, _limits
    _assignment, _limits = assignment, limits
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    """Si a quien reparte lo matan con -9, no avisa: sin esto, los que juzgan se quedarían esperando para siempre."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # el padre templado acaba solo, al cerrarse su socket


def _work(handed: Handed) -> Graded:
    return grade_one(handed, _assignment, _limits)


def grade_all(
    handed: Iterable[Handed],
    assignment: Assignment,
    workers: int,
    limits: Limits,
    scheduler: str | None = None,
) -> Iterator[Graded]:
    """Juzga las entregas y las va dando según acaban, en cualquier orden.

    La que no se dejó juzgar por la máquina se repite una vez a solas, al final.

    Errores
        CannotGrade si no se puede hablar con el clúster.
    """
    again: list[Handed] = []
    spread = _spread_on_dask if scheduler else _spread_here
    for item, graded in spread(handed, assignment, workers, limits, scheduler):
        if graded is None or graded.stalled:
            again.append(item)
        else:
            yield graded
    for item in again:
        yield _alone(item, assignment, limits)


def _alone(item: Handed, assignment: Assignment, limits: Limits) -> Graded:
    """Una entrega en un proceso para ella sola: si también lo tumba, queda sin juzgar."""
    for _, graded in _spread_here([item], assignment, 1, limits, None, tries=1):
        if graded is not None:
            return graded
    return not_judged(item, assignment, "El proceso que la juzgaba murió dos veces. La mira una persona.")


def _executor(assignment: Assignment, workers: int, limits: Limits) -> ProcessPoolExecutor:
    # spawn: bifurcar un proceso que ya cargó torch y tiene hilos puede colgar al hijo.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(assignment, limits))


def _spread_here(
    handed: Iterable[Handed],
    assignment: Assignment,
    workers: int,
    limits: Limits,
    scheduler: str | None,
    tries: int = TRIES,
) -> Iterator[tuple[Handed, Graded | None]]:
    """En procesos de esta máquina. Da None por cada entrega cuyo proceso murió ``tries`` veces."""
    queue = iter(handed)
    deaths: dict[str, int] = {}
    returned: list[Handed] = []  # las que hay que repartir otra vez
    while True:
        executor = _executor(assignment, workers, limits)
        running: dict[Future, Handed] = {}
        try:
            while True:
                while len(running) < IN_FLIGHT * workers:
                    item = returned.pop() if returned else next(queue, None)
                    if item is None:
                        break
                    running[executor.submit(_work, item)] = item
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    graded = future.result()
                    yield running.pop(future), graded
        except BrokenProcessPool:
            # No se sabe cuál fue: se reparten todas otra vez, y la reincidente se aparta.
            for item in running.values():
                deaths[item.student] = deaths.get(item.student, 0) + 1
                if deaths[item.student] >= tries:
                    yield item, None
                else:
                    returned.append(item)
        finally:
            executor.shutdown(cancel_futures=True)


def _spread_on_dask(
    handed: Iterable[Handed], assignment: Assignment, workers: int, limits: Limits, scheduler: str
) -> Iterator[tuple[Handed, Graded | None]]:
    """En un clúster de Dask que ya está en marcha."""
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise CannotGrade("Para --scheduler falta Dask: pip install -e '.[dask]'") from None
    try:
        client = Client(scheduler, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise CannotGrade(f"No se puede hablar con el planificador de Dask en {scheduler}: {error}.") from None
    with client:
        shared = client.scatter(assignment, broadcast=True, hash=False)
        queue = iter(handed)
        limit = IN_FLIGHT * max(1, sum(client.nthreads().values()))
        items: dict[str, Handed] = {}
        running = as_completed(loop=client.loop)

        def submit() -> bool:
            item = next(queue, None)
            if item is None:
                return False
            # Si muere el proceso que la juzgaba, Dask la manda a otro.
            future = client.submit(grade_one, item, shared, limits, pure=False, retries=TRIES)
            items[future.key] = item
            running.add(future)
            return True

        while len(items) < limit and submit():
            pass
        for future in running:
            item = items.pop(future.key)
            yield item, future.result() if future.status == "finished" else None
            submit()
