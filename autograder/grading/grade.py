"""``autograder grade``: de una carpeta de entregas al gradebook, los cuadernos corregidos y los informes.

Aquí está el orden de las cosas. Cómo se recoge una entrega, cómo se juzga y
cómo se apunta vive en los módulos vecinos.
"""

import fnmatch
import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from tqdm import tqdm
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder import clean
from autograder.grading import doctor
from autograder.grading.archive import Archive, Row, replacing, write_reports
from autograder.grading.assignment import Assignment, CannotGrade, load_assignment
from autograder.grading.gradebook import Book, GradebookError, totals
from autograder.grading.handed import Handed, Listing, collect, list_students
from autograder.grading.key import key_path, load_key
from autograder.grading.pool import grade_all
from autograder.grading.roster import read_roster
from autograder.grading.student_ids import normalized, similar, written
from autograder.grading.warm import CannotStart
from autograder.grading.worker_process import DEFAULT_LIMITS, Limits
from autograder.judging.oracle import TorchMissing
from autograder.judging.verdict import NOT_JUDGED
from autograder.os_errors import reason_and_place

MISTAKES = 5  # errores típicos que se enseñan
SHOWN = 20  # nombres que se enseñan de cada clase de aviso
WORTH_SPREADING = 4  # informes por proceso: con menos, arrancarlos cuesta más que pintar


@dataclass
class Summary:
    """Lo que hay que contar al acabar. Guarda nombres y cuentas, no entregas: no crece con sus tamaños."""

    students: int = 0
    skipped: int = 0
    score: float = 0.0
    waiting: int = 0
    unjudged: dict[str, str] = field(default_factory=dict)
    noted: dict[str, str] = field(default_factory=dict)
    mistakes: Counter[str] = field(default_factory=Counter)  # «ejercicio: error típico» → cuántos


def run_grade(args, root: Path) -> int:
    """`autograder grade TAREA`: califica, apunta y resume."""
    submitted = Path(args.submitted or root / "submitted")
    archive = Archive(Path(args.out or root), args.assignment, args.autograded, args.feedback)
    db_url = args.db or f"sqlite:///{root / 'gradebook.db'}"
    try:
        if args.require_isolation:
            doctor.require()
        listing = students_in(submitted, args.assignment, args.student, args.exclude)
        roster = read_roster(Path(args.roster)) if args.roster else None
        assignment = load_assignment(root, args.assignment, load_key(key_path(_checked(db_url), root)), limits())
        if args.force and args.student is None:
            # A una persona la recalifica cada pulsación del formgrader: una copia por pulsación llenaría la carpeta.
            _back_up(db_url)
        with Book(db_url, assignment.name, assignment.release, read_config(root)) as book:
            for before, now in book.renamed:
                archive.rename(before, now)
            if args.no_create:
                listing = _known(listing, book)
            students = list(listing.folders)
            _grade(args, book, archive, assignment, listing.folders)
            if not args.no_feedback:
                _report(args, book, archive, students)
            summary = summarise(book, archive, assignment, listing, roster, args.json)
    except (CannotGrade, GradebookError, TorchMissing, CannotStart) as problem:
        print(problem, file=sys.stderr)
        return 2
    except SQLAlchemyError as problem:
        why = str(problem).splitlines()[0]
        print(f"El gradebook falló: {why}. Lo calificado hasta aquí está guardado: repite la orden.", file=sys.stderr)
        return 2
    except OSError as problem:
        why = reason_and_place(problem)
        print(f"No se pudo seguir: {why}. Lo calificado hasta aquí está guardado.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrumpido. Lo calificado está guardado: repite la orden y seguirá donde estaba.", file=sys.stderr)
        return 2
    return _print_summary(summary, assignment, listing, roster, archive)


def _grade(args, book: Book, archive: Archive, assignment: Assignment, folders: Mapping[str, Path]) -> None:
    """Juzga lo nuevo y lo que cambió; por cada entrega, primero la nota y después el cuaderno corregido."""
    with tqdm(total=len(folders), desc="Calificando", unit="entrega", disable=args.quiet) as bar:

        def todo() -> Iterator[Handed]:
            for student, folder in folders.items():
                handed = collect(folder, assignment.name)
                mark = {} if args.force else archive.mark(student)
                if mark.get("digest") == handed.digest(assignment.fingerprint) and book.has(student):
                    _done(args, bar, student, "sin cambios")
                else:
                    yield handed

        results = grade_all(todo(), assignment, args.workers, limits(), args.scheduler)
        # Cerrar el generador, también si algo lo interrumpe, para los procesos que juzgan.
        with closing(results):
            for graded in results:
                book.save(graded.student, graded.verdicts, graded.unanswered, graded.timestamp)
                archive.save(graded)
                points = [verdict.points for verdict in graded.verdicts.values()]
                score = "sin juzgar" if None in points else f"{sum(points):g} de {assignment.max_auto_score:g}"
                _done(args, bar, graded.student, score)


