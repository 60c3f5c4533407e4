"""Lo que ya se calculó una vez: archivos pequeños en la carpeta de caché de quien ejecuta la orden.

Nada de aquí hace falta: lo que no se puede leer o escribir se vuelve a
calcular. Cada cosa se guarda bajo una clave que resume todo aquello de lo que
depende, así que nunca está vieja. No va en la carpeta del curso porque cambia
de una máquina a otra, y porque hay entregas de estudiantes que nadie debe
subir a un repositorio.
"""

import contextlib
import hashlib
import os
import shutil
import time
from pathlib import Path

from autograder import whole_files

DAYS = 30  # lo que dura algo que nadie vuelve a usar


def folder(kind: str) -> Path | None:
    """Dónde se guardan las cosas de una clase; None si no hay una carpeta que solo escriba su dueño."""
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        top = (Path(base) if base else Path.home() / ".cache") / "retropropagacion"
        for path in (top, top / kind):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            info = path.lstat()
            # Lo que otra persona puede escribir no dice nada de lo que calculamos nosotros.
            if os.name == "posix" and (info.st_uid != os.geteuid() or info.st_mode & 0o022):
                return None
    except (OSError, RuntimeError):  # RuntimeError: un usuario sin carpeta propia
        return None
    return top / kind


def read(kind: str, key: str) -> str | None:
    """Lo guardado bajo una clave, o None."""
    where = folder(kind)
    try:
        return _path(where, key).read_text(encoding="utf-8") if where else None
    except (OSError, UnicodeDecodeError):
        return None


def write(kind: str, key: str, text: str) -> bool:
    """Guarda un texto que solo lee su dueño, entero o nada; dice si pudo."""
    where = folder(kind)
    if where is None:
        return False
    try:
        whole_files.write(_path(where, key), text, private=True)
    except OSError:
        return False
    return True


def forget(kind: str, key: str) -> None:
    """Borra lo guardado bajo una clave, si está."""
    if where := folder(kind):
        with contextlib.suppress(OSError):
            _path(where, key).unlink()


def forget_old(kind: str) -> None:
    """Borra lo de esa clase que lleva un mes sin usarse."""
    if where := folder(kind):
        for path in where.iterdir():
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < time.time() - DAYS * 86400:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _path(where: Path, key: str) -> Path:
    return where / hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()
