"""``autograder export``: las notas de una tarea en una hoja de cálculo, con una columna por ejercicio."""

import csv
import io
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder import clean
from autograder.classroom.gradebook import known_assignment, opened
from autograder.course import Course, find_root
from autograder.exercise import exercises_of
from autograder.grading.attendance import Attendance, take_attendance
from autograder.grading.roster import Member
from autograder.records import rows
from autograder.records.lateness import Penalties
from autograder.records.reading import Reader
from autograder.records.standing import TEST, Standing
from autograder.whole_files import replacing


def run_export(args) -> int:
    """`autograder export TAREA`: una fila por persona del gradebook y, con una lista, quien no está en él."""
    course = Course(find_root())
    with opened(args.db or course.db_url) as db:
        reader = Reader(db, known_assignment(db, args.assignment), Penalties(lambda: course.config))
        found = table(reader, Path(args.roster) if args.roster else None)
    for warning in found["warnings"]:
        print(clean.line(f"Aviso: {warning}"), file=sys.stderr)
    counts = {state: sum(row[3] == state for row in found["rows"]) for state in rows.STATES}
    if args.csv and not args.dry_run:
        # Con marca: sin ella, Excel en español lee mal los acentos.
        with replacing(Path(args.csv)) as file:
            file.write(("\ufeff" if args.decimal_comma else "") + as_csv(found, args.decimal_comma))
    if args.json:
        print(json.dumps(as_json(args.assignment, found), ensure_ascii=False, indent=1))
        return 0
    many = counts[rows.JUDGED] > 1
    said = ", ".join(f"{n} {state}{'s' if many and state == rows.JUDGED else ''}" for state, n in counts.items() if n)
    people = "1 persona" if len(found["rows"]) == 1 else f"{len(found['rows'])} personas"
    print(f"{people} en {args.assignment}: {said or 'nadie'}.")
    if not args.csv or args.dry_run:
        print("No se ha escrito nada. Siguiente: dile dónde, con --csv ARCHIVO.")
        return 0
    print(f"Notas en {args.csv}.")
    if counts[rows.UNJUDGED] or counts[rows.WAITING]:
        print(f"Siguiente: corrige lo que falta (autograder manual {args.assignment}) y repite la orden.")
    elif args.decimal_comma:
        print("Siguiente: ábrelo con tu hoja de cálculo.")
    else:
        print("Siguiente: ábrelo; si tu hoja de cálculo está en español, mejor con --decimal-comma.")
    return 0


def table(reader: Reader, roster: Path | None = None) -> dict[str, Any]:
    """Los títulos, las filas y lo que conviene saber; de la lista de clase salen los nombres y quien no entregó."""
    exercises, students = graded_items(reader), reader.everyone()
    attendance = take_attendance(roster, students) if roster else Attendance({}, {}, {})
    maximum, members = sum(exercises.values()), attendance.members
    found = [
        _row(standing, exercises, maximum, members.get(standing.student)) for standing in reader.standings(students)
    ]
    absent = [_row(Standing(id_), exercises, maximum, member) for id_, (member, _) in attendance.absent.items()]
    warnings = [*attendance.warnings, *attendance.unknown.values()]
    header = rows.header(list(exercises))
    return {"header": header, "rows": [*found, *absent], "exercises": exercises, "warnings": warnings}


def graded_items(reader: Reader) -> dict[str, float]:
    """Lo que puntúa en una tarea, con su máximo: como se declara y, detrás, lo que mira una persona."""
    points = {name.removeprefix(TEST): maximum for name, maximum in reader.cells.values()}
    ordered = [id_ for id_ in exercises_of(reader.assignment) if id_ in points]
    return {id_: points[id_] for id_ in [*ordered, *sorted(set(points) - set(ordered))]}


def _row(standing: Standing, exercises: Mapping[str, float], maximum: float, member: Member | None) -> list[object]:
    known = (member.name, member.email) if member else ("", "")
    return rows.row(standing, list(exercises), maximum, *known)


def as_csv(found: Mapping[str, Any], decimal_comma: bool = False) -> str:
    """El texto del CSV: con comas y punto decimal o, como lo espera una hoja en español, con «;» y coma."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";" if decimal_comma else ",", lineterminator="\n")
    for row in (found["header"], *found["rows"]):
        writer.writerow([_cell(value, decimal_comma) for value in row])
    return file.getvalue()


def _cell(value: object, decimal_comma: bool) -> object:
    if isinstance(value, float):
        text = f"{value:.6g}"
        return text.replace(".", ",") if decimal_comma else text
    return clean.cell(value)


def as_json(assignment: str, found: Mapping[str, Any]) -> dict[str, Any]:
    """Lo mismo para un programa: null donde no hay número, y el máximo de cada ejercicio."""
    people = []
    for row in found["rows"]:
        said = dict(zip(found["header"], row, strict=True))
        number = {key: value if isinstance(value, int | float) else None for key, value in said.items()}
        people.append({
            **{english: said[spanish] for english, spanish in _ENGLISH.items()},
            "exercises": {id_: number[id_] for id_ in found["exercises"]},
            "raw": number["suma"], "penalty": number["descuento"], "score": number["nota"],
            "late_minutes": number["minutos de retraso"],
        })  # fmt: skip
    maximum = sum(found["exercises"].values())
    head = {"assignment": assignment, "max_score": maximum, "exercises": found["exercises"]}
    return head | {"students": people, "warnings": found["warnings"]}


_ENGLISH = {"id": "id", "name": "nombre", "email": "correo", "state": "estado"}
