"""Los intentos de una clase entera, contados de una vez: qué respuestas distintas entregó cada cual y cómo le fue."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import inspect, select
from sqlalchemy.engine import Connection

from autograder.records.tables import ATTEMPT, VERDICT


@dataclass(frozen=True)
class Try:
    """Una entrega de alguien, con lo último que se dijo de ella.

    Formas
        ``answers`` da la huella de cada respuesta (vacío si el archivo no se pudo leer) y
        ``statuses``, el estado de cada ejercicio que juzga la máquina.
    """

    handed: str
    answers: dict[str, str]
    statuses: dict[str, str] = field(default_factory=dict)


def tries(db: Connection, assignment: str) -> Iterator[tuple[str, list[Try]]]:
    """(estudiante, sus entregas en orden). Juzgar lo mismo otra vez no es otra entrega: cuenta lo último dicho."""
    if not inspect(db).has_table(ATTEMPT.name):
        return
    key = VERDICT.c.student, VERDICT.c.attempt
    found: dict[tuple[str, int], dict[str, str]] = {}
    query = select(*key, VERDICT.c.exercise, VERDICT.c.status).where(VERDICT.c.assignment == assignment)
    for student, number, exercise, status in db.execute(query):
        found.setdefault((student, number), {})[exercise] = status
    columns = ATTEMPT.c.student, ATTEMPT.c.attempt, ATTEMPT.c.handed, ATTEMPT.c.answers
    query = select(*columns).where(ATTEMPT.c.assignment == assignment).order_by(*columns[:2])
    who, mine = None, []
    for student, number, handed, answers in db.execute(query):
        if student != who:
            if mine:
                yield who, mine
            who, mine = student, []
        one = Try(handed, json.loads(answers), found.get((student, number), {}))
        if mine and mine[-1].handed == handed:
            mine[-1] = one
        else:
            mine.append(one)
    if mine:
        yield who, mine
