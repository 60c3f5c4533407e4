"""Repartir el juicio de una clase: entre los núcleos de esta máquina o en un clúster de Dask.

Cada proceso que juzga tiene su propio padre templado y las referencias ya
calculadas. Juzgar no escribe en ninguna parte: los resultados vuelven aquí, y
uno solo los apunta.
"""

import pickle
import time
from asyncio import CancelledError
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from autograder.errors import CourseError
from autograder.grading.assignment import Assignment, Graded, grade_one, not_judged
from autograder.grading.handed import Handed
from autograder.grading.process_loop import note
from autograder.grading.processes import IN_FLIGHT, Crew, Flow, Lost, crew_of_one, insist
from autograder.running import warm
from autograder.running.judged import FRESH, Judged
from autograder.running.worker_process import Limits

START_AND_WRITE = 300.0  # segundos de un juicio que no son de la entrega: arrancar, leer y escribir
ANSWER = 30.0  # segundos que se esperan a que el planificador de Dask conteste
LOOK = 5.0  # segundos entre dos miradas a qué trabajadores le quedan
NOBODY = 60.0  # segundos sin ninguno tras los que se deja de esperar

WHY_LOST = "El proceso que la juzgaba murió dos veces. La mira una persona."

_assignment: Assignment | None = None
_limits: Limits | None = None


@dataclass(frozen=True)
class Errand:
    """Una entrega por juzgar y, si se repite, lo que se supo la vez anterior."""

    handed: Handed
    first: Judged | None = None


def _begin(assignment: Assignment, limits: Limits, soon: bool = True) -> None:
    """Prepara un proceso que va a juzgar, ``soon``, o que quizá tenga que hacerlo."""
    global _assignment, _limits
    _assignment, _limits = assignment, limits
    if soon:
        warm.prepare(assignment.modules)  # que vaya cargando mientras llega el primer encargo


def _work(errand: Errand) -> Graded:
    return grade_one(errand.handed, _assignment, _limits, errand.first, note)


def grade_all(
    handed: Iterable[Handed],
    assignment: Assignment,
    workers: int,
    limits: Limits,
    scheduler: str | None = None,
    crew: Crew | None = None,
) -> Iterator[Graded]:
    """Juzga las entregas y las va dando según acaban, en cualquier orden.

    La que dejó algo en duda, o perdió al proceso que la juzgaba, se repite a
    solas en un proceso recién arrancado de esta máquina. ``crew`` son los
    procesos de aquí, si ya se les dijo con ``ready_to_judge`` qué van a hacer.

    Errores
        CourseError si no se puede hablar con el clúster. CannotStart si los procesos no arrancan.
    """
    alone = partial(crew_of_one, _work, _begin, (assignment, limits), _patience(limits))
    if scheduler:
        flow_of = _on_dask(assignment, limits, scheduler)
    else:
        flow_of = nullcontext(crew.run) if crew is not None else _here(assignment, limits, workers)
    with flow_of as flow:
        for errand, graded in insist(flow, alone, map(Errand, handed), _again):
            if isinstance(graded, Lost):
                known = graded.note or errand.first or FRESH
                graded = not_judged(errand.handed, assignment, WHY_LOST, known.outputs)
            yield graded


def _again(errand: Errand, graded: Graded | Lost, alone: bool) -> Errand | None:
    """Con qué se repite a solas una entrega, si hace falta."""
    if isinstance(graded, Graded):
        return Errand(errand.handed, graded.again) if graded.again is not None else None
    known = graded.note or errand.first or FRESH
    # Lo de las veces que se cortó va con lo último que se supo.
    first = known.cut_short()
    return Errand(errand.handed, first) if first is not None else None


def ready_to_judge(crew: Crew, assignment: Assignment, limits: Limits, soon: bool = True) -> None:
    """Les dice a unos procesos que van a juzgar esa tarea o, sin ``soon``, que quizá tengan que hacerlo."""
    crew.patience = _patience(limits)
    crew.prepare(_work, _begin, assignment, limits, soon)


@contextmanager
def _here(assignment: Assignment, limits: Limits, workers: int) -> Iterator[Flow]:
    """Procesos de esta máquina."""
    with Crew(workers) as crew:
        ready_to_judge(crew, assignment, limits)
        yield crew.run


def _patience(limits: Limits) -> float:
    return 2 * limits.submission * limits.wall_factor + START_AND_WRITE


