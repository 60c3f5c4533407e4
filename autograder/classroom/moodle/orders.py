"""Las dos órdenes de ``autograder moodle``: lo que se pide, lo que se escribe y lo que se cuenta."""

import json
import shlex
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder import clean
from autograder.classroom.gradebook import known_assignment, opened
from autograder.classroom.moodle.collect import Gathering, collect
from autograder.classroom.moodle.give_back import Returned, give_back, write_reports
from autograder.classroom.moodle.store import CHANGED, NEW, OLDER, SAME
from autograder.classroom.moodle.worksheet import Worksheet
from autograder.course import Course, find_root
from autograder.errors import MEND, CourseError
from autograder.grading.archive import Archive
from autograder.grading.release import read_release
from autograder.reading import Unreadable, read_date
from autograder.records.lateness import Penalties
from autograder.records.reading import Reader

SHOWN = 20  # nombres que se enseñan de cada cosa; en --json están todos


def run_collect(args) -> int:
    """`autograder moodle collect TAREA ZIP --worksheet CSV`."""
    course = Course(find_root())
    due = _due(args.due, course)
    out = Path(args.out) if args.out else course.folder("submitted")
    sheet, package = Worksheet(Path(args.worksheet)), Path(args.package)
    zone, write = course.timezone, not args.dry_run
    found = collect(course.root, args.assignment, package, sheet, out, zone, args.id, write)
    if due and write:
        _set_due(course, args.assignment, args.db, due)
    for warning in found.warnings:
        print(clean.line(f"Aviso: {warning}"), file=sys.stderr)
    if args.json:
        _print_json(_collected(args.assignment, out, found, args.dry_run))
    else:
        _say_collected(args, found, out)
    return MEND if found.to_mend else 0


def run_return(args) -> int:
    """`autograder moodle return TAREA --worksheet CSV`."""
    course = Course(find_root())
    sheet = Worksheet(Path(args.worksheet))
    feedback = Path(args.feedback) if args.feedback else course.folder("feedback")
    submitted = Path(args.submitted) if args.submitted else course.folder("submitted")
    out = Path(args.out) if args.out else course.home / "moodle" / args.assignment
    archive = Archive(args.assignment, course.folder("autograded"), feedback)
    with opened(args.db or course.db_url) as db:
        reader = Reader(db, known_assignment(db, args.assignment), Penalties(lambda: course.config))
        found = give_back(reader, sheet, archive, submitted, args.id)
    target, reports = out / sheet.path.name, out / f"{args.assignment}-informes.zip"
    if target.resolve() == sheet.path.resolve():
        raise CourseError(f"La hoja ya está en {out}: di con --out otra carpeta, para no escribir encima de ella.")
    if not args.dry_run:
        out.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f"{target.name}.tmp")
        partial.write_bytes(found.sheet)
        partial.replace(target)
        if found.reports:
            write_reports(reports, found.reports)
    if args.json:
        written = {"worksheet": str(target), "reports_zip": str(reports) if found.reports else None}
        _print_json({"assignment": args.assignment, "dry_run": args.dry_run} | written | found.to_json())
    else:
        _say_returned(args, found, sheet, target, reports)
    return MEND if found.stale or found.outside else 0


def _due(text: str | None, course: Course) -> datetime | None:
    """Hasta cuándo se podía entregar, en UTC y sin zona como lo guarda nbgrader."""
    if text is None:
        return None
    try:
        return read_date(text, course.timezone).replace(tzinfo=None)
    except Unreadable as problem:
        raise CourseError(f"--due: {problem}.") from None


def _set_due(course: Course, assignment: str, db: str | None, due: datetime) -> None:
    from autograder.records.database import checked_address
    from autograder.records.gradebook import Book

    url = checked_address(db or course.db_url)
    with Book(url, assignment, read_release(course.root, assignment), lambda: course.config) as book:
        book.set_due(due)


