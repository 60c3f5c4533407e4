"""Repartir un trabajo entre procesos de esta máquina, aunque alguno muera, calle o se quede parado por el camino.

Cada proceso habla con quien reparte por su propio par de sockets: no comparten
nada que uno pueda dejar a medias, y al morir se cierra el suyo. Ningún lado
espera al otro sin fin: quien reparte nunca se bloquea al escribir ni al leer, y
el proceso da señales de vida.
"""

import selectors
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any

from autograder.grading.process_loop import BEAT, LEAVING, RAISED, READY, frame
from autograder.grading.working_process import WorkingProcess, can_fork, inherit
from autograder.running.warm import CannotStart

IN_FLIGHT = 2  # encargos por proceso en camino: uno en marcha y otro esperando; la memoria no crece con la clase
SUSPECTS = 8  # encargos que esperan a repetirse a solas antes de parar a los demás
START_SECONDS = 120.0  # segundos que se le dan a un proceso para arrancar
SILENCE = 60.0  # segundos sin señales tras los que un proceso se da por perdido
PATIENCE = 600.0  # segundos que puede durar un encargo, si no se dice otra cosa
FAILED_STARTS = 3  # procesos seguidos que pueden morir antes de estar listos

_END = object()


@dataclass(frozen=True)
class Lost:
    """Lo que vuelve de un encargo cuyo proceso murió o calló: lo último que apuntó con ``note``."""

    note: Any = None


Flow = Callable[[Iterable[Any]], Iterator[tuple[Any, Any]]]
Lend = AbstractContextManager[Callable[[], object]]


def _nothing() -> Lend:
    return nullcontext(lambda: None)


def spread(
    work: Callable[[Any], Any], items: Iterable[Any], workers: int, begin: Callable[..., None] | None = None, *args: Any
) -> Iterator[tuple[Any, Any]]:
    """Da (encargo, ``work(encargo)``) según acaban, en cualquier orden.

    El que pierde a su proceso se repite a solas; si también entonces, vuelve
    con ``Lost``. ``begin(*args)`` prepara cada proceso.

    Errores
        CannotStart si los procesos no arrancan. Lo que ``work`` lanza, se lanza aquí.
    """
    with Crew(workers) as crew:
        yield from spread_in(crew, work, items, begin, *args)


def spread_in(
    crew: "Crew", work: Callable[[Any], Any], items: Iterable[Any], begin: Callable[..., None] | None = None, *args: Any
) -> Iterator[tuple[Any, Any]]:
    """Lo mismo, entre procesos que quizá ya estén en marcha y hayan hecho otra cosa."""
    crew.prepare(work, begin, *args)
    yield from insist(crew.run, partial(crew_of_one, work, begin, args), items, _again_if_lost)


@contextmanager
def crew_of_one(work: Callable[[Any], Any], begin: Callable[..., None] | None, args: tuple, patience: float = PATIENCE):
    """Un proceso recién arrancado, para lo que se repite a solas."""
    with Crew(1, patience) as crew:
        crew.prepare(work, begin, *args)
        yield crew.run


def _again_if_lost(item: Any, result: Any, alone: bool) -> Any:
    return item if isinstance(result, Lost) and not alone else None


def insist(
    flow: Flow,
    alone: Callable[[], AbstractContextManager[Flow]],
    items: Iterable[Any],
    again: Callable[[Any, Any, bool], Any],
) -> Iterator[tuple[Any, Any]]:
    """Da (encargo, resultado) y repite a solas, sin nada más en marcha, lo que ``again`` pida.

    ``again(encargo, resultado, a_solas)`` devuelve el encargo con que se repite,
    o None si ya está. Los sospechosos se juntan de pocos en pocos: guardarlos
    todos hasta el final sería guardar la clase.
    """
    queue, suspects = iter(items), []

    def until_some_suspects() -> Iterator[Any]:
        while len(suspects) < SUSPECTS and (item := next(queue, _END)) is not _END:
            yield item

    while True:
        for item, result in flow(until_some_suspects()):
            if (second := again(item, result, False)) is None:
                yield item, result
            else:
                suspects.append(second)
        if not suspects:
            return
        with alone() as flow_alone:
            while suspects:
                item = suspects.pop(0)
                ((item, result),) = flow_alone([item])
                while (second := again(item, result, True)) is not None:
                    ((item, result),) = flow_alone([second])
                yield item, result


