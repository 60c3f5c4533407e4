"""Un archivo de fin de curso: un zip con la suma de cada cosa, que se comprueba entero antes de creerle nada."""

import hashlib
import json
import os
import shutil
import stat
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import IO, Any

from autograder.classroom.year.places import is_known
from autograder.errors import CourseError

MANIFEST = "MANIFIESTO.json"
FORMAT = 1  # sube cuando un programa de antes no sabría leerlo
ODD = "nombres_raros"  # lo que no se puede llamar así dentro de un zip
MAX_MANIFEST = 512 * 2**20  # bytes
CHUNK = 2**20
# Lo que se lanza al leer un zip con bytes que no son los suyos.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError)
STORED = (".zip",)  # ya comprimido


class Writer:
    """Escribe un archivo de fin de curso, cosa a cosa, y al cerrarlo su manifiesto."""

    def __init__(self, file: IO[bytes], about: dict[str, Any]):
        self.bundle = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self.about, self.files = about, {}

    def add(self, name: str, path: Path) -> None:
        """Mete un archivo. Un enlace, o lo que no sea corriente, no se sigue."""
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as source:
            self._copy(name, source, os.fstat(source.fileno()))

    def add_text(self, name: str, text: str) -> None:
        raw = text.encode("utf-8", "surrogatepass")
        self.bundle.writestr(name, raw)
        self.files[name] = {"sha256": hashlib.sha256(raw).hexdigest(), "bytes": len(raw)}

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, problem: type[BaseException] | None, *_: object) -> None:
        if problem is None:
            about = {"format": FORMAT, "program": version("retropropagacion"), **self.about, "files": self.files}
            self.bundle.writestr(MANIFEST, json.dumps(about, indent=1))
        self.bundle.close()

    def _copy(self, name: str, source: IO[bytes], info: os.stat_result) -> None:
        # Un nombre que no es UTF-8 no cabe en un zip: va con un número, y el manifiesto dice cuál era.
        entry = name if name.isprintable() and "\\" not in name else f"{ODD}/{len(self.files)}"
        when = time.localtime(max(info.st_mtime, 315_619_200))[:6]  # un zip empieza en 1980
        member = zipfile.ZipInfo(entry, when)
        member.compress_type = zipfile.ZIP_STORED if name.endswith(STORED) else zipfile.ZIP_DEFLATED
        member.external_attr = stat.S_IMODE(info.st_mode) << 16
        digest, size = hashlib.sha256(), 0
        with self.bundle.open(member, "w", force_zip64=info.st_size > 2**31) as target:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
        self.files[entry] = {"sha256": digest.hexdigest(), "bytes": size} | ({} if entry == name else {"path": name})


@dataclass(frozen=True)
class Bundle:
    """Un archivo abierto, con su manifiesto ya mirado. ``paths`` va de cada entrada a cómo se llamaba."""

    path: Path
    zip: zipfile.ZipFile
    about: dict[str, Any]
    paths: dict[str, str]

    def check(self) -> None:
        """Lee todo y compara las sumas.

        Errores
            CourseError si algo no es lo que se guardó.
        """
        for entry in self.paths:
            self.copy(entry, None)

    def copy(self, entry: str, target: Path | None) -> None:
        """Escribe una entrada, comprobada mientras se lee; con ``target=None`` solo se comprueba."""
        known = self.about["files"][entry]
        digest, left = hashlib.sha256(), known["bytes"]
        try:
            with self.zip.open(entry) as source, open(target or os.devnull, "wb") as file:
                while chunk := source.read(CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        break
                    digest.update(chunk)
                    file.write(chunk)
        except BROKEN as problem:
            raise CourseError(_changed(self.path, self.paths[entry])) from problem
        if left or digest.hexdigest() != known["sha256"]:
            raise CourseError(_changed(self.path, self.paths[entry]))

    def mode(self, entry: str) -> int:
        """Los permisos que tenía; los de su dueño y ninguno más si no constan."""
        return (self.zip.getinfo(entry).external_attr >> 16 & 0o777) or 0o600


@contextmanager
def opened_bundle(path: Path) -> Iterator[Bundle]:
    """Un archivo de fin de curso, comprobado que lo es: su versión, y que no falta, sobra ni se sale nada.

    Errores
        CourseError si no está, no lo es, está cortado, alguien lo cambió o es de un programa más nuevo.
    """
    if not path.is_file():
        raise CourseError(f"No encuentro {path}: se espera un zip hecho con «autograder archive».")
    try:
        bundle = zipfile.ZipFile(path)
    except (OSError, *BROKEN):
        raise CourseError(
            f"{path} no es un zip que se pueda leer: está cortado, o es otra cosa. Recupera otra copia."
        ) from None
    with bundle:
        about = _manifest(bundle, path)
        yield Bundle(path, bundle, about, _paths(bundle, about, path))


def _manifest(bundle: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    try:
        if bundle.getinfo(MANIFEST).file_size > MAX_MANIFEST:
            raise ValueError("demasiado grande")
        about = json.loads(bundle.read(MANIFEST))
        number, files = about["format"], about["files"]
        right = isinstance(number, int) and isinstance(files, dict)
    except (KeyError, TypeError, *BROKEN):  # un JSON muy anidado es un RuntimeError
        right = False
    if not right:
        raise CourseError(f"{path} no lo hizo «autograder archive», o está cortado: no trae un {MANIFEST} entero.")
    if number > FORMAT:
        raise CourseError(
            f"{path} lo hizo una versión más nueva de este programa ({str(about.get('program'))[:20]!a}): actualízalo "
            "y repite la orden."
        )
    return about


def _paths(bundle: zipfile.ZipFile, about: dict[str, Any], path: Path) -> dict[str, str]:
    sizes = {info.filename: info.file_size for info in bundle.infolist()}
    files = about["files"]
    if len(sizes) != len(bundle.infolist()) or set(sizes) - {MANIFEST} != set(files):
        raise CourseError(f"{path} no trae lo mismo que dice su {MANIFEST}: alguien lo ha cambiado y no se usa.")
    paths = {}
    for entry, known in files.items():
        try:
            name, size, digest = known.get("path", entry), known["bytes"], known["sha256"]
            right = size == sizes[entry] and isinstance(digest, str) and is_inside(name) and is_known(name)
        except (AttributeError, KeyError, TypeError):
            right = False
        if not right:
            raise CourseError(_changed(path, str(entry)))
        paths[entry] = name
    if len(set(paths.values())) != len(paths):
        raise CourseError(f"{path} trae dos veces lo mismo: alguien lo ha cambiado y no se usa.")
    return paths


def is_inside(name: object) -> bool:
    """Si un nombre se queda dentro de la carpeta en que se escribe."""
    if not isinstance(name, str) or "\0" in name or name.startswith(("/", "~")):
        return False
    parts = name.split("/")
    windows = os.name == "nt" and ("\\" in name or ":" in name)
    return not windows and not {"", ".", ".."} & set(parts) and PurePosixPath(name).parts == tuple(parts)


def _changed(path: Path, name: str) -> str:
    return f"{path}: {name!a} no es lo que se guardó. Alguien lo ha cambiado, o el disco falló: no se usa."


def room_for(about: dict[str, Any], folder: Path) -> bool:
    """Si lo que dice ocupar cabe en el disco."""
    return sum(known["bytes"] for known in about["files"].values()) < shutil.disk_usage(folder).free
