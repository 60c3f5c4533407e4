"""``autograder moodle collect``: del zip de Moodle a ``submitted/``, y qué conviene mirar antes de calificar."""

import re
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from tqdm import tqdm

from autograder.classroom.moodle.ids import ids_in
from autograder.classroom.moodle.owners import Owners, share_out
from autograder.classroom.moodle.package import open_package
from autograder.classroom.moodle.store import MAX_FILE, MAX_PERSON, OLDER, settle, stage
from autograder.classroom.moodle.worksheet import Person, Worksheet
from autograder.errors import CourseError
from autograder.grading.class_list import list_students
from autograder.grading.handed import collect as hand_over
from autograder.grading.release import read_release, released
from autograder.grading.submission import choose_notebook
from autograder.notebook.read import Unreadable
from autograder.notebook.roles import Published
from autograder.os_errors import reason_and_place
from autograder.reading import Unreadable as NoDate
from autograder.reading import plain, read_date

DRAFTS = ("borrador", "draft", "esborrany")
COURSE_MODULE = re.compile(r"-(\d+)(?: ?\(\d+\))?$")  # «Curso-Tarea-1234.zip»: el número de la actividad


@dataclass
class Collected:
    """Lo recogido de una persona."""

    person: Person
    state: str = ""
    handed_in: datetime | None = None
    files: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    unread: str = ""  # por qué lo que hay no se entiende; "" si hay un cuaderno
    notes: list[str] = field(default_factory=list)
    draft: bool = False

    def to_json(self) -> dict[str, Any]:
        """Lo recogido, para un programa."""
        when = self.handed_in.isoformat(timespec="minutes") if self.handed_in else None
        found = {"name": self.person.name, "email": self.person.email, "moodle": self.person.number}
        found |= {"state": self.state, "handed_in": when, "files": self.files, "refused": self.refused}
        return found | {"unread": self.unread or None, "messages": self.notes, "draft": self.draft}


@dataclass
class Gathering:
    """Lo que dejó un zip.

    ``empty`` son quienes tienen carpeta y nada en ella; ``absent``, quienes no tienen; ``lost``,
    quienes, según la hoja, entregaron, y en el zip no están.
    """

    column: str
    students: dict[str, Collected]
    unknown: dict[str, str]
    empty: dict[str, Person]
    absent: dict[str, Person]
    lost: dict[str, Person]
    failed: dict[str, str]
    warnings: list[str]

    @property
    def to_mend(self) -> bool:
        """Si hay algo que una persona debería mirar."""
        people = self.students.values()
        odd = any(one.unread or one.refused or one.state == OLDER for one in people)
        return bool(odd or self.unknown or self.failed)


def collect(
    root: Path, assignment: str, package: Path, sheet: Worksheet, out: Path, zone: tzinfo,
    column: str | None = None, write: bool = True,
) -> Gathering:  # fmt: skip
    """Recoge un zip (o la carpeta en que se descomprimió) en ``out``; con ``write=False`` solo dice qué haría.

    Errores
        CourseError si la tarea, el zip o la hoja no se pueden leer, o si no son de la misma tarea.
    """
    if package.is_dir() and package.resolve() == out.resolve():
        raise CourseError(f"{package} es donde se dejan las entregas: muévela a otra parte y recógela desde allí.")
    published = Published(read_release(root, assignment).cells)
    lessons = released(root)
    title, people = ids_in(sheet, column, _folders(out, assignment, lessons))
    found = Gathering(title, {}, {}, {}, {}, {}, {}, [*sheet.warnings, *_other_activity(package, sheet)])
    with open_package(package) as members, _passing_by(out, write) as passing:
        owners = share_out(members, sheet, people)
        _check(owners, package, sheet)
        _check_room(owners, passing)
        found.unknown = owners.unknown
        for id_, parcel in tqdm(owners.parcels.items(), desc="Recogiendo", unit="entrega", disable=None):
            person = people[id_]
            if not parcel.files and not parcel.refused:
                found.empty[id_] = person
                continue
            one = Collected(person, handed_in=_when(person, zone, found.warnings))
            one.draft = plain(person.status).startswith(DRAFTS)
            home = passing / id_
            staged = stage(parcel, home / assignment, one.handed_in)
            one.files, one.refused = staged.files, staged.refused
            handed = hand_over(home, assignment, lessons, zone)
            try:
                _, one.notes = choose_notebook(handed, assignment, published)
            except Unreadable as problem:
                one.unread = str(problem)
            try:
                folder = home / assignment
                one.state = settle(staged, folder, out / id_, assignment, person.number, zone, write)
            except OSError as problem:
                found.failed[id_] = reason_and_place(problem)
            found.students[id_] = one
            shutil.rmtree(home, ignore_errors=True)
    _who_is_missing(found, people)
    return found


