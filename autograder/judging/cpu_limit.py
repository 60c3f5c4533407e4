"""Poner un tope de CPU a un trozo de código de este mismo proceso."""

import contextlib
import signal
import threading
from collections.abc import Iterator


class TooLong(BaseException):
    """Se acabó el tiempo. Hereda de BaseException para que un ``except Exception`` no la trague."""


@contextlib.contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Corta lo que gaste más CPU de la cuenta.

    Solo en el hilo principal y donde hay SIGPROF (no en Windows); en otro caso
    no limita, y en un cuaderno queda el botón de interrumpir el kernel.

    Errores
        TooLong al pasarse.
    """
    if not hasattr(signal, "SIGPROF") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(signum, frame):
        raise TooLong

    previous = signal.signal(signal.SIGPROF, stop)
    # Se repite: un `except:` puede tragarse el primer aviso.
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous)
