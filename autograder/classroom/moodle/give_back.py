"""``autograder moodle return``: la hoja de calificaciones con notas y comentarios, y los informes en un zip.

Moodle tiene sus reglas al leerlas (``importgradeslib.php``, ``importziplib.php``), y de ellas sale lo que aquí se hace:
se salta la nota en blanco y deja la que hubiera, pero un comentario en blanco sí borra el que hubiera.
"""

import html
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.classroom.moodle.columns import COMMENTS, GRADE, GRADED
from autograder.classroom.moodle.ids import ids_in
from autograder.classroom.moodle.store import receipt
from autograder.classroom.moodle.worksheet import Person, Worksheet
from autograder.errors import CourseError
from autograder.exercise import Exercise, exercises_of
from autograder.grading.archive import Archive
from autograder.records import rows
from autograder.records.lateness import in_words
from autograder.records.reading import Reader
from autograder.records.standing import Standing

REPORT = "comentarios.html"
SHOWN = 4  # títulos que se nombran en un comentario
DETAIL, ASK = f"El detalle está en {REPORT}.", "El detalle, pídeselo a quien da la clase."
# Lo que escribimos la otra vez en un comentario, para cambiarlo y dejar lo que añadiera una persona.
OURS = re.compile(rf"\s*Nota: [\d.,]+ de [\d.,]+\.( .*?)?({re.escape(DETAIL)}|{re.escape(ASK)})\s*", re.DOTALL)


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
    found, exercises = (
        Returned(people=named, said=[*sheet.warnings, *sheet.upload_warnings]),
        exercises_of(reader.assignment),
    )
    maximum = sum(points for _, points in reader.cells.values())
    scale = (sheet.maximum or maximum) / maximum
    if sheet.maximum is not None and abs(sheet.maximum - maximum) > 1e-9:
        found.said.append(
            f"{reader.assignment} vale {_number(maximum)} y en Moodle la tarea se califica sobre "
            f"{_number(sheet.maximum)}: las notas van multiplicadas por {_number(scale, 4)}."
        )
    changes, reported = _titles(sheet, grade, comments), set()
    for standing in reader.standings(named):
        person, state = named[standing.student], rows.state(standing)
        if standing.handed:
            reported |= _add_report(found, standing, person, archive)
        if sheet.locked(person) and state == rows.JUDGED:
            state = "Moodle no deja cambiar su nota"
        elif state == rows.JUDGED and standing.score > maximum + 1e-9:
            state = "suma más que la calificación máxima, y Moodle se la saltaría"
        if state == rows.JUDGED:
            number = _number(standing.score * scale, 5, two=True, comma=sheet.decimal_comma)
            found.grades[standing.student] = changes[person.row, grade] = number
            if comments is not None:
                top = _number(maximum * scale, 2, comma=sheet.decimal_comma)
                text = comment(standing, exercises, number, top, standing.student in reported)
                changes[person.row, comments] = _after(sheet.value(person, COMMENTS), text)
        else:
            found.left[standing.student] = state
            found.pending_reports += standing.student in reported
            if before := sheet.value(person, GRADE):
                if not sheet.locked(person):
                    changes[person.row, grade] = ""
                found.keeps.append(f"{person} ({before})")
    found.outside = [s.student for s in reader.standings(sorted({*everyone} - {*named})) if s.handed]
    found.sheet = sheet.filled(changes)
    return found


def comment(
    standing: Standing, exercises: Mapping[str, Exercise], grade: str, maximum: str, detailed: bool = True
) -> str:
    """Lo que se le dice en la hoja, en un párrafo: la nota, qué está bien y qué repasar, por sus títulos."""
    judged = [item for item in standing.items.values() if not item.written]
    right = [item for item in judged if (item.points or 0.0) >= item.max_points]
    blank = [item for item in judged if item.status == "missing" and item not in right]
    wrong = [item for item in judged if item not in right and item not in blank]
    parts = [f"Nota: {grade} de {maximum}."]
    if judged:
        many = "el único ejercicio" if len(judged) == 1 else f"los {len(judged)} ejercicios"
        whole = (
            f"Tienes bien {many}." if len(right) == len(judged) else f"Bien: {len(right)} de {len(judged)} ejercicios."
        )
        parts.append(whole)
    for start, items in (("Para repasar", wrong), ("Sin contestar", blank)):
        if items:
            every = len(items) == len(judged) > 1
            titles = [_title(exercises, item.id) for item in items]
            parts.append(f"{start}: {'todos los ejercicios' if every else _listed(titles)}.")
    for item in standing.items.values():
        if item.written and item.points is not None:
            parts.append(f"Pregunta escrita: {_spanish(item.points)} de {_spanish(item.max_points)}.")
    if standing.late and standing.penalty:
        parts.append(f"Llegó {in_words(standing.late)} tarde y se descuentan {_spanish(standing.penalty)} puntos.")
    parts.append(DETAIL if detailed else ASK)
    # Moodle lo guarda como HTML.
    return html.escape(" ".join(parts), quote=False)


def write_reports(path: Path, reports: Mapping[str, Path]) -> None:
    """El zip de los informes; dos veces el mismo, byte a byte igual.

    Errores
        OSError si no se puede leer o escribir.
    """
    partial = path.with_name(f"{path.name}.tmp")
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(reports):
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


def _add_report(found: Returned, standing: Standing, person: Person, archive: Archive) -> set[str]:
    """Añade al zip el informe de alguien; da su id si se lo lleva."""
    report = archive.report(standing.student)
    if not report.is_file():
        found.without_report.append(standing.student)
    elif archive.needs_report(standing):
        found.stale.append(standing.student)
    elif person.number:
        # El número va entre los dos primeros «_»: el nombre no puede llevar ninguno.
        name = re.sub(r'[\\/:*?"<>|_\x00-\x1f]+', " ", person.name).strip(" .")[:80] or "Participante"
        found.reports[f"{name}_{person.number}_assignfeedback_file_/{REPORT}"] = report
        return {standing.student}
    return set()


def _after(before: str, text: str) -> str:
    """El comentario, detrás de lo que ya hubiera escrito una persona; el nuestro de otra vez se cambia."""
    return f"{OURS.sub(' ', before).strip()} {text}".strip()


def _title(exercises: Mapping[str, Exercise], id_: str) -> str:
    return f"«{exercises[id_].title}»" if id_ in exercises else f"«{id_}»"


def _listed(titles: list[str]) -> str:
    if len(titles) > SHOWN:
        return f"{', '.join(titles[:SHOWN])} y {len(titles) - SHOWN} más"
    return " y ".join(filter(None, [", ".join(titles[:-1]), titles[-1]]))


def _number(value: float, decimals: int = 2, two: bool = False, comma: bool = True) -> str:
    """Un número sin ceros de más o, con ``two``, con dos decimales por lo menos, que es como los escribe Moodle."""
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".") if decimals else f"{value:.0f}"
    if two:
        whole, _, rest = text.partition(".")
        text = f"{whole}.{rest.ljust(2, '0')}"
    return text.replace(".", ",") if comma else text


def _spanish(value: float) -> str:
    return _number(value, 2)
