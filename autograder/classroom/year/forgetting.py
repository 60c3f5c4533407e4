"""``autograder forget``: borra a una persona de todos los sitios en que la deja este programa, y dice dónde más está.

Lo último que se borra es lo apuntado: tras un corte, la misma orden la encuentra y
acaba. Lo que hizo otra persona (una lista, una exportación, un zip de otro curso)
no se toca: se nombra.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder import cache, clean
from autograder.classroom.people import find_person
from autograder.classroom.year.bundle import opened_bundle
from autograder.classroom.year.places import Places
from autograder.classroom.year.traces import Traces, still_named
from autograder.classroom.year.wiping import wipe, wiped_rows
from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading.dealing import FOLDER as INDIVIDUAL
from autograder.grading.dealing import dealt_to, forget_dealt
from autograder.grading.roster import Member
from autograder.grading.staging import KIND
from autograder.grading.student_ids import normalized

SHOWN = 20  # sitios que se nombran de cada clase


@dataclass
class Found:
    """Todo lo que hay de una persona: lo que se borra y, en ``archives`` y ``named``, lo que solo se dice."""

    folders: list[Path] = field(default_factory=list)
    staged: list[Path] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)  # por base de datos
    log_lines: int = 0
    archives: list[Path] = field(default_factory=list)
    named: list[Path] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        return bool(self.folders or self.staged or self.log_lines or any(self.rows.values()))

    def to_json(self) -> dict[str, Any]:
        paths = {name: list(map(str, getattr(self, name))) for name in ("folders", "staged", "archives", "named")}
        return paths | {"rows": self.rows, "log_lines": self.log_lines}

    def lines(self) -> Iterator[str]:
        """Lo que se borra, para una persona."""
        yield from _listed("Carpetas", self.folders)
        for database, rows in self.rows.items():
            if rows:
                yield f"Lo apuntado en {database}: {rows} {'fila' if rows == 1 else 'filas'}"
        if self.staged:
            yield f"Entregas juzgadas y sin apuntar, en la caché: {len(self.staged)}"
        if self.log_lines:
            yield f"Renglones del registro de nbgrader: {self.log_lines}"


def run_forget(args, course: Course) -> int:
    """`autograder forget ESTUDIANTE`: dice qué hay de una persona y, con ``--yes``, lo borra."""
    places = Places.of(args, course)
    person = find_person(args.student, _people(places, args), guess=False)
    traces = Traces(person)
    found = _look(places, person, traces)
    saved = args.yes and not args.dry_run
    if saved:
        _erase(places, person, traces, found)
    found.named = still_named(places, traces) if saved else found.named
    if args.json:
        print(json.dumps({"student": person.id, "erased": saved} | found.to_json(), ensure_ascii=False))
    else:
        print(f"{'Borrado' if saved else 'Se borraría'} de {clean.line(person)}:")
        for line in found.lines():
            print(clean.line(f"  {line}"))
        _say_left(args, person, found, saved)
    return 1 if saved and (found.archives or found.named) else 0


def _say_left(args, person: Member, found: Found, saved: bool) -> None:
    """Lo que queda por hacer a mano, y lo que sigue."""
    if not found.anything:
        print("  nada: de este programa ya no queda nada suyo.")
    for title, paths in (
        ("Sigue en estos archivos de otros cursos, que no se cambian", found.archives),
        ("Todavía lo nombran, y no los hizo este programa o no se sabe para qué son", found.named),
    ):
        for line in _listed(title, paths):
            print(clean.line(line))
    if not saved:
        print(f"No se ha borrado nada. Siguiente: autograder forget {clean.line(json.dumps(person.id))} --yes")
    elif found.archives or found.named:
        print("Siguiente: decide qué haces con ellos; docs/datos_personales.md dice cómo.")
    else:
        print("Siguiente: quítalo también de la plataforma y de tu lista de clase.")


def _people(places: Places, args) -> list[Member]:
    """Quienes están en el gradebook o tienen alguna carpeta."""
    from autograder.classroom.gradebook import opened
    from autograder.classroom.people import people_in

    found: dict[str, Member] = {}
    if places.database is None or places.database.is_file():
        with suppress_empty(), opened(places.url) as db:
            found = {member.id: member for member in people_in(db, args.roster and Path(args.roster))}
    for folder in _student_folders(places):
        id_ = normalized(folder.name)
        found.setdefault(id_, Member(id_))
    return [found[id_] for id_ in sorted(found)]


@contextmanager
def suppress_empty() -> Iterator[None]:
    """Un gradebook sin tablas no impide borrar las carpetas de nadie; uno que no se puede abrir, sí."""
    try:
        yield
    except CourseError as problem:
        if "no es un gradebook" not in str(problem):
            raise


def _student_folders(places: Places) -> Iterator[Path]:
    """Cada carpeta que es de una persona."""
    tops = [places.folders[name] for name in ("submitted", "autograded", "feedback")]
    tops += [top for name in ("attempts", INDIVIDUAL) for top in sorted(places.folders[name].glob("*/"))]
    for top in tops:
        with suppress(OSError):
            yield from (path for path in sorted(top.iterdir()) if path.is_symlink() or path.is_dir())


def _look(places: Places, person: Member, traces: Traces) -> Found:
    """Lo que hay, sin cambiar nada."""
    folders = [path for path in _student_folders(places) if normalized(path.name) == person.id]
    if "exchange" in places.folders:
        folders += [path for path in sorted(places.folders["exchange"].glob("*/inbound/*")) if traces.handed(path.name)]
    return Found(
        folders,
        list(_staged(person.id)),
        {name: wiped_rows(url, person.id) for name, url in _databases(places).items()}
        | {str(path): 1 for path in dealt_to(places.keys(), person.id)},
        traces.lines_in(places.log),
        list(_archives(places, person.id)),
        still_named(places, traces),
    )


def _databases(places: Places) -> dict[str, str]:
    """El gradebook y sus copias: cómo se nombra cada uno y su dirección."""
    found = {}
    if places.database is None:
        found["el gradebook del servidor"] = places.url
    elif places.database.is_file():
        found[str(places.database)] = places.url
    return found | {str(path): f"sqlite:///{path}" for path in places.backups()}


def _staged(student: str) -> Iterator[Path]:
    """Sus entregas juzgadas que esperan en la caché de quien califica."""
    where = cache.folder(KIND)
    for path in sorted(where.iterdir()) if where else ():
        with suppress(OSError, ValueError, AttributeError):
            if json.loads(path.read_text(encoding="utf-8")).get("student") == student:
                yield path


def _archives(places: Places, student: str) -> Iterator[Path]:
    """Los archivos de otros cursos en que está; el que no se puede leer también se nombra: no se sabe."""
    for path in sorted(places.archives.glob("*.zip")):
        try:
            with opened_bundle(path) as bundle:
                inside = any(f"/{student}/" in f"/{name}" for name in bundle.paths.values())
                if inside or student in (bundle.about.get("students") or ()):
                    yield path
        except CourseError:
            yield path


def _erase(places: Places, person: Member, traces: Traces, found: Found) -> None:
    for path in found.folders:
        if path.is_symlink():
            path.unlink()
        else:
            shutil.rmtree(path)
    for path in found.staged:
        path.unlink(missing_ok=True)
    traces.clean(places.log)
    for path in dealt_to(places.keys(), person.id):
        forget_dealt(path, person.id)
    for url in [*_databases(places).values()][::-1]:  # las copias, antes que el de verdad
        wipe(url, person.id)


def _listed(title: str, paths: list[Path]) -> Iterator[str]:
    if paths:
        more = f" y {len(paths) - SHOWN} más" if len(paths) > SHOWN else ""
        yield f"{title} ({len(paths)}): {', '.join(map(str, paths[:SHOWN]))}{more}"
