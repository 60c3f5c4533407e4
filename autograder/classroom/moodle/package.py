"""Lo que hay en el zip de las entregas, o en la carpeta en que alguien lo descomprimió, sin fiarse de nada.

Aquí no se escribe ni se interpreta: cada archivo es una ruta, lo que dice ocupar y cómo se abre, o por qué no se
recoge. Los nombres son de los estudiantes: una ruta que se sale, un enlace o un archivo cifrado se nombran y se dejan.
"""

import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from autograder.errors import CourseError
from autograder.grading.folder import ZIP, entries, is_folder, open_plain
from autograder.grading.student_ids import normalized, written
from autograder.os_errors import reason

MAX_MEMBERS = 200_000  # entre toda la clase: el índice de un zip se carga entero
MAX_DEPTH = 12
CHUNK = 2**20
INDEX_ENTRY = b"PK\x01\x02"
# Lo que lanza leer un archivo estropeado de un zip.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
OTHERS = ((b"Rar!", "un RAR"), (b"7z\xbc\xaf", "un 7z"), (b"\x1f\x8b", "un tar.gz"), (b"%PDF", "un PDF"))


@dataclass(frozen=True)
class Member:
    """Un archivo: su ruta, por partes, y cómo se abre. ``refused`` dice por qué no se recoge; "" si se puede.

    Una carpeta que viene por sí sola no tiene ``open``.
    """

    parts: tuple[str, ...]
    size: int = 0
    open: Callable[[], BinaryIO] | None = None
    refused: str = ""

    @property
    def shown(self) -> str:
        """Su ruta, como se puede enseñar."""
        text = written("/".join(self.parts))
        return text if len(text) <= 120 else f"{text[:60]}…{text[-50:]}"


@contextmanager
def open_package(path: Path) -> Iterator[list[Member]]:
    """Los archivos de un zip o de una carpeta.

    Errores
        CourseError si no es ni una cosa ni otra, está cortado o tiene demasiados archivos.
    """
    if path.is_dir():
        yield list(_in_folder(path, (), []))
        return
    try:
        _look(path)
        with zipfile.ZipFile(path, metadata_encoding="cp850") as archive:
            yield [_member(archive, info) for info in archive.infolist()]
    except zipfile.BadZipFile:
        why = "está cortado o estropeado: descárgalo otra vez de Moodle, con «Descargar todas las entregas»"
        raise CourseError(f"{path} no se puede abrir: {why}.") from None
    except OSError as problem:
        if problem.filename != str(path):
            raise  # no es de este archivo: falló lo que se hacía con él
        raise CourseError(f"No se puede leer {path}: {reason(problem)}.") from None


def _look(path: Path) -> None:
    """Que sea un zip, y de un tamaño razonable, antes de cargar su índice."""
    with path.open("rb") as file:
        head = file.read(512)
        if not head.startswith(ZIP):
            raise CourseError(_not_a_zip(path, head))
        if path.stat().st_size < MAX_MEMBERS * 46:  # lo que ocupa cada archivo en el índice, por lo menos
            return
        count, before = head.count(INDEX_ENTRY), head[-3:]
        while chunk := file.read(CHUNK):
            count += (before + chunk).count(INDEX_ENTRY)
            before = chunk[-3:]
            if count > MAX_MEMBERS:
                raise CourseError(f"{path} tiene más de {MAX_MEMBERS} archivos: no parece el zip de una tarea.")


def _not_a_zip(path: Path, head: bytes) -> str:
    wanted = "se esperaba el zip que da Moodle con «Descargar todas las entregas»"
    if not head:
        return f"{path} está vacío: {wanted}."
    if kind := next((kind for mark, kind in OTHERS if head.startswith(mark)), None):
        return f"{path} es {kind}, no un zip: {wanted}."
    if path.suffix.lower() in (".csv", ".txt"):
        return (
            f"{path} parece la hoja y no el zip: ¿están cambiados? El zip va después de la tarea, y la hoja, detrás "
            "de --worksheet."
        )
    return f"{path} no es un zip: {wanted}."


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member:
    """Un archivo de un zip."""
    parts, refused = _parts(_name(info))
    if not refused and stat.S_ISLNK(info.external_attr >> 16):
        refused = "es un enlace y no se sigue"
    if not refused and info.flag_bits & 1:
        refused = "está cifrado con una contraseña"
    # Las demás piden la memoria que diga el archivo.
    if not refused and info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        refused = "usa una compresión que no se lee"
    if info.is_dir():
        return Member(parts, refused=refused)
    return Member(parts, info.file_size, partial(archive.open, info), refused)


def _name(info: zipfile.ZipInfo) -> str:
    """El nombre, como lo escribió quien hizo el zip: con UTF-8 o, si no lo dice, con lo que sea.

    Hay programas que escriben UTF-8 y no lo dicen, y el Windows de aquí escribe en cp850.
    """
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        with suppress(UnicodeError):
            name = name.encode("cp850").decode("utf-8")
    return name


def _parts(name: str) -> tuple[tuple[str, ...], str]:
    """La ruta por partes y, si no es de fiar, por qué."""
    parts = [part for part in normalized(name).replace("\\", "/").split("/") if part not in ("", ".")]
    if name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:[/\\]", name):
        return tuple(parts), "su ruta no empieza en su carpeta"
    if ".." in parts:
        return tuple(parts), "su ruta se sale de su carpeta (..)"
    if "\0" in name or not parts:
        return tuple(parts), "su nombre no es el de un archivo"
    if len(parts) > MAX_DEPTH:
        return tuple(parts), f"está dentro de más de {MAX_DEPTH} carpetas"
    return tuple(parts), ""


def _in_folder(folder: Path, parts: tuple[str, ...], seen: list[None]) -> Iterator[Member]:
    """Los archivos de una carpeta y de las que lleva dentro, sin seguir enlaces."""
    try:
        inside = entries(folder)
    except OSError as problem:
        yield Member(parts, refused=f"no se puede abrir: {reason(problem)}")
        return
    if not inside:
        yield Member(parts)
    for entry in inside:
        seen.append(None)
        if len(seen) > MAX_MEMBERS:
            raise CourseError(f"{folder} tiene más de {MAX_MEMBERS} archivos: no parece el zip de una tarea.")
        path, (here, refused) = folder / entry.name, _parts("/".join((*parts, entry.name)))
        if not refused and entry.is_symlink():
            refused = "es un enlace y no se sigue"
        if refused or not is_folder(entry):
            size = 0 if refused else os.stat(path, follow_symlinks=False).st_size
            yield Member(here, size, partial(_opened, path), refused)
        else:
            yield from _in_folder(path, here, seen)


def _opened(path: Path) -> BinaryIO:
    return open_plain(path)[0]
