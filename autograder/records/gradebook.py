"""Apuntar en el gradebook: una conexión abierta y una transacción por entrega, con su intento y sus veredictos.

Se escribe en las tablas de nbgrader fila a fila. Sus clases calculan las notas de
todo el curso cada vez que cargan una entrega, y la clase entera costaría el
cuadrado de su tamaño.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Row, create_engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from traitlets.config import Config

from autograder.judging.verdict import Verdict
from autograder.records.database import cannot_open
from autograder.records.lateness import Penalties
from autograder.records.opening import prepare
from autograder.records.reading import Reader
from autograder.records.standing import TEST, Attempt, Entry, Person, Standing, auto_score
from autograder.records.tables import ASIDE, ASSIGNMENT, ATTEMPT, COMMENT, COPY, GRADE, STUDENT, SUBMISSION, VERDICT


class Book:
    """El gradebook abierto para una tarea de un solo cuaderno."""

    def __init__(
        self,
        url: str,
        assignment: str,
        release,
        config: Config | Callable[[], Config] = Config,
        read_only: bool = False,
    ):
        """Abre (o crea) el gradebook y registra la tarea con sus celdas.

        Con ``read_only`` no cambia nada: la tarea tiene que estar ya. ``config`` es la
        configuración de nbgrader, o quien la lee cuando haga falta.

        Errores
            CourseError si no se puede abrir, o si la tarea cambió de celdas
            cuando ya había notas.
        """
        self.url, self.assignment = url, assignment
        try:
            self.engine = create_engine(url)
            self.renamed = [] if read_only else prepare(url, self.engine, assignment, release)
            self.db = self.engine.connect()
            self.penalties = Penalties(config)
            self.reader = Reader(self.db, assignment, self.penalties)
            self.db.commit()
        except (SQLAlchemyError, OSError) as error:
            raise cannot_open(url, error) from None

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        self.db.close()
        self.engine.dispose()

    def standing(self, student: str) -> Standing:
        """Cómo va un estudiante."""
        return self.reader.standing(student)

    def standings(self, students: Iterable[str]) -> Iterator[Standing]:
        """Cómo va cada uno, en el orden en que se piden."""
        return self.reader.standings(students)

    def set_due(self, when: datetime) -> None:
        """Apunta hasta cuándo se podía entregar, en UTC y sin zona como lo guarda nbgrader."""
        mine = ASSIGNMENT.c.id == self.reader.assignment_id
        self._in_one_go(lambda: self.db.execute(update(ASSIGNMENT).where(mine).values(duedate=when)))
        self.reader.duedate = when

    def students(self) -> set[str]:
        """Los ids de quienes están en el gradebook, con entrega o sin ella."""
        return set(self.reader.everyone())

    def save(self, entry: Entry) -> None:
        """Apunta una entrega entera o nada: sus notas, sus comentarios, su intento y su descuento.

        La misma entrega con el mismo resultado no es otro intento. La nota que puso
        una persona no se toca; si lo que corrigió ha cambiado, espera que lo mire.
        """
        try:
            self._in_one_go(self._save, entry)
        except IntegrityError:
            # Otra orden creó las mismas filas entretanto: ya están, y esta vez se encuentran.
            self._in_one_go(self._save, entry)

    def renew(self, student: str, verdicts: Mapping[str, Verdict], texts: str, diagnosis: str, notebook: str) -> None:
        """Cambia lo que se dice de una entrega ya apuntada, y nada más."""

        def write() -> None:
            found = self.standing(student)
            self._comment(found.copy, _comments(verdicts))
            values = {"texts": texts, "diagnosis": diagnosis, "notebook": digest_of(notebook)}
            self._update_attempt(student, found.attempt, values)
            self._write_verdicts(student, found.attempt.number, verdicts)

        self._in_one_go(write)

    def note(self, student: str, messages: Collection[str], notebook: str) -> None:
        """Cambia los avisos de una entrega ya apuntada y su cuaderno corregido."""

        def write() -> None:
            attempt = self.standing(student).attempt
            said = _messages(messages, attempt.asides if attempt else ())
            self._update_attempt(student, attempt, {"messages": said, "notebook": digest_of(notebook)})

        self._in_one_go(write)

    def settle(self, standing: Standing) -> None:
        """Deja en las tablas de nbgrader el descuento que toca con las notas de ahora, si es otro."""
        if not _same_number(standing.penalty, standing.stored):
            self._in_one_go(self._settle, standing)

    def name(self, people: Mapping[str, Person]) -> None:
        """Apunta el nombre y el correo de quienes están en el gradebook, si no los tenía o eran otros."""

        def write() -> None:
            for row in self.db.execute(select(STUDENT)).all():
                person = people.get(row.id, Person())
                values = {}
                if person.name and person.name != " ".join(filter(None, (row.first_name, row.last_name))):
                    values = _parts(person.name)
                if person.email and person.email != row.email:
                    values["email"] = person.email
                if values:
                    clipped = {key: value and storable(value)[:128] for key, value in values.items()}
                    self.db.execute(update(STUDENT).where(STUDENT.c.id == row.id).values(clipped))

        self._in_one_go(write)

    def _in_one_go(self, write: Callable[..., None], *args) -> None:
        try:
            write(*args)
            self.db.commit()
        except BaseException:
            self.db.rollback()
            raise

    def _save(self, entry: Entry) -> None:
        if not self.reader.holds():
            # Sin entregas todavía, quien publica otra vez con nbgrader cambia los ids de la tarea y de sus celdas.
            self.reader = Reader(self.db, self.assignment, self.penalties)
        before = self.standing(entry.student)
        # Del historial, que sigue aunque alguien quitara la entrega del gradebook.
        last = before.attempt if before.copy else self.reader.attempts([entry.student]).get(entry.student)
        # La hora es la de esta entrega, también si no se sabe: la de otra no dice si ésta llegó tarde.
        timed = entry.timestamp is not None or (last is not None and last.handed != entry.handed)
        copy, new = self._copy(entry.student, entry.timestamp, timed)
        # Sin registro no se sabe qué había antes: no se da por cambiado.
        moved = _differing(last.answers, entry.answers) if last is not None else set()
        known = {} if new else {row.cell_id: row for row in self.reader.rows(GRADE, [copy], self.reader.cells)}
        changed: dict[str, float] = {}
        grades = {}
        for cell, (name, _) in self.reader.cells.items():
            id_ = name.removeprefix(TEST)
            auto, row = auto_score(id_, entry.verdicts, entry.unanswered), known.get(cell)
            manual = row.manual_score if row is not None else None
            again = manual is not None and (id_ in moved or row.auto_score != auto)
            if again or (id_ in before.items and before.items[id_].changed):
                changed[id_] = manual
            waits = bool(again or (row.needs_manual_grade if manual is not None else auto is None))
            grades[cell] = {"auto_score": auto, "needs_manual_grade": waits}
        self._write(GRADE, copy, known, grades)
        texts = dict.fromkeys(self.reader.solutions.values()) | _comments(entry.verdicts)
        self._comment(copy, texts | dict.fromkeys(entry.unanswered, "Sin respuesta."), new)
        self._record(entry, last, changed)
        # Sin fecha límite nadie llega tarde: no hay descuento que poner, ni que quitar si no lo había.
        if self.reader.duedate is not None or before.stored is not None:
            self._settle(self.standing(entry.student))

    def _record(self, entry: Entry, last: Attempt | None, changed: Mapping[str, float]) -> None:
        values = {
            "handed_in": entry.timestamp,
            **{name: getattr(entry, name) for name in ("handed", "digest", "texts", "diagnosis")},
            "notebook": digest_of(entry.notebook),
            "messages": _messages(entry.messages, entry.asides),
            "answers": _json(dict(entry.answers)),
            "changed": _json(dict(changed)),
        }
        repeated = (
            last is not None and last.handed == entry.handed and _result(last.verdicts) == _result(entry.verdicts)
        )
        if repeated:
            self._update_attempt(entry.student, last, values)
            number = last.number
        else:
            number = last.number + 1 if last else 1
            key = {"assignment": self.assignment, "student": entry.student, "attempt": number}
            now = datetime.now(UTC).replace(tzinfo=None)  # como las horas de nbgrader: UTC, sin decirlo
            self.db.execute(insert(ATTEMPT).values(**key, judged=now, **values))
        self._write_verdicts(entry.student, number, entry.verdicts)

    def _update_attempt(self, student: str, attempt: Attempt | None, values: Mapping[str, object]) -> None:
        if attempt is not None:
            self.db.execute(update(ATTEMPT).where(self._row_of(ATTEMPT, student, attempt.number)).values(**values))

    def _write_verdicts(self, student: str, number: int, verdicts: Mapping[str, Verdict]) -> None:
        self.db.execute(delete(VERDICT).where(self._row_of(VERDICT, student, number)))
        key = {"assignment": self.assignment, "student": student, "attempt": number}
        texts = ("diagnosis", "step", "message", "hint", "call")
        rows = [
            key | asdict(v) | {name: text and storable(text) for name in texts for text in [getattr(v, name)]}
            for v in verdicts.values()
        ]
        if rows:
            self.db.execute(insert(VERDICT), rows)

    def _row_of(self, table, student: str, number: int):
        return (table.c.assignment == self.assignment) & (table.c.student == student) & (table.c.attempt == number)

    def _copy(self, student: str, timestamp: datetime | None, timed: bool) -> tuple[str, bool]:
        """El id del cuaderno entregado en las tablas de nbgrader, creando lo que falte, y si acaba de crearse."""
        assignment, notebook = self.reader.assignment_id, self.reader.notebook_id
        mine = (SUBMISSION.c.assignment_id == assignment) & (SUBMISSION.c.student_id == student)
        submission = self.db.execute(select(SUBMISSION.c.id).where(mine)).scalar()
        if submission is None:
            if self.db.execute(select(STUDENT.c.id).where(STUDENT.c.id == student)).first() is None:
                self.db.execute(insert(STUDENT).values(id=student))
            submission = uuid4().hex
            values = {"assignment_id": assignment, "student_id": student, "timestamp": timestamp}
            self.db.execute(insert(SUBMISSION).values(id=submission, **values))
        elif timed:
            self.db.execute(update(SUBMISSION).where(mine).values(timestamp=timestamp))
        copy = (COPY.c.notebook_id == notebook) & (COPY.c.assignment_id == submission)
        found = self.db.execute(select(COPY.c.id).where(copy)).scalar()
        if found is not None:
            return found, False
        created = uuid4().hex
        values = {"notebook_id": notebook, "assignment_id": submission, "flagged": False}
        self.db.execute(insert(COPY).values(id=created, **values))
        return created, True

    def _comment(self, copy: str, texts: Mapping[str, str | None], new: bool = False) -> None:
        known = {} if new else {row.cell_id: row for row in self.reader.rows(COMMENT, [copy], self.reader.solutions)}
        said = {cell: {"auto_comment": texts[name]} for cell, name in self.reader.solutions.items() if name in texts}
        self._write(COMMENT, copy, known, said)

    def _write(self, table, copy: str, known: Mapping[str, Row], values: Mapping[str, Mapping[str, object]]) -> None:
        """Deja en una tabla lo de cada celda de un cuaderno: lo que no estaba, de una vez; lo que cambia, aparte."""
        new = [
            {"id": uuid4().hex, "cell_id": cell, "notebook_id": copy, **row}
            for cell, row in values.items()
            if cell not in known
        ]
        if new:
            self.db.execute(insert(table), new)
        for cell, row in known.items():
            now = values.get(cell, {})
            if any(getattr(row, name) != value for name, value in now.items()):
                self.db.execute(update(table).where(table.c.id == row.id).values(**now))

    def _settle(self, standing: Standing) -> None:
        values = {"late_submission_penalty": standing.penalty}
        self.db.execute(update(COPY).where(COPY.c.id == standing.copy).values(values))


def digest_of(notebook: str) -> str:
    """La huella de un cuaderno corregido, tal como queda en el disco."""
    return hashlib.sha256(notebook.encode("utf-8", "replace")).hexdigest()


def storable(text: str) -> str:
    """El texto sin lo que alguna base de datos no guarda: el carácter nulo (PostgreSQL) y los medios caracteres."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _messages(messages: Collection[str], asides: Collection[str]) -> str:
    """Los avisos, en JSON; los que son solo para quien califica van con su nombre."""
    return _json([{ASIDE: storable(m)} if m in asides else storable(m) for m in messages])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _result(verdicts: Mapping[str, Verdict]) -> dict[str, tuple]:
    """Lo que distingue un resultado de otro: no los textos."""
    return {id_: (v.status, v.points, v.max_points, v.diagnosis, v.step) for id_, v in verdicts.items()}


def _parts(name: str) -> dict[str, str | None]:
    """Un nombre en los dos campos de nbgrader. Sin coma no se sabe dónde acaba el de pila, y juntos se leen igual."""
    last, comma, first = name.partition(",")
    if not comma:
        first, _, last = name.partition(" ")
    return {"first_name": first.strip() or None, "last_name": last.strip() or None}


def _differing(one: Mapping[str, str], other: Mapping[str, str]) -> set[str]:
    return {key for key in {*one, *other} if one.get(key) != other.get(key)}


def _same_number(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < 1e-6  # PostgreSQL lo guarda en simple precisión


def _comments(verdicts: Mapping[str, Verdict]) -> dict[str, str | None]:
    """El comentario de cada ejercicio; ninguno si tiene todos los puntos."""
    return {id_: None if v.points == v.max_points else storable(v.text) for id_, v in verdicts.items()}
