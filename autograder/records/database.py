"""La base de datos de un gradebook: su dirección, comprobada, quién la prepara y la copia antes de cambiar notas."""

import contextlib
import os
import sqlite3
import time
from collections.abc import Collection, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from autograder.errors import CourseError
from autograder.os_errors import reason_and_place
from autograder.passwords import hide_passwords
from autograder.records.tables import ASSIGNMENT, COPY, GRADE, SUBMISSION

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

PATIENCE = 60  # segundos que se espera a quien prepara el gradebook, que tarda dos o tres


def checked_address(db_url: str) -> str:
    """La misma dirección, si se entiende y es de una base de datos que se ha probado.

    Errores
        CourseError, sin la contraseña, si no.
    """
    shown = hide_passwords(db_url, db_url)
    try:
        url = make_url(db_url)
    except (ArgumentError, ValueError):  # ValueError: un puerto que no es un número
        why = f"«{shown}» no es una dirección de base de datos: sqlite:///notas.db, por ejemplo."
        raise CourseError(why) from None
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise CourseError(f"«{url.get_backend_name()}» no se ha probado: usa sqlite:///… o postgresql://…")
    if "@" in (url.host or ""):
        raise CourseError(f"En «{shown}» hay una @ de más: dentro de una contraseña se escribe %40.")
    return db_url


def cannot_open(url: str, error: Exception) -> CourseError:
    """Por qué no se puede abrir, sin la contraseña."""
    why = reason_and_place(error) if isinstance(error, OSError) else str(error).splitlines()[0]
    return CourseError(hide_passwords(f"No se puede abrir el gradebook {url}: {why}", url))


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


def holds_grades(url: str, assignments: Collection[str]) -> bool:
    """Si un gradebook tiene notas automáticas de alguna de esas tareas. Ni lo crea ni lo cambia.

    Errores
        CourseError si no se puede abrir.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and not (address.database and Path(address.database).is_file()):
        return False
    given = (
        select(GRADE.c.id)
        .join(COPY, COPY.c.id == GRADE.c.notebook_id)
        .join(SUBMISSION, SUBMISSION.c.id == COPY.c.assignment_id)
        .join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMISSION.c.assignment_id)
        .where(ASSIGNMENT.c.name.in_(list(assignments)), GRADE.c.auto_score.is_not(None))
    )
    try:
        with create_engine(address, poolclass=NullPool).connect() as connection:
            # Una orden que lo está creando puede no haber llegado a estas tablas.
            made = all(inspect(connection).has_table(t.name) for t in (GRADE, COPY, SUBMISSION, ASSIGNMENT))
            return made and connection.execute(given.limit(1)).first() is not None
    except (SQLAlchemyError, OSError) as error:
        raise cannot_open(url, error) from None


@contextlib.contextmanager
def one_at_a_time(url: str) -> Iterator[None]:
    """Mientras una orden crea el gradebook o registra la tarea, las demás esperan: nbgrader no cuenta con ellas.

    Errores
        CourseError si quien lo tiene no acaba.
    """
    address = make_url(url)
    taken = CourseError("Otra orden lleva mucho tiempo preparando este gradebook. Espera a que acabe y repítela.")
    if address.get_backend_name() == "postgresql":
        with create_engine(address, poolclass=NullPool).connect() as connection:
            connection.execute(text(f"SET lock_timeout = '{PATIENCE}s'"))
            try:
                connection.execute(text("SELECT pg_advisory_lock(hashtext('retropropagacion'))"))
            except OperationalError:
                raise taken from None
            yield
        return
    with contextlib.ExitStack() as stack:
        if fcntl is not None and address.database and address.database != ":memory:":
            # La carpeta, y no el archivo: SQLite tiene ahí sus propios cierres, y así no queda nada que borrar.
            folder = os.open(Path(address.database).resolve().parent, os.O_RDONLY)
            stack.callback(os.close, folder)
            deadline = time.monotonic() + PATIENCE
            while not _locked(folder):
                if time.monotonic() > deadline:
                    raise taken
                time.sleep(0.05)
        yield


def _locked(folder: int) -> bool:
    """Si ya es nuestra; también donde el disco no sabe de cierres (algunos de red): ahí no hay nada que esperar."""
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
