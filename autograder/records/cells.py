"""Qué celdas tiene una tarea: las del cuaderno publicado, y las que nbgrader apuntó de ella en un gradebook."""

from pathlib import Path

from sqlalchemy import create_engine, inspect, select
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from autograder.errors import CourseError
from autograder.records.database import cannot_open
from autograder.records.tables import ASSIGNMENT, CELL, COPY, GRADE_CELL, NBGRADER, NOTEBOOK, SOURCE


def published_cells(release) -> set[tuple]:
    """Lo que nbgrader registra de un cuaderno: (clase, nombre, puntos)."""
    found: set[tuple] = set()
    for cell in release.cells:
        info = cell.metadata.get("nbgrader") or {}
        if info.get("grade"):
            found.add(("GradeCell", info["grade_id"], float(info["points"])))
        if info.get("solution"):
            found.add(("SolutionCell", info["grade_id"], None))
        if info.get("grade") or info.get("solution") or info.get("locked"):
            found.add(("source", info["grade_id"], None))
    return found


def registered_cells(connection: Connection, assignment: str) -> set[tuple]:
    join = NOTEBOOK.join(ASSIGNMENT, ASSIGNMENT.c.id == NOTEBOOK.c.assignment_id)
    mine = (ASSIGNMENT.c.name == assignment) & (NOTEBOOK.c.name == assignment)
    notebook = connection.execute(select(NOTEBOOK.c.id).select_from(join).where(mine)).scalar()
    graded = CELL.outerjoin(GRADE_CELL, GRADE_CELL.c.id == CELL.c.id)
    query = select(CELL.c.type, CELL.c.name, GRADE_CELL.c.max_score).select_from(graded)
    cells = connection.execute(query.where(CELL.c.notebook_id == notebook)).all()
    sources = connection.execute(select(SOURCE.c.name).where(SOURCE.c.notebook_id == notebook)).scalars()
    return {tuple(cell) for cell in cells} | {("source", name, None) for name in sources}


def require_same_cells(url: str, assignment: str, release) -> None:
    """Comprueba que las notas que haya de la tarea sean de estas celdas. No cambia nada del gradebook.

    nbgrader tampoco deja añadir ni quitar celdas de una tarea con entregas, pero lo dice después de empezar.

    Errores
        CourseError si ya hay entregas apuntadas y la tarea tenía otras celdas.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and not (address.database and Path(address.database).is_file()):
        return
    try:
        with create_engine(address, poolclass=NullPool).connect() as connection:
            # Una orden que lo está creando puede no haber llegado a estas tablas.
            if not all(inspect(connection).has_table(name) for name in NBGRADER.tables):
                return
            if connection.execute(_handed_in(assignment)).first() is None:
                return
            before = {(kind, name) for kind, name, _ in registered_cells(connection, assignment)}
    except (SQLAlchemyError, OSError) as error:
        raise cannot_open(url, error) from None
    now = {(kind, name) for kind, name, _ in published_cells(release)}
    if before == now:
        return
    changes = [
        f"{verb} {', '.join(sorted({name.removeprefix('test_') for _, name in cells}))}"
        for verb, cells in (("se añadió", now - before), ("se quitó", before - now))
        if cells
    ]
    raise CourseError(
        f"En este gradebook hay notas de otra versión de {assignment}, con otras celdas ({'; '.join(changes)}), y no "
        "se ha tocado nada: para la de ahora usa un gradebook nuevo, con su carpeta de resultados "
        "(--db sqlite:///otro.db --out otra), o recupera la versión anterior."
    )


def _handed_in(assignment: str):
    """Una entrega cualquiera de la tarea, ya apuntada."""
    join = COPY.join(NOTEBOOK, NOTEBOOK.c.id == COPY.c.notebook_id).join(
        ASSIGNMENT, ASSIGNMENT.c.id == NOTEBOOK.c.assignment_id
    )
    mine = (ASSIGNMENT.c.name == assignment) & (NOTEBOOK.c.name == assignment)
    return select(COPY.c.id).select_from(join).where(mine).limit(1)
