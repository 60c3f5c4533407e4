"""Qué le pasa a la nota de una entrega que no ha cambiado cuando se vuelve a juzgar.

La misma entrega puede sacar otra nota porque cambió aquello con que se juzga:
una referencia corregida, otra clave, otros topes. Que baje es asunto de una
persona; que no se pudiera volver a juzgar no le quita a nadie la que tenía.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from autograder.grading.assignment import Assignment, Graded
from autograder.judging.verdict import NOT_JUDGED, PASS, Verdict
from autograder.records.standing import Person, Standing, auto_score

SHOWN = 20  # nombres que se enseñan de cada clase
TINY = 1e-9  # puntos: menos es redondeo

SAME, RENEW, AGAIN, NEW = "igual", "textos", "otra vez", "nueva"


@dataclass(frozen=True)
class Change:
    """Lo que cambia la nota de una entrega.

    Unidades
        Puntos. ``exercises`` da, de cada celda que cambia, (antes, ahora); None si
        no la hay.
    """

    student: str
    before: float
    after: float
    exercises: dict[str, tuple[float | None, float | None]]
    lost: bool  # algo que tenía nota no se pudo volver a juzgar
    person: Person = Person()

    @property
    def down(self) -> bool:
        return not self.lost and self.after < self.before - TINY

    @property
    def up(self) -> bool:
        return not self.lost and self.after > self.before + TINY

    def __str__(self) -> str:
        parts = [f"{id_} {_number(a)} → {_number(b)}" for id_, (a, b) in self.exercises.items()]
        return f"{self.person.after(self.student)}: {self.before:g} → {self.after:g} ({'; '.join(parts)})"


@dataclass
class Changes:
    """Lo que cambia en una clase. Guarda nombres y notas de quien cambia, no entregas."""

    again: int = 0  # entregas que no habían cambiado y se han vuelto a calificar
    unknown: int = 0  # entregas con nota y sin registro: se juzgan y se comparan
    waiting: int = 0  # entregas nuevas o cambiadas que un ensayo no juzga
    by_student: dict[str, Change] = field(default_factory=dict)

    def add(self, change: Change) -> None:
        if change.up or change.down or change.lost or change.exercises:
            self.by_student[change.student] = change

    @property
    def down(self) -> list[Change]:
        return [c for c in self._sorted() if c.down]

    @property
    def up(self) -> list[Change]:
        return [c for c in self._sorted() if c.up]

    @property
    def lost(self) -> list[Change]:
        return [c for c in self._sorted() if c.lost]

    def _sorted(self) -> list[Change]:
        """Por id: se juzgan según acaban, y el mismo cambio tiene que leerse igual dos veces."""
        return [self.by_student[student] for student in sorted(self.by_student)]

    def keeps_grade(self, student: str, accept: bool) -> bool:
        """Si se queda con la nota que tenía: la nueva es más baja y nadie la ha aceptado, o no hay nueva."""
        change = self.by_student.get(student)
        return change is not None and (change.lost or (change.down and not accept))

    def lines(self) -> Iterator[str]:
        """El resumen: cuántas se recalifican, cuántas bajan y suben, y quiénes."""
        if self.again:
            down, up = len(self.down), len(self.up)
            verb = "Se recalifica" if self.again == 1 else "Se recalifican"
            counts = f"{down} {'baja' if down == 1 else 'bajan'}, {up} {'sube' if up == 1 else 'suben'}"
            yield f"{verb} {self.again}; {counts} (la entrega es la misma)."
        if self.unknown:
            who = "una entrega que tenía" if self.unknown == 1 else f"{self.unknown} entregas que tenían"
            yield f"El gradebook no guardaba con qué se juzgó {who} nota: se juzga otra vez y se compara."
        mixed = [c for c in self._sorted() if not (c.down or c.up or c.lost)]
        yield from _listed("Bajan", self.down)
        yield from _listed("Suben", self.up)
        yield from _listed("Cambian y suman lo mismo", mixed)
        yield from _listed("No se pudieron volver a juzgar y se quedan con su nota", self.lost)

    def to_json(self, accept: bool) -> dict[str, Any]:
        """Por estudiante, la nota de antes, la de ahora, si se apuntó y qué ejercicios cambian."""
        return {
            c.student: {
                "before": c.before,
                "after": c.after,
                "saved": not self.keeps_grade(c.student, accept),
                "exercises": {id_: list(pair) for id_, pair in c.exercises.items()},
            }
            for c in self._sorted()
        }


def what_is_due(standing: Standing, handed, assignment: Assignment, written: bool, force: bool) -> str:
    """Qué hay que hacer con una entrega: nada, poner al día sus textos, volver a juzgarla o juzgarla.

    ``written`` dice si su cuaderno corregido está en su sitio y es el que se apuntó.
    """
    last = standing.attempt
    if not standing.handed:
        return NEW
    if last is not None and not force and written and last.digest == handed.digest(assignment.fingerprint):
        if (last.texts, last.diagnosis) == (assignment.texts, assignment.diagnosis):
            return SAME
        # De lo que está bien no hay nada que explicar; lo demás hay que ejecutarlo para saber en qué se confundió.
        explained = any(verdict.status != PASS for verdict in last.verdicts.values())
        return AGAIN if explained and last.diagnosis != assignment.diagnosis else RENEW
    # Sin registro no se sabe si es la misma entrega: se compara también, por si acaso.
    same = last is None or last.handed == handed.digest("")
    graded = any(item.auto is not None for item in standing.items.values() if not item.written)
    return AGAIN if same and graded else NEW


def compare(standing: Standing, graded: Graded) -> Change:
    """Lo que cambiaría al apuntar una entrega que ya tiene nota. Lo que puso una persona no cambia."""
    before = after = 0.0
    exercises: dict[str, tuple[float | None, float | None]] = {}
    lost = False
    for id_, item in standing.items.items():
        now = auto_score(id_, graded.verdicts, graded.unanswered)
        if item.manual is not None or item.auto == now:
            before, after = before + (item.auto or 0.0), after + (item.auto or 0.0)
            continue
        before, after = before + (item.auto or 0.0), after + (now or 0.0)
        lost = lost or (item.auto is not None and _unjudged(graded.verdicts.get(id_)))
        exercises[id_] = item.auto, now
    return Change(graded.student, before, after, exercises, lost, standing.person)


def _unjudged(found: Verdict | None) -> bool:
    return found is not None and found.status == NOT_JUDGED


def _listed(title: str, changes: Iterable[Change]) -> Iterator[str]:
    found = list(changes)
    if found:
        yield f"{title} ({len(found)}):"
        yield from (f"  {change}" for change in found[:SHOWN])
        if len(found) > SHOWN:
            yield f"  … y {len(found) - SHOWN} más."


def _number(points: float | None) -> str:
    return "sin nota" if points is None else f"{points:g}"
