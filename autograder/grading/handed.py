"""Lo que un estudiante dejó en su carpeta: se recoge en bytes, sin interpretarlo ni seguir enlaces."""

import hashlib
import os
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from autograder.grading.student_ids import normalized
from autograder.notebook.read import MAX_BYTES
from autograder.os_errors import reason

MAX_NOTEBOOKS = 20
MAX_NAME = 100  # caracteres del nombre de un cuaderno: acaba en mensajes


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
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def plain_name(name: str) -> str:
    """El nombre de un cuaderno, ``….ipynb``, como texto que se puede guardar.

    El que no es UTF-8, o es demasiado largo, se escribe de otra forma y lleva
    su huella al final: así no puede ser el nombre de otro, que acaba en ``.ipynb``.
    """
    raw = os.fsencode(name)
    text = raw.decode("utf-8", "backslashreplace")
    if text == name and len(text) <= MAX_NAME:
        return text
    return f"{text[:MAX_NAME]}~{hashlib.sha256(raw).hexdigest()[:32]}"


def collect(folder: Path, assignment: str) -> Handed:
    """Recoge ``folder/<tarea>/*.ipynb`` y la hora de ``timestamp.txt``. Nunca lanza.

    Un enlace no se sigue: apuntaría a donde quien califica puede leer y el
    estudiante no.
    """
    student, where = normalized(folder.name), folder / assignment
    notebooks: dict[str, bytes] = {}
    problems: list[str] = []
    try:
        if folder.is_symlink() or where.is_symlink():
            problems.append(f"«{student}/{assignment}» es un enlace y no se sigue: copia los archivos.")
            return Handed(student, {}, tuple(problems))
        names = [name for name in os.listdir(where) if name.endswith(".ipynb")]
    except (FileNotFoundError, NotADirectoryError):
        return Handed(student, {})
    except OSError as error:
        return Handed(student, {}, (f"No se puede abrir «{student}/{assignment}»: {reason(error)}.",))
    # El que debe ser, el primero: los demás se leen mientras quepan.
    names.sort(key=lambda name: (name != f"{assignment}.ipynb", name))
    room = MAX_BYTES
    for name in names[:MAX_NOTEBOOKS]:
        path = where / name
        try:
            if path.is_dir() and not path.is_symlink():
                continue  # una carpeta con ese nombre no es un cuaderno
            notebooks[plain_name(name)] = raw = read_plain(path, room)
            room -= len(raw)
        except OSError as error:
            problems.append(f"No se puede leer {plain_name(name)}: {reason(error)}. El archivo queda como llegó.")
    if len(names) > MAX_NOTEBOOKS:
        problems.append(f"Hay {len(names)} cuadernos y sólo se han leído {MAX_NOTEBOOKS}.")
    return Handed(student, notebooks, tuple(problems), read_timestamp(where))


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


def read_timestamp(folder: Path) -> datetime | None:
    """La hora de entrega que deja el intercambio de nbgrader junto al cuaderno."""
    from nbgrader.utils import parse_utc  # al revisar un cuaderno en casa no hace falta nbgrader

    try:
        return parse_utc(read_plain(folder / "timestamp.txt", 1000).decode().strip())
    except Exception:  # quien lee fechas lanza de todo ante un texto raro
        return None