def _folders(out: Path, assignment: str, lessons: Collection[str]) -> set[str]:
    """Los ids de quienes ya tienen carpeta, de esta tarea o de otra: una persona es la misma todo el curso."""
    if not out.is_dir():
        return set()
    listing = list_students(out, assignment, lessons)
    return {*listing.folders, *listing.skipped}


def _check(owners: Owners, package: Path, sheet: Worksheet) -> None:
    """Que el zip sea de Moodle, y la hoja, de su misma tarea."""
    if owners.parcels:
        return
    if not owners.unknown:
        raise CourseError(f"{package} no tiene ninguna entrega. Descárgalo con «Descargar todas las entregas».")
    names = list(owners.unknown)
    shown = ", ".join(f"«{name}»" for name in names[:3]) + (f" y {len(names) - 3} más" if len(names) > 3 else "")
    if all(why == "no está en la carpeta de nadie" for why in owners.unknown.values()):
        clue = "se esperaba «Nombre_1234567_assignsubmission_file_/…», como los pone «Descargar todas las entregas»"
        if len(names) == 1 and names[0].lower().endswith(".zip"):
            clue = "dentro hay otro zip: sácalo y da ese"
        raise CourseError(f"{package} no es el zip de las entregas de Moodle: {clue}. Hay {shown}.")
    raise CourseError(
        f"Ninguna entrega de {package} es de alguien de {sheet.path} (hay {shown}): la hoja es de otra tarea o de otro "
        "curso. Descarga las dos cosas de la misma tarea. No se ha recogido nada."
    )


def _check_room(owners: Owners, passing: Path) -> None:
    # Lo que pasa del tope no se escribe: quien dice ocupar más que el disco no deja sin recoger a los demás.
    sizes = [[m.size for _, m in parcel.files if m.size <= MAX_FILE] for parcel in owners.parcels.values()]
    declared = sum(min(sum(each), MAX_PERSON) for each in sizes)
    if declared > shutil.disk_usage(passing).free:
        raise CourseError(
            f"Lo que dice ocupar el zip ({declared / 2**30:.1f} GB) no cabe en el disco. No se ha recogido nada."
        )


@contextmanager
def _passing_by(out: Path, write: bool) -> Iterator[Path]:
    """Una carpeta de paso: junto a donde va todo, para que llegue entero o no llegue; en un ensayo, en otra parte."""
    if write:
        out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".recogiendo-", dir=out if write else None) as folder:
        yield Path(folder)


def _when(person: Person, zone: tzinfo, warnings: list[str]) -> datetime | None:
    """Cuándo entregó, según la hoja."""
    if person.submitted in ("", "-"):
        return None
    try:
        return read_date(person.submitted, zone).astimezone(zone)
    except NoDate as problem:
        warnings.append(f"De {person} no se sabe cuándo entregó: {problem}.")
        return None


def _other_activity(package: Path, sheet: Worksheet) -> list[str]:
    """Si los nombres que puso Moodle son de dos actividades distintas."""
    numbers = [found[1] for path in (package, sheet.path) if (found := COURSE_MODULE.search(path.stem))]
    if len(numbers) == 2 and numbers[0] != numbers[1]:
        return [f"{package.name} y {sheet.path.name} parecen de dos actividades de Moodle distintas: míralo."]
    return []


def _who_is_missing(found: Gathering, people: dict[str, Person]) -> None:
    for id_, person in people.items():
        if id_ in found.students or id_ in found.empty:
            continue
        handed = person.submitted not in ("", "-")
        (found.lost if handed else found.absent)[id_] = person
