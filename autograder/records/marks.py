"""Las notas que cambia una persona con ``autograder review``: la nota y el motivo, quién y cuándo.

La nota va a la columna manual de nbgrader y el motivo a su comentario, que es lo
que lee el estudiante: el formgrader los enseña y los puede cambiar. Aquí queda
además cada cambio, con lo que había, para poder deshacerlo y contarlo.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import func, insert, inspect, select, update
from sqlalchemy.engine import Connection

from autograder.errors import CourseError
from autograder.records.reading import Reader
from autograder.records.standing import Item, Standing
from autograder.records.tables import COMMENT, COPY, GRADE, MARK, OURS


@dataclass(frozen=True)
class Mark:
    """Un cambio de nota.

    Unidades
        Puntos. ``old`` y ``new`` son la nota manual; None es que no la hay. ``moment``, en UTC.
    """

    exercise: str
    number: int
    old: float | None
    new: float | None
    reason: str
    moment: datetime
    who: str
    old_comment: str | None = None
    new_comment: str | None = None
    undoes: int | None = None


def marks_of(db: Connection, assignment: str, student: str) -> list[Mark]:
    """Los cambios de una persona en una tarea, del primero al último."""
    if not inspect(db).has_table(MARK.name):
        return []
    mine = (MARK.c.assignment == assignment) & (MARK.c.student == student)
    rows = db.execute(select(MARK).where(mine).order_by(MARK.c.moment, MARK.c.exercise, MARK.c.number))
    return [Mark(**{name: getattr(row, name) for name in Mark.__dataclass_fields__}) for row in rows]


def comments_by_hand(reader: Reader, standing: Standing) -> dict[str, str]:
    """Lo que alguien escribió a mano de cada ejercicio, también desde el formgrader."""
    rows = reader.rows(COMMENT, [standing.copy], reader.solutions) if standing.copy else []
    return {reader.solutions[row.cell_id]: row.manual_comment for row in rows if row.manual_comment}


def put_mark(reader: Reader, standing: Standing, item: Item, points: float, reason: str, who: str) -> None:
    """Pone una nota con su motivo. Lo que ya hubiera escrito otra persona en el comentario se conserva delante."""
    before = _standing_marks(reader, standing, item)
    had = _comment(reader, standing, item)
    ours = before[-1] if before else None
    # El motivo de la vez anterior deja su sitio al de ahora; lo que se escribió en el formgrader, no.
    kept = ours.old_comment if ours and ours.new_comment == had else had
    comment = "\n\n".join(filter(None, (kept, reason)))
    _write(reader, standing, item, points, comment, reason, who, had=had)


def undo_mark(reader: Reader, standing: Standing, item: Item, who: str) -> Mark:
    """Deja la nota y el comentario como estaban antes del último cambio, y lo devuelve.

    Errores
        CourseError si no hay ninguno que deshacer, o si otra persona la cambió después.
    """
    before = _standing_marks(reader, standing, item)
    if not before:
        raise CourseError(f"La nota de {item.id} no la ha cambiado nadie con «autograder review»: no hay qué deshacer.")
    last = before[-1]
    if item.manual != last.new:
        raise CourseError(
            f"La nota de {item.id} ya no es la que puso {last.who}: alguien la cambió después en el formgrader. "
            "Si la de ahora no vale, pon otra con --points."
        )
    had = _comment(reader, standing, item)
    # Un comentario que alguien cambió después se queda.
    comment = last.old_comment if had == last.new_comment else had
    said = f"Se deshace: {last.reason}"
    _write(reader, standing, item, last.old, comment, said, who, had=had, undoes=last.number)
    return last


def _standing_marks(reader: Reader, standing: Standing, item: Item) -> list[Mark]:
    """Los cambios de una celda que siguen en pie."""
    found = [m for m in marks_of(reader.db, reader.assignment, standing.student) if m.exercise == item.id]
    undone = {mark.undoes for mark in found}
    return sorted((m for m in found if m.undoes is None and m.number not in undone), key=lambda mark: mark.number)


def _comment(reader: Reader, standing: Standing, item: Item) -> str | None:
    return comments_by_hand(reader, standing).get(item.id)


def _solutions(reader: Reader, item: Item) -> list[str]:
    return [cell for cell, name in reader.solutions.items() if name == item.id]


def set_mark(reader: Reader, standing: Standing, item: Item, points: float | None, comment: str | None) -> None:
    """Deja la nota manual y el comentario donde los deja el formgrader, y el descuento que toca con ella."""
    db = reader.db
    cells = [cell for cell, (name, _) in reader.cells.items() if name == item.cell]
    mine = GRADE.c.cell_id.in_(cells) & (GRADE.c.notebook_id == standing.copy)
    # Quitar la nota devuelve la pregunta a quien la tenga que juzgar.
    waits = points is None and item.auto is None
    db.execute(update(GRADE).where(mine).values(manual_score=points, needs_manual_grade=waits))
    for cell in _solutions(reader, item):
        theirs = (COMMENT.c.cell_id == cell) & (COMMENT.c.notebook_id == standing.copy)
        if not db.execute(update(COMMENT).where(theirs).values(manual_comment=comment)).rowcount:
            row = {"id": uuid4().hex, "cell_id": cell, "notebook_id": standing.copy, "manual_comment": comment}
            db.execute(insert(COMMENT).values(**row))
    # El descuento por retraso depende de la nota.
    penalty = {"late_submission_penalty": reader.standing(standing.student).penalty}
    db.execute(update(COPY).where(COPY.c.id == standing.copy).values(**penalty))


def _write(reader, standing, item, points, comment, reason, who, had=None, undoes=None) -> None:
    db = reader.db
    # Un gradebook de antes no tiene esta tabla.
    OURS.create_all(db, tables=[MARK])
    set_mark(reader, standing, item, points, comment)
    key = {"assignment": reader.assignment, "student": standing.student, "exercise": item.id}
    same = (MARK.c.assignment == reader.assignment) & (MARK.c.student == standing.student)
    last = db.execute(select(func.max(MARK.c.number)).where(same & (MARK.c.exercise == item.id))).scalar()
    now = datetime.now(UTC).replace(tzinfo=None)
    db.execute(
        insert(MARK).values(
            **key,
            number=(last or 0) + 1,
            old=item.manual,
            new=points,
            reason=reason,
            old_comment=had,
            new_comment=comment,
            moment=now,
            who=who[:128],
            undoes=undoes,
        )
    )
