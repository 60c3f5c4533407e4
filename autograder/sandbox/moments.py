"""Los momentos de un cuaderno: en un ``check(f)`` se bifurca un hijo que se queda con la función y con su mundo.

Lo que pase más abajo (redefinir una auxiliar, borrar un nombre, morir) ya no lo
toca. El hijo espera, parado, a que le pregunten por su propio socket, hecho
fuera antes de encerrar nada; sin socket solo se apunta dónde se llamó. Hay dos
sitios por ejercicio: la celda de corrección publicada y cualquier otro ``check``.
"""

import contextlib
import gc
import os
import signal
import socket
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .identify import exercise_of

PUBLISHED, OWN = 0, 1
PLACES = 2


def slot_of(number: int, place: int) -> int:
    """El puesto de un sitio del ejercicio que ocupa ese lugar en la lista."""
    return PLACES * number + place


class Moments:
    """Los hijos parados de un cuaderno, uno por puesto.

    ``serve(socket, función)`` es lo que hace un hijo cuando le preguntan.
    """

    def __init__(
        self,
        names: Sequence[str],
        main: socket.socket,
        slots: Sequence[socket.socket],
        serve: Callable[[socket.socket, Any], None],
    ):
        self.names, self.main, self.serve = list(names), main, serve
        self.slots: dict[int, socket.socket] = dict(enumerate(slots))
        self.children: dict[int, int] = {}
        self.seen: dict[int, int] = {}  # puesto → hijo, o 0, de cada check de la celda en curso
        self.place = OWN  # dónde está la celda en curso
        self.frozen = False  # si esto es ya un hijo parado: dentro de una pregunta no se pregunta

    def mark(self, function: Any, namespace: Mapping[str, Any]) -> None:
        """Lo que hace ``check`` al calificar: guardar este momento. No lanza, pase lo que pase."""
        if self.frozen:
            return
        name = exercise_of(function, namespace, self.names)
        if name is not None:
            slot = slot_of(self.names.index(name), self.place)
            self.seen[slot] = self._freeze(slot, function)

    def _freeze(self, slot: int, function: Any) -> int:
        """Bifurca el hijo de un puesto y acaba con el que hubiera; devuelve su pid, o 0 si no se puede."""
        self._end(slot)
        if slot not in self.slots:
            return 0
        try:
            pid = os.fork()
        except OSError:
            return 0
        if pid == 0:
            self._wait(slot, function)
        self.children[slot] = pid
        return pid

    def seal(self) -> None:
        """Cierra los puestos: así se ve desde fuera si su hijo muere."""
        while self.slots:
            self.slots.popitem()[1].close()

    def _end(self, slot: int) -> None:
        child = self.children.pop(slot, None)
        if child is not None:
            with contextlib.suppress(OSError):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)

    def _wait(self, slot: int, function: Any) -> None:
        """La vida de un hijo: callar hasta que le pregunten. No vuelve."""
        try:
            self.frozen = True
            gc.freeze()  # lo que hay hasta aquí no es basura: mirarlo copiaría sus páginas
            mine = self.slots.pop(slot)
            for other in (self.main, *self.slots.values()):
                other.close()
            self.serve(mine, function)
        finally:
            os._exit(0)
