"""Lo que enseña la página: las preguntas, cada respuesta pintada y cómo está, en HTML y en JSON."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from autograder.classroom.manual.desk import Desk, count
from autograder.classroom.manual.questions import BLANK, CHANGED, MARKED, WAITING, Answer, Question
from autograder.classroom.manual.save import Refused
from autograder.classroom.manual.texts import UNREAD, Texts, text

CLASSES = {WAITING: "waiting", CHANGED: "changed", MARKED: "marked", BLANK: "blank"}


class Page:
    """La página de una tarea. Con ``names`` dice de quién es cada respuesta."""

    def __init__(self, desk: Desk, names: bool):
        self._desk, self._names = desk, names
        self._texts = Texts(desk.published, desk.assignment)
        self._asked: Mapping[str, Question] = {}
        self._shown: dict[tuple[str, str], Answer] = {}

    def html(self, save_key: str) -> str:
        """La página, con lo que hay ahora en el gradebook."""
        self._asked, found = self._desk.read()
        self._shown = {(answer.question, answer.label): answer for answer in found}
        groups = [(question, [a for a in found if a.question == question.id]) for question in self._asked.values()]
        return (
            _environment()
            .get_template("page.html.j2")
            .render(
                title=self._desk.title,
                groups=groups,
                counts=count(found),
                total=len(found),
                save_key=save_key,
                page=self,
                states=CLASSES,
                names=self._names,
            )
        )

    def body(self, answer: Answer) -> str:
        """Lo que contestó, en HTML limpio."""
        if answer.unread:
            return UNREAD
        return self._texts.of(self._desk.notebook(answer.student), answer.question)

    def statement(self, question: Question) -> str:
        """El enunciado de una pregunta escrita, en HTML."""
        return text(self._desk.statement(question.id)[1], top=3)

    def reference(self, question: Question) -> str:
        """La respuesta de referencia, en HTML."""
        return text(question.reference, top=3)

    def state(self, answer: Answer) -> dict[str, Any]:
        """Cómo está una respuesta, para la página."""
        points = None if answer.points is None else f"{answer.points:g}"
        given = {"points": points, "levels": dict(answer.levels), "note": answer.note, "version": answer.version}
        return given | {"state": answer.state, "kind": CLASSES[answer.state]}

    def save(self, sent: Mapping[str, Any]) -> Answer:
        """Guarda lo que manda la página.

        Errores
            Refused o Conflict (``save.py``).
        """
        key = str(sent.get("question")), str(sent.get("label"))
        if key not in self._shown:
            raise Refused("Esa respuesta ya no está: recarga la página.")
        self._shown[key] = found = self._desk.mark(self._asked[key[0]], self._shown[key], sent)
        return found

    def conflict(self, now: Answer, sent: Mapping[str, Any]) -> dict[str, Any]:
        """Lo que hay en lugar de lo que se veía: otra nota, u otra respuesta."""
        found = self.state(now) | {"answer": now.answer}
        if now.answer != sent.get("answer"):
            why = "La respuesta ha cambiado: la entregó otra vez mientras la mirabas. Lo tuyo no se ha guardado."
            return found | {"why": why, "html": self.body(now)}
        had = "quitó la nota" if now.points is None else f"puso {now.points:g}"
        return found | {"why": f"Entretanto otra persona {had}. Lo tuyo no se ha guardado: elige."}


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
