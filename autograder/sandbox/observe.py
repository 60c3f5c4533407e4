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
from functools import cache, lru_cache

from .absent import refuse

# Las de ahora: una celda puede cambiar las de `sys`.
_setprofile, _getprofile, _settrace, _gettrace = sys.setprofile, sys.getprofile, sys.settrace, sys.gettrace
_frame = sys._getframe
_module_of = vars(type)["__module__"].__get__  # sin preguntar a la clase, que es del estudiante
# Con lo que se dejaría de mirar, o se trabajaría donde no se mira: pedirlo también se apunta.
EVASIONS = {
    _setprofile: "sys.setprofile",
    _thread.start_new_thread: "_thread.start_new_thread",
    getattr(os, "fork", None): "os.fork",
}
# Lo que avisa Python al pedirlo, aunque la llamada no se vea: `map` la hace desde C; cProfile y ctypes, a su modo.
CHANGES = ("sys.setprofile", "sys.settrace")
# Llamadas que se miran de una función: cada una cuesta unas treinta veces más mirada, y a una respuesta honrada hecha
# de bucles largos no se le puede acabar el tiempo por mirarla.
MAX_LOOKS = 100_000


class Observer:
    """Lo que se le da a ``sys.setprofile``: apunta en ``used`` lo prohibido que ve trabajar.

    ``forbids`` nombra módulos ("course_lib") o cosas de un módulo ("np.gradient").
    """

    def __init__(self, forbids: Iterable[str]):
        self.forbids, tops = _full_names(tuple(forbids))
        self.files = _files(tops)
        self.used: dict[str, None] = {}
        self.known: set[tuple[str, str]] = set()  # lo ya mirado: un bucle llama un millón de veces a lo mismo
        self.on, self.left = False, MAX_LOOKS

    def __call__(self, frame, event: str, arg) -> None:
        self.left -= 1
        self.on = self.on and self.left > 0
        if not self.on:
            _setprofile(None)  # ya se ha mirado bastante, o es un hilo que la llamada dejó en marcha
        elif event == "call":
            code = frame.f_code
            if code is refuse.__code__:  # lo prohibido no está, y se ha querido usar
                self._look(repr(frame.f_locals["self"]), "")
            if code is threading.setprofile.__code__:
                self.used["sys.setprofile"] = None
            # Nada de esto ejecuta código del estudiante: aquí dentro no se vería.
            file = code.co_filename if type(code.co_filename) is str else None
            self._look(self.files.get(file) or dict.get(frame.f_globals, "__name__"), code.co_qualname)
        elif event == "c_call":
            # threading arranca sus hilos con lo mismo, y a ésos sí se los mira.
            if arg in EVASIONS and frame.f_globals is not vars(threading):
                self.used[EVASIONS[arg]] = None
            self._look(arg.__module__ or _module_of(type(arg.__self__)), arg.__qualname__)

    def audit(self, event: str) -> None:
        """Apunta que se cambie a quien mira, se pida como se pida: también desde C, sin que se vea la llamada."""
        if event in CHANGES and self.on and not _ours(_frame(2)):  # 0 es aquí, 1 quien avisa y 2 quien lo pide
            self.used[event] = None

    def _look(self, module: object, qualname: object) -> None:
        if type(module) is not str or type(qualname) is not str or (module, qualname) in self.known:
            return
        self.known.add((module, qualname))
        for name in _named(module, qualname, self.forbids):
            self.used[name] = None


_loaded: dict[frozenset[str], tuple[list, list, dict[str | None, str]]] = {}  # lo cargado la última vez, y su tabla


def _files(tops: frozenset[str]) -> dict[str | None, str]:
    """Archivo → módulo, de los cargados de esos paquetes.

    Una función copiada con otras variables globales sigue diciendo en qué archivo se escribió. Repasar los nombres de
    todo lo cargado costaba más que la llamada: solo se hace si cambió algo.
    """
    names, modules = list(sys.modules), list(sys.modules.values())
    known, seen, files = _loaded.get(tops, ((), (), {}))
    if names != known or modules != seen:
        pairs = zip(names, modules, strict=True)
        files = {getattr(module, "__file__", None): name for name, module in pairs if name.partition(".")[0] in tops}
        _loaded[tops] = names, modules, files
    return files


@lru_cache(maxsize=4096)
def _named(module: str, qualname: str, forbids: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Lo prohibido que es algo de ese módulo con ese nombre: (como se dice, con su nombre entero) de cada cosa."""
    parts, found = qualname.split("."), []
    for name, full in forbids:
        top, _, last = full.rpartition(".")
        if _inside(module, full) or (top and _inside(module, top.partition(".")[0]) and last in parts):
            found.append(name)
    return tuple(found)


@cache
def _full_names(forbids: tuple[str, ...]) -> tuple[tuple[tuple[str, str], ...], frozenset[str]]:
    """Cada cosa prohibida, como se dice y con su nombre entero, y los paquetes de los que son, salvo NumPy."""
    pairs = tuple((name, "numpy" + name[2:] if name.startswith("np.") else name) for name in forbids)
    return pairs, frozenset(full.partition(".")[0] for _, full in pairs) - {"numpy"}


def _inside(name: str, package: str) -> bool:
    return name.startswith(package) and name[len(package) : len(package) + 1] in ("", ".")


def _ours(frame) -> bool:
    """Si lo pide este módulo, o threading al arrancar un hilo."""
    return frame.f_globals is vars(threading) or frame.f_globals is globals()


_active: list[Observer] = []  # el que mira ahora, si hay uno


def _audit(event: str, _) -> None:
    """Lo que Python llama antes de cada cosa delicada; una vez puesto no se puede quitar."""
    if _active:
        _active[-1].audit(event)


@cache
def _listen() -> None:
    """La primera vez que hace falta: antes, ningún programa paga por ello."""
    sys.addaudithook(_audit)


@contextlib.contextmanager
def observing(observer: Observer) -> Iterator[None]:
    """Le avisa de todo lo que se ejecuta en su interior, y deja las cosas como estaban."""
    if not observer.forbids or observer.left <= 0:
        yield
        return
    _listen()
    before, before_in_threads, collecting = _getprofile(), threading.getprofile(), gc.isenabled()
    tracing = _gettrace()
    _settrace(None)  # lo que hace una función de traza no se ve: Python no avisa de lo que ocurre dentro
    gc.disable()  # al recoger basura se ejecutaría código de objetos que no son de la función
    observer.on = True
    threading.setprofile(observer)
    _setprofile(observer)
    _active.append(observer)
    try:
        yield
    finally:
        observer.on = False
        _active.remove(observer)
        threading.setprofile(before_in_threads)
        # cProfile (`%prun`) no se pone como los demás.
        before.enable() if hasattr(before, "enable") else _setprofile(before)
        if tracing:
            _settrace(tracing)
        if collecting:
            gc.enable()
