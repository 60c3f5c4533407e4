"""Repartir el juicio de una clase: entre los núcleos de esta máquina o en un clúster de Dask.

Cada proceso que juzga tiene su propio padre templado y las referencias ya
calculadas. Juzgar no escribe en ninguna parte: los resultados vuelven aquí, y
uno solo los apunta.
"""

from collections.abc import Iterable, Iterator

from autograder.grading.assignment import Assignment, CannotGrade, Graded, grade_one, not_judged
from autograder.grading.handed import Handed
from autograder.grading.processes import IN_FLIGHT, TRIES, spread
from autograder.grading.worker_process import Limits

_assignment: Assignment | None = None
_limits: Limits | None = None


def _begin(assignment: Assignment, limits: Limits) -> None:
    """Prepara un proceso que va a juzgar."""
    global _assignment, _limits
    _assignment, _limits = assignment, limits


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
    if scheduler:
        found = _spread_on_dask(handed, assignment, limits, scheduler)
    else:
        found = _spread_here(handed, assignment, workers, limits)
    for item, graded in found:
        if graded is None or graded.stalled:
            again.append(item)
        else:
            yield graded
    for item in again:
        yield _alone(item, assignment, limits)


def _alone(item: Handed, assignment: Assignment, limits: Limits) -> Graded:
    """Una entrega en un proceso para ella sola: si también lo tumba, queda sin juzgar."""
    for _, graded in _spread_here([item], assignment, 1, limits, tries=1):
        if graded is not None:
            return graded
    return not_judged(item, assignment, "El proceso que la juzgaba murió dos veces. La mira una persona.")


def _spread_here(
    handed: Iterable[Handed], assignment: Assignment, workers: int, limits: Limits, tries: int = TRIES
) -> Iterator[tuple[Handed, Graded | None]]:
    """En procesos de esta máquina. Da None por cada entrega cuyo proceso murió ``tries`` veces."""
    return spread(_work, handed, workers, _begin, (assignment, limits), tries)


def _spread_on_dask(
    handed: Iterable[Handed], assignment: Assignment, limits: Limits, scheduler: str
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
