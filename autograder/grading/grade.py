"""``autograder grade``: de una carpeta de entregas al gradebook, los cuadernos corregidos y los informes.

Aquí está el orden de las cosas, y ``run_grade`` se lee de arriba abajo: comprobar, recoger, juzgar, decir qué
cambia, apuntar, informar y resumir. Cómo se hace cada una vive en los módulos vecinos.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from autograder import clean
from autograder.course import Course
from autograder.errors import noting
from autograder.grading import doctor
from autograder.grading.ahead import WORTH_SPREADING, Ahead, prepare_parent, start_crew
from autograder.grading.archive import Archive, write_reports
from autograder.grading.assignment import Assignment, Graded, load_assignment, renewed
from autograder.grading.attempts import Attempts, attempts_folder
from autograder.grading.attendance import Attendance, take_attendance
from autograder.grading.changes import AGAIN, NEW, RENEW, SAME, Changes, compare, what_is_due
from autograder.grading.class_list import Listing, only_known, students_in
from autograder.grading.dealing import dealt_by
from autograder.grading.handed import Handed, collect
from autograder.grading.key import key_path, load_key
from autograder.grading.options import GradeOptions
from autograder.grading.pool import grade_all
from autograder.grading.processes import Crew
from autograder.grading.reference import require_reference
from autograder.grading.release import released
from autograder.grading.secret_references import store_path
from autograder.grading.staging import Stage
from autograder.grading.summary import print_summary, summarise
from autograder.records.standing import Standing
from autograder.running.worker_process import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from autograder.records.gradebook import Book

SAVED = "Lo calificado hasta aquí está guardado: repite la orden y seguirá donde estaba."


@dataclass(frozen=True)
class Round:
    """Una calificación en marcha: qué se pidió, con qué se juzga y dónde se apunta."""

    options: GradeOptions
    assignment: Assignment
    listing: Listing
    archive: Archive
    attempts: Attempts  # lo entregado, tal como llegó
    stage: Stage
    zone: tzinfo  # la de una hora de entrega que no dice la suya
    crew: Crew  # los procesos que juzgan y pintan informes
    book: "Book | None" = None  # None solo en un ensayo, si aún no hay gradebook


def run_grade(options: GradeOptions, course: Course) -> int:
    """`autograder grade TAREA`: califica, apunta y resume."""
    if options.require_isolation:
        doctor.require()
    listing = students_in(
        options.submitted, options.assignment, options.student, options.exclude, released(course.root)
    )
    attendance, zone = _take_attendance(options, listing), course.timezone
    archive = Archive(options.assignment, options.autograded, options.feedback)
    with ExitStack() as stack:
        crew = stack.enter_context(Crew(options.workers))
        ahead = Ahead.of(options, listing, archive)
        if ahead.judging:
            prepare_parent(course.root, options.assignment)
        # SQLAlchemy, que tarda en cargarse, mientras arranca.
        from autograder.records.database import back_up
        from autograder.records.gradebook import Book

        assignment = _checked_assignment(options, course.root, listing)
        # Antes de abrir nada: se bifurcan de este proceso.
        start_crew(crew, options.workers, ahead, assignment, _limits(options))
        stage = Stage(assignment)
        attempts = Attempts(attempts_folder(options.db_url, course.root), assignment.name)
        stack.enter_context(noting(SAVED))
        if options.dry_run:
            book = _existing_book(options, assignment)
            book = book and stack.enter_context(book)
            return _rehearse(Round(options, assignment, listing, archive, attempts, stage, zone, crew, book))
        if options.accept or (options.force and options.student is None):
            # Cada pulsación del formgrader vuelve a calificar a una persona: no se copia todo cada vez.
            back_up(options.db_url)
        book = stack.enter_context(Book(options.db_url, assignment.name, assignment.release, lambda: course.config))
        for before, now in book.renamed:
            archive.rename(before, now)
        if not options.create:
            listing = only_known(listing, book.students())
        work = Round(options, assignment, listing, archive, attempts, stage, zone, crew, book)
        changes, again = _judge(work)
        _say(changes)
        _write_again(work, changes, again)
        if attendance is not None:
            book.name(attendance.members)
        for standing in book.standings(listing.folders):
            book.settle(standing)  # el formgrader cambia notas y no los descuentos que dependen de ellas
        if options.reports:
            _report(work)
        changed = changes.to_json(options.accept)
        summary = summarise(book.reader, assignment, listing, attendance, options.json, changed)
    return print_summary(options, summary, changes, assignment, listing, attendance, archive)


def _take_attendance(options: GradeOptions, listing: Listing) -> Attendance | None:
    """La lista de clase, si la hay, comparada con las carpetas."""
    if options.roster is None:
        return None
    found = take_attendance(options.roster, listing.folders, options.student, listing.skipped | listing.ignored)
    for warning in found.warnings:
        print(f"Aviso: {warning}", file=sys.stderr)
    return found


def _checked_assignment(options: GradeOptions, root: Path, listing: Listing) -> Assignment:
    """La tarea, lista para juzgarse: publicada, con su clave y con una solución que saca el máximo."""
    from autograder.records.cells import require_same_cells
    from autograder.records.database import checked_address, holds_grades

    db_url = checked_address(options.db_url)
    names = {options.assignment, *released(root)}
    # Un ensayo, si no hay clave, usa una de usar y tirar.
    where = key_path(db_url, root)
    key = load_key(where, lambda: holds_grades(db_url, names), options.new_key, keep=not options.dry_run)
    store = None if options.dry_run else store_path(where, options.assignment)
    dealt = dealt_by(where, key, options.assignment, listing.folders)
    assignment = load_assignment(root, options.assignment, key, limits(), store, dealt)
    require_same_cells(db_url, assignment.name, assignment.release)
    for warning in require_reference(root, assignment, limits()):
        print(f"Aviso: {warning}", file=sys.stderr)
    return assignment


def _existing_book(options: GradeOptions, assignment: Assignment) -> "Book | None":
    """El gradebook, solo para leer, si ya tiene notas de la tarea."""
    from autograder.records.database import holds_grades
    from autograder.records.gradebook import Book

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
    changes, again, before = Changes(), {}, {}
    with tqdm(total=len(work.listing.folders), desc="Calificando", unit="entrega", disable=work.options.quiet) as bar:

        def done(student: str, what: str) -> None:
            """Una entrega más: lo dice la barra o, para un registro, una línea."""
            if work.options.verbose:
                print(f"{student}: {what}")
            bar.update()

        def todo() -> Iterator[Handed]:
            known = work.book.standings(work.listing.folders) if work.book else map(Standing, work.listing.folders)
            for standing in known:
                student = standing.student
                folder = work.listing.folders[student]
                handed = collect(folder, work.assignment.name, work.listing.lessons, work.zone)
                if not work.options.dry_run:
                    work.attempts.keep(handed)  # antes de juzgar: de lo apuntado nunca falta lo entregado
                what = _settle(work, standing, handed, changes, again)
                if what is not None:
                    done(student, what)
                    continue
                if student in again:
                    before[student] = standing
                yield handed

        options = work.options
        results = grade_all(
            todo(), work.assignment, options.workers, _limits(options), options.scheduler, crew=work.crew
        )
        # Cerrar el generador, también si algo lo interrumpe, para los procesos que juzgan.
        with closing(results):
            for graded in results:
                if graded.student in again:
                    work.stage.put(again[graded.student], graded)
                    changes.add(compare(before.pop(graded.student), graded))
                else:
                    _write(work, graded)
                points = [verdict.points for verdict in graded.verdicts.values()]
                whole = f"{sum(points):g} de {work.assignment.max_auto_score:g}" if None not in points else "sin juzgar"
                done(graded.student, whole)
    return changes, again


def _settle(work: Round, standing: Standing, handed: Handed, changes: Changes, again: dict[str, str]) -> str | None:
    """Lo que se puede hacer sin juzgar la entrega, dicho en dos palabras; None si hay que juzgarla."""
    options, last = work.options, standing.attempt
    due = what_is_due(standing, handed, work.assignment, work.archive.holds(standing), options.force)
    if due == AGAIN:
        key = again[standing.student] = work.stage.key(handed)
        changes.unknown += last is None
        moved = last is not None and last.digest != handed.digest(work.assignment.fingerprint)
        changes.again += last is not None and (options.force or moved)
        # Quien fuerza quiere que se juzgue otra vez; quien acepta, apuntar lo que acaba de ver.
        waiting = work.stage.get(key) if options.accept or not options.force else None
        if waiting is None:
            return None
        changes.add(compare(standing, waiting))
    elif due == NEW and options.dry_run:
        changes.waiting += 1
    elif due == NEW:
        return None
    elif due == RENEW and not options.dry_run:
        _renew(work, standing)
    return "sin cambios" if due in (SAME, RENEW) else "juzgada antes"


def _renew(work: Round, standing: Standing) -> None:
    """Pone al día los textos de una entrega cuya nota no cambia."""
    verdicts = renewed(standing.attempt.verdicts, work.assignment)
    notebook = work.archive.with_new_texts(standing.student, verdicts, work.assignment)
    work.book.renew(standing.student, verdicts, work.assignment.texts, work.assignment.diagnosis, notebook)
    work.archive.save(standing.student, notebook)


def _say(changes: Changes) -> None:
    for line in changes.lines():
        print(clean.line(line), flush=True)


def _write(work: Round, graded: Graded) -> None:
    # Primero la nota y después el cuaderno corregido: si un corte lo impide, se nota que falta.
    work.book.save(graded)
    work.archive.save(graded.student, graded.notebook)


def _write_again(work: Round, changes: Changes, again: dict[str, str]) -> None:
    """Apunta lo que ya tenía nota y la cambia, ahora que se ha dicho a quién."""
    for student, key in again.items():
        graded = work.stage.get(key)
        if graded is not None and not changes.keeps_grade(student, work.options.accept):
            _write(work, graded)
            work.stage.forget(key)


def limits() -> Limits:
    """Los topes de cada entrega; las pruebas los rebajan."""
    return DEFAULT_LIMITS


def _limits(options: GradeOptions) -> Limits:
    """Los de esta orden: con --require-isolation, además, sin todas las capas no se ejecuta nada."""
    return replace(limits(), layers=frozenset(doctor.LAYERS if options.require_isolation else ()))


def _report(work: Round) -> None:
    """Escribe los informes que faltan o cuyas notas cambiaron, también a mano."""
    book, archive, options = work.book, work.archive, work.options

    # Solo los nombres: las notas de una clase entera no tienen por qué estar a la vez en memoria.
    pending = []
    for standing in book.standings(work.listing.folders):
        # Sin cuaderno corregido está quien espera a que se acepte su nota nueva y perdió el de la anterior.
        if archive.needs_report(standing) and archive.notebook(standing.student).is_file():
            pending.append(standing.student)
    crew = work.crew if len(pending) >= WORTH_SPREADING * options.workers else None
    with tqdm(total=len(pending), desc="Informes", unit="informe", disable=options.quiet or not pending) as bar:
        for student, why in write_reports(archive, book.standings(pending), crew, bar.update):
            note = f"El cuaderno no se pudo pintar ({why}): aquí están la nota y los comentarios."
            notebook = archive.plain_notebook(student)
            # También en el resumen: quien califica tiene que saberlo.
            book.note(student, list(dict.fromkeys([*book.standing(student).messages, note])), notebook)
            archive.save(student, notebook)
            archive.write_short_report(book.standing(student))
