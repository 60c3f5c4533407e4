"""Guardar la nota de una persona donde la guarda el formgrader: las tablas de nbgrader, en una transacción.

Quien guarda dice qué estaba viendo. Si entretanto cambió la respuesta, la nota o el
comentario, no se guarda nada y se le enseña lo que hay: decide él.
"""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import select

from autograder.classroom.manual import remark
from autograder.classroom.manual.questions import Answer, Question, answer_of
from autograder.records.gradebook import storable
from autograder.records.marks import set_mark
from autograder.records.standing import TEST
from autograder.records.tables import COMMENT, GRADE

if TYPE_CHECKING:
    from autograder.records.gradebook import Book

MAX_NOTE = 20_000  # caracteres de un comentario


class Refused(ValueError):
    """Lo que llegó no es una nota; el mensaje dice qué se esperaba."""


class Conflict(Exception):
    """Lo que se iba a cambiar ya es otra cosa; ``now`` es lo que hay."""

    def __init__(self, now: Answer):
        super().__init__()
        self.now = now


def read_points(text: object, maximum: float) -> float | None:
    """Los puntos que escribió una persona, con coma o con punto; None si no escribió nada.

    Errores
        Refused si no es un número entre 0 y el máximo.
    """
    if text is None or not str(text).strip():
        return None
    try:
        points = float(str(text).strip().replace(",", "."))
    except ValueError:
        points = math.nan
    if not 0 <= points <= maximum:
        raise Refused(f"Los puntos van de 0 a {maximum:g}, y ahí dice «{str(text)[:20]}».")
    return points


def save(
    book: "Book",
    question: Question,
    seen: Answer,
    version: str,
    points: float | None,
    levels: Mapping[str, str],
    note: str,
) -> Answer:
    """Apunta una nota y su comentario, y devuelve la respuesta como queda. Sin puntos, vuelve a esperar.

    Errores
        Refused si los niveles no son de la rúbrica o el comentario es larguísimo.
        Conflict si ya no es ``version`` lo que hay: no se guarda nada.
        OperationalError (de SQLAlchemy) si otro programa no suelta el gradebook.
    """
    known = {criterion.name: {level.name for level in criterion.levels} for criterion in question.rubric}
    if any(level not in known.get(name, ()) for name, level in levels.items()):
        raise Refused("La rúbrica ha cambiado mientras la página estaba abierta: recárgala.")
    if len(note) > MAX_NOTE:
        raise Refused(f"El comentario tiene {len(note)} caracteres y caben {MAX_NOTE}.")
    comment = storable(remark.written(question.rubric, levels, note)) or None
    try:
        _write(book, question, seen, version, points, comment)
        book.db.commit()
    except BaseException:
        book.db.rollback()
        raise
    standing = book.standing(seen.student)
    return answer_of(standing, standing.items[question.id], question, seen.label)


def _write(
    book: "Book", question: Question, seen: Answer, version: str, points: float | None, comment: str | None
) -> None:
    if book.engine.dialect.name == "sqlite":
        # Se pide el turno antes de mirar: entre mirar y escribir no puede escribir nadie.
        book.db.exec_driver_sql("BEGIN IMMEDIATE")
    standing = book.standing(seen.student)
    if question.id not in standing.items:
        raise Refused("Esa entrega ya no está en el gradebook: recarga la página.")
    cells = {name.removeprefix(TEST): cell for cell, (name, _) in book.reader.cells.items()}
    solutions = {name: cell for cell, name in book.reader.solutions.items()}
    grade = (GRADE.c.notebook_id == standing.copy) & (GRADE.c.cell_id == cells[question.id])
    said = (COMMENT.c.notebook_id == standing.copy) & (COMMENT.c.cell_id == solutions[question.id])
    for table, mine in ((GRADE, grade), (COMMENT, said)):
        book.db.execute(select(table.c.id).where(mine).with_for_update())  # SQLite no lo necesita: tiene el turno
    standing = book.standing(seen.student)
    item = standing.items[question.id]
    found = answer_of(standing, item, question, seen.label)
    if found.version != version:
        raise Conflict(found)
    set_mark(book.reader, standing, item, points, comment)
