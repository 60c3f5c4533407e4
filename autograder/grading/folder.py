"""Lo que hay en una carpeta ajena, mirado hasta donde es seguro: también en sus carpetas y dentro de sus zip.

No se sigue ningún enlace, no se escribe nada, y todo tiene un tope: archivos,
niveles y bytes, también los que dice ocupar, o de verdad ocupa, lo comprimido.
"""

import hashlib
import io
import os
import re
import stat
import zipfile
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from autograder.grading.student_ids import normalized, written
from autograder.notebook.read import MAX_BYTES
from autograder.os_errors import reason

MAX_NOTEBOOKS = 20
MAX_FILES = 2_000  # entre todas las carpetas y los zip de un estudiante
MAX_DEPTH = 8  # carpetas dentro de carpetas
MAX_ZIPS = 2  # un zip dentro de otro, y no más
MAX_NAME = 150  # caracteres del nombre de un archivo, con sus carpetas: acaba en mensajes
HEAD = 512  # bytes: con esto se ve qué es un archivo
# Lo que dejan los sistemas y los programas sin que nadie lo entregue.
RUBBISH = {"__macosx", "__pycache__", "thumbs.db", "desktop.ini", "lost+found", "system volume information",
           "$recycle.bin", "icon\r", "course_lib", "venv", "node_modules"}  # fmt: skip
TOO_MANY = "Hay demasiados archivos o carpetas: no se han mirado todos."
CHECKPOINTS = ".ipynb_checkpoints"
NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$", re.IGNORECASE)
ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # el segundo, el de un zip vacío


@dataclass
class Found:
    """Lo que se encontró.

    ``notebooks`` va del nombre de cada cuaderno a sus bytes; ``others`` son los
    demás archivos, por su nombre; ``problems``, lo que pudiera ser un cuaderno y no
    se pudo leer, en una frase cada uno.
    """

    notebooks: dict[str, bytes] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    expected: str = ""  # cómo debe llamarse el bueno: es el primero que se lee
    room: int = MAX_BYTES
    files: int = MAX_FILES
    seen: int = 0  # cuadernos, leídos o no

    def _add(self, name: str, open_: Callable[[], tuple[BinaryIO, int]], zips: int) -> None:
        """Un archivo del disco o de un zip: ``open_`` lo abre y dice cuánto ocupa."""
        try:
            file, size = open_()
            with file:
                head = file.read(HEAD)
                if head.startswith(ZIP):
                    self._add_zip(name, self._rest(head, file, size), zips)
                elif is_notebook_name(name) and (_starts_as_json(head) or not _is_hidden(name)):
                    self.seen += 1
                    if self.seen <= MAX_NOTEBOOKS:
                        self._keep(name, self._rest(head, file, size))
                elif _starts_as_json(head) and _has_cells(raw := self._rest(head, file, size)):
                    self.seen += 1
                    self._keep(name, raw)
                elif not _is_hidden(name):
                    self.others.append(plain_name(name))
        # Un zip roto lanza de todo: al descomprimir, al leer sus números, al decodificar sus nombres.
        except Exception as error:
            self._cannot_read(name, error)

    def _keep(self, name: str, raw: bytes) -> None:
        key = plain_name(name)
        while key in self.notebooks:  # «é» de las dos formas, o dos veces el mismo nombre en un zip
            key += "~2"
        self.notebooks[key] = raw

    def _rest(self, head: bytes, file: BinaryIO, size: int) -> bytes:
        if size > self.room:
            before = "ocupa" if self.room == MAX_BYTES else "no cabe: entre todos los archivos ocupan"
            raise OSError(0, f"{before} más de {MAX_BYTES // 2**20} MB")
        raw = head + file.read(self.room - len(head) + 1)
        self.room -= len(raw)
        return raw

    def _add_zip(self, name: str, raw: bytes, zips: int) -> None:
        # El índice de un zip se carga entero: antes se mira cuántas entradas puede tener.
        if raw.count(b"PK\x01\x02") > self.files:
            raise OSError(0, "es un zip con demasiados archivos")
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            names = {m.filename for m in members}
            if zips == MAX_ZIPS or "[Content_Types].xml" in names or "mimetype" in names:
                self.others.append(plain_name(name))  # un documento de Word o de LibreOffice también es un zip
                return
            inside = sorted((m.filename.replace("\\", "/").lstrip("/"), k) for k, m in enumerate(members))
            for inner, k in sorted(inside, key=lambda found: self._rank(found[0])):
                self.files -= 1
                if not is_rubbish(inner.split("/")):
                    self._add(f"{name}/{inner}", partial(_open_member, archive, members[k]), zips + 1)

    def _cannot_read(self, name: str, error: Exception) -> None:
        why = reason(error) if isinstance(error, OSError) else f"está estropeado ({type(error).__name__})"
        self.problems.append(f"No se puede leer {plain_name(name)}: {why}.")

    def _rank(self, name: str) -> tuple[bool, bool, bool, int, str]:
        """Por dónde se empieza: lo que parece un cuaderno y se llama como debe; las copias de Jupyter, al final."""
        base = name.rpartition("/")[2].casefold()
        return not is_notebook_name(name), is_checkpoint(name), base != self.expected, name.count("/"), name

    def list_folder(self, folder: Path, prefix: str, depth: int = MAX_DEPTH) -> list[tuple[str, Path]]:
        """Los archivos de una carpeta y de las que lleva dentro, con ``prefix`` delante de cada nombre."""
        files: list[tuple[str, Path]] = []
        try:
            for entry in entries(folder):
                name = prefix + entry.name
                self.files -= 1
                if self.files < 0 or depth < 0:
                    if TOO_MANY not in self.problems:
                        self.problems.append(TOO_MANY)
                    break
                if is_rubbish((entry.name,)):
                    continue
                if is_folder(entry):
                    files += self.list_folder(folder / entry.name, f"{name}/", depth - 1)
                else:
                    files.append((name, folder / entry.name))
        except OSError as error:
            self.problems.append(f"No se puede abrir «{plain_name(prefix or folder.name)}»: {reason(error)}.")
        return files

    def read(self, files: dict[str, Path]) -> None:
        """Lee esos archivos, por nombre, mientras quepan."""
        for name in sorted(files, key=self._rank):
            self._add(name, partial(open_plain, files[name]), 0)
        if self.seen > MAX_NOTEBOOKS:
            self.problems.append(f"Hay {self.seen} cuadernos y solo se han leído {MAX_NOTEBOOKS}.")