def _say_collected(args: Any, found: Gathering, out: Path) -> None:
    states = [one.state for one in found.students.values() if one.state]
    words = {NEW: "nueva", CHANGED: "entregada otra vez", SAME: "sin cambios", OLDER: OLDER}
    plural = {NEW: "nuevas", CHANGED: "entregadas otra vez", OLDER: "más viejas que las que hay"}
    counts = [(states.count(state), state) for state in words if state in states]
    said = ", ".join(f"{count} {(plural if count > 1 else words).get(state, state)}" for count, state in counts)
    people = len(found.students) - len(found.failed)
    verb = "se recogerían" if args.dry_run else "recogidas"
    print(f"{people} {'entrega' if people == 1 else 'entregas'} {verb} en {out}: {said or 'ninguna'}.")
    print(clean.line(f"El id de cada estudiante es el de «{found.column}»."))
    named = found.students.items()
    _list("No se entiende lo que entregaron; lo mirará una persona", ((id_, c.unread) for id_, c in named if c.unread))
    refused = ((id_, "; ".join(f"«{n}» {why}" for n, why in c.refused.items())) for id_, c in named if c.refused)
    _list("Tiene archivos que no se han recogido", refused)
    _list("Con avisos", ((id_, " ".join(c.notes)) for id_, c in named if c.notes and not c.unread))
    older = "lo que hay en su carpeta es posterior y no se ha tocado"
    _list("El zip trae una entrega más vieja", ((id_, older) for id_, c in named if c.state == OLDER))
    _list("No se pudo guardar", found.failed.items())
    _list("No son de nadie de la hoja y no se han recogido", found.unknown.items())
    _list("Borrador sin enviar, recogido igual", ((id_, str(c.person)) for id_, c in named if c.draft))
    _list("Con su carpeta vacía", ((id_, str(p)) for id_, p in found.empty.items()))
    _list("Entregaron, según la hoja, y no están en el zip", ((id_, str(p)) for id_, p in found.lost.items()))
    _list("Sin entrega", ((id_, str(p)) for id_, p in found.absent.items()))
    again = " --dry-run" if args.dry_run else ""
    if again:
        print("No se ha escrito nada. Siguiente: repite la orden sin --dry-run.")
    elif found.unknown or found.failed:
        print("Siguiente: mira lo que no se ha recogido y repite la orden; lo ya recogido no cambia.")
    else:
        where = "" if args.out is None else f" --submitted {shlex.quote(args.out)}"
        where += "" if args.db is None else f" --db {shlex.quote(args.db)}"
        print(f"Siguiente: autograder grade {args.assignment}{where} --roster {shlex.quote(args.worksheet)}")


def _say_returned(args: Any, found: Returned, sheet: Worksheet, target: Path, reports: Path) -> None:
    for warning in found.said:
        print(clean.line(f"Aviso: {warning}"))
    count = len(found.grades)
    print(f"{count} {'nota' if count == 1 else 'notas'} en la hoja, de {len(found.people)} personas.")
    waiting = ((id_, why) for id_, why in found.left.items() if why != "sin entrega")
    _list("En blanco", waiting)
    _list("Sin entrega", ((id_, str(found.people[id_])) for id_, why in found.left.items() if why == "sin entrega"))
    _list("En blanco aquí, y Moodle conserva la que ya tenían", ((one, "") for one in found.keeps))
    _list("Con nota y fuera de la hoja", ((id_, "") for id_ in found.outside))
    _list("Sin informe", ((id_, "") for id_ in found.without_report))
    _list("Su informe es de otras notas y no va en el zip", ((id_, "") for id_ in found.stale))
    if not sheet.from_moodle:
        print("La hoja no es la de Moodle (no trae «Identificador»): no se hace el zip de los informes.")
    if args.dry_run:
        print("No se ha escrito nada. Siguiente: repite la orden sin --dry-run.")
        return
    print(clean.line(f"Hoja: {target}"))
    if found.reports:
        some = f"; {found.pending_reports} con algo todavía sin nota" if found.pending_reports else ""
        print(clean.line(f"Informes ({len(found.reports)}{some}): {reports}"))
    if found.stale:
        print(f"Siguiente: rehaz los informes con autograder grade {args.assignment}, y repite la orden.")
    elif not sheet.from_moodle:
        print("Siguiente: abre la hoja.")
    else:
        # En este orden: subir los informes apunta en Moodle que se calificó, y se saltaría después las notas.
        print(
            "Siguiente: en Moodle, sube primero la hoja («Subir la hoja de calificaciones», marcando «Permitir la "
            "actualización de los registros que se han modificado recientemente…») y después los informes («Subir "
            "múltiples archivos de retroalimentación en un ZIP»)."
        )


def _list(title: str, pairs: Iterable[tuple[str, str]]) -> None:
    pairs = list(pairs)
    if not pairs:
        return
    print(f"{title} ({len(pairs)}):")
    for name, said in pairs[:SHOWN]:
        print(clean.line(f"  {name}: {said}" if said and said != name else f"  {name}"))
    if len(pairs) > SHOWN:
        print(f"  … y {len(pairs) - SHOWN} más: están en --json.")


def _collected(assignment: str, out: Path, found: Gathering, rehearsal: bool) -> dict[str, Any]:
    def known(people) -> dict[str, Any]:
        return {id_: {"name": p.name, "email": p.email, "moodle": p.number} for id_, p in people.items()}

    return {
        "assignment": assignment, "submitted": str(out), "dry_run": rehearsal, "id_column": found.column,
        "students": {id_: one.to_json() for id_, one in found.students.items()},
        "empty": known(found.empty), "absent": known(found.absent), "lost": known(found.lost),
        "unknown": found.unknown, "failed": found.failed, "warnings": found.warnings,
    }  # fmt: skip


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))