def _done(args, bar: tqdm, student: str, what: str) -> None:
    """Una entrega más: lo dice la barra o, para un registro, una línea."""
    if args.verbose:
        print(f"{student}: {what}")
    bar.update()


def limits() -> Limits:
    """Los topes de cada entrega; las pruebas los rebajan."""
    return DEFAULT_LIMITS


def _report(args, book: Book, archive: Archive, students: list[str]) -> None:
    """Escribe los informes que faltan o cuyas notas cambiaron, también a mano."""

    def row(student: str) -> Row:
        return student, book.cells(student), book.penalty(student)

    # Sólo los nombres: las notas de una clase entera no tienen por qué estar a la vez en memoria.
    pending = [student for student in students if archive.needs_report(*row(student))]
    workers = args.workers if len(pending) >= WORTH_SPREADING * args.workers else 1
    with tqdm(total=len(pending), desc="Informes", unit="informe", disable=args.quiet or not pending) as bar:
        write_reports(archive, map(row, pending), workers, bar.update)


def summarise(
    book: Book,
    archive: Archive,
    assignment: Assignment,
    listing: Listing,
    roster: set[str] | None,
    json_path: str | None,
) -> Summary:
    """Recorre lo apuntado y, si se pide, lo escribe en JSON según lo lee."""
    summary = Summary()
    with replacing(Path(json_path)) if json_path else nullcontext() as file:
        if file:
            head = {"assignment": assignment.name, "max_score": assignment.max_score}
            head["max_auto_score"] = assignment.max_auto_score
            file.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "students": {')
        for number, student in enumerate(listing.folders):
            result = student_result(book, archive, student)
            if roster is not None and student not in roster:
                result["messages"].append(f"«{student}» no está en la lista de clase: revísalo.")
            _count(summary, student, result)
            if file:
                text = json.dumps(result, ensure_ascii=False, indent=1, sort_keys=True)
                file.write(("," if number else "") + f"\n{json.dumps(student, ensure_ascii=False)}: {text}")
        if file:
            ignored = json.dumps(listing.ignored, ensure_ascii=False, indent=1)
            file.write(f'}},\n"ignored": {ignored}}}\n')
    return summary


def student_result(book: Book, archive: Archive, student: str) -> dict[str, Any]:
    """Lo apuntado de un estudiante, en el formato de diseno.md."""
    mark = archive.mark(student)
    score, pending = totals(book.cells(student))
    return {
        "score": score - book.penalty(student),
        "pending_manual": pending,
        "exercises": mark.get("exercises", {}),
        "messages": list(mark.get("messages", [])),
    }


def _count(summary: Summary, student: str, result: dict[str, Any]) -> None:
    summary.students += 1
    summary.score += result["score"]
    summary.waiting += result["pending_manual"] > 0
    summary.mistakes.update(f"{id_}: {v['diagnosis']}" for id_, v in result["exercises"].items() if v.get("diagnosis"))
    why = next((v["message"] for v in result["exercises"].values() if v["status"] == NOT_JUDGED), None)
    if why is not None:
        summary.unjudged[student] = why
    elif result["messages"]:
        summary.noted[student] = " ".join(result["messages"])


def read_config(root: Path) -> Config:
    """La configuración de nbgrader del curso: de ella sale el descuento por retraso."""
    if not (root / "nbgrader_config.py").is_file():
        return Config()
    return PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()


def students_in(submitted: Path, assignment: str, only: str | None, exclude: str = "") -> Listing:
    """Las carpetas de estudiantes: todas, o las de los ids que encajan con ``only``, menos las de ``exclude``.

    Quien pide a una persona no tiene que oír lo que pasa con otras carpetas; quien
    pide un grupo (``a*``), sí.

    Errores
        CannotGrade si no hay carpeta de entregas, está vacía o no tiene al estudiante pedido.
    """
    if not submitted.is_dir():
        raise CannotGrade(f"No existe la carpeta de entregas {submitted}. Indícala con --submitted.")
    found = list_students(submitted, assignment)
    excluded = set(normalized(exclude).split(","))
    for names in (found.folders, found.ignored):
        for name in excluded & set(names):
            del names[name]
    if only is not None:
        return _only(found, only, submitted)
    if not found.folders and not found.ignored:
        raise CannotGrade(
            f"{submitted} no tiene ninguna carpeta de estudiante: se espera <estudiante>/<tarea>/<tarea>.ipynb."
        )
    return found


def _only(found: Listing, only: str, submitted: Path) -> Listing:
    """Los pedidos con ``--student``. Un id no lleva ``*``, ``?`` ni corchetes: tal cual, encaja sólo consigo mismo."""
    wanted = normalized(only)
    folders = {id_: path for id_, path in found.folders.items() if fnmatch.fnmatchcase(id_, wanted)}
    if folders:
        return Listing(folders, found.ignored if wanted not in folders else {})
    for name in map(written, (only, wanted)):
        if name in found.ignored:
            raise CannotGrade(f"«{name}» está apartada: {found.ignored[name]}")
    near = " o ".join(f"«{id_}»" for id_ in similar(wanted, found.folders))
    clue = f" ¿Querías decir {near}?" if near else ""
    raise CannotGrade(f"No hay entrega de «{written(only)}» en {submitted}.{clue}")


def _known(listing: Listing, book: Book) -> Listing:
    """Sin las carpetas de quien no está en el gradebook, que quedan apartadas."""
    students = book.students()
    unknown = {id_: "no está en el gradebook y se pidió no añadir a nadie." for id_ in set(listing.folders) - students}
    folders = {id_: path for id_, path in listing.folders.items() if id_ in students}
    return Listing(folders, dict(sorted({**listing.ignored, **unknown}.items())))


def _checked(db_url: str) -> str:
    try:
        url = make_url(db_url)
    except ArgumentError:
        raise CannotGrade(
            f"«{db_url}» no es una dirección de base de datos: sqlite:///notas.db, por ejemplo."
        ) from None
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise CannotGrade(f"«{url.get_backend_name()}» no se ha probado: usa sqlite:///… o postgresql://…")
    return db_url


def _back_up(db_url: str) -> None:
    """Copia el gradebook antes de recalificar a la fuerza."""
    url = make_url(db_url)
    if url.get_backend_name() != "sqlite" or not url.database or not Path(url.database).is_file():
        return
    path = Path(url.database)
    copy = path.with_name(f"{path.name}.{datetime.now():%Y%m%d-%H%M%S-%f}.bak")
    # La copia de SQLite es coherente aunque otro programa esté escribiendo; la de archivos no.
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    print(f"Copia del gradebook anterior: {copy}")


def _print_summary(
    summary: Summary, assignment: Assignment, listing: Listing, roster: set[str] | None, archive: Archive
) -> int:
    noun = "entrega" if summary.students == 1 else "entregas"
    mean = f" Media {summary.score / summary.students:.2f} de {assignment.max_score:g}." if summary.students else ""
    print(f"{summary.students} {noun} de {assignment.name}.{mean}")
    for title, names in (
        ("Apartadas y sin calificar", listing.ignored),
        ("Sin juzgar, las mira una persona", summary.unjudged),
        ("Con avisos", summary.noted),
    ):
        if names:
            print(f"{title} ({len(names)}):")
            for student, why in list(names.items())[:SHOWN]:
                print(clean.line(f"  {student}: {why}"))
            if len(names) > SHOWN:
                print(f"  … y {len(names) - SHOWN} más: están en --json.")
    if summary.mistakes:
        print("Lo que más se ha confundido (estudiantes, ejercicio y error típico):")
        for mistake, count in summary.mistakes.most_common(MISTAKES):
            print(f"  {count:4d}  {mistake}")
    if roster is not None and (absent := sorted(roster - set(listing.folders))):
        print(clean.line(f"En la lista y sin entrega ({len(absent)}): {', '.join(absent)}"))
    print(f"Informes en {archive.feedback}; cuadernos corregidos en {archive.autograded}.")
    if listing.ignored:
        print("Siguiente: arregla las carpetas apartadas y repite la orden; lo ya calificado no se repite.")
    elif summary.waiting:
        where = "en el formgrader (jupyter lab, menú Nbgrader → Formgrader)"
        print(f"Siguiente: corrige a mano lo pendiente de {summary.waiting} estudiantes {where}.")
    else:
        print("Siguiente: entrega a cada estudiante su informe.")
    return 1 if summary.unjudged or listing.ignored else 0
