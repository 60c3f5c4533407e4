"""Leer lo apuntado: la clase entera con unas pocas consultas, el historial de una persona y lo que más se confunde.

No importa nbgrader ni abre cuadernos: repetir una orden cuando nada ha
cambiado es leer esto.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, inspect, select
from sqlalchemy.engine import Connection

from autograder.judging.verdict import Verdict
from autograder.records.lateness import Penalties, late_by
from autograder.records.standing import TEST, Attempt, Item, Person, Standing
from autograder.records.tables import (
    ASIDE,
    ASSIGNMENT,
    ATTEMPT,
    CELL,
    COMMENT,
    COPY,
    GRADE,
    GRADE_CELL,
    NOTEBOOK,
    STUDENT,
    SUBMISSION,
    VERDICT,
)  # fmt: skip

BATCH = 200  # estudiantes por consulta: la memoria no crece con la clase


class Reader:
    """Lo apuntado de una tarea en un gradebook abierto.

    Formas
        ``cells`` da, de cada celda que puntúa, su nombre y su máximo; ``solutions``,
        el nombre de cada celda de respuesta. Los dos, por su id en nbgrader.
    """

    def __init__(self, db: Connection, assignment: str, penalties: Penalties | None = None):
        self.db, self.assignment, self.penalties = db, assignment, penalties or Penalties()
        self.recorded = inspect(db).has_table(ATTEMPT.name)
        mine = (ASSIGNMENT.c.name == assignment) & (NOTEBOOK.c.name == assignment)
        join = NOTEBOOK.join(ASSIGNMENT, ASSIGNMENT.c.id == NOTEBOOK.c.assignment_id)
        found = db.execute(
            select(NOTEBOOK.c.id, NOTEBOOK.c.assignment_id, ASSIGNMENT.c.duedate).select_from(join).where(mine)
        ).first()
        self.notebook_id, self.assignment_id, self.duedate = found or (None, None, None)
        cells = db.execute(
            select(CELL.c.id, CELL.c.name, CELL.c.type, GRADE_CELL.c.max_score)
            .select_from(CELL.outerjoin(GRADE_CELL, GRADE_CELL.c.id == CELL.c.id))
            .where(CELL.c.notebook_id == self.notebook_id)
        ).all()
        self.cells = {c.id: (c.name, float(c.max_score)) for c in cells if c.type == "GradeCell"}
        self.solutions = {c.id: c.name for c in cells if c.type == "SolutionCell"}

    def holds(self) -> bool:
        """Si la tarea sigue registrada con los mismos ids que al abrir."""
        return self.db.execute(select(NOTEBOOK.c.id).where(NOTEBOOK.c.id == self.notebook_id)).first() is not None

    def standings(self, students: Iterable[str]) -> Iterator[Standing]:
        """Cómo va cada uno, en el orden en que se piden; quien no tiene nada apuntado sale vacío."""
        waiting = iter(students)
        while batch := list(islice(waiting, BATCH)):
            yield from self._batch(batch)

    def standing(self, student: str) -> Standing:
        """Cómo va uno."""
        (found,) = self._batch([student])
        return found

    def everyone(self) -> list[str]:
        """Los ids de quienes están en el gradebook, con entrega o sin ella."""
        return sorted(self.db.execute(select(STUDENT.c.id)).scalars())

    def history(self, student: str) -> list[Attempt]:
        """Los intentos de un estudiante, del primero al último, cada uno con sus veredictos."""
        if not self.recorded:
            return []
        mine = (ATTEMPT.c.assignment == self.assignment) & (ATTEMPT.c.student == student)
        found = {row.attempt: _attempt(row) for row in self.db.execute(select(ATTEMPT).where(mine))}
        mine = (VERDICT.c.assignment == self.assignment) & (VERDICT.c.student == student)
        for row in self.db.execute(select(VERDICT).where(mine)):
            found[row.attempt].verdicts[row.exercise] = _verdict(row)
        return [found[number] for number in sorted(found)]

    def _batch(self, students: list[str]) -> Iterator[Standing]:
        people = {row.id: row for row in self.db.execute(self._people(students))}
        copies = {row.copy: id_ for id_, row in people.items() if row.copy}
        attempts = self.attempts(list(copies.values()))
        grades: dict[str, list[Row]] = {}
        comments: dict[tuple[str, str], Row] = {}
        if copies:
            for row in self.rows(GRADE, copies, self.cells):
                grades.setdefault(copies[row.notebook_id], []).append(row)
            for row in self.rows(COMMENT, copies, self.solutions):
                comments[copies[row.notebook_id], self.solutions[row.cell_id]] = row
        for student in students:
            row = people.get(student)
            if row is None:
                yield Standing(student)
                continue
            name = " ".join(part for part in (row.first_name, row.last_name) if part)
            person = Person(name, row.email or "")
            if row.copy is None:
                yield Standing(student, person)
                continue
            attempt = attempts.get(student)
            items = [self._item(grade, attempt, student, comments) for grade in grades.get(student, ())]
            found = Standing(student, person, row.copy, attempt, {i.id: i for i in items}, stored=row.penalty)
            penalty = self.penalties.of(student, found.raw, row.timestamp, self.duedate, row.extension)
            late = late_by(row.timestamp, self.duedate, row.extension)
            yield Standing(student, person, row.copy, attempt, found.items, penalty, row.penalty, late)

    def _people(self, students: list[str]):
        mine = and_(SUBMISSION.c.student_id == STUDENT.c.id, SUBMISSION.c.assignment_id == self.assignment_id)
        copy = and_(COPY.c.assignment_id == SUBMISSION.c.id, COPY.c.notebook_id == self.notebook_id)
        wanted = (
            *(STUDENT.c.id, STUDENT.c.first_name, STUDENT.c.last_name, STUDENT.c.email),
            *(SUBMISSION.c.timestamp, SUBMISSION.c.extension),
            *(COPY.c.id.label("copy"), COPY.c.late_submission_penalty.label("penalty")),
        )
        tables = STUDENT.outerjoin(SUBMISSION, mine).outerjoin(COPY, copy)
        return select(*wanted).select_from(tables).where(STUDENT.c.id.in_(students))

    def rows(self, table, copies: Iterable[str], cells: Collection[str]) -> list[Row]:
        """Las filas de esas celdas en esos cuadernos."""
        # Por celda y cuaderno: es el índice que tienen estas tablas.
        mine = table.c.cell_id.in_(list(cells)) & table.c.notebook_id.in_(list(copies))
        return self.db.execute(select(table).where(mine)).all()

    def _item(self, grade: Row, attempt: Attempt | None, student: str, comments) -> Item:
        name, maximum = self.cells[grade.cell_id]
        id_ = name.removeprefix(TEST)
        manual = grade.manual_score
        # El formgrader quita la marca al poner la nota; quien la pone de otro modo, pone otra.
        marked = attempt.changed.get(id_) if attempt else None
        changed = manual is not None and marked == manual and bool(grade.needs_manual_grade)
        said = comments.get((student, id_))
        remark = said.manual_comment if said is not None else None
        return Item(
            id_,
            name,
            maximum,
            grade.auto_score,
            manual,
            float(grade.extra_credit or 0.0),
            changed,
            attempt.verdicts.get(id_) if attempt else None,
            remark or (said.auto_comment if said is not None else None),
            unread=attempt is not None and not attempt.answers,
            remark=remark or None,
        )

    def _last(self, students: list[str]):
        """El número del último intento de cada uno."""
        mine = (ATTEMPT.c.assignment == self.assignment) & ATTEMPT.c.student.in_(students)
        columns = ATTEMPT.c.assignment, ATTEMPT.c.student
        return select(*columns, func.max(ATTEMPT.c.attempt).label("attempt")).where(mine).group_by(*columns).subquery()

    def attempts(self, students: list[str]) -> dict[str, Attempt]:
        """El último intento de cada uno."""
        if not self.recorded or not students:
            return {}
        last = self._last(students)
        query = select(ATTEMPT).select_from(ATTEMPT.join(last, _same(ATTEMPT, last)))
        found = {row.student: _attempt(row) for row in self.db.execute(query)}
        if not found:
            return found
        query = select(VERDICT).select_from(VERDICT.join(last, _same(VERDICT, last)))
        for row in self.db.execute(query):
            # Otra orden pudo apuntar un intento entre las dos preguntas: no es de los que se leyeron.
            if row.student in found and found[row.student].number == row.attempt:
                found[row.student].verdicts[row.exercise] = _verdict(row)
        return found


def _same(table, last) -> ColumnElement[bool]:
    return and_(*(table.c[key] == last.c[key] for key in ("assignment", "student", "attempt")))


def _attempt(row: Row) -> Attempt:
    plain = {name: getattr(row, name) for name in ("handed", "digest", "texts", "diagnosis", "notebook")}
    lists: dict[str, Any] = {name: json.loads(getattr(row, name)) for name in ("messages", "answers", "changed")}
    judged: datetime = row.judged
    asides = frozenset(message[ASIDE] for message in lists["messages"] if isinstance(message, dict))
    lists["messages"] = [m[ASIDE] if isinstance(m, dict) else m for m in lists["messages"]]
    return Attempt(row.attempt, judged, row.handed_in, **plain, **lists, asides=asides)


def _verdict(row: Row) -> Verdict:
    details = {name: getattr(row, name) for name in ("diagnosis", "hint", "call", "step")}
    return Verdict(row.exercise, row.status, row.points, row.max_points, row.message, **details)
