"""El informe de la clase como página: un archivo HTML que se abre sin red."""

import os
from collections.abc import Mapping
from pathlib import Path
from statistics import fmean
from types import SimpleNamespace
from typing import Any

from autograder.classroom.answers import AnswerSheets, anonymous
from autograder.classroom.pages import number, render
from autograder.classroom.report.charts import bar, scatter
from autograder.classroom.report.items import ENOUGH, POOR
from autograder.classroom.report.measure import BLANK, RIGHT, UNJUDGED, WRONG, ClassReport, Mistake, Row, Summed
from autograder.diagnosis.tables import section_of

WORDS = {RIGHT: "Bien", WRONG: "Mal o a medias", BLANK: "En blanco", UNJUDGED: "Sin juzgar"}
TRIED, MAX_LINES, MAX_LENGTH = 5, 60, 4_000  # cuadernos que se miran buscando un ejemplo, y lo que se enseña de él


def class_page(report: ClassReport, sheets: AnswerSheets, root: Path, folder: Path) -> str:
    """La página. ``folder`` es donde va a estar: los enlaces a las lecciones parten de ahí."""
    # Con su número: es el que llevan en el dibujo.
    titles = {row.id: f"{k} · {row.title}" for k, row in enumerate(report.rows, 1)}
    lessons = Path(os.path.relpath(root / "notebooks", folder)).as_posix()
    rows = [_row(row, titles[row.id], report, sheets, lessons) for row in report.rows]
    ideas = [_idea(one, len(report.handed), titles, lessons) for one in report.ideas]
    repeated = {id(one) for one in report.to_repeat}
    points = [
        (k, row.facility, row.discrimination)
        for k, row in enumerate(report.rows, 1)
        if row.facility is not None and row.discrimination is not None
    ]
    few = "" if len(report.handed) >= ENOUGH else f"Con menos de {ENOUGH} estudiantes no se calcula: no diría nada."
    return render(
        "clase.html.j2",
        report=report,
        summary=summary(report),
        notes=notes(report, sheets),
        repeat=[shown for one, shown in zip(report.ideas, ideas, strict=True) if id(one) in repeated],
        nothing=nothing_to_repeat(report),
        rows=rows,
        ideas=ideas,
        words=WORDS,
        poor=POOR,
        few=few,
        scatter=scatter(points) if len(points) > 1 else "",
        rounds=[
            SimpleNamespace(**vars(one), bar=bar([(RIGHT, one.after)], 1.0, f"{100 * one.after:.0f} % bien"))
            for one in report.rounds
        ],
    )


def summary(report: ClassReport) -> str:
    """La clase, en un renglón."""
    known = len(report.handed) + len(report.absent)
    text = f"{_counted(len(report.handed), 'entrega')} de {_counted(known, 'estudiante')}"
    if report.scores and not report.waiting:
        return f"{text} · media {number(fmean(report.scores))} de {report.max_score:g}"
    if report.judged:
        text += f" · media {number(fmean(report.judged))} de {report.max_judged:g} en lo que juzga la máquina"
    return text


def notes(report: ClassReport, sheets: AnswerSheets) -> list[str]:
    """Lo que hay que saber antes de creerse el informe."""
    found = []
    if not report.recorded:
        found.append(
            "este gradebook es de antes de que se apuntaran los veredictos: hay notas, y no consta qué error se "
            "cometió; para saberlo, «autograder grade» con --force"
        )
    if sheets.missing:
        found.append(f"de algún error puede faltar el ejemplo: {sheets.lost()}")
    return found


def nothing_to_repeat(report: ClassReport) -> str:
    """Por qué no hay ideas que repetir."""
    if not report.handed:
        return "Todavía no ha entregado nadie."
    if any(row.mistakes for row in report.rows):
        return "Ninguna idea equivocada es de más de una persona: mira los errores, uno a uno."
    if any(row.counts[WRONG] for row in report.rows):
        return "No consta qué errores hay."
    if any(row.counts[BLANK] for row in report.rows):
        return "Nadie se ha equivocado en lo que ya está juzgado: lo que falta está en blanco."
    return "Nadie se ha equivocado en lo que ya está juzgado."


def _row(row: Row, name: str, report: ClassReport, sheets: AnswerSheets, lessons: str) -> SimpleNamespace:
    counts = {kind: row.counts[kind] for kind in WORDS}
    label = ", ".join(f"{word.lower()}, {counts[kind]}" for kind, word in WORDS.items())
    title, anchor = section_of(row.id)
    answered = len(report.handed) - counts[UNJUDGED]
    return SimpleNamespace(
        name=name,
        points=f"{row.max_points:g}",
        counts=counts,
        tries=row.tries,
        facility=row.facility,
        discrimination=row.discrimination,
        right=counts[RIGHT] / answered if answered and not (row.written and counts[UNJUDGED]) else None,
        bar=bar(list(counts.items()), len(report.handed), label),
        link=_link(title, f"{lessons}/{report.assignment}.ipynb#{anchor}", "") if title else None,
        mistakes=[_mistake(m, report, sheets) for m in row.mistakes],
    )


def _mistake(mistake: Mistake, report: ClassReport, sheets: AnswerSheets) -> SimpleNamespace:
    return SimpleNamespace(
        phrase=mistake.phrase, students=mistake.students, example=example_of(mistake, report, sheets)
    )


def example_of(mistake: Mistake, report: ClassReport, sheets: AnswerSheets) -> str:
    """La respuesta más corta de unas pocas, sin lo que dice de quién es; vacía si no se encuentra ninguna."""
    found = []
    for student in mistake.students[:TRIED]:
        answers = sheets.of(student)
        text = answers and answers.code.get(mistake.exercise, "").strip()
        if text:
            found.append(anonymous(text, student, report.people[student]))
    if not found:
        return ""
    lines = min(found, key=len)[:MAX_LENGTH].splitlines()
    return "\n".join(lines[:MAX_LINES] + (["…"] if len(lines) > MAX_LINES else []))


def _idea(one: Summed, total: int, titles: Mapping[str, str], lessons: str) -> SimpleNamespace:
    where = f"{lessons}/{one.idea.lesson}.ipynb#{one.idea.anchor}"
    return SimpleNamespace(
        idea=one.idea,
        phrase=one.idea.phrase[:1].upper() + one.idea.phrase[1:],
        students=sorted(one.students),
        places=[(titles[id_], count) for id_, count in one.by_exercise.most_common()],
        link=_link(one.idea.section, where, f"lección {one.idea.lesson.partition('_')[0]}"),
        bar=bar([(WRONG, len(one.students))], total, f"{len(one.students)} de {total}"),
    )


def _link(title: str, href: str, lesson: str) -> dict[str, Any]:
    return {"title": title, "href": href, "lesson": lesson}


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
