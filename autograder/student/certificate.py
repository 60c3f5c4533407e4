"""El certificado de lo hecho: cuántos ejercicios y puntos de cada lección, y en qué fecha.

Lo cuenta el ordenador del estudiante con lo que ``check`` apuntó en él. No
lleva ningún dato personal, salvo el nombre que quiera dar, y no demuestra nada.
"""

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from autograder.courses import title
from autograder.exercise import Exercise

MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
NO_PROOF = "Lo cuenta este ordenador, con lo que check apuntó en él: no es una nota ni demuestra quién lo hizo."
LONGEST_NAME = 80


@dataclass(frozen=True)
class Row:
    """Lo hecho de una lección, o de todas: ejercicios y puntos, y cuántos hay."""

    lesson: str
    done: int
    exercises: int
    points: float
    worth: float

    @property
    def cells(self) -> tuple[str, str, str]:
        sign = "✓ " if self.done == self.exercises else ""
        return f"{sign}{self.lesson}", f"{self.done} de {self.exercises}", f"{self.points:g} de {self.worth:g}"


@dataclass(frozen=True)
class Certificate:
    """Lo que se enseña; se escribe como texto y como HTML."""

    rows: tuple[Row, ...]
    day: date
    name: str = ""

    @property
    def total(self) -> Row:
        parts = zip(*[(r.done, r.exercises, r.points, r.worth) for r in self.rows], strict=True)
        return Row("Total", *map(sum, parts))

    @property
    def heading(self) -> str:
        who = f" por {self.name}" if self.name else ""
        return f"Lo hecho{who} a {self.day.day} de {MONTHS[self.day.month - 1]} de {self.day.year}"

    def text(self) -> str:
        table = [("lección", "ejercicios", "puntos"), *(row.cells for row in (*self.rows, self.total))]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table
        ]
        return "\n".join([title(), self.heading, "", *lines, "", NO_PROOF])

    __repr__ = text

    def _repr_html_(self) -> str:
        cell = "padding:0.15em 0.9em;text-align:left"
        head = "".join(f'<th scope="col" style="{cell}">{title}</th>' for title in ("Lección", "Ejercicios", "Puntos"))
        body = "".join(
            "<tr>" + "".join(f'<td style="{cell}">{html.escape(text)}</td>' for text in row.cells) + "</tr>"
            for row in self.rows
        )
        total = "".join(f'<td style="{cell}"><strong>{text}</strong></td>' for text in self.total.cells)
        return (
            '<div lang="es" style="border:0.2em double currentColor;padding:0.8em 1.4em;margin:0.5em 0;max-width:34em">'
            f'<div style="font-size:1.3em"><strong>{html.escape(title())}</strong></div>'
            f"<div>{html.escape(self.heading)}</div>"
            f'<table style="margin:0.8em 0"><thead><tr>{head}</tr></thead><tbody>{body}<tr>{total}</tr></tbody></table>'
            f"<div><small>{NO_PROOF}</small></div></div>"
        )


def certify(exercises: Iterable[Exercise], state: Mapping[str, Mapping], name: str = "") -> Certificate:
    """El certificado de hoy; ``state`` es lo que devuelve ``progress.load``.

    Formas
        ``name`` es el nombre que se quiera ver escrito, o nada. Se recorta a 80 caracteres, en un renglón.
    """
    by_lesson: dict[str, list[Exercise]] = {}
    for exercise in exercises:
        by_lesson.setdefault(exercise.lesson, []).append(exercise)
    rows = []
    for lesson, ours in sorted(by_lesson.items()):
        passed = [e for e in ours if state.get(e.id, {}).get("passed")]
        points, worth = (float(sum(e.points for e in some)) for some in (passed, ours))
        rows.append(Row(lesson, len(passed), len(ours), points, worth))
    return Certificate(tuple(rows), date.today(), " ".join(str(name).split())[:LONGEST_NAME])
