"""Abrir lo apuntado de una tarea, solo para leer."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from autograder.course import Course
from autograder.errors import CourseError
from autograder.exercise import exercises_of
from autograder.passwords import hide_passwords
from autograder.records.database import cannot_open, checked_address
from autograder.records.lateness import Penalties
from autograder.records.reading import Reader
from autograder.records.standing import TEST
from autograder.records.tables import NBGRADER

PATIENCE = 10  # segundos que se espera a quien está escribiendo


@contextmanager
def reading_grades(course: Course, assignment: str, db: str | None = None) -> Iterator[Reader]:
    """Lo apuntado de una tarea en el gradebook del curso o, con ``db``, en otro. Ni lo crea ni lo cambia.

    Errores
        CourseError si no hay nada apuntado de la tarea, no se puede abrir u otro programa no deja leerlo.
    """
    url = checked_address(db or course.db_url)
    shown = hide_passwords(url, url)
    nothing = CourseError(f"En {shown} no hay notas de {assignment}. Califica antes: autograder grade {assignment}")
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and not (address.database and Path(address.database).is_file()):
        raise nothing
    wait = {"timeout": PATIENCE} if address.get_backend_name() == "sqlite" else {}
    engine = create_engine(address, poolclass=NullPool, connect_args=wait)
    try:
        with engine.connect() as connection:
            made = set(inspect(connection).get_table_names())
            if not made >= set(NBGRADER.tables):
                raise nothing
            reader = Reader(connection, assignment, Penalties(lambda: course.config))
            if reader.notebook_id is None:
                raise nothing
            yield reader
    except OperationalError as error:
        if "locked" not in str(error):
            raise cannot_open(url, error) from None
        raise CourseError(
            f"Otro programa está escribiendo en {shown} y no deja leerlo (¿el formgrader, u otra orden a medias?). "
            "Espera a que acabe, o ciérralo, y repite la orden."
        ) from None
    except SQLAlchemyError as error:
        raise cannot_open(url, error) from None
    finally:
        engine.dispose()


def graded_items(reader: Reader) -> dict[str, float]:
    """Lo que puntúa en una tarea, con su máximo: como se declara y, detrás, lo que mira una persona."""
    points = {name.removeprefix(TEST): maximum for name, maximum in reader.cells.values()}
    ordered = [id_ for id_ in exercises_of(reader.assignment) if id_ in points]
    return {id_: points[id_] for id_ in [*ordered, *sorted(set(points) - set(ordered))]}
