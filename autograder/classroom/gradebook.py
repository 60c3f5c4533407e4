"""El gradebook de una clase, abierto por quien no califica: sin nbgrader, y con una frase si no se puede."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, inspect, select
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from autograder.errors import CourseError
from autograder.records.database import cannot_open, checked_address
from autograder.records.tables import ASSIGNMENT, COPY, NBGRADER, SUBMISSION

WAIT = 20  # segundos que se espera a que el formgrader, u otra orden, acabe de escribir
BUSY = "Otro programa está escribiendo en el gradebook y no acaba: ciérralo, o espera, y repite la orden."


@contextmanager
def opened(url: str) -> Iterator[Connection]:
    """Una conexión con un gradebook que ya existe; lo que se cambie se apunta al salir bien, entero o nada.

    Errores
        CourseError si no lo hay, no se puede abrir o lo tiene ocupado otro programa.
    """
    address = make_url(checked_address(url))
    sqlite = address.get_backend_name() == "sqlite"
    if sqlite and not (address.database and Path(address.database).is_file()):
        raise CourseError(f"No hay gradebook en {address.database}: di cuál con --db, o califica antes la tarea.")
    engine = create_engine(address, poolclass=NullPool, connect_args={"timeout": WAIT} if sqlite else {})
    try:
        with engine.connect() as connection:
            if sqlite:
                # Sin esto SQLite apunta una tabla nueva aunque después se deshaga lo demás.
                connection.exec_driver_sql("BEGIN")
            if not all(inspect(connection).has_table(name) for name in NBGRADER.tables):
                raise CourseError(f"{address.database} no es un gradebook, o está vacío: califica antes la tarea.")
            yield connection
            connection.commit()
    except OperationalError as error:
        raise (CourseError(BUSY) if "locked" in str(error) else cannot_open(url, error)) from None
    except SQLAlchemyError as error:
        raise cannot_open(url, error) from None


def assignments(db: Connection) -> list[str]:
    """Las tareas que tienen alguna entrega apuntada."""
    join = ASSIGNMENT.join(SUBMISSION, SUBMISSION.c.assignment_id == ASSIGNMENT.c.id)
    join = join.join(COPY, COPY.c.assignment_id == SUBMISSION.c.id)
    return sorted(db.execute(select(ASSIGNMENT.c.name).distinct().select_from(join)).scalars())


def known_assignment(db: Connection, name: str) -> str:
    """El mismo nombre, si hay algo apuntado de esa tarea.

    Errores
        CourseError, con las que hay, si no.
    """
    there = assignments(db)
    if name in there:
        return name
    have = ", ".join(there) or "ninguna"
    raise CourseError(f"En el gradebook no hay entregas de «{name}». Tareas con entregas: {have}.")
