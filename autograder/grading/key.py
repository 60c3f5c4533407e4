"""La clave secreta de la que salen los casos con que se califica."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from sqlalchemy.engine import make_url

NAME = "retropropagacion.key"


def key_path(db_url: str, root: Path) -> Path:
    """Junto al gradebook, si es un archivo; si es un servidor, en la raíz del curso."""
    url = make_url(db_url)
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        return Path(url.database).resolve().parent / NAME
    return root / NAME


def load_key(path: Path) -> bytes:
    """Lee la clave, o la crea legible sólo por su dueño.

    Con la misma clave, recalificar da las mismas notas.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    # Se escribe aparte y se enlaza entera: un corte no deja una clave a medias, y si otro proceso
    # la creó entretanto vale la suya. Sólo la lee su dueño: así crea los archivos mkstemp.
    descriptor, partial = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=f".{NAME}")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
        with contextlib.suppress(FileExistsError):
            os.link(partial, path)
    finally:
        os.unlink(partial)
    return path.read_bytes()
