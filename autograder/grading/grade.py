"""``autograder grade``: de una carpeta de entregas al gradebook, los cuadernos corregidos y los informes.

Aquí está el orden de las cosas, y ``run_grade`` se lee de arriba abajo: comprobar, recoger, juzgar, decir qué
cambia, apuntar, informar y resumir. Cómo se hace cada una vive en los módulos vecinos.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from tqdm import tqdm

from autograder import clean
from autograder.course import Course
from autograder.errors import noting
from autograder.grading import doctor
from autograder.grading.archive import Archive, Row, write_reports
from autograder.grading.assignment import Assignment, Graded, load_assignment
from autograder.grading.attendance import Attendance, take_attendance
from autograder.grading.changes import AGAIN, NEW, RENEW, SAME, Changes, compare, what_is_due
from autograder.grading.class_list import Listing, only_known, students_in
from autograder.grading.database import back_up, checked_address
from autograder.grading.gradebook import Book, holds_grades
from autograder.grading.handed import Handed, collect
from autograder.grading.key import key_path, load_key
from autograder.grading.options import GradeOptions
from autograder.grading.pool import grade_all
from autograder.grading.reference import require_reference
from autograder.grading.release import released
from autograder.grading.staging import Stage
from autograder.grading.summary import print_summary, summarise
from autograder.running.worker_process import DEFAULT_LIMITS, Limits

WORTH_SPREADING = 4  # informes por proceso: con menos, arrancarlos cuesta más que pintar
SAVED = "Lo calificado hasta aquí está guardado: repite la orden y seguirá donde estaba."


@dataclass(frozen=True)
class Round:
    """Una calificación en marcha: qué se pidió, con qué se juzga y dónde se apunta."""

    options: GradeOptions
    assignment: Assignment
    listing: Listing
    archive: Archive
    stage: Stage
    zone: tzinfo  # la de una hora de entrega que no dice la suya
    book: Book | None = None  # None sólo en un ensayo, si aún no hay gradebook


def run_grade(options: GradeOptions, course: Course) -> int:
    """`autograder grade TAREA`: califica, apunta y resume."""
    if options.require_isolation:
        doctor.require()
    listing = students_in(
        options.submitted, options.assignment, options.student, options.exclude, released(course.root)
    )
    attendance, zone = _take_attendance(options, listing), course.timezone
    assignment = _checked_assignment(options, course.root)
    archive, stage = Archive(options.assignment, options.autograded, options.feedback), Stage(assignment)
    with ExitStack() as stack:
        stack.enter_context(noting(SAVED))
        if options.dry_run:
            book = _existing_book(options, assignment)
            return _rehearse(
                Round(options, assignment, listing, archive, stage, zone, book and stack.enter_context(book))
            )
        if options.accept or (options.force and options.student is None):
            # Cada pulsación del formgrader vuelve a calificar a una persona: no se copia todo cada vez.
            back_up(options.db_url)
        book = stack.enter_context(Book(options.db_url, assignment.name, assignment.release, course.config))
        for before, now in book.renamed:
            archive.rename(before, now)
        if not options.create:
            listing = only_known(listing, book.students())
        work = Round(options, assignment, listing, archive, stage, zone, book)
        changes, again = _judge(work)
        _say(changes)
        _write_again(work, changes, again)
        if options.reports:
            _report(work)
        changed = changes.to_json(options.accept)
        summary = summarise(book, archive, assignment, listing, attendance, options.json, changed)
    return print_summary(options, summary, changes, assignment, listing, attendance, archive)


def _take_attendance(options: GradeOptions, listing: Listing) -> Attendance | None:
    """La lista de clase, si la hay, comparada con las carpetas."""
    if options.roster is None:
        return None
    found = take_attendance(options.roster, listing.folders, options.student, listing.skipped | listing.ignored)
    for warning in found.warnings:
        print(f"Aviso: {warning}", file=sys.stderr)
    return found


def _checked_assignment(options: GradeOptions, root: Path) -> Assignment:
    """La tarea, lista para juzgarse: publicada, con su clave y con una solución que saca el máximo."""
    db_url = checked_address(options.db_url)
    names = {options.assignment, *released(root)}
    # Un ensayo, si no hay clave, usa una de usar y tirar.
    key = load_key(
        key_path(db_url, root), lambda: holds_grades(db_url, names), options.new_key, keep=not options.dry_run
    )
    assignment = load_assignment(root, options.assignment, key, limits())
    for warning in require_reference(root, assignment, limits()):
        print(f"Aviso: {warning}", file=sys.stderr)
    return assignment


def _existing_book(options: GradeOptions, assignment: Assignment) -> Book | None:
    """El gradebook, sólo para leer, si ya tiene notas de la tarea."""
    if not holds_grades(options.db_url, [assignment.name]):
        return None
    return Book(options.db_url, assignment.name, assignment.release, read_only=True)


def _rehearse(work: Round) -> int:
    """`--dry-run`: dice a quién le cambiaría la nota, sin apuntar ni escribir nada en la clase."""
    changes, _ = _judge(work)
    _say(changes)
    if changes.waiting:
        print(f"Nuevas o entregadas otra vez, sin juzgar todavía: {changes.waiting}.")
    accept = " --accept" if changes.down else ""
    key = " --new-key" if work.options.new_key else ""  # la del ensayo era de usar y tirar
    print(f"No se ha apuntado nada. Siguiente: {work.options.command}{key}{accept}")
    return 0


def _judge(work: Round) -> tuple[Changes, dict[str, str]]:
    """Juzga lo que haga falta. Apunta lo nuevo según acaba; de lo demás devuelve qué cambia y con qué clave espera."""
    changes, again = Changes(), {}
    with tqdm(total=len(work.listing.folders), desc="Calificando", unit="entrega", disable=work.options.quiet) as bar:

        def done(student: str, what: str) -> None:
            """Una entrega más: lo dice la barra o, para un registro, una línea."""
            if work.options.verbose:
                print(f"{student}: {what}")
            bar.update()

        def todo() -> Iterator[Handed]:
            for student, folder in work.listing.folders.items():
                handed = collect(folder, work.assignment.name, work.listing.lessons, work.zone)
                what = _settle(work, student, handed, changes, again)
                if what is None:
                    yield handed
                else:
                    done(student, what)

        results = grade_all(todo(), work.assignment, work.options.workers, limits(), work.options.scheduler)
        # Cerrar el generador, también si algo lo interrumpe, para los procesos que juzgan.
        with closing(results):
            for graded in results:
                if graded.student in again:
                    work.stage.put(again[graded.student], graded)
                    changes.add(compare(work.book, graded))
                else:
                    _write_new(work, graded)
                points = [verdict.points for verdict in graded.verdicts.values()]
                whole = f"{sum(points):g} de {work.assignment.max_auto_score:g}" if None not in points else "sin juzgar"
                done(graded.student, whole)
    return changes, again


def _settle(work: Round, student: str, handed: Handed, changes: Changes, again: dict[str, str]) -> str | None:
    """Lo que se puede hacer sin juzgar la entrega, dicho en dos palabras; None si hay que juzgarla."""
    options, mark = work.options, work.archive.mark(student)
    due = what_is_due(work.book, handed, mark, work.assignment, options.force)
    if due == AGAIN:
        key = again[student] = work.stage.key(handed)
        changes.again += options.force or mark.get("digest") != handed.digest(work.assignment.fingerprint)
        # Quien fuerza quiere que se juzgue otra vez; quien acepta, apuntar lo que acaba de ver.
        waiting = work.stage.get(key) if options.accept or not options.force else None
        if waiting is None:
            return None
        changes.add(compare(work.book, waiting))
    elif due == NEW and options.dry_run:
        changes.waiting += 1
    elif due == NEW:
        return None
    elif due == RENEW and not options.dry_run:
        work.book.comment(student, work.archive.renew(student, work.assignment))
    return "sin cambios" if due in (SAME, RENEW) else "juzgada antes"


def _say(changes: Changes) -> None:
    for line in changes.lines():
        print(clean.line(line), flush=True)


def _write_new(work: Round, graded: Graded) -> None:
    # Primero la nota y después el cuaderno corregido, que es la señal de «hecho».
    work.book.save(graded.student, graded.verdicts, graded.unanswered, graded.timestamp)
    work.archive.save(graded)


def _write_again(work: Round, changes: Changes, again: dict[str, str]) -> None:
    """Apunta lo que ya tenía nota y la cambia, ahora que se ha dicho a quién."""
    for student, key in again.items():
        graded = work.stage.get(key)
        if graded is not None and not changes.keeps_grade(student, work.options.accept):
            # Quien fuerza quiere que se mire todo otra vez, también lo que puso una persona.
            same = not work.options.force
            work.book.save(student, graded.verdicts, graded.unanswered, graded.timestamp, same)
            work.archive.save(graded)
            work.stage.forget(key)


def limits() -> Limits:
    """Los topes de cada entrega; las pruebas los rebajan."""
    return DEFAULT_LIMITS


def _report(work: Round) -> None:
    """Escribe los informes que faltan o cuyas notas cambiaron, también a mano."""
    book, archive, options = work.book, work.archive, work.options

    def row(student: str) -> Row:
        return student, book.cells(student), book.penalty(student)

    # Sólo los nombres: las notas de una clase entera no tienen por qué estar a la vez en memoria.
    # Sin cuaderno corregido está quien espera a que se acepte su nota nueva y perdió el de la anterior.
    graded = [student for student in work.listing.folders if archive.notebook(student).is_file()]
    pending = [student for student in graded if archive.needs_report(*row(student))]
    workers = options.workers if len(pending) >= WORTH_SPREADING * options.workers else 1
    with tqdm(total=len(pending), desc="Informes", unit="informe", disable=options.quiet or not pending) as bar:
        write_reports(archive, map(row, pending), workers, bar.update)
