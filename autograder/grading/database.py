"""La base de datos de un gradebook: su dirección, comprobada, y la copia que se hace antes de cambiar notas."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from autograder.errors import CourseError
from autograder.passwords import hide_passwords


def checked_address(db_url: str) -> str:
    """La misma dirección, si se entiende y es de una base de datos que se ha probado.

    Errores
        CourseError, sin la contraseña, si no.
    """
    shown = hide_passwords(db_url, db_url)
    try:
        url = make_url(db_url)
    except (ArgumentError, ValueError):  # ValueError: un puerto que no es un número
        raise CourseError(f"«{shown}» no es una dirección de base de datos: sqlite:///notas.db, por ejemplo.") from None
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise CourseError(f"«{url.get_backend_name()}» no se ha probado: usa sqlite:///… o postgresql://…")
    if "@" in (url.host or ""):
        raise CourseError(f"En «{shown}» hay una @ de más: dentro de una contraseña se escribe %40.")
    return db_url


def back_up(db_url: str) -> None:
    """Copia el gradebook antes de recalificar a la fuerza."""
    url = make_url(db_url)
    if url.get_backend_name() != "sqlite" or not url.database or not Path(url.database).is_file():
        return
    path = Path(url.database)
    copy = path.with_name(f"{path.name}.{datetime.now():%Y%m%d-%H%M%S-%f}.bak")
    # La copia de SQLite es coherente aunque otro programa esté escribiendo; la de archivos no.
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    print(f"Copia del gradebook anterior: {copy}")
