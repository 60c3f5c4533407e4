"""Qué corrige una persona y cómo va: las preguntas escritas y lo que la máquina no pudo juzgar, de lo apuntado."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from autograder.authoring.rubric import Criterion, Written
from autograder.classroom.manual import remark
from autograder.exercise import Exercise
from autograder.records.standing import Item, Standing

if TYPE_CHECKING:
    from autograder.records.reading import Reader

WAITING, CHANGED, MARKED, BLANK = "por corregir", "cambió", "corregida", "en blanco"
SHORTEST = 5  # letras de la etiqueta de una respuesta: con menos, en una clase grande se repetirían


@dataclass(frozen=True)
class Question:
    """Lo que se corrige en la misma tanda: una pregunta escrita, o un ejercicio que a alguien no se le pudo juzgar."""

    id: str
    title: str
    max_points: float
    written: bool
    rubric: tuple[Criterion, ...] = ()
    reference: str = ""


@dataclass(frozen=True)
class Answer:
    """Lo que contestó alguien a una pregunta, y la nota que tiene ahora.

    Formas
        ``label`` la nombra sin decir de quién es. ``version`` cambia si cambia la
        respuesta, su nota o su comentario: quien guarda dice sobre cuál lo hace.
        ``answer`` cambia solo con la respuesta.
    Unidades
        Puntos; None si nadie la ha juzgado.
    """

    question: str
    student: str
    name: str
    label: str
    state: str
    points: float | None
    levels: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    why: str = ""  # por qué no se pudo leer o juzgar
    unread: bool = False
    answer: str = ""
    version: str = ""

    def to_json(self, names: bool) -> dict[str, Any]:
        """La respuesta para ``--json``; con ``names``, de quién es."""
        who = {"student": self.student, "name": self.name or None} if names else {}
        return {"label": self.label, **who, "question": self.question, "state": self.state, "points": self.points}


def questions(
    reader: "Reader", titles: Mapping[str, str], written: Mapping[str, Written], exercises: Mapping[str, Exercise]
) -> dict[str, Question]:
    """Lo que puede tener que corregir una persona, en el orden de la tarea: primero, las preguntas escritas."""
    essays, others = {}, {}
    for cell, maximum in sorted(reader.cells.values()):
        id_ = cell.removeprefix("test_")
        if id_ == cell:
            declared = written.get(id_, Written(id_, maximum, ""))
            rubric = declared.rubric if abs(declared.points - maximum) < 1e-9 else ()
            essays[id_] = Question(id_, titles.get(id_) or id_, maximum, True, rubric, declared.reference)
        else:
            others[id_] = Question(id_, exercises[id_].title if id_ in exercises else id_, maximum, False)
    order = list(exercises)
    by_order = sorted(others, key=lambda id_: order.index(id_) if id_ in order else len(order))
    return essays | {id_: others[id_] for id_ in by_order}


def answers(standings: Iterable[Standing], asked: Mapping[str, Question], salt: bytes) -> list[Answer]:
    """Lo de toda la clase que corrige, o corrigió, una persona, en un orden al azar y siempre el mismo."""
    found = [(standing, item) for standing in standings for item in standing.items.values() if _is_ours(item)]
    labels: dict[str, str] = {}
    made = []
    for mark, standing, item in sorted(((_mark(salt, s, i), s, i) for s, i in found), key=lambda one: one[0]):
        label = next(mark[:k] for k in range(SHORTEST, len(mark) + 1) if mark[:k] not in labels)
        labels[label] = mark
        if item.id in asked:
            made.append(answer_of(standing, item, asked[item.id], label))
    return made


def answer_of(standing: Standing, item: Item, question: Question, label: str) -> Answer:
    """Cómo está ahora una respuesta."""
    attempt = standing.attempt
    now = attempt.answers.get(item.id, attempt.handed) if attempt else ""
    levels, note = remark.read(question.rubric, item.remark)
    return Answer(
        question=item.id,
        student=standing.student,
        name=standing.person.name,
        label=label,
        state=_state(item),
        points=item.points,
        levels=levels,
        note=note,
        why=_why(standing, item),
        unread=item.unread,
        answer=now,
        version=_digest(now, item.manual, item.auto, item.extra, item.changed, item.remark),
    )


def _is_ours(item: Item) -> bool:
    return item.written or item.manual is not None or item.points is None


def _state(item: Item) -> str:
    if item.pending:
        return CHANGED if item.changed else WAITING
    return MARKED if item.manual is not None else BLANK


def _why(standing: Standing, item: Item) -> str:
    if item.unread:
        return " ".join(standing.messages)
    return "" if item.written or item.verdict is None else item.verdict.text


def _mark(salt: bytes, standing: Standing, item: Item) -> str:
    """Letras que no dicen de quién es una respuesta y no cambian de un día a otro; en cada pregunta, otras."""
    found = hmac.new(salt, f"{item.id}\0{standing.student}".encode(), hashlib.sha256).digest()
    return base64.b32encode(found).decode().rstrip("=")


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:16]
