"""Repartir un trabajo entre procesos de esta máquina, aunque alguno muera, calle o se quede parado por el camino.

Cada proceso habla con quien reparte por su propio par de sockets: no comparten
nada que uno pueda dejar a medias, y al morir se cierra el suyo. Ningún lado
espera al otro sin fin: quien reparte nunca se bloquea al escribir ni al leer, y
el proceso da señales de vida.
"""

import gc
import os
import pickle
import selectors
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from autograder.running.warm import EXPENDABLE, CannotStart
from autograder.sandbox import isolation

IN_FLIGHT = 2  # encargos por proceso en camino: uno en marcha y otro esperando; la memoria no crece con la clase
SUSPECTS = 8  # encargos que esperan a repetirse a solas antes de parar a los demás
TICK = 0.01  # segundos entre dos miradas a si un hijo acabó
BEAT = 1.0  # segundos entre dos señales de vida
START_SECONDS = 120.0  # segundos que se le dan a un proceso para arrancar
SILENCE = 60.0  # segundos sin señales tras los que un proceso se da por perdido
PATIENCE = 600.0  # segundos que puede durar un encargo, si no se dice otra cosa
LEAVING = 5.0  # segundos que se dan a un proceso para acabar por las buenas
FAILED_STARTS = 3  # procesos seguidos que pueden morir antes de estar listos

READY, NOTE, DONE, RAISED = "listo", "apunte", "hecho", "lanzado"
PROGRAM = (
    "import sys; sys.path[:] = sys.argv[2:]; "
    "from autograder.grading.processes import spawn_main; spawn_main(int(sys.argv[1]))"
)
_SIZE = struct.Struct("<Q")
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
        self.processes: list[_Process] = []
        self.failed_starts = 0

    def start(self, count: int, lend: Callable[[], Lend] = _nothing) -> None:
        """Arranca ya ``count`` procesos: aún no se sabe qué harán, pero harán falta.

        En Linux se bifurcan de éste, con todo lo que tenga cargado; por eso ha de ser antes de abrir hilos ni bases de
        datos. ``lend()`` abarca cada bifurcación, y lo que da es lo primero que hace el nuevo.
        """
        for _ in range(min(count, self.workers) - len(self.processes)):
            with lend() as first:
                inherited = [process.socket for process in self.processes]
                self.processes.append(_Process(b"", partial(_inherit, inherited, first) if _can_fork() else None))

    def prepare(self, work: Callable[[Any], Any], begin: Callable[..., None] | None = None, *args: Any) -> None:
        """Dice qué se va a hacer con cada encargo: ``work(encargo)``, en procesos preparados con ``begin(*args)``."""
        self.prepared = _frame((work, begin, args))
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
                process = _Process(self.prepared)
                self.processes.append(process)
            process.give(item)

    def _wait(self, seconds: float = BEAT) -> dict["_Process", int]:
        with selectors.DefaultSelector() as selector:
            for process in self.processes:
                selector.register(process.socket, process.interest, process)
            return {key.data: events for key, events in selector.select(seconds)}

    def _bury(self, process: "_Process", back: deque) -> Iterator[tuple[Any, Lost]]:
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


class _Process:
    """Un proceso visto desde quien reparte. Responde a los encargos en orden: el primero es el que está haciendo."""

    def __init__(self, prepared: bytes, first: Callable[[], object] | None = None):
        """Arranca un intérprete nuevo o, con ``first``, se bifurca de éste, y es lo primero que hace."""
        self.socket, other = socket.socketpair()
        self.socket.setblocking(False)
        with other:
            if first is not None:
                self.process = _Forked(partial(_begin_forked, self.socket, other, first))
            else:
                path = [entry for entry in sys.path if isinstance(entry, str)]
                self.process = subprocess.Popen(
                    [sys.executable, "-c", PROGRAM, str(other.fileno()), *path],
                    pass_fds=[other.fileno()],
                    stdin=subprocess.DEVNULL,
                    process_group=0,  # Ctrl-C lo atiende quien reparte, que los cierra
                )
        self.outgoing, self.incoming = bytearray(prepared), bytearray()
        self.items: deque = deque()
        self.ready = self.gone = False
        self.note: Any = None
        self.silent = self.working = 0.0

    @property
    def interest(self) -> int:
        return selectors.EVENT_READ | (selectors.EVENT_WRITE if self.outgoing else 0)

    def prepare(self, prepared: bytes) -> None:
        """Le dice qué hará con lo que se le dé desde ahora. No le queda ningún encargo por contestar."""
        self.outgoing += prepared
        self.ready, self.silent = False, 0.0

    def give(self, item: Any) -> None:
        self.items.append(item)
        self.outgoing += _frame((item,))

    def attend(self, events: int, tick: float) -> list[tuple[str, Any]]:
        """Escribe y lee lo que se pueda sin esperar; da lo que contestó."""
        self.silent += tick
        self.working += tick if self.items else 0.0
        self.write(events)
        try:
            if events & selectors.EVENT_READ:
                chunk = self.socket.recv(2**20)
                self.gone = not chunk
                self.incoming += chunk
                self.silent = 0.0
        except BlockingIOError:
            pass
        except OSError:
            self.gone = True
        return list(self._read())

    def write(self, events: int) -> None:
        """Manda lo que quepa sin esperar."""
        try:
            if events & selectors.EVENT_WRITE:
                del self.outgoing[: self.socket.send(self.outgoing)]
        except BlockingIOError:
            pass
        except OSError:
            self.gone = True

    def _read(self) -> Iterator[tuple[str, Any]]:
        while len(self.incoming) >= _SIZE.size:
            end = _SIZE.size + _SIZE.unpack_from(self.incoming)[0]
            if len(self.incoming) < end:
                return
            body = bytes(self.incoming[_SIZE.size : end])
            del self.incoming[:end]
            if not body:
                continue  # una señal de vida
            kind, value = pickle.loads(body)
            if kind == NOTE:
                self.note = value
                continue
            self.ready, self.note, self.working = True, None, 0.0
            yield kind, value

    def end(self, seconds: float) -> None:
        """Cierra su socket, le da ``seconds`` para acabar y, si no, lo mata: también si está parado."""
        self.socket.close()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
            return
        self.process.kill()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(LEAVING)


