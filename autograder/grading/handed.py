"""Lo que un estudiante dejó en su carpeta: se recoge en bytes, sin interpretarlo ni seguir enlaces."""

import hashlib
import os
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

MAX_BYTES = 50 * 2**20  # un cuaderno mayor no se lee


@dataclass(frozen=True)
class Handed:
    """Los cuadernos de una carpeta, por nombre, y lo que impidió leer alguno.

    Viaja tal cual a quien lo juzga, aunque esté en otra máquina.
    """

    student: str
    notebooks: dict[str, bytes]
    problems: tuple[str, ...] = ()
    timestamp: datetime | None = None

    def digest(self, fingerprint: str) -> str:
        """Huella de lo entregado y de aquello con que se juzga: si no cambia, la nota tampoco."""
        parts = [fingerprint, str(self.timestamp), *self.problems]
        parts += [f"{name} {hashlib.sha256(raw).hexdigest()}" for name, raw in sorted(self.notebooks.items())]
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def student_id(folder: Path) -> str:
    """El nombre de una carpeta como id. Lo que no es UTF-8 no cabe en un gradebook: sus bytes se escriben \\xNN."""
    return folder.name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def folder_of(submitted: Path, student: str) -> Path:
    """La carpeta de un estudiante, también si su nombre no es su id."""
    folder = submitted / student
    if folder.is_dir():
        return folder
    return next((p for p in submitted.iterdir() if student_id(p) == student), folder)


def collect(folder: Path, assignment: str) -> Handed:
    """Recoge ``folder/<tarea>/*.ipynb`` y la hora de ``timestamp.txt``. Nunca lanza.

    Un enlace no se sigue: apuntaría a donde quien califica puede leer y el
    estudiante no.
    """
    where = folder / assignment
    if folder.is_symlink() or where.is_symlink():
        return Handed(
            student_id(folder),
            {},
            (f"«{student_id(folder)}/{assignment}» es un enlace y no se sigue: copia los archivos.",),
        )
    notebooks: dict[str, bytes] = {}
    problems: list[str] = []
    for path in sorted(where.glob("*.ipynb")) if where.is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            continue  # una carpeta con ese nombre no es un cuaderno
        try:
            notebooks[path.name] = read_plain(path, MAX_BYTES)
        except OSError as error:
            problems.append(f"No se puede leer {path.name}: {error.strerror or error}. El archivo queda como llegó.")
    return Handed(student_id(folder), notebooks, tuple(problems), _timestamp(where / "timestamp.txt"))


def read_plain(path: Path, limit: int) -> bytes:
    """El contenido de un archivo corriente de hasta ``limit`` bytes.

    Errores
        OSError si es un enlace, un dispositivo, una tubería o demasiado grande.
    """
    # O_NONBLOCK: abrir una tubería sin nadie al otro lado esperaría para siempre.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if path.is_symlink():
        raise OSError(0, "es un enlace y no se sigue")
    with os.fdopen(os.open(path, flags), "rb") as file:
        info = os.fstat(file.fileno())
        if not stat.S_ISREG(info.st_mode):
            raise OSError(0, "no es un archivo corriente")
        if info.st_size > limit:
            raise OSError(0, f"ocupa más de {limit // 2**20} MB")
        return file.read(limit + 1)


def _timestamp(path: Path) -> datetime | None:
    """La hora de entrega que deja el intercambio de nbgrader."""
    from nbgrader.utils import parse_utc  # al revisar un cuaderno en casa no hace falta nbgrader

    try:
        return parse_utc(read_plain(path, 1000).decode().strip())
    except (OSError, ValueError, OverflowError):
        return None
