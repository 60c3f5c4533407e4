"""La clave secreta de la que salen los casos con que se califica."""

import os
import secrets
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
    key = secrets.token_bytes(32)
    try:
        # O_EXCL: si otro proceso la creó entretanto, vale la suya.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
    return key
