"""Lo que un estudiante dejó en su carpeta: se recoge en bytes, sin interpretarlo ni seguir enlaces."""

import hashlib
import os
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from autograder.grading.folder import Found, entries, is_folder, is_rubbish, open_plain
from autograder.grading.student_ids import normalized
from autograder.os_errors import reason
from autograder.reading import Unreadable, decode, read_date

TIMESTAMP = "timestamp.txt"
MAX_TIMESTAMP = 1000  # bytes


@dataclass(frozen=True)
class Handed:
    """Lo que hay en la carpeta de un estudiante: sus cuadernos, por nombre, y lo demás.

    ``problems`` dice lo que no se pudo leer, y quizá era el bueno; ``others``, los
    archivos que no son cuadernos; ``notes``, lo que hay que contar y no impide
    calificar. Un nombre que empieza por ``../`` está fuera de la carpeta de la tarea.

    Viaja tal cual a quien lo juzga, aunque esté en otra máquina.
    """

    student: str
    notebooks: dict[str, bytes]
    problems: tuple[str, ...] = ()
    timestamp: datetime | None = None
    others: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def digest(self, fingerprint: str) -> str:
        """Huella de lo entregado y de aquello con que se juzga: si no cambia, la nota tampoco."""
        parts = [fingerprint, str(self.timestamp), *self.problems]
        parts += [f"{name} {hashlib.sha256(raw).hexdigest()}" for name, raw in sorted(self.notebooks.items())]
        parts += [*sorted(self.others), *self.notes]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def collect(folder: Path, assignment: str, lessons: Collection[str] = (), zone: tzinfo | None = None) -> Handed:
    """Recoge lo que hay de una tarea en la carpeta de un estudiante, y la hora de ``timestamp.txt``. Nunca lanza.

    Lo suyo es ``folder/<tarea>/<tarea>.ipynb``, pero se mira todo: otros nombres,
    otras carpetas, zip. De las carpetas de otras ``lessons``, solo lo que se llame
    como ésta. Un enlace no se sigue: apuntaría a donde quien califica puede leer y el
    estudiante no. ``zone`` es la de una hora que no dice la suya.
    """
    student, where = normalized(folder.name), folder / assignment
    if os.path.islink(folder) or os.path.islink(where):  # ``Path.is_symlink`` lanza si no hay permiso
        return Handed(student, {}, (f"«{assignment}» es un enlace y no se sigue: hacen falta los archivos mismos.",))
    found = Found(expected=f"{assignment}.ipynb".casefold())
    files, _ = _files(found, folder, assignment, lessons)
    exact = where / f"{assignment}.ipynb"
    if os.path.lexists(exact) and not os.path.isdir(exact):
        files[exact.name] = exact  # también si había demasiados para mirarlos todos
    found.read(files)
    timestamp, note = timestamp_of(stamped_folder(folder, assignment), zone)
    notes = (note,) if note else ()
    return Handed(student, found.notebooks, tuple(found.problems), timestamp, tuple(found.others), notes)


def stamped_folder(folder: Path, assignment: str) -> Path:
    """Dónde está la hora de entrega: en la carpeta de la tarea o, si ahí no hay, en la del estudiante."""
    where = folder / assignment
    return where if os.path.lexists(where / TIMESTAMP) else folder


def holds(folder: Path, assignment: str, lessons: Collection[str]) -> bool:
    """Si la carpeta de un estudiante tiene la de la tarea, o algo que pueda ser de ella."""
    return os.path.lexists(folder / assignment) or bool(_files(Found(), folder, assignment, lessons)[0])


def only_others(folder: Path, assignment: str, lessons: Collection[str]) -> list[str]:
    """Las otras lecciones que trae una carpeta que no trae nada más; ninguna si trae algo que mirar, o nada."""
    found = Found()
    files, others = _files(found, folder, assignment, lessons)
    return [] if files or found.problems else others


def _files(found: Found, folder: Path, assignment: str, lessons: Collection[str]) -> tuple[dict[str, Path], list[str]]:
    """Los archivos que pueden ser de la tarea, por su nombre visto desde su carpeta, y lo que es de otras lecciones."""
    files: dict[str, Path] = {}
    others: list[str] = []
    try:
        top = entries(folder)
    except (FileNotFoundError, NotADirectoryError):
        return files, others
    except OSError as error:
        found.problems.append(f"No se puede abrir «{normalized(folder.name)}»: {reason(error)}.")
        return files, others
    for entry in top:
        path = folder / entry.name
        if is_rubbish((entry.name,)) or entry.name == TIMESTAMP:
            continue
        mine = {f"../{entry.name}": path}
        if is_folder(entry):
            mine = dict(found.list_folder(path, "" if entry.name == assignment else f"../{entry.name}/"))
        if is_of(entry.name, lessons) and not is_of(entry.name, [assignment]):
            others.append(normalized(entry.name))
            mine = {name: path for name, path in mine.items() if assignment.casefold() in path.name.casefold()}
        files |= mine
    files.pop(TIMESTAMP, None)
    return files, others


def is_of(name: str, lessons: Collection[str]) -> bool:
    """Si una carpeta o un archivo se llama como una de esas lecciones, sin mirar mayúsculas."""
    return normalized(name).casefold().removesuffix(".ipynb") in {lesson.casefold() for lesson in lessons}


def read_plain(path: Path, limit: int) -> bytes:
    """El contenido de un archivo corriente de hasta ``limit`` bytes.

    Errores
        OSError si es un enlace, un dispositivo, una tubería o demasiado grande.
    """
    file, size = open_plain(path)
    with file:
        if size > limit:
            raise OSError(0, f"ocupa más de {limit} bytes")
        return file.read(limit + 1)


def read_timestamp(folder: Path, zone: tzinfo | None = None) -> datetime | None:
    """La hora de entrega que hay en una carpeta, en UTC; None si no hay o no se entiende."""
    return timestamp_of(folder, zone)[0]


def timestamp_of(folder: Path, zone: tzinfo | None = None) -> tuple[datetime | None, str | None]:
    """La hora de entrega, en UTC y sin zona como la guarda nbgrader, y por qué no se entiende si no se entiende.

    La escribe el intercambio de nbgrader junto al cuaderno, o quien recogió las entregas.
    """
    path = folder / TIMESTAMP
    if not os.path.lexists(path):
        return None, None
    try:
        found = read_date(decode(read_plain(path, MAX_TIMESTAMP))[0], zone)
        return found.replace(tzinfo=None), None
    except (OSError, Unreadable) as problem:
        why = reason(problem) if isinstance(problem, OSError) else problem
        said = f"De {TIMESTAMP} no se puede saber la hora de entrega: {why}. Se ha calificado como si no la hubiera."
        return None, said
