"""Una copia del gradebook en un archivo SQLite, y su huella: dos copias de lo mismo tienen la misma."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.pool import NullPool

from autograder.records.tables import OURS

BATCH = 1_000  # filas


def copy_gradebook(url: str, target: Path) -> None:
    """Copia un gradebook. El de SQLite, con su copia en caliente; el de un servidor, tabla a tabla.

    Errores
        SQLAlchemyError o sqlite3.Error si no se puede leer.
    """
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(address.database)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        return
    engine = create_engine(address, poolclass=NullPool)
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as source:
            copy_tables(source, target)
    finally:
        engine.dispose()


def copy_tables(source: Connection, target: Path) -> None:
    """Las tablas de nbgrader y las nuestras, con todas sus filas, en un archivo SQLite nuevo."""
    from nbgrader.api import Base  # las suyas, enteras: aquí hacen falta todas las columnas

    there = set(inspect(source).get_table_names())
    engine = create_engine(f"sqlite:///{target}", poolclass=NullPool)
    with engine.begin() as copy:
        for tables in (Base.metadata, OURS):
            tables.create_all(copy)
            for table in tables.sorted_tables:
                if table.name not in there:
                    continue
                query = select(table).order_by(*table.primary_key)
                rows = source.execute(query, execution_options={"yield_per": BATCH})
                for part in rows.mappings().partitions(BATCH):
                    copy.execute(table.insert(), list(map(dict, part)))
        number = source.execute(text("SELECT version_num FROM alembic_version")).scalar()
        copy.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        copy.execute(text("INSERT INTO alembic_version (version_num) VALUES (:version)"), {"version": number})


def empty_tables(connection: Connection) -> None:
    """Quita todas las filas de un gradebook de un servidor, menos la versión de sus tablas."""
    from nbgrader.api import Base

    there = set(inspect(connection).get_table_names())
    for table in (*OURS.sorted_tables, *reversed(Base.metadata.sorted_tables)):
        if table.name in there:
            connection.execute(table.delete())


def content_digest(database: Path) -> str:
    """La huella de lo que hay en una base de datos SQLite: no cambia por cómo la guarde en el disco."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(database)) as opened:
        for line in opened.iterdump():
            digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()
