"""El trabajador visto desde el lado de confianza: arrancarlo, preguntarle y pararlo a tiempo."""

import contextlib
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from autograder.sandbox import start, wire

POLL = 0.05  # segundos entre dos miradas al reloj de CPU


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
    """El trabajador no contestó: "time" (CPU), "wall" (reloj) o "died"."""

    def __init__(self, kind: str):
        super().__init__(kind)
        self.kind = kind


class Worker:
    """Un proceso que ejecuta código de una entrega, en su propia carpeta de usar y tirar."""

    def __init__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="retropropagacion-")
        self.socket, other = socket.socketpair()
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": self.folder,
            "TMPDIR": self.folder,
            "IPYTHONDIR": self.folder,
            "MPLCONFIGDIR": self.folder,
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "LANG": "C.UTF-8",
            # Un hilo por proceso: los demás núcleos son para los demás trabajadores.
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        }
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-P", str(Path(start.__file__).resolve()), str(other.fileno())],
                pass_fds=[other.fileno()],
                env=environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except BaseException:
            self.socket.close()
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        finally:
            other.close()
        self.ps = psutil.Process(self.process.pid)
        self.spent = 0.0  # CPU vista por última vez: un proceso muerto ya no la dice
        self.alive = True

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def cpu(self) -> float:
        """Segundos de CPU gastados por el proceso y sus hijos ya terminados."""
        try:
            used = self.ps.cpu_times()
            self.spent = used.user + used.system + used.children_user + used.children_system
        except psutil.Error:
            pass
        return self.spent

    def ask(self, request: dict[str, Any], seconds: float, wall_factor: float) -> dict[str, Any]:
        """Manda una petición y espera la respuesta.

        Errores
            Stopped si gasta más de ``seconds`` de CPU, si pasa ``wall_factor``
            veces más de reloj, si el proceso muere o si lo que envía no vale.
        """
        before, began = self.cpu(), time.monotonic()
        try:
            wire.send(self.socket, request)
            while not select.select([self.socket], [], [], POLL)[0]:
                if self.cpu() - before > seconds:
                    raise Stopped("time")
                if time.monotonic() - began > seconds * wall_factor:
                    raise Stopped("wall")
            self.socket.settimeout(seconds * wall_factor)
            reply = wire.receive(self.socket)
        except Stopped:
            self.close()
            raise
        except TimeoutError:
            self.close()
            raise Stopped("wall") from None
        except (OSError, EOFError, wire.WireError):
            self.close()
            raise Stopped("died") from None
        if not isinstance(reply, dict):
            self.close()
            raise Stopped("died")
        return reply

    def close(self) -> None:
        """Termina el proceso y los que haya dejado en su grupo, y borra su carpeta."""
        self.alive = False
        self.socket.close()
        # Sin poll(): hasta que se recoge al líder muerto su grupo sigue siendo nuestro, y puede tener hijos vivos.
        if self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS: EPERM si sólo queda el líder
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
