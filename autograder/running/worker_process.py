"""El trabajador visto desde el lado de confianza: preguntarle, vigilarlo y pararlo a tiempo."""

import contextlib
import math
import os
import select
import shutil
import signal
import socket
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from autograder.running import usage
from autograder.running.view import SCRATCH
from autograder.running.warm import CannotStart, Warm
from autograder.sandbox import wire
from autograder.sandbox.moments import PLACES

AHEAD = 8  # peticiones que se mandan sin esperar respuesta…
SMALL = 8 * 2**10  # …si cada una ocupa menos que esto, en bytes
POLL = 0.05  # segundos entre dos miradas al reloj de CPU
START_SECONDS = 30.0
MEMORY = 4 * 2**30  # bytes de memoria real, entre el trabajador y todos sus descendientes
MEMORY_EVERY = 0.1  # segundos entre dos miradas a la memoria…
MEMORY_SHARE = 10  # …o este múltiplo de lo que costó mirarla: cuanto más ocupa, más cuesta
MODEST = 256 * 2**20  # bytes: quien ocupa menos no es quien llena la máquina
RESERVE = 192 * 2**20  # bytes que deben quedar en la máquina: por debajo se para a quien ocupe más que MODEST
FIRST_VICTIM = 1000  # a quien mata antes el núcleo si falta memoria: a lo del estudiante, nunca a quien califica


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
    # Capas sin las que no se ejecuta nada. No cambian ninguna nota: no salen en las huellas.
    layers: frozenset[str] = field(default=frozenset(), repr=False)


DEFAULT_LIMITS = Limits()


class Stopped(Exception):
    """El trabajador no contestó.

    ``kind`` es "time" (CPU de la petición), "wall" (su reloj), "memory",
    "crowded" (a la máquina le faltaba memoria, y ése ocupaba la suya), "budget"
    (lo que le quedaba a la entrega entera, de CPU o de reloj) o "died".
    """

    def __init__(self, kind: str):
        super().__init__(kind)
        self.kind = kind


class _Channel:
    """Nuestro extremo de una conversación, y lo recibido que aún no es una trama entera."""

    def __init__(self, sock: socket.socket):
        self.socket, self.received = sock, bytearray()
        sock.setblocking(False)

    def read(self) -> bool:
        """Lee lo que haya llegado, de una vez; dice si había algo."""
        try:
            chunk = self.socket.recv(2**18)
        except BlockingIOError:
            return False
        if not chunk:
            raise wire.Closed("El otro lado cerró la conexión.")
        self.received += chunk
        return True