def entries(folder: Path) -> list[os.DirEntry]:
    """Lo que hay en una carpeta, por orden de nombre y hasta un tope."""
    with os.scandir(folder) as found:
        return sorted(islice(found, MAX_FILES + 1), key=lambda entry: entry.name)


def is_folder(entry: os.DirEntry) -> bool:
    """Si es una carpeta, y no un enlace a una; lo que no se deja mirar se intentará leer, y se dirá por qué no."""
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def is_checkpoint(name: str) -> bool:
    """Si es una de las copias que guarda Jupyter sin que nadie se lo pida: valen si no hay otra cosa."""
    return f"{CHECKPOINTS}/" in name


def is_notebook_name(name: str) -> bool:
    """Si por el nombre es un cuaderno: ``.ipynb``, ``.IPYNB``, y lo que añaden un navegador o Windows detrás."""
    return NOTEBOOK.search(name) is not None


def is_rubbish(parts: Collection[str]) -> bool:
    """Si alguna parte de una ruta es de un sistema o de un programa, y no de una persona."""
    return any(_is_rubbish(part.casefold()) for part in parts if part not in (".", ".."))


def _is_rubbish(name: str) -> bool:
    hidden = name.startswith(".") and name != CHECKPOINTS and not is_notebook_name(name)
    return hidden or name in RUBBISH or name.startswith("~$")


def _is_hidden(name: str) -> bool:
    return name.rpartition("/")[2].startswith(".")


def _starts_as_json(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"{")


def _has_cells(raw: bytes) -> bool:
    text = raw.replace(b"\0", b"")  # en UTF-16, uno de cada dos
    return b'"cells"' in text or b'"worksheets"' in text


def _open_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[BinaryIO, int]:
    """Un archivo de un zip: no se leerán más bytes de los que dice ocupar."""
    if stat.S_ISLNK(member.external_attr >> 16):
        raise OSError(0, "es un enlace y no se sigue")
    if member.flag_bits & 1:
        raise OSError(0, "está cifrado con una contraseña")
    # Las demás piden la memoria que diga el archivo.
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise OSError(0, "usa una compresión que no se lee")
    return archive.open(member), member.file_size


def open_plain(path: Path) -> tuple[BinaryIO, int]:
    """Un archivo corriente, abierto, y lo que ocupa.

    Errores
        OSError si es un enlace, un dispositivo o una tubería.
    """
    # O_NONBLOCK: abrir una tubería sin nadie al otro lado esperaría para siempre.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if path.is_symlink():
        raise OSError(0, "es un enlace y no se sigue")
    file = os.fdopen(os.open(path, flags), "rb")
    info = os.fstat(file.fileno())
    if not stat.S_ISREG(info.st_mode):
        file.close()
        raise OSError(0, "no es un archivo corriente")
    return file, info.st_size


def plain_name(name: str) -> str:
    """El nombre de un archivo como texto que se puede guardar y enseñar.

    El que lleva algo que no se ve, o es demasiado largo, se escribe de otra forma y
    lleva su huella al final: así no puede ser el nombre de otro.
    """
    text = written(normalized(name))
    if text == normalized(name) and len(text) <= MAX_NAME:
        return text
    return f"{text[:MAX_NAME]}~{hashlib.sha256(os.fsencode(name)).hexdigest()[:16]}"
