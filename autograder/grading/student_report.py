"""Lo que dice el informe de un estudiante, sin su aspecto: qué sacó en cada parte, por qué y qué hacer ahora.

Se escribe para él: con su nombre y los títulos de los ejercicios, y sin nada de lo
que solo sirve a quien califica. La plantilla lo pinta.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nbformat import NotebookNode

from autograder.diagnosis.tables import section_of
from autograder.exercise import Exercise
from autograder.judging.verdict import ERROR, FAIL, MISSING, NOT_JUDGED, PASS
from autograder.records.standing import GRADED, PENDING, Item, Standing

WRITTEN = "Pregunta escrita"
# Estado → cómo se dice, con qué aspecto y qué toca hacer.
SAID = {
    PASS: ("✓ Bien", "good", ""),
    FAIL: ("✗ Todavía no", "bad", "Rehaz"),
    ERROR: ("✗ Todavía no", "bad", "Rehaz"),
    MISSING: ("○ Sin hacer", "blank", "Haz"),
    NOT_JUDGED: ("? No se pudo juzgar: lo mira una persona", "wait", ""),
    PENDING: ("Lo corrige una persona", "wait", ""),
    GRADED: ("Corregida por una persona", "good", ""),
}
CHANGED = "La cambiaste después de que se corrigiera: la nota vale hasta que se mire otra vez"


@dataclass(frozen=True)
class Part:
    """Un ejercicio o una pregunta escrita, con su nota y lo que se dice de ella.

    Formas
        ``cell`` es el id de su celda en la página; ``place`` y ``section``, el
        título del apartado que hay que releer y el ancla de la página donde está.
    Unidades
        Puntos; None si nadie la ha juzgado. ``machine`` es lo que dio la máquina, si una persona puso otra cosa.
    """

    cell: str
    title: str
    points: float | None
    max_points: float
    state: str
    look: str
    verb: str = ""
    message: str = ""
    hint: str = ""
    call: str = ""
    remark: str = ""
    machine: float | None = None
    section: str = ""
    place: str = ""


@dataclass(frozen=True)
class StudentReport:
    """El informe: quién es, de qué tarea y cada parte, en su orden. ``score`` es None si no hay nada juzgado."""

    name: str
    known: tuple[str, ...]  # su id y su correo, si no son lo que se enseña como nombre
    task: str
    score: float | None
    max_score: float
    pending: float
    penalty: float | None
    messages: tuple[str, ...]
    unread: bool
    parts: tuple[Part, ...] = field(default=())

    @property
    def steps(self) -> list[Part]:
        """Lo que hay que hacer, en el orden en que conviene: el de la tarea, que va de menos a más."""
        return [part for part in self.parts if part.verb]

    @property
    def by_cell(self) -> dict[str, Part]:
        """Cada parte, por el id de la celda que puntúa."""
        return {part.cell: part for part in self.parts}


def student_report(
    standing: Standing, assignment: str, exercises: Mapping[str, Exercise], cells: Iterable[NotebookNode]
) -> StudentReport:
    """El informe de lo apuntado; ``cells`` son las de la página, para saber adónde lleva cada enlace."""
    cells = list(cells)
    headings = _headings(cells)
    order = list(exercises)
    items = sorted(standing.items.values(), key=lambda item: order.index(item.id) if item.id in order else len(order))
    name = standing.person.name or standing.student
    unread = any(item.unread for item in items)
    return StudentReport(
        name=name,
        known=tuple(text for text in (standing.student, standing.person.email) if text and text != name),
        task=next((title for level, title, _ in headings if level == 1), assignment),
        score=standing.score if not items or any(item.points is not None for item in items) else None,
        max_score=standing.max_score,
        pending=standing.pending,
        penalty=standing.penalty,
        messages=tuple(_titled(message, exercises) for message in standing.for_student),
        unread=unread,
        parts=tuple(_part(item, _status(item, standing), exercises, cells, headings) for item in items),
    )


def _status(item: Item, standing: Standing) -> str:
    """En qué punto está; de lo que se calificó sin apuntar veredictos solo se sabe cuántos puntos tiene."""
    if standing.attempt is not None and item.status in SAID:
        return item.status
    if item.points is None:
        return PENDING
    return PASS if item.points >= item.max_points else FAIL


def _part(item: Item, status: str, exercises: Mapping[str, Exercise], cells: list, headings: list) -> Part:
    state, look, verb = SAID[status]
    verdict, by_hand = item.verdict, item.manual is not None
    if by_hand:
        state, verb = SAID[GRADED][0], "Repasa" if item.points < item.max_points else ""
        look = "good" if item.points == item.max_points else "bad" if not item.points else "part"
    elif item.written and verb:
        verb = "Responde"
    if item.changed:
        state, verb = CHANGED, ""
    if item.unread:
        verb = ""  # lo que toca es entregar otra vez, y se dice una sola
    title = exercises[item.id].title if item.id in exercises else _above(item.cell, cells, headings)
    section = section_of(item.id)[0] if verb else ""
    place = next((anchor for _, heading, anchor in headings if heading == section), "")
    return Part(
        cell=item.cell,
        title=title,
        points=item.points,
        max_points=item.max_points,
        state=state,
        look=look,
        verb=verb,
        # De lo que no se pudo leer, el motivo está arriba: no se repite en cada ejercicio.
        message=verdict.message if verdict and not item.unread else "",
        hint=(verdict.hint or "") if verdict else "",
        call=(verdict.call or "") if verdict and verdict.status not in (PASS, MISSING) else "",
        remark=item.remark or "",
        machine=item.auto if by_hand and item.auto is not None and item.auto != item.points else None,
        section=section,
        place=place,
    )


def _headings(cells: list) -> list[tuple[int, str, str]]:
    """Los títulos de la página: su nivel, su texto y el ancla de su celda."""
    found = []
    for cell in cells:
        lines = cell.source.split("\n") if cell.cell_type == "markdown" else ()
        for line in lines:
            if heading := re.fullmatch(r"(#{1,6})\s+(.+?)\s*", line):
                found.append((len(heading[1]), heading[2], f"cell-id={cell.id}"))
    return found


def _above(cell_id: str, cells: list, headings: list) -> str:
    """El título que hay encima de una pregunta escrita."""
    place = next((cell.id for cell in cells if (cell.metadata.get("nbgrader") or {}).get("grade_id") == cell_id), None)
    ids = [cell.id for cell in cells]
    before = {f"cell-id={id_}" for id_ in ids[: ids.index(place)]} if place else set()
    return next((title for level, title, anchor in reversed(headings) if anchor in before and level > 1), WRITTEN)


def _titled(message: str, exercises: Mapping[str, Exercise]) -> str:
    """Un aviso con los títulos de los ejercicios en lugar de los nombres de sus celdas."""
    for id_, exercise in exercises.items():
        message = re.sub(rf"(?<![`\w])(?:test_)?{re.escape(id_)}(?![`\w])", f"«{exercise.title}»", message)
    return message
