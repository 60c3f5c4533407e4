"""Cómo va un estudiante en una tarea: lo que puso la máquina, lo que puso una persona y lo que cuenta.

Qué está pendiente, cuánto se descuenta y cuánto suma se calcula aquí y solo
aquí, al leer: da igual en qué orden llegaran la entrega, la nota manual y la
siguiente entrega.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from autograder.judging.verdict import NOT_JUDGED, Verdict
from autograder.records.lateness import minutes

PENDING, GRADED, MISSING = "pending", "graded", "missing"  # de una pregunta escrita
TEST = "test_"  # así empieza el id de la celda que puntúa un ejercicio


@dataclass(frozen=True)
class Person:
    """Quién es alguien, además de su id; lo que no se sabe, vacío."""

    name: str = ""
    email: str = ""

    def after(self, student: str) -> str:
        """El id y, entre paréntesis, lo demás: para una línea que lee una persona."""
        known = ", ".join(part for part in (self.name, self.email) if part and part != student)
        return f"{student} ({known})" if known else student


@dataclass(frozen=True)
class Entry:
    """Lo que se apunta de una entrega juzgada.

    Formas
        ``verdicts`` va por ejercicio; ``unanswered`` son las preguntas escritas que
        nadie contestó; ``answers``, la huella de cada respuesta, vacío si el
        archivo no se pudo leer. De ``messages``, los de ``asides`` son solo para quien
        califica. ``notebook`` es el texto del cuaderno corregido.
        ``handed`` es la huella de lo entregado y ``digest`` la de eso con aquello
        con que se juzga (vacía si hay que volver a intentarlo).
    """

    student: str
    verdicts: Mapping[str, Verdict]
    messages: tuple[str, ...] = ()
    asides: frozenset[str] = frozenset()
    unanswered: frozenset[str] = frozenset()
    notebook: str = ""
    timestamp: datetime | None = None
    handed: str = ""
    digest: str = ""
    texts: str = ""
    diagnosis: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Attempt:
    """Un intento ya apuntado: la entrega que se juzgó y lo que salió.

    Formas
        ``verdicts`` va por ejercicio; ``answers`` da la huella de cada respuesta
        (vacío si no se pudo leer); ``changed``, la nota manual de cada celda que
        cambió después de ponérsela.
    """

    number: int
    judged: datetime
    handed_in: datetime | None
    handed: str
    digest: str
    texts: str
    diagnosis: str
    notebook: str
    messages: list[str] = field(default_factory=list)
    asides: frozenset[str] = frozenset()  # de los avisos, los que son solo para quien califica
    answers: dict[str, str] = field(default_factory=dict)
    changed: dict[str, float] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """Una celda que puntúa.

    Unidades
        Puntos. ``auto`` es None si la máquina no la juzga o no pudo; ``manual``, si
        ninguna persona ha puesto nota.
    """

    id: str
    cell: str
    max_points: float
    auto: float | None = None
    manual: float | None = None
    extra: float = 0.0
    changed: bool = False  # lo corregido ya no es lo que hay: la nota manual vale hasta que se mire
    verdict: Verdict | None = None
    comment: str | None = None
    unread: bool = False  # el archivo no se pudo leer
    remark: str | None = None  # de ``comment``, lo que escribió una persona

    @property
    def written(self) -> bool:
        """Si la corrige una persona."""
        return self.cell == self.id

    @property
    def points(self) -> float | None:
        """Lo que cuenta; None si nadie la ha juzgado."""
        base = self.manual if self.manual is not None else self.auto
        return None if base is None else base + self.extra

    @property
    def pending(self) -> bool:
        """Si espera a una persona."""
        return self.points is None or self.changed

    @property
    def status(self) -> str | None:
        """El del veredicto o, de una pregunta escrita, en qué punto está; None si no consta."""
        if not self.written:
            return self.verdict.status if self.verdict else None
        if self.pending:
            return NOT_JUDGED if self.unread and self.points is None else PENDING
        return GRADED if self.manual is not None else MISSING

    @property
    def text(self) -> str:
        """Lo que se dice de ella."""
        if self.changed:
            had = f"Cambió después de corregirse, cuando tenía {self.points:g} de {self.max_points:g}: hay que mirarla."
            return f"{had} {self.verdict.text}" if self.verdict else had
        if self.verdict:
            return self.verdict.text
        said = {PENDING: "La corrige una persona.", MISSING: "Sin respuesta.", GRADED: "Corregida por una persona."}
        return self.comment or said.get(self.status, "Nadie ha podido juzgarla todavía.")

    def to_json(self) -> dict[str, Any]:
        """La celda en el formato de las notas en JSON: ``points`` es lo que cuenta, y None lo que nadie juzgó."""
        found = {
            "status": self.status,
            "points": self.points,
            "max_points": self.max_points,
            "diagnosis": self.verdict.diagnosis if self.verdict else None,
            "message": self.text,
        }
        if self.written:
            found["written"] = True
        if self.manual is not None:
            found |= {"auto": self.auto, "manual": self.manual}
        if self.extra:
            found["extra"] = self.extra
        return found | ({"changed": True} if self.changed else {})


@dataclass(frozen=True)
class Standing:
    """Lo apuntado de un estudiante en una tarea.

    Unidades
        Puntos. ``penalty`` es lo que toca descontar por retraso con las notas de
        ahora, None si no llegó tarde; ``stored``, lo que nbgrader tiene apuntado.
    """

    student: str
    person: Person = Person()
    copy: str | None = None  # el id de su cuaderno en las tablas de nbgrader; None si no hay entrega
    attempt: Attempt | None = None  # el último; None si la entrega es de antes de que hubiera registro
    items: Mapping[str, Item] = field(default_factory=dict)
    penalty: float | None = None
    stored: float | None = None
    late: timedelta | None = None  # cero si llegó a tiempo; None si no se sabe

    @property
    def handed(self) -> bool:
        """Si hay una entrega apuntada."""
        return self.copy is not None

    @property
    def who(self) -> str:
        return self.person.after(self.student)

    @property
    def raw(self) -> float:
        """Lo que suman las celdas, antes de descontar nada; lo que nadie juzgó no suma."""
        return sum(item.points or 0.0 for item in self.items.values())

    @property
    def score(self) -> float:
        """La nota de ahora."""
        return self.raw - (self.penalty or 0.0)

    @property
    def max_score(self) -> float:
        return sum(item.max_points for item in self.items.values())

    @property
    def pending(self) -> float:
        """Puntos que esperan a una persona."""
        return sum(item.max_points for item in self.items.values() if item.pending)

    @property
    def changed(self) -> list[Item]:
        """Lo que cambió después de corregirlo una persona."""
        return [item for item in self.items.values() if item.changed]

    @property
    def unjudged(self) -> list[Item]:
        """Lo que tenía que juzgar la máquina y no pudo, mientras no le ponga nota una persona."""
        return [item for item in self.items.values() if not item.written and item.points is None]

    @property
    def messages(self) -> list[str]:
        return self.attempt.messages if self.attempt else []

    @property
    def for_student(self) -> list[str]:
        """Los avisos que lee el estudiante: sin los que son solo para quien califica."""
        return [m for m in self.messages if m not in self.attempt.asides] if self.attempt else []

    def to_json(self) -> dict[str, Any]:
        """Lo apuntado en el formato de las notas en JSON; lo que nadie ha juzgado es None."""
        found: dict[str, Any] = {
            "score": self.score if self.handed else None,
            "pending_manual": self.pending,
            "exercises": {id_: item.to_json() for id_, item in self.items.items()},
            "messages": list(self.messages),
        }
        known = {"name": self.person.name, "email": self.person.email, "late_penalty": self.penalty}
        known["late_minutes"] = minutes(self.late) if self.late else None
        return found | {key: value for key, value in known.items() if value}


def auto_score(id_: str, verdicts: Mapping[str, Verdict], unanswered: Collection[str]) -> float | None:
    """La nota automática de una celda. La manual, que puso una persona, no se toca nunca."""
    found = verdicts.get(id_)
    if found is not None:
        return None if found.status == NOT_JUDGED else found.points
    # La pregunta escrita la mira una persona, salvo si nadie la contestó.
    return 0.0 if id_ in unanswered else None
