"""Enseñar un resultado: HTML en un cuaderno, texto en una terminal.

Un informe sabe escribirse de las dos maneras (``_repr_html_`` y ``text``), y
Jupyter elige. Colores de la paleta de Okabe e Ito, que distingue cualquiera, y
siempre junto a un signo y una palabra.
"""

import html
import re
import sys
from dataclasses import dataclass
from typing import Protocol

from autograder.diagnosis.tables import section_of
from autograder.exercise import Exercise
from autograder.judging.verdict import MISSING, NOT_JUDGED, PASS, Verdict

BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#767676"


@dataclass(frozen=True)
class Report:
    """El resultado de un ``check``."""

    exercise: Exercise
    verdict: Verdict
    printed: str = ""
    note: str = ""

    @property
    def title(self) -> str:
        sign = {PASS: "✓ Bien", MISSING: "○ Sin hacer", NOT_JUDGED: "? No se pudo juzgar"}
        return f"{sign.get(self.verdict.status, '✗ Todavía no')}: {self.exercise.id}"

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Pares (rótulo, texto), en el orden en que se leen."""
        v = self.verdict
        parts = [("Para llevar" if v.status == PASS else "", v.message)]
        if v.hint:
            parts.append(("Pista", v.hint))
            if v.again:
                parts.append(("", v.again))
        if v.call and v.status != MISSING:
            parts.append(("La llamada que falló", v.call))
        if self.printed.strip() and v.status != PASS:
            parts.append(("Tu función imprimió", self.printed.rstrip()))
        if self.note:
            parts.append(("Ojo", self.note))
        if v.status not in (PASS, MISSING) and not v.hint:
            parts.append(("", f"¿Atascado? `hint({self.exercise.id})` da una pista."))
        return parts

    def text(self) -> str:
        lines = [self.title]
        for label, body in self.parts:
            lines.append(f"{label}: {body}" if label else body)
        return "\n".join(lines)

    __repr__ = text

    def _repr_html_(self) -> str:
        v = self.verdict
        colour = {PASS: BLUE, MISSING: GREY, NOT_JUDGED: GREY}.get(v.status, ORANGE)
        points = f" · {_points(self.exercise.points)}" if v.status == PASS else ""
        body = "".join(_paragraph(label, text) for label, text in self.parts)
        title, anchor = map(html.escape, section_of(v.exercise))
        # Dentro del cuaderno se puede ir de un salto.
        body = body.replace(f"«{title}»", f'«<a href="#{anchor}">{title}</a>»', 1) if v.hint and title else body
        return _box(colour, f"<strong>{html.escape(self.title)}</strong>{points}", body)


@dataclass(frozen=True)
class Notice:
    """Un aviso que no es el resultado de un ejercicio."""

    message: str
    title: str = "Atención"

    def text(self) -> str:
        return f"{self.title}: {self.message}"

    __repr__ = text

    def _repr_html_(self) -> str:
        return _box(GREY, f"<strong>{html.escape(self.title)}</strong>", _paragraph("", self.message))


class Shown(Protocol):
    """Lo que se puede enseñar: sabe escribirse como texto y, en un cuaderno, como HTML."""

    def text(self) -> str: ...

    def _repr_html_(self) -> str: ...


def show(report: Shown) -> None:
    """Enseña un informe con lo que haya: Jupyter, IPython o ``print``."""
    if "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None:
        sys.modules["IPython"].display.display(report)
    else:
        print(report.text())


def _points(points: float) -> str:
    return "1 punto" if points == 1 else f"{points:g} puntos"


def _box(colour: str, head: str, body: str) -> str:
    return (
        f'<div role="status" lang="es" style="border-left:0.35em solid {colour};padding:0.3em 0.9em;margin:0.3em 0">'
        f'<div style="margin:0.3em 0">{head}</div>{body}</div>'
    )


def _paragraph(label: str, text: str) -> str:
    head = f"<strong>{html.escape(label)}:</strong> " if label else ""
    first, _, rest = text.partition("\n")
    block = f'<pre style="margin:0.2em 0;white-space:pre-wrap">{html.escape(rest)}</pre>' if rest else ""
    return f'<div style="margin:0.3em 0">{head}{_inline(first)}</div>{block}'


def _inline(text: str) -> str:
    """Escapa el texto y convierte las comillas invertidas en código."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))
