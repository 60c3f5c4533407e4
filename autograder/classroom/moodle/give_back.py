"""``autograder moodle return``: la hoja de calificaciones con notas y comentarios, y los informes en un zip.

Moodle tiene sus reglas al leerlas (``importgradeslib.php``, ``importziplib.php``), y de ellas sale lo que aquí se hace:
se salta la nota en blanco y deja la que hubiera, pero un comentario en blanco sí borra el que hubiera.
"""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tqdm import tqdm

from autograder.classroom.moodle.columns import COMMENTS, GRADE, GRADED
from autograder.classroom.moodle.comments import REPORT, after, comment, number
from autograder.classroom.moodle.ids import ids_in
from autograder.classroom.moodle.store import receipt
from autograder.classroom.moodle.worksheet import Person, Worksheet
from autograder.errors import CourseError
from autograder.exercise import exercises_of
from autograder.grading.archive import Archive
from autograder.records import rows
from autograder.records.reading import Reader
from autograder.records.standing import Standing


@dataclass
class Returned:
    """Lo que se devuelve: la hoja, los informes y qué pasó con cada cual.

    ``left`` va del id de quien se queda en blanco a por qué; ``reports``, del nombre de cada
    informe en el zip a su archivo; ``stale``, quien tiene un informe con otras notas.
    """

    sheet: bytes = b""
    grades: dict[str, str] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    reports: dict[str, Path] = field(default_factory=dict)
    pending_reports: int = 0  # de quien todavía no tiene nota
    stale: list[str] = field(default_factory=list)
    without_report: list[str] = field(default_factory=list)
    keeps: list[str] = field(default_factory=list)  # en blanco aquí, y con nota puesta en Moodle
    outside: list[str] = field(default_factory=list)  # con nota y fuera de la hoja
    people: dict[str, Person] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Lo que se devuelve, para un programa."""
        found = {id_: {"grade": text, "state": rows.JUDGED} for id_, text in self.grades.items()}
        found |= {id_: {"grade": None, "state": why} for id_, why in self.left.items()}
        return {
            "students": found, "reports": sorted(self.reports), "stale_reports": self.stale,
            "without_report": self.without_report, "outside": self.outside, "warnings": self.said,
        }  # fmt: skip


def give_back(reader: Reader, sheet: Worksheet, archive: Archive, submitted: Path, column: str | None) -> Returned:
    """Prepara lo que se sube, sin escribir nada.

    Errores
        CourseError si a la hoja le faltan columnas, o es de otra clase o de otra tarea.
    """
    grade, comments = _columns(sheet)
    everyone = reader.everyone()
    _, people = ids_in(sheet, column, everyone)
    known = {id_.casefold(): id_ for id_ in everyone}
    named = {known.get(id_.casefold(), id_): person for id_, person in people.items()}
    _check(reader, sheet, named, known, submitted)
    maximum = sum(points for _, points in reader.cells.values())
    scale, said = _scale(reader.assignment, maximum, sheet)
    found, exercises = Returned(people=named, said=[*sheet.warnings, *said]), exercises_of(reader.assignment)
    changes = _titles(sheet, grade, comments)
    for standing in reader.standings(named):
        person = named[standing.student]
        detailed = standing.handed and _add_report(found, standing, person, archive)
        if (state := _state(standing, person, sheet, maximum)) != rows.JUDGED:
            found.left[standing.student] = state
            found.pending_reports += detailed
            if before := sheet.value(person, GRADE):
                found.keeps.append(f"{person} ({before})")
                changes |= {} if sheet.locked(person) else {(person.row, grade): ""}
            continue
        text = number(standing.score * scale, 5, two=True, comma=sheet.decimal_comma)
        found.grades[standing.student] = changes[person.row, grade] = text
        if comments is not None:
            top = number(maximum * scale, comma=sheet.decimal_comma)
            said = comment(standing, exercises, text, top, detailed)
            changes[person.row, comments] = after(sheet.value(person, COMMENTS), said)
    found.outside = [s.student for s in reader.standings(sorted({*everyone} - {*named})) if s.handed]
    found.sheet = sheet.filled(changes)
    return found


def _scale(assignment: str, maximum: float, sheet: Worksheet) -> tuple[float, list[str]]:
    """Por cuánto se multiplican las notas, y lo que hay que decir antes de subir la hoja."""
    if not maximum:
        raise CourseError(
            f"De {assignment} no hay en el gradebook ninguna celda que puntúe: no hay notas que devolver."
        )
    there = sheet.maximum or maximum
    said = list(sheet.upload_warnings)
    if abs(there - maximum) > 1e-9:
        said.append(
            f"{assignment} vale {number(maximum)} y en Moodle la tarea se califica sobre {number(there)}: las notas "
            f"van multiplicadas por {number(there / maximum, 4)}."
        )
    return there / maximum, said


def _state(standing: Standing, person: Person, sheet: Worksheet, maximum: float) -> str:
    """En qué punto está alguien, contando con lo que Moodle no admitiría."""
    state = rows.state(standing)
    if state == rows.JUDGED and sheet.locked(person):
        return "Moodle no deja cambiar su nota"
    if state == rows.JUDGED and standing.score > maximum + 1e-9:
        return "suma más que la calificación máxima, y Moodle se la saltaría"
    return state


def write_reports(path: Path, reports: Mapping[str, Path]) -> None:
    """El zip de los informes; dos veces el mismo, byte a byte igual.

    Errores
        OSError si no se puede leer o escribir.
    """
    partial = path.with_name(f"{path.name}.tmp")
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in tqdm(sorted(reports), desc="Informes", unit="informe", disable=None):
                # Sin la hora: Moodle compara el contenido, y así se ve qué cambió.
                info = zipfile.ZipInfo(name)
                info.external_attr, info.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
                archive.writestr(info, reports[name].read_bytes())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _columns(sheet: Worksheet) -> tuple[int, int | None]:
    """Dónde van la nota y el comentario; en una lista corriente que no las trae, detrás de todo."""
    grade, comments = sheet.column(GRADE), sheet.column(COMMENTS)
    if sheet.from_moodle:
        needed = (("Calificación", grade), ("Última modificación (calificación)", sheet.column(GRADED)))
        if missing := [name for name, where in needed if where is None]:
            raise CourseError(
                f"A {sheet.path} le falta {' y '.join(f'«{name}»' for name in missing)}: Moodle no la aceptaría. "
                "Descarga otra vez la hoja de calificaciones y no le quites columnas."
            )
        return grade, comments
    width = len(sheet.titles)
    grade = width if grade is None else grade
    return grade, max(width, grade + 1) if comments is None else comments


def _titles(sheet: Worksheet, grade: int, comments: int | None) -> dict[tuple[int, int], str]:
    """Los títulos de las columnas que se añaden."""
    width = len(sheet.titles)
    added = {grade: "Calificación", comments: "Comentarios"}
    return {(sheet.header, where): title for where, title in added.items() if where is not None and where >= width}


def _check(
    reader: Reader, sheet: Worksheet, people: Mapping[str, Person], known: Mapping[str, str], submitted: Path
) -> None:
    """Que la hoja sea de esta clase y de esta tarea."""
    ours = [id_ for id_ in people if id_.casefold() in known]
    if not ours:
        raise CourseError(
            f"En {sheet.path} no hay nadie que esté en el gradebook: ¿es de otro curso? Si el id de cada estudiante "
            "sale de otra columna, dilo con --id."
        )
    # El número de cada persona es otro en cada tarea de Moodle: es lo que distingue su hoja.
    before = {id_: receipt(submitted / id_, reader.assignment).number for id_ in ours}
    other = [id_ for id_, number in before.items() if number and people[id_].number and number != people[id_].number]
    if other and len(other) * 2 > sum(bool(number) for number in before.values()):
        one = people[other[0]]
        raise CourseError(
            f"{sheet.path} es de otra tarea de Moodle: al recoger {reader.assignment}, {one} era el participante "
            f"{before[other[0]]} y aquí es el {one.number}. No se ha escrito nada."
        )


def _add_report(found: Returned, standing: Standing, person: Person, archive: Archive) -> bool:
    """Añade al zip el informe de alguien; dice si se lo lleva."""
    report = archive.report(standing.student)
    if not report.is_file():
        found.without_report.append(standing.student)
    elif archive.needs_report(standing):
        found.stale.append(standing.student)
    elif person.number:
        # El número va entre los dos primeros «_»: el nombre no puede llevar ninguno.
        name = re.sub(r'[\\/:*?"<>|_\x00-\x1f]+', " ", person.name).strip(" .")[:80] or "Participante"
        found.reports[f"{name}_{person.number}_assignfeedback_file_/{REPORT}"] = report
        return True
    return False