class Worker:
    """Los procesos que ejecutan una entrega, en su propia carpeta de usar y tirar.

    El primero es nuestro; de él cuelga quien ejecuta las celdas y, de éste, un
    hijo parado por cada momento que hay que juzgar (``sandbox/moments.py``).
    ``layers`` dice qué capas de aislamiento quedaron puestas; lo manda el primero
    antes de que se ejecute nada ajeno, así que se puede creer.

    Los relojes son de la entrega y corren hasta que se cierra: la CPU y la
    memoria se miran según pasa el tiempo, por muchas respuestas que dé.
    """

    def __init__(
        self,
        warm: Warm,
        budget: float = math.inf,
        deadline: float = math.inf,
        names: Sequence[str] = (),
        frozen: bool = False,
    ):
        """Pide un trabajador al padre templado; ``names`` son los ejercicios, y ``frozen``, si se paran sus momentos.

        Unidades
            ``budget``, segundos de CPU para todo lo que se le pida; ``deadline``,
            hasta cuándo, en segundos de ``time.monotonic``.
        Errores
            CannotStart si no llega a nacer.
        """
        self.budget, self.deadline, self.names = budget, deadline, list(names)
        self.spent = 0.0  # CPU vista por última vez: un proceso muerto ya no la dice
        self.alive = False
        self.children: dict[int, int] = {}  # puesto → su pid, visto desde dentro
        self.sockets = warm.fork(PLACES * len(names) if frozen else 0)
        self.control, main, *slots = self.sockets
        self.control.settimeout(START_SECONDS)
        try:
            self.ps = psutil.Process(int(wire.receive(self.control)["pid"]))
            told: dict[str, bool] = wire.receive(self.control)["layers"]
            self.layers = {**told, "vista": warm.view, "red": warm.view, "vigilancia": True}
            for pid in usage.family(self.ps.pid):
                _sacrifice(pid)
            wire.send(main, {"names": list(names)})
        except (OSError, EOFError, wire.WireError, psutil.Error, KeyError) as error:
            self._hang_up()
            raise CannotStart(f"Un trabajador no arrancó ({type(error).__name__}). Mira: autograder doctor") from None
        self.main = _Channel(main)
        self.slots = [_Channel(sock) for sock in slots]
        self.folder = Path(warm.folder, str(self.ps.pid)) if warm.folder else None
        self.disk = str(warm.folder or SCRATCH) if self.layers.get("disco") else None
        self.identity = usage.status(self.ps.pid)
        self.born = self.cpu()
        self.alive = True
        self.next_cpu = self.next_memory = time.monotonic()

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def cpu(self) -> float:
        """Segundos de CPU gastados por el proceso y todos sus descendientes, vivos o no."""
        # Nunca baja: uno que acaba mientras se cuenta falta esa vez.
        if not self._gone():
            self.spent = max(self.spent, usage.cpu(usage.family(self.ps.pid)))
        return self.spent

    @property
    def affordable(self) -> bool:
        """Si a la entrega le queda CPU y reloj."""
        return self.spent - self.born <= self.budget and time.monotonic() <= self.deadline

    def memory(self, enough: int = 0) -> int:
        """Bytes de memoria propia de todos sus procesos y de su disco; sin tanta cuenta si no llegan a ``enough``."""
        pids, disk, most = self._at_most()
        return most if most <= enough else disk + usage.proportional(pids)

    def _at_most(self) -> tuple[list[int], int, int]:
        """Los procesos, lo que ocupa su disco y, como mucho, todo: los hijos parados comparten casi todo.

        Contarlo de más cuesta poco, y mirarlo página a página, mucho.
        """
        pids = usage.family(self.ps.pid)
        disk = usage.scratch(self.ps.pid, self.disk) if self.disk else 0
        return pids, disk, disk + usage.at_most(pids)

    def _gone(self) -> bool:
        """Si el proceso acabó; otro puede tener ya su número."""
        now = usage.status(self.ps.pid)
        return now is None or self.identity is None or now.ended or now.born != self.identity.born

    def ask(
        self, request: dict[str, Any], seconds: float, wall_factor: float, slot: int | None = None
    ) -> dict[str, Any]:
        """Manda una petición y espera la respuesta; a quien ejecuta las celdas o al hijo de un puesto.

        Errores
            Stopped si gasta más de ``seconds`` de CPU, si pasa ``wall_factor``
            veces más de reloj, si agota la memoria, si muere o si lo que envía no vale.
        """
        (reply,) = self.ask_all([wire.encode(request)], seconds, wall_factor, slot)
        return reply

    def ask_all(
        self, frames: Iterable[bytes], seconds: float, wall_factor: float, slot: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Manda varias peticiones ya escritas y da sus respuestas, con unos topes para cada una.

        Las pequeñas van unas detrás de otras sin esperar: así el trabajador no
        se para entre dos. Lo que pare a un hijo acaba con él; lo demás, con todos.

        Errores
            Stopped, como ``ask``.
        """
        channel = self.main if slot is None else self.slots[slot]
        pending, waiting = deque(frames), 0
        try:
            while pending or waiting:
                self._look(answered=True)
                # Los topes son de la petición que toca contestar; mandar más no los alarga.
                self.cpu_limit = self.spent + seconds
                self.wall_limit = time.monotonic() + seconds * wall_factor
                # Solo se adelantan las que caben en el búfer del socket: nadie se queda esperando a nadie.
                while pending and waiting < AHEAD and (not waiting or len(pending[0]) <= SMALL):
                    try:
                        self._send(channel, pending[0])
                    except (BrokenPipeError, ConnectionResetError):
                        # Murió, pero lo que ya había contestado sigue por leer: la culpa es de la siguiente.
                        waiting += 1
                        pending.clear()
                        break
                    pending.popleft()
                    waiting += 1
                reply = wire.decode(self._receive(channel))
                if not isinstance(reply, dict):
                    raise wire.WireError("Una respuesta debe ser un diccionario.")
                waiting -= 1
                yield reply
        except Stopped as stop:
            self._give_up(slot, stop.kind)
            raise
        except (OSError, EOFError, wire.WireError):
            self._give_up(slot, "died")
            raise Stopped("died") from None

    def _give_up(self, slot: int | None, kind: str) -> None:
        """Acaba con quien no contestó: un hijo parado, o la entrega entera."""
        if slot is None or kind == "budget" or self._gone():
            self.close()
            return
        self.slots[slot].socket.close()
        for pid in usage.family(self.ps.pid):
            if usage.inner_pid(pid) == self.children.get(slot):
                for one in reversed(usage.family(pid)):
                    with contextlib.suppress(OSError):
                        os.kill(one, signal.SIGKILL)

    def _send(self, channel: _Channel, frame: bytes) -> None:
        left = memoryview(frame)
        while left:
            try:
                left = left[channel.socket.send(left) :]
            except BlockingIOError:
                while not select.select([], [channel.socket], [], POLL)[1]:
                    self._look()
                    if self._ended(channel):
                        raise BrokenPipeError from None

    def _receive(self, channel: _Channel) -> bytes:
        """El cuerpo de la siguiente trama: ni callar, ni gotear, ni contestar sin parar engaña a los relojes."""
        while (body := wire.take(channel.received)) is None:
            if channel.read():
                continue
            # Solo si de verdad no ha contestado: quien mira pudo estar parado un rato con la respuesta ya aquí.
            self._look()
            watched = [channel.socket, self.control] if channel is self.main else [channel.socket]
            ready = select.select(watched, [], [], POLL)[0]
            if channel.socket not in ready and self._ended(channel) and not channel.read():
                # Un hijo suyo puede tener abierto el socket, y el final no llegaría nunca.
                raise wire.Closed("El trabajador acabó.")
        return body

    def _ended(self, channel: _Channel) -> bool:
        """Si acabó todo o, en la conversación con quien ejecuta las celdas, si acabó él: lo dice el primero."""
        if channel is self.main and select.select([self.control], [], [], 0)[0]:
            return True
        return self._gone()

    def _look(self, answered: bool = False) -> None:
        """Mira los relojes si toca, y lanza Stopped si se pasó algún tope; ``answered``: solo los de la entrega."""
        now = time.monotonic()
        if now > self.deadline:
            raise Stopped("budget")
        if not answered and now > self.wall_limit:
            raise Stopped("wall")
        if now >= self.next_cpu:
            used = self.cpu()
            if used - self.born > self.budget:
                raise Stopped("budget")
            if not answered and used > self.cpu_limit:
                raise Stopped("time")
            self.next_cpu = time.monotonic() + POLL
        if now >= self.next_memory:
            # Lo corriente es ocupar poco: entonces da igual cuánto le quede a la máquina, y preguntarlo cuesta.
            if self._at_most()[2] > MODEST:
                self._look_at_the_machine()
            after = time.monotonic()
            self.next_memory = after + max(MEMORY_EVERY, MEMORY_SHARE * (after - now))

    def _look_at_the_machine(self) -> None:
        """Lanza Stopped si ocupa demasiado, o si ocupa lo suyo y a la máquina le falta memoria."""
        crowded = usage.available() < RESERVE
        used = self.memory(enough=MODEST if crowded else MEMORY)
        if used > MEMORY:
            raise Stopped("memory")
        if crowded and used > MODEST:
            raise Stopped("crowded")

    def close(self) -> None:
        """Mata todos los procesos de la entrega y borra su carpeta."""
        self.alive = False
        self._hang_up()
        if not self._gone():
            # Con espacio de procesos propio basta el primero; sin él, hay que ir uno a uno.
            own = [self.ps.pid] if self.layers.get("procesos") else reversed(usage.family(self.ps.pid))
            for pid in own:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _hang_up(self) -> None:
        for sock in self.sockets:
            sock.close()


def _sacrifice(pid: int) -> None:
    """Que sea de los primeros a los que el núcleo mate si falta memoria; lo heredan sus hijos y no lo pueden bajar."""
    with contextlib.suppress(OSError):  # fuera de Linux no hay dónde decirlo
        Path(f"/proc/{pid}/oom_score_adj").write_text(str(FIRST_VICTIM))
