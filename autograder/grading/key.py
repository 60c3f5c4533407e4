"""La clave secreta de la que salen los casos con que se califica."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from autograder.errors import CourseError
from autograder.os_errors import reason

NAME = "retropropagacion.key"
LENGTH = 32  # bytes


def key_path(db_url: str, root: Path) -> Path:
    """Junto al gradebook, si es un archivo; si es un servidor, en la raíz del curso."""
    from sqlalchemy.engine import make_url

    url = make_url(db_url)
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        return Path(url.database).resolve().parent / NAME
    return root / NAME


def load_key(path: Path, in_use: Callable[[], bool] = lambda: False, new: bool = False, keep: bool = True) -> bytes:
    """Lee la clave, o la crea legible solo por su dueño. Con la misma clave, recalificar da las mismas notas.

    ``in_use()`` dice si hay ya notas puestas con una clave: entonces solo se hace
    otra si se pide con ``new``. La que hubiera queda al lado, con su fecha. Con
    ``keep=False`` no se toca ningún archivo.

    Errores
        CourseError si falta y está en uso, o si la que hay no se puede leer o no está entera.
    """
    if new and keep:
        _set_aside(path)
    found = None if new else read_key(path)
    if found is None and not new and in_use():
        found = read_key(path)  # otra orden acaba de crear las dos cosas
        if found is None:
            raise CourseError(
                f"Este gradebook ya tiene notas nuestras y falta su clave, {path}: con otra saldrían otros casos "
                f"secretos, y quizá otras notas. Recupera la copia de {NAME} o, si no la hay, haz una clave nueva y "
                "recalifica con --new-key."
            )
    if found is not None:
        return found
    return _create(path) if keep else new_key()


def read_key(path: Path) -> bytes | None:
    """La clave guardada, o None si no hay ninguna.

    Errores
        CourseError si no se puede leer o no está entera.
    """
    mend = f"Recupera la copia de {NAME} o, si no la hay, haz una clave nueva y recalifica con --new-key."
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CourseError(f"No se puede leer la clave {path}: {reason(error)}. {mend}") from None
    if len(found) < LENGTH:
        raise CourseError(f"La clave {path} tiene {len(found)} bytes y debe tener {LENGTH}: está cortada. {mend}")
    return found


def new_key() -> bytes:
    """Una clave al azar."""
    return secrets.token_bytes(LENGTH)


def _set_aside(path: Path) -> None:
    """Cambia de nombre la clave que haya: quien se arrepienta de hacer otra puede recuperarla."""
    with contextlib.suppress(FileNotFoundError):
        path.rename(path.with_name(f"{path.stem}.{datetime.now():%Y%m%d-%H%M%S-%f}{path.suffix}"))


def _create(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Se escribe aparte y se enlaza entera: un corte no deja una clave a medias, y si otro proceso
    # la creó entretanto vale la suya. Solo la lee su dueño: así crea los archivos mkstemp.
    descriptor, partial = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=f".{NAME}")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(new_key())
        with contextlib.suppress(FileExistsError):
            os.link(partial, path)
    finally:
        os.unlink(partial)
    return path.read_bytes()
