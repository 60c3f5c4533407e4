"""El trabajador visto desde el lado de confianza: preguntarle, vigilarlo y pararlo a tiempo."""

import contextlib
import select
import shutil
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from autograder.grading.warm import CannotStart, Warm
from autograder.sandbox import wire

AHEAD = 8  # peticiones que se mandan sin esperar respuesta…
SMALL = 8 * 2**10  # …si cada una ocupa menos que esto, en bytes
POLL = 0.05  # segundos entre dos miradas al reloj de CPU
START_SECONDS = 30.0
MEMORY = 4 * 2**30  # bytes de memoria real, entre el trabajador y todos sus descendientes
MEMORY_EVERY = 0.5  # segundos entre dos miradas a la memoria: recorrer procesos cuesta


@dataclass(frozen=True)
class Limits:
    """Topes de una entrega.

    Unidades
        Segundos de CPU, para que una máquina ocupada no cambie ninguna nota. El
        reloj de pared tiene ``wall_factor`` veces más.
    """

    cell: float = 10.0
    call: float = 2.0
    submission: float = 60.0
    wall_factor: float = 10.0


DEFAULT_LIMITS = Limits()


class Stopped(Exception):
    """El trabajador no contestó: "time" (CPU), "wall" (reloj), "memory" o "died"."""

    def __init__(self, kind: str):
        super().__init__(kind)
        self.kind = kind


class Worker:
    """Un proceso que ejecuta código de una entrega, en su propia carpeta de usar y tirar.

    ``layers`` dice qué capas de aislamiento quedaron puestas; lo manda el
    proceso antes de ejecutar nada ajeno, así que se puede creer.
    """

    def __init__(self, warm: Warm):
        """Pide un trabajador al padre templado.

        Errores
            CannotStart si no llega a nacer.
        """
        self.spent = 0.0  # CPU vista por última vez: un proceso muerto ya no la dice
        self.alive = False
        self.socket = warm.fork()
        self.socket.settimeout(START_SECONDS)
        try:
            self.ps = psutil.Process(int(wire.receive(self.socket)["pid"]))
            self.layers: dict[str, bool] = wire.receive(self.socket)["layers"]
        except (OSError, EOFError, wire.WireError, psutil.Error, KeyError) as error:
            self.socket.close()
            raise CannotStart(f"Un trabajador no arrancó ({type(error).__name__}). Mira: autograder doctor") from None
        self.reader = _Watched(self.socket)
        self.folder = Path(warm.folder, str(self.ps.pid)) if warm.folder else None
        self.born = self.cpu()
        self.alive = True

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def cpu(self) -> float:
        """Segundos de CPU gastados por el proceso y sus hijos ya terminados."""
        with contextlib.suppress(psutil.Error):
            used = self.ps.cpu_times()
            self.spent = used.user + used.system + used.children_user + used.children_system
        return self.spent

    def memory(self) -> int:
        """Bytes de memoria propia del proceso y de todos sus descendientes."""
        total = 0
        with contextlib.suppress(psutil.Error):
            for process in [self.ps, *self.ps.children(recursive=True)]:
                with contextlib.suppress(psutil.Error):
                    total += process.memory_info().rss
        return total

    def ask(self, request: dict[str, Any], seconds: float, wall_factor: float) -> dict[str, Any]:
        """Manda una petición y espera la respuesta.

        Errores
            Stopped si gasta más de ``seconds`` de CPU, si pasa ``wall_factor``
            veces más de reloj, si agota la memoria, si muere o si lo que envía no vale.
        """
        (reply,) = self.ask_all([wire.encode(request)], seconds, wall_factor)
        return reply

    def ask_all(self, frames: Iterable[bytes], seconds: float, wall_factor: float) -> Iterator[dict[str, Any]]:
        """Manda varias peticiones ya escritas y da sus respuestas, con unos topes para cada una.

        Las pequeñas van unas detrás de otras sin esperar: así el trabajador no
        se para entre dos.

        Errores
            Stopped, como ``ask``.
        """
        pending, waiting = deque(frames), 0
        try:
            while pending or waiting:
                # Sólo se adelantan las que caben en el búfer del socket: nadie se queda esperando a nadie.
                while pending and waiting < AHEAD and (not waiting or len(pending[0]) <= SMALL):
                    try:
                        self.reader.watch = self._watch(seconds, seconds * wall_factor)
                        self.reader.sendall(pending[0])
                    except (BrokenPipeError, ConnectionResetError):
                        # Murió, pero lo que ya había contestado sigue por leer: la culpa es de la siguiente.
                        waiting += 1
                        pending.clear()
                        break
                    pending.popleft()
                    waiting += 1
                self.reader.watch = self._watch(seconds, seconds * wall_factor)
                reply = wire.receive(self.reader)
                if not isinstance(reply, dict):
                    raise wire.WireError("Una respuesta debe ser un diccionario.")
                waiting -= 1
                yield reply
        except Stopped:
            self.close()
            raise
        except (OSError, EOFError, wire.WireError):
            self.close()
            raise Stopped("died") from None

    def _watch(self, cpu_limit: float, wall_limit: float) -> Callable[[], None]:
        """Una función que, llamada a menudo, lanza Stopped cuando se pasa algún tope."""
        began = time.monotonic()
        cpu_start: float | None = None
        next_cpu, next_memory = began + POLL, began + MEMORY_EVERY

        def watch() -> None:
            nonlocal cpu_start, next_cpu, next_memory
            now = time.monotonic()
            if now - began > wall_limit:
                raise Stopped("wall")
            if now >= next_cpu:
                next_cpu = now + POLL
                # Mirar la CPU cuesta, y casi todo acaba antes: la del principio se deduce a la primera mirada.
                if cpu_start is None:
                    # Como mucho POLL: si quien miraba estuvo parado, esa espera no es cálculo del estudiante.
                    cpu_start = self.cpu() - min(now - began, POLL)
                if self.cpu() - cpu_start > cpu_limit:
                    raise Stopped("time")
            if now >= next_memory:
                next_memory = now + MEMORY_EVERY
                if self.memory() > MEMORY:
                    raise Stopped("memory")

        return watch

    def close(self) -> None:
        """Mata el proceso y a todos sus descendientes, y borra su carpeta."""
        self.alive = False
        self.socket.close()
        with contextlib.suppress(psutil.Error):
            # Con espacio de procesos propio basta el primero; sin él, hay que ir uno a uno.
            for process in [*self.ps.children(recursive=True), self.ps]:
                with contextlib.suppress(psutil.Error):
                    process.kill()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)


class _Watched:
    """Un socket que mira el reloj mientras espera y entre trozo y trozo: ni callar, ni gotear, ni no leer lo engaña."""

    def __init__(self, sock: socket.socket):
        self.socket, self.buffer = sock, b""
        self.watch: Callable[[], None] = lambda: None

    def sendall(self, data: bytes) -> None:
        self.socket.setblocking(False)
        left = memoryview(data)
        while left:
            while not select.select([], [self.socket], [], POLL)[1]:
                self.watch()
            left = left[self.socket.send(left) :]

    def recv(self, size: int) -> bytes:
        if not self.buffer:
            self.watch()
            while not select.select([self.socket], [], [], POLL)[0]:
                self.watch()
            # De una vez lo que haya: varias respuestas seguidas son una sola lectura.
            self.buffer = self.socket.recv(2**18)
        chunk, self.buffer = self.buffer[:size], self.buffer[size:]
        return chunk
