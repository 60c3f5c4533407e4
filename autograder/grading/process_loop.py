"""Un proceso de trabajo, por dentro: se prepara, hace encargos y da señales de vida hasta que quien reparte cierra.

Lo que se dicen va por un par de sockets, en tramas: su tamaño y, si no es 0, que es
una señal de vida, su contenido.
"""

import os
import pickle
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from autograder.running.warm import EXPENDABLE
from autograder.sandbox import isolation

BEAT = 1.0  # segundos entre dos señales de vida
LEAVING = 5.0  # segundos que se dan a un proceso para acabar por las buenas

READY, NOTE, DONE, RAISED = "listo", "apunte", "hecho", "lanzado"
SIZE = struct.Struct("<Q")


def frame(message: Any) -> bytes:
    """Una trama."""
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return SIZE.pack(len(body)) + body


_upward: Callable[[bytes], None] = lambda data: None  # noqa: E731  (fuera de un proceso de trabajo no hay a quién decir nada)


def note(value: Any) -> None:
    """Apunta algo del encargo en marcha: si este proceso muere, quien reparte sabrá hasta dónde llegó."""
    _upward(frame((NOTE, value)))


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
                    send(frame((RAISED, error)))
                send(frame((READY, None)))
            case (item,):
                try:
                    message = frame((DONE, work(item)))
                except Exception as error:
                    message = frame((RAISED, error))
                send(message)


def _beat(send: Callable[[bytes], None]) -> None:
    """Da señales de vida: quien reparte no puede distinguir de otro modo a quien trabaja de quien está parado."""
    with suppress(OSError):
        while True:
            time.sleep(BEAT)
            send(SIZE.pack(0))


def _receive(sock: socket.socket, inbox: SimpleQueue) -> None:
    """Pone cada encargo en la cola. Si quien reparte cierra o muere, interrumpe el trabajo y, si no basta, lo corta."""
    with suppress(OSError, EOFError):
        while True:
            (size,) = SIZE.unpack(_exactly(sock, SIZE.size))
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