@contextmanager
def _on_dask(assignment: Assignment, limits: Limits, scheduler: str) -> Iterator[Flow]:
    """Un clúster de Dask que ya está en marcha."""
    try:
        from distributed import Client
    except ImportError:
        raise CourseError("Para --scheduler falta Dask: pip install -e '.[dask]'") from None
    try:
        client = Client(scheduler, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise CourseError(f"No se puede hablar con el planificador de Dask en {scheduler}: {error}.") from None
    try:
        yield partial(_flow_on_dask, client, pickle.dumps((assignment, limits)))
    finally:
        with suppress(Exception):  # el planificador puede haber muerto: no hay a quién decir adiós
            client.close(timeout=ANSWER)


def _flow_on_dask(client: Any, prepared: bytes, errands: Iterable[Errand]) -> Iterator[tuple[Errand, Graded | Lost]]:
    """Reparte por el clúster, cada entrega a un trabajador concreto.

    Si muere el que la tiene, Dask la mandaría a otro sin decirlo, y sería una repetición con alguien al lado.
    """
    from distributed import wait

    queue = iter(errands)
    running: dict[Any, tuple[Errand, str]] = {}
    threads, looked = _threads(client), time.monotonic()
    somebody = looked
    while True:
        busy = Counter(address for _, address in running.values())
        while free := [a for a, n in threads.items() if busy[a] < IN_FLIGHT * n]:
            if (errand := next(queue, None)) is None:
                break
            address = min(free, key=lambda a: busy[a] / threads[a])
            busy[address] += 1
            pinned = {"workers": [address], "allow_other_workers": False, "pure": False}
            with _talking():
                running[client.submit(_work_on_dask, prepared, errand, **pinned)] = errand, address
        if threads and not running:
            return
        done = ()
        with suppress(TimeoutError), _talking(), client.as_current():
            done = wait(list(running), timeout=LOOK, return_when="FIRST_COMPLETED").done if running else ()
        for future in done:
            if (graded := _result(client, future)) is not None:
                yield running.pop(future)[0], graded
        if not running:
            time.sleep(min(LOOK, 1.0))
        if time.monotonic() - looked < LOOK:
            continue
        threads, looked = _threads(client), time.monotonic()
        somebody = looked if threads else somebody
        if looked - somebody > NOBODY:
            raise CourseError(
                f"El clúster de Dask lleva {NOBODY:g} s sin ningún trabajador. Lo calificado está guardado: "
                "arráncalos y repite la orden, o quita --scheduler."
            )
        for future in [f for f, (_, address) in running.items() if address not in threads]:
            future.cancel()
            # No se sabe hasta dónde llegó: quizá su código vio los casos secretos.
            yield running.pop(future)[0], Lost(Judged())


def _result(client: Any, future: Any) -> Graded | Lost | None:
    """Lo que dio una entrega; None si está acabada y aún no llega: si quien la tiene muriese, no llegaría nunca."""
    if future.status == "finished":
        try:
            return future.result(timeout=LOOK)
        except TimeoutError:
            return None
        except Exception:  # la perdió por el camino
            return Lost(Judged())
    _threads(client)  # si el que murió es el planificador, lo dice
    return Lost(Judged())


@contextmanager
def _talking() -> Iterator[None]:
    """Lo que falle hablando con el planificador, en una frase; que tarde (TimeoutError) no es un fallo."""
    try:
        yield
    except TimeoutError:
        raise
    except (OSError, RuntimeError, CancelledError) as error:
        raise CourseError(
            f"El planificador de Dask dejó de contestar ({type(error).__name__}). Lo calificado está guardado: "
            "repite la orden cuando vuelva."
        ) from None


def _threads(client: Any) -> dict[str, int]:
    """Cuántos hilos tiene cada trabajador del clúster."""
    with _talking():
        try:
            return dict(client.sync(client.scheduler.ncores, callback_timeout=ANSWER))
        except TimeoutError:
            raise OSError("sin respuesta") from None


@lru_cache(maxsize=2)
def _prepared(data: bytes) -> tuple[Assignment, Limits]:
    """La tarea, leída una vez por proceso. Va con cada encargo: si se repartiera antes, moriría con quien la tiene."""
    return pickle.loads(data)


def _work_on_dask(prepared: bytes, errand: Errand) -> Graded:
    assignment, limits = _prepared(prepared)
    return grade_one(errand.handed, assignment, limits, errand.first)
