"""Los momentos de un cuaderno: en cada ``check(f)`` se bifurca un hijo que se queda con la función y con su mundo.

Lo que pase más abajo (redefinir una auxiliar, borrar un nombre, morir) ya no lo
toca. El hijo espera, parado, a que le pregunten por su propio socket, hecho
fuera antes de encerrar nada. Hay tres sitios por ejercicio: la celda de
corrección publicada, cualquier otro ``check`` y el final del cuaderno.
"""

import contextlib
import gc
import os
import signal
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .identify import exercise_of

PUBLISHED, OWN, END = 0, 1, 2
PLACES = 3


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
        self.taken: dict[int, int] = {}  # puesto → hijo, de la celda en curso; 0 si lo que había ya no vale
        self.place = OWN  # dónde está la celda en curso
        self.frozen = False  # si esto es ya un hijo parado: dentro de una pregunta no se pregunta

    def mark(self, function: Any, namespace: Mapping[str, Any]) -> None:
        """Lo que hace ``check`` al calificar: guardar este momento. No lanza, pase lo que pase."""
        if self.frozen:
            return
        name = exercise_of(function, namespace, self.names)
        if name is not None:
            self.freeze(slot_of(self.names.index(name), self.place), function)

    def freeze(self, slot: int, function: Any) -> bool:
        """Bifurca el hijo de un puesto y acaba con el que hubiera; dice si se pudo."""
        if slot not in self.slots:
            return False
        self._end(slot)
        if threading.active_count() > 1:
            return False  # en el hijo sus hilos no existirían, y podría esperarlos para siempre
        try:
            pid = os.fork()
        except OSError:
            return False
        if pid == 0:
            self._wait(slot, function)
        self.children[slot] = self.taken[slot] = pid
        return True

    def seal(self, *places: int) -> None:
        """Cierra los puestos de unos sitios: así se ve desde fuera si su hijo muere."""
        for slot in [slot for slot in self.slots if slot % PLACES in places]:
            self.slots.pop(slot).close()

    def _end(self, slot: int) -> None:
        child = self.children.pop(slot, None)
        if child is None:
            return
        self.taken[slot] = 0
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
