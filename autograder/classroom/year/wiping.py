"""Borrar a una persona de un gradebook: sus filas, en todas las tablas, y los bytes que quedarían de ellas."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress

from sqlalchemy import Connection, Table, create_engine, delete, func, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from autograder.classroom.gradebook import BUSY, WAIT
from autograder.errors import CourseError
from autograder.records.database import cannot_open
from autograder.records.tables import COMMENT, COPY, GRADE, OURS, STUDENT, SUBMISSION


def _mine(student: str) -> Iterator[tuple[Table, object]]:
    """Las filas de una persona: cada tabla y cuáles, en el orden en que se pueden borrar."""
    submissions = select(SUBMISSION.c.id).where(SUBMISSION.c.student_id == student)
    copies = select(COPY.c.id).where(COPY.c.assignment_id.in_(submissions))
    for table in (GRADE, COMMENT):
        yield table, table.c.notebook_id.in_(copies)
    yield COPY, COPY.c.assignment_id.in_(submissions)
    yield SUBMISSION, SUBMISSION.c.student_id == student
    yield STUDENT, STUDENT.c.id == student
    for table in OURS.sorted_tables:
        if "student" in table.c:
            yield table, table.c.student == student


def wiped_rows(url: str, student: str) -> int:
    """Cuántas filas tiene una persona. No cambia nada.

    Errores
        CourseError si la base de datos no se puede leer.
    """
    try:
        with create_engine(url, poolclass=NullPool).connect() as db:
            there = set(inspect(db).get_table_names())
            counts = [
                db.execute(select(func.count()).select_from(table).where(which)).scalar() or 0
                for table, which in _mine(student)
                if table.name in there
            ]
    except SQLAlchemyError as error:
        raise cannot_open(url, error) from None
    return sum(counts)


def wipe(url: str, student: str) -> None:
    """Borra sus filas, todas o ninguna, sin dejar sus bytes en el archivo.

    Errores
        CourseError si otro programa la tiene ocupada: entonces no se ha borrado nada de ella.
    """
    if make_url(url).get_backend_name() == "sqlite":
        _wipe_file(str(make_url(url).database), student)
        return
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as db:
        touched = _delete(db, student)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db, suppress(SQLAlchemyError):
        for name in touched:
            db.exec_driver_sql(f"VACUUM FULL {name}")  # sin esto, lo borrado sigue un tiempo en el disco del servidor


def _delete(db: Connection, student: str) -> list[str]:
    there = set(inspect(db).get_table_names())
    rows = [(table, which) for table, which in _mine(student) if table.name in there]
    for table, which in rows:
        db.execute(delete(table).where(which))
    return [table.name for table, _ in rows]


def _wipe_file(path: str, student: str) -> None:
    try:
        # Primero, lo que quedara de cambios de antes; y si alguien la tiene abierta, se sabe antes de borrar nada.
        _vacuum(path)
        engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": WAIT})
        with engine.begin() as db:
            db.exec_driver_sql("PRAGMA secure_delete = ON")  # lo borrado se escribe con ceros
            _delete(db, student)
        with suppress(sqlite3.OperationalError):
            _vacuum(path)
    except (sqlite3.DatabaseError, SQLAlchemyError) as error:
        raise (CourseError(BUSY) if "locked" in str(error) else cannot_open(f"sqlite:///{path}", error)) from None


def _vacuum(path: str) -> None:
    with closing(sqlite3.connect(path, timeout=WAIT, isolation_level=None)) as db:
        db.execute("VACUUM")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
