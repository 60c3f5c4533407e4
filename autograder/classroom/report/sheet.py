"""El informe de la clase como tabla, para una hoja de cálculo, y como JSON, para otro programa."""

import csv
from pathlib import Path
from statistics import fmean
from typing import Any

from autograder import clean
from autograder.classroom.report.measure import ClassReport, Row
from autograder.classroom.report.page import WORDS
from autograder.whole_files import replacing

COLUMNS = (
    *("id", "ejercicio", "puntos", *(word.lower() for word in WORDS.values())),
    *("veces", "facilidad", "discriminación", "errores"),
)


def write_csv(report: ClassReport, path: Path) -> None:
    """Una fila por ejercicio; lo que no se sabe, vacío.

    Errores
        OSError si no se puede escribir.
    """
    with replacing(path) as file:
        file.write("\ufeff")  # sin ella, Excel estropea los acentos
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for row in report.rows:
            rows.writerow(map(clean.cell, _cells(row)))


def _cells(row: Row) -> list[object]:
    counts = [row.counts[kind] for kind in WORDS]
    numbers = ["" if n is None else round(n, 4) for n in (row.tries, row.facility, row.discrimination)]
    mistakes = "; ".join(f"{len(m.students)} · {m.phrase}" for m in row.mistakes)
    return [row.id, row.title, row.max_points, *counts, *numbers, mistakes]


def to_json(report: ClassReport) -> dict[str, Any]:
    """Todas las cuentas. Los estudiantes van por su id."""
    return {
        "assignment": report.assignment,
        "handed": report.handed,
        "absent": report.absent,
        "waiting": report.waiting,
        "max_score": report.max_score,
        "mean": fmean(report.scores) if report.scores and not report.waiting else None,
        "mean_judged": fmean(report.judged) if report.judged else None,
        "max_judged": report.max_judged,
        "recorded": report.recorded,
        "repeat": [one.idea.id for one in report.to_repeat],
        "exercises": {row.id: _row(row) for row in report.rows},
        "ideas": {
            one.idea.id: {
                "phrase": one.idea.phrase,
                "lesson": one.idea.lesson,
                "section": one.idea.section,
                "students": sorted(one.students),
                "exercises": dict(one.by_exercise),
            }
            for one in report.ideas
        },
        "rounds": [vars(one) for one in report.rounds],
    }


def _row(row: Row) -> dict[str, Any]:
    plain = ("title", "max_points", "written", "tried", "tries", "facility", "discrimination")
    mistakes = [
        {"diagnosis": m.name, "phrase": m.phrase, "idea": m.idea and m.idea.id, "students": m.students}
        for m in row.mistakes
    ]
    counts = {kind: row.counts[kind] for kind in WORDS}
    return {name: getattr(row, name) for name in plain} | counts | {"mistakes": mistakes}
