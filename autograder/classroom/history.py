"""El historial de una persona: sus intentos, qué cambió en cada uno y qué notas le puso alguien a mano."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from autograder.grading.roster import Member
from autograder.judging.verdict import ERROR, FAIL, MISSING, NOT_JUDGED, PASS, Verdict
from autograder.records.lateness import Penalties, in_words, late_by, minutes
from autograder.records.marks import Mark, comments_by_hand, marks_of
from autograder.records.reading import Reader
from autograder.records.standing import Attempt, Standing
from autograder.records.tables import SUBMISSION

WORDS = {PASS: "bien", FAIL: "mal", MISSING: "sin hacer", ERROR: "falla al ejecutarse", NOT_JUDGED: "sin juzgar"}


@dataclass(frozen=True)
class Change:
    """Lo que cambió de un ejercicio entre un intento y el anterior."""

    exercise: str
    before: Verdict | None
    after: Verdict

    def __str__(self) -> str:
        had = f"{state(self.before)} → " if self.before else ""
        return f"{self.exercise}: {had}{state(self.after)}"


@dataclass(frozen=True)
class Story:
    """Lo apuntado de una persona en una tarea.

    Unidades
        ``due`` es la hora límite, con su prórroga, en UTC; None si no la hay.
    """

    person: Member
    assignment: str
    standing: Standing
    attempts: list[Attempt]
    marks: list[Mark]
    due: datetime | None
    comments: Mapping[str, str] = field(default_factory=dict)  # lo que alguien escribió a mano, por ejercicio

    def late(self, attempt: Attempt) -> timedelta | None:
        """Cuánto llegó tarde un intento; None si llegó a tiempo o no se sabe."""
        return late_by(attempt.handed_in, self.due, None) or None

    def changes(self, position: int) -> list[Change]:
        """Lo que cambió en un intento; en el primero, lo que no salió bien."""
        now = self.attempts[position].verdicts
        before: Mapping[str, Verdict] = self.attempts[position - 1].verdicts if position else {}
        known = [(id_, before.get(id_), found) for id_, found in now.items()]
        return [
            Change(*row) for row in known if (_result(row[1]) != _result(row[2]) if position else row[2].status != PASS)
        ]

    def to_json(self, zone: tzinfo) -> dict[str, Any]:
        """El historial para una máquina; las horas llevan la zona del curso."""
        return {
            "assignment": self.assignment,
            "now": self.standing.to_json(),
            "attempts": [
                {
                    "attempt": a.number,
                    "handed_in": a.handed_in and _local(a.handed_in, zone).isoformat(),
                    "judged": _local(a.judged, zone).isoformat(),
                    "minutes_late": minutes(late) if (late := self.late(a)) else None,
                    "points": points_of(a)[0],
                    "exercises": {id_: v.to_json() for id_, v in a.verdicts.items()},
                    "messages": a.messages,
                }
                for a in self.attempts
            ],
            "comments": dict(self.comments),
            "marks": [
                {
                    "exercise": m.exercise, "old": m.old, "new": m.new, "reason": m.reason, "who": m.who,
                    "moment": _local(m.moment, zone).isoformat(), "undoes": m.undoes,
                }
                for m in self.marks
            ],
        }  # fmt: skip

    def lines(self, zone: tzinfo) -> list[str]:
        """El historial para una persona."""
        said = [self.assignment, f"  {_now(self.standing)}"]
        if not self.attempts:
            said.append("  Sin intentos apuntados: la nota es de antes de que hubiera historial.")
        for position, attempt in enumerate(self.attempts):
            said.append(f"  Intento {attempt.number}: {self._about(attempt, zone)}")
            said += [f"    {change}" for change in self.changes(position)]
            said += [f"    Aviso: {message}" for message in attempt.messages]
        ours = {mark.exercise for mark in self.marks}
        for item in self.standing.items.values():
            if item.manual is not None and item.id not in ours:
                why = f": «{self.comments[item.id]}»" if item.id in self.comments else ""
                said.append(f"  {item.id}: {item.manual:g} de {item.max_points:g}, puesta por una persona{why}")
        for mark in self.marks:
            said.append(
                f"  {mark.exercise}: {_points(mark.old)} → {_points(mark.new)}, el {when(mark.moment, zone)} por "
                f"{mark.who}: «{mark.reason}»"
            )
        return said

    def _about(self, attempt: Attempt, zone: tzinfo) -> str:
        handed = f"entregado el {when(attempt.handed_in, zone)}" if attempt.handed_in else "sin hora de entrega"
        late = self.late(attempt)
        tarde = f", {in_words(late)} tarde" if late else ""
        got, of = points_of(attempt)
        points = "sin juzgar" if got is None else f"{got:g} de {of:g}"
        return f"{handed}{tarde}; juzgado el {when(attempt.judged, zone)}; {points} de lo que juzga la máquina"


def story_of(db: Connection, person: Member, assignment: str, penalties: Penalties) -> Story:
    """El historial de una persona en una tarea."""
    reader = Reader(db, assignment, penalties)
    mine = (SUBMISSION.c.assignment_id == reader.assignment_id) & (SUBMISSION.c.student_id == person.id)
    extension = db.execute(select(SUBMISSION.c.extension).where(mine)).scalar()
    due = reader.duedate and reader.duedate + (extension or timedelta())
    marks = marks_of(db, assignment, person.id)
    standing = reader.standing(person.id)
    comments = comments_by_hand(reader, standing)
    return Story(person, assignment, standing, reader.history(person.id), marks, due, comments)


def points_of(attempt: Attempt) -> tuple[float | None, float]:
    """Los puntos de un intento y cuántos había; None si algo quedó sin juzgar."""
    points = [verdict.points for verdict in attempt.verdicts.values()]
    worth = sum(verdict.max_points for verdict in attempt.verdicts.values())
    return (None if None in points else sum(points)), worth


def state(found: Verdict) -> str:
    """Un veredicto en dos palabras: cómo está, el error reconocido y los puntos."""
    word = WORDS.get(found.status, found.status)
    mistake = f" ({found.diagnosis})" if found.diagnosis else ""
    return f"{word}{mistake}" + ("" if found.points is None else f", {found.points:g} de {found.max_points:g}")


def when(moment: datetime, zone: tzinfo) -> str:
    """Una hora de las apuntadas, en la zona del curso."""
    return f"{_local(moment, zone):%d/%m/%Y a las %H:%M}"


def _local(moment: datetime, zone: tzinfo) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(zone)


def _now(standing: Standing) -> str:
    if not standing.handed:
        return "Sin entrega apuntada."
    if all(item.points is None for item in standing.items.values()):
        return "Nota de ahora: ninguna, nadie la ha juzgado."
    waits = f"; {standing.pending:g} esperan a una persona" if standing.pending else ""
    late = f", con {standing.penalty:g} menos por llegar tarde" if standing.penalty else ""
    return f"Nota de ahora: {standing.score:g} de {standing.max_score:g}{late}{waits}."


def _points(points: float | None) -> str:
    return "sin nota manual" if points is None else f"{points:g}"


def _result(found: Verdict | None) -> tuple | None:
    return found and (found.status, found.points, found.diagnosis, found.step)
