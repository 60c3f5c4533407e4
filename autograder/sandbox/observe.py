"""Qué código trabaja mientras se llama a una función.

Leer lo escrito deja fuera lo que se guarda en un diccionario, se alcanza con
``globals()`` o se nombra con una cadena. Al ejecutarse da igual cómo se llegó:
el intérprete avisa de cada llamada, y una llamada sabe de qué módulo es.
"""

import _thread
import contextlib
import gc
import os
import sys
import threading
from collections.abc import Iterable, Iterator

from .absent import refuse

# Las de ahora: una celda puede cambiar las de `sys`.
_setprofile, _getprofile = sys.setprofile, sys.getprofile
# Con lo que se dejaría de mirar, o se trabajaría donde no se mira: pedirlo también se apunta.
EVASIONS = {
    _setprofile: "sys.setprofile",
    _thread.start_new_thread: "_thread.start_new_thread",
    getattr(os, "fork", None): "os.fork",
}


class Observer:
    """Lo que se le da a ``sys.setprofile``: apunta en ``used`` lo prohibido que ve trabajar.

    ``forbids`` nombra módulos ("course_lib") o cosas de un módulo ("np.gradient").
    """

    def __init__(self, forbids: Iterable[str]):
        self.forbids = {name: "numpy" + name[2:] if name.startswith("np.") else name for name in forbids}
        tops = {full.partition(".")[0] for full in self.forbids.values()} - {"numpy"}
        # Una función copiada con otras variables globales sigue diciendo en qué archivo se escribió.
        self.files = {
            getattr(module, "__file__", None): name
            for name, module in list(sys.modules.items())
            if name.partition(".")[0] in tops
        }
        self.used: dict[str, None] = {}
        self.known: set[tuple[str, str]] = set()  # lo ya mirado: un bucle llama un millón de veces a lo mismo
        self.on = False

    def __call__(self, frame, event: str, arg) -> None:
        if not self.on:
            _setprofile(None)  # un hilo que la llamada dejó en marcha
        elif event == "call":
            code = frame.f_code
            if code is refuse.__code__:  # lo prohibido no está, y se ha querido usar
                self._look(repr(frame.f_locals["self"]), "")
            if code is threading.setprofile.__code__:
                self.used["sys.setprofile"] = None
            self._look(self.files.get(code.co_filename) or frame.f_globals.get("__name__"), code.co_qualname)
        elif event == "c_call":
            # threading arranca sus hilos con lo mismo, y a ésos sí se los mira.
            if arg in EVASIONS and frame.f_globals is not vars(threading):
                self.used[EVASIONS[arg]] = None
            self._look(arg.__module__ or type(arg.__self__).__module__, arg.__qualname__)

    def _look(self, module: object, qualname: str) -> None:
        if not isinstance(module, str) or (module, qualname) in self.known:
            return
        self.known.add((module, qualname))
        for name, full in self.forbids.items():
            top, _, last = full.rpartition(".")
            if _inside(module, full) or (
                top and _inside(module, top.partition(".")[0]) and last in qualname.split(".")
            ):
                self.used[name] = None


def _inside(name: str, package: str) -> bool:
    return name.startswith(package) and name[len(package) : len(package) + 1] in ("", ".")


@contextlib.contextmanager
def observing(observer: Observer) -> Iterator[None]:
    """Le avisa de todo lo que se ejecuta en su interior, y deja las cosas como estaban."""
    if not observer.forbids:
        yield
        return
    before, before_in_threads, collecting = _getprofile(), threading.getprofile(), gc.isenabled()
    gc.disable()  # al recoger basura se ejecutaría código de objetos que no son de la función
    observer.on = True
    threading.setprofile(observer)
    _setprofile(observer)
    try:
        yield
    finally:
        observer.on = False
        threading.setprofile(before_in_threads)
        # cProfile (`%prun`) no se pone como los demás.
        before.enable() if hasattr(before, "enable") else _setprofile(before)
        if collecting:
            gc.enable()
