"""Dejar un gradebook listo para una tarea: crearlo, registrar sus celdas como lo hace nbgrader y añadir lo nuestro.

nbgrader solo se carga cuando falta algo; lo corriente es que no falte nada.
"""

import contextlib
import importlib.metadata
import os
import sqlite3
import unicodedata
from collections import Counter
from pathlib import Path

from sqlalchemy import create_engine, delete, insert, select, text, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateTable

from autograder import cache
from autograder.records.cells import published_cells, registered_cells, require_same_cells
from autograder.records.database import one_at_a_time
from autograder.records.tables import (
    ATTEMPT,
    MARK,
    OURS,
    RELEASE,
    STUDENT,
    SUBMISSION,
    VERDICT,
    missing,
)  # fmt: skip


def prepare(url: str, engine: Engine, assignment: str, release) -> list[tuple[str, str]]:
    """Deja el gradebook listo y devuelve los ids de estudiante que ha habido que escribir de otra forma.

    Errores
        CourseError si la tarea cambió de celdas cuando ya había notas.
    """
    if _ready(engine, assignment, release):
        return []
    with one_at_a_time(url):
        if _ready(engine, assignment, release):
            return []  # lo preparó otra orden entretanto; otra vez, le cambiaría los ids mientras apunta
        if new := _is_new(engine):
            _from_mould(engine, assignment, release)
            if _ready(engine, assignment, release):
                return []
        require_same_cells(url, assignment, release)
        _register(url, assignment, release)
        OURS.create_all(engine)
        with engine.begin() as connection:
            renamed = _normalize_ids(connection)
            # Lo último: si esto está, está todo.
            connection.execute(delete(RELEASE).where(RELEASE.c.assignment == assignment))
            connection.execute(insert(RELEASE).values(assignment=assignment, release=_published(release)))
        if new:
            _keep_mould(engine, _mould(assignment, release))
    return renamed


def _is_new(engine: Engine) -> bool:
    """Si es de SQLite y no hay todavía ningún archivo."""
    database = engine.url.database
    return engine.url.get_backend_name() == "sqlite" and bool(database) and not os.path.lexists(database)


def _mould(assignment: str, release) -> str:
    """De qué depende cómo deja nbgrader un gradebook recién hecho para una tarea."""
    versions = [importlib.metadata.version(name) for name in ("nbgrader", "sqlalchemy")]
    tables = [str(CreateTable(table)) for table in OURS.sorted_tables]
    return repr([assignment, _published(release), versions, tables])


def _keep_mould(engine: Engine, key: str) -> None:
    """Guarda el gradebook recién hecho: cargar nbgrader para hacer otro igual cuesta un segundo.

    Si otra orden ya apuntó a alguien mientras se copiaba, no: en un molde no hay estudiantes.
    """
    with contextlib.suppress(OSError, sqlite3.Error), contextlib.closing(sqlite3.connect(engine.url.database)) as made:
        script = "\n".join(made.iterdump())
        if made.execute(f"SELECT 1 FROM {STUDENT.name}").fetchone() is None:
            cache.write("gradebooks", key, script)


def _from_mould(engine: Engine, assignment: str, release) -> None:
    """Hace el gradebook con el que nbgrader dejó hecho otra vez, si se guardó y vale; entero o nada."""
    script = cache.read("gradebooks", _mould(assignment, release))
    if script is None:
        return
    path = Path(engine.url.database)
    partial = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    copy = create_engine(f"sqlite:///{partial}", poolclass=NullPool)
    # Lo que falle es como si no estuviera guardado: lo hace nbgrader.
    with contextlib.suppress(OSError, sqlite3.Error, SQLAlchemyError):
        with contextlib.closing(sqlite3.connect(partial)) as made:
            made.executescript(script)
        if _ready(copy, assignment, release):
            os.link(partial, path)  # nunca encima de otro: quien no conoce nuestro turno pudo crearlo entretanto
    partial.unlink(missing_ok=True)


def _published(release) -> str:
    """El registro que ``build`` apuntó en el cuaderno publicado."""
    return release.metadata.get("retropropagacion", {}).get("release", "")


def _ready(engine: Engine, assignment: str, release) -> bool:
    database = engine.url.database
    if engine.url.get_backend_name() == "sqlite" and not (database and Path(database).is_file()):
        return False
    with engine.connect() as connection:
        if missing(connection):
            return False
        registered = connection.execute(select(RELEASE.c.release).where(RELEASE.c.assignment == assignment)).scalar()
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        ids = connection.execute(select(STUDENT.c.id)).scalars()
        return (
            bool(version)
            and bool(registered)
            and registered == _published(release)
            and registered_cells(connection, assignment) == published_cells(release)
            and not any(_nfc(id_) != id_ for id_ in ids)
        )


def _register(url: str, assignment: str, release) -> None:
    from nbgrader import api
    from nbgrader.preprocessors import SaveCells

    _create(url, api.Base.metadata)
    with api.Gradebook(url) as gradebook:
        gradebook.update_or_create_assignment(assignment)
        resources = {"nbgrader": {"notebook": assignment, "assignment": assignment, "db_url": url}}
        # Es el preprocesador con el que nbgrader registra una tarea al publicarla.
        SaveCells().preprocess(release, resources)


def _create(url: str, tables) -> None:
    """Crea las tablas de nbgrader, si no están, y apunta su versión, que es la señal de que están todas.

    nbgrader haría lo mismo, pero preguntando la versión a la orden ``alembic``: dos segundos en cada gradebook nuevo. Y
    la escribe al final: un corte al crearlas la perdería.
    """
    engine = create_engine(url)
    try:
        tables.create_all(engine)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"))
            if connection.execute(text("SELECT version_num FROM alembic_version")).first() is None:
                version = {"version": newest_version()}
                connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:version)"), version)
    finally:
        engine.dispose()


def newest_version() -> str:
    """La versión de las tablas que trae el nbgrader instalado."""
    import nbgrader
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(Path(nbgrader.__file__).parent / "alembic")).get_current_head()


def _nfc(id_: str) -> str:
    return unicodedata.normalize("NFC", id_)


def _normalize_ids(connection: Connection) -> list[tuple[str, str]]:
    """Pasa a NFC los ids de un gradebook de antes: con otro id, sus notas manuales serían de otra persona.

    Devuelve los que cambiaron, (antes, ahora). El que ya está en las dos formas
    se queda como está: decidir cuál vale es cosa de una persona.
    """
    ids = set(connection.execute(select(STUDENT.c.id)).scalars())
    loose = {id_: _nfc(id_) for id_ in ids if _nfc(id_) != id_}
    times = Counter(loose.values())
    renamed = [(before, now) for before, now in loose.items() if now not in ids and times[now] == 1]
    for before, now in renamed:
        mine = dict(connection.execute(select(STUDENT).where(STUDENT.c.id == before)).mappings().one())
        connection.execute(insert(STUDENT).values({**mine, "id": now}))
        connection.execute(update(SUBMISSION).where(SUBMISSION.c.student_id == before).values(student_id=now))
        connection.execute(delete(STUDENT).where(STUDENT.c.id == before))
        for table in (ATTEMPT, VERDICT, MARK):
            connection.execute(update(table).where(table.c.student == before).values(student=now))
    return renamed