class Crew:
    """Los procesos que hacen un trabajo y, cuando acaban, quizá otro."""

    def __init__(self, workers: int, patience: float = PATIENCE):
        self.workers, self.patience = workers, patience
        self.prepared = b""
        self.processes: list[WorkingProcess] = []
        self.failed_starts = 0

    def start(self, count: int, lend: Callable[[], Lend] = _nothing) -> None:
        """Arranca ya ``count`` procesos: aún no se sabe qué harán, pero harán falta.

        En Linux se bifurcan de éste, con todo lo que tenga cargado; por eso ha de ser antes de abrir hilos ni bases de
        datos. ``lend()`` abarca cada bifurcación, y lo que da es lo primero que hace el nuevo.
        """
        for _ in range(min(count, self.workers) - len(self.processes)):
            with lend() as first:
                inherited = [process.socket for process in self.processes]
                self.processes.append(WorkingProcess(b"", partial(inherit, inherited, first) if can_fork() else None))

    def prepare(self, work: Callable[[Any], Any], begin: Callable[..., None] | None = None, *args: Any) -> None:
        """Dice qué se va a hacer con cada encargo: ``work(encargo)``, en procesos preparados con ``begin(*args)``."""
        self.prepared = frame((work, begin, args))
        for process in self.processes:
            process.prepare(self.prepared)
        # Que se preparen ya, mientras aquí se hace otra cosa; lo que no quepa irá con el primer encargo.
        deadline = time.monotonic() + BEAT
        while any(process.outgoing for process in self.processes) and time.monotonic() < deadline:
            ready = self._wait(BEAT / 10)
            for process in self.processes:
                process.write(ready.get(process, 0))

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *_) -> None:
        for process in self.processes:
            process.socket.close()  # a todos a la vez: el que espera encargos acaba, y el que trabaja lo deja
        for process in self.processes:
            process.end(LEAVING)

    def run(self, items: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """Da (encargo, resultado o ``Lost``) según acaban."""
        queue, back = iter(items), deque()
        last = time.monotonic()
        while True:
            self._deal(queue, back)
            if not any(process.items for process in self.processes):
                return
            ready = self._wait()
            # Como mucho BEAT por vuelta: si quien reparte hacía otra cosa, o estuvo parado, no es silencio de nadie.
            tick, last = min(time.monotonic() - last, BEAT), time.monotonic()
            for process in list(self.processes):
                events = ready.get(process, 0)
                for kind, value in process.attend(events, tick):
                    if kind == READY:
                        self.failed_starts = 0
                    elif kind == RAISED:
                        raise value
                    else:
                        yield process.items.popleft(), value
                silence = SILENCE if process.ready else START_SECONDS
                if process.gone or process.silent > silence or process.working > self.patience:
                    yield from self._bury(process, back)

    def _deal(self, queue: Iterator[Any], back: deque) -> None:
        """Da encargos a quien tenga sitio, y arranca otro proceso si todos tienen ya alguno."""
        while True:
            process = min(self.processes, key=lambda p: len(p.items), default=None)
            room = len(self.processes) < self.workers
            if process is not None and process.items and not room and len(process.items) >= IN_FLIGHT:
                return
            item = back.popleft() if back else next(queue, _END)
            if item is _END:
                return
            if process is None or (process.items and room):
                process = WorkingProcess(self.prepared)
                self.processes.append(process)
            process.give(item)

    def _wait(self, seconds: float = BEAT) -> dict[WorkingProcess, int]:
        with selectors.DefaultSelector() as selector:
            for process in self.processes:
                selector.register(process.socket, process.interest, process)
            return {key.data: events for key, events in selector.select(seconds)}

    def _bury(self, process: WorkingProcess, back: deque) -> Iterator[tuple[Any, Lost]]:
        """Acaba con un proceso perdido: el encargo que hacía vuelve con ``Lost``; los que esperaban, a la cola."""
        self.processes.remove(process)
        process.end(0)
        waiting = process.items
        lost = waiting.popleft() if process.ready and waiting else _END
        back.extend(waiting)
        if not process.ready:
            self.failed_starts += 1
            if self.failed_starts >= FAILED_STARTS:
                raise CannotStart(
                    f"Los procesos de trabajo mueren al arrancar ({FAILED_STARTS} seguidos). "
                    "¿Queda memoria? Mira también: autograder doctor"
                )
        if lost is not _END:
            yield lost, Lost(process.note)