class _Forked:
    """Un hijo bifurcado de este proceso, con los mismos modos que un ``subprocess.Popen``."""

    def __init__(self, body: Callable[[], object]):
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):
                stream.flush()  # lo que falte por escribir es cosa de uno solo
        self.pid = os.fork()
        if self.pid == 0:
            try:
                body()
            except Exception:
                traceback.print_exc()
            finally:
                os._exit(0)
        self.ended = False

    def kill(self) -> None:
        if not self.ended:  # sin recoger, su número no es de otro
            os.kill(self.pid, signal.SIGKILL)

    def wait(self, seconds: float | None = None) -> None:
        deadline = None if seconds is None else time.monotonic() + seconds
        while not self.ended:
            self.ended = os.waitpid(self.pid, 0 if deadline is None else os.WNOHANG)[0] != 0
            if not self.ended and time.monotonic() >= deadline:
                raise subprocess.TimeoutExpired("proceso bifurcado", seconds)
            if not self.ended:
                time.sleep(TICK)


def _can_fork() -> bool:
    """Un hijo hereda los cerrojos de los hilos, pero no los hilos; y fuera de Linux, bibliotecas que no lo aguantan."""
    return sys.platform == "linux" and threading.active_count() == 1


def _frame(message: Any) -> bytes:
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return _SIZE.pack(len(body)) + body


# — dentro de cada proceso —

_upward: Callable[[bytes], None] = lambda data: None  # noqa: E731  (fuera de un proceso de trabajo no hay a quién decir nada)


def note(value: Any) -> None:
    """Apunta algo del encargo en marcha: si este proceso muere, quien reparte sabrá hasta dónde llegó."""
    _upward(_frame((NOTE, value)))


def _inherit(sockets: Iterable[socket.socket], first: Callable[[], object]) -> None:
    """Lo primero que hace un proceso bifurcado: cerrar las conversaciones de los demás, o no sabrían que acaban."""
    for sock in sockets:
        sock.close()
    first()


def _begin_forked(theirs: socket.socket, own: socket.socket, first: Callable[[], object]) -> None:
    os.setpgid(0, 0)  # Ctrl-C lo atiende quien reparte, que los cierra
    theirs.close()
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    gc.freeze()  # lo heredado no es basura de este proceso
    first()
    spawn_main(own.detach())


def spawn_main(descriptor: int) -> None:
    """Lo que ejecuta un proceso de trabajo: prepararse y hacer encargos hasta que quien reparte cierre o muera."""
    global _upward
    isolation.die_with_parent()  # parado no se entera de nada: que lo mate el núcleo
    if sys.platform == "linux":
        # Si falta memoria, que el núcleo mate antes a éste, que se repone, que a quien reparte y escribe.
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(str(EXPENDABLE))
    os.set_inheritable(descriptor, False)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sock, lock, inbox = socket.socket(fileno=descriptor), threading.Lock(), SimpleQueue()

    def send(data: bytes) -> None:
        with lock:
            sock.sendall(data)

    _upward = send
    try:
        for body in (partial(_beat, send), partial(_receive, sock, inbox)):
            threading.Thread(target=body, daemon=True).start()
        _serve(inbox, send)
    except (KeyboardInterrupt, OSError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # ya se está yendo


def _serve(inbox: SimpleQueue, send: Callable[[bytes], None]) -> None:
    while True:
        match pickle.loads(inbox.get()):
            case work, begin, args:
                try:
                    if begin is not None:
                        begin(*args)
                except Exception as error:
                    send(_frame((RAISED, error)))
                send(_frame((READY, None)))
            case (item,):
                try:
                    message = _frame((DONE, work(item)))
                except Exception as error:
                    message = _frame((RAISED, error))
                send(message)


def _beat(send: Callable[[bytes], None]) -> None:
    """Da señales de vida: quien reparte no puede distinguir de otro modo a quien trabaja de quien está parado."""
    with suppress(OSError):
        while True:
            time.sleep(BEAT)
            send(_SIZE.pack(0))


def _receive(sock: socket.socket, inbox: SimpleQueue) -> None:
    """Pone cada encargo en la cola. Si quien reparte cierra o muere, interrumpe el trabajo y, si no basta, lo corta."""
    with suppress(OSError, EOFError):
        while True:
            (size,) = _SIZE.unpack(_exactly(sock, _SIZE.size))
            inbox.put(_exactly(sock, size))
    signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
    time.sleep(LEAVING)
    os._exit(1)


def _exactly(sock: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        chunk = sock.recv(min(size - len(data), 2**20))
        if not chunk:
            raise EOFError
        data += chunk
    return bytes(data)
