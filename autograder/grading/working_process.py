"""Un proceso de trabajo, visto desde quien reparte: arrancarlo, hablarle sin esperar y acabar con él."""

import gc
import os
import pickle
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from autograder.grading.process_loop import LEAVING, NOTE, SIZE, frame, spawn_main

TICK = 0.01  # segundos entre dos miradas a si un hijo acabó
PROGRAM = (
    "import sys; sys.path[:] = sys.argv[2:]; "
    "from autograder.grading.process_loop import spawn_main; spawn_main(int(sys.argv[1]))"
)


class WorkingProcess:
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
        self.outgoing += frame((item,))

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
        while len(self.incoming) >= SIZE.size:
            end = SIZE.size + SIZE.unpack_from(self.incoming)[0]
            if len(self.incoming) < end:
                return
            body = bytes(self.incoming[SIZE.size : end])
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


def can_fork() -> bool:
    """Un hijo hereda los cerrojos de los hilos, pero no los hilos; y fuera de Linux, bibliotecas que no lo aguantan."""
    return sys.platform == "linux" and threading.active_count() == 1


def inherit(sockets: Iterable[socket.socket], first: Callable[[], object]) -> None:
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
