"""``autograder grade``: de una carpeta de entregas al gradebook, los cuadernos corregidos y los informes.

Aquí está el orden de las cosas. Cómo se recoge una entrega, cómo se juzga y
cómo se apunta vive en los módulos vecinos.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder import clean
from autograder.grading import doctor
from autograder.grading.archive import Archive, Row, write_reports
from autograder.grading.assignment import Assignment, load_assignment
from autograder.grading.changes import AGAIN, NEW, RENEW, SAME, Changes, compare, what_is_due
from autograder.grading.class_list import only_known, students_in
from autograder.grading.database import back_up, checked_address
from autograder.grading.gradebook import Book, GradebookError, holds_grades
from autograder.grading.handed import Handed, collect
from autograder.grading.key import key_path, load_key
from autograder.grading.pool import grade_all
from autograder.grading.reference import require_reference
from autograder.grading.release import CannotGrade
from autograder.grading.roster import read_roster
from autograder.grading.staging import Stage
from autograder.grading.summary import command, print_summary, summarise
from autograder.judging.oracle import TorchMissing
from autograder.os_errors import reason_and_place
from autograder.passwords import hide_passwords
from autograder.running.warm import CannotStart
from autograder.running.worker_process import DEFAULT_LIMITS, Limits

WORTH_SPREADING = 4  # informes por proceso: con menos, arrancarlos cuesta más que pintar


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
        assignment = load_assignment(root, args.assignment, _key(args, root, checked_address(db_url)), limits())
        for warning in require_reference(root, assignment, limits()):
            print(f"Aviso: {warning}", file=sys.stderr)
        if args.dry_run:
            return _rehearse(args, db_url, archive, assignment, listing.folders)
        if args.accept or (args.force and args.student is None):
            # Cada pulsación del formgrader vuelve a calificar a una persona: no se copia todo cada vez.
            back_up(db_url)
        with Book(db_url, assignment.name, assignment.release, read_config(root)) as book:
            for before, now in book.renamed:
                archive.rename(before, now)
            if args.no_create:
                listing = only_known(listing, book.students())
            students = list(listing.folders)
            changes = _grade(args, book, archive, assignment, listing.folders)
            if not args.no_feedback:
                _report(args, book, archive, students)
            summary = summarise(book, archive, assignment, listing, roster, args.json, changes.to_json(args.accept))
    except (CannotGrade, GradebookError, TorchMissing, CannotStart) as problem:
        print(problem, file=sys.stderr)
        return 2
    except SQLAlchemyError as problem:
        why = hide_passwords(str(problem).splitlines()[0], db_url)
        print(f"El gradebook falló: {why}. Lo calificado hasta aquí está guardado: repite la orden.", file=sys.stderr)
        return 2
    except OSError as problem:
        why = reason_and_place(problem)
        print(f"No se pudo seguir: {why}. Lo calificado hasta aquí está guardado.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrumpido. Lo calificado está guardado: repite la orden y seguirá donde estaba.", file=sys.stderr)
        return 2
    return print_summary(args, summary, changes, assignment, listing, roster, archive)


def _key(args, root: Path, db_url: str) -> bytes:
    """La clave de la clase; un ensayo, si no la hay, usa una de usar y tirar."""
    names = {args.assignment, *(path.stem for path in (root / "notebooks").glob("*.ipynb"))}
    return load_key(key_path(db_url, root), lambda: holds_grades(db_url, names), args.new_key, keep=not args.dry_run)


def _rehearse(args, db_url: str, archive: Archive, assignment: Assignment, folders: Mapping[str, Path]) -> int:
    """`--dry-run`: dice a quién le cambiaría la nota, sin apuntar ni escribir nada en la clase."""
    with ExitStack() as stack:
        book = None
        if holds_grades(db_url, [assignment.name]):
            book = stack.enter_context(Book(db_url, assignment.name, assignment.release, read_only=True))
        changes, _ = _judge(args, book, archive, assignment, folders, Stage(assignment))
    _say(changes)
    if changes.waiting:
        print(f"Nuevas o entregadas otra vez, sin juzgar todavía: {changes.waiting}.")
    accept = " --accept" if changes.down else ""
    key = " --new-key" if args.new_key else ""  # la del ensayo era de usar y tirar
    print(f"No se ha apuntado nada. Siguiente: {command(args)}{key}{accept}")
    return 0


def _grade(args, book: Book, archive: Archive, assignment: Assignment, folders: Mapping[str, Path]) -> Changes:
    """Juzga y apunta: lo nuevo, según acaba; lo que ya tenía nota, cuando se ha dicho a quién le cambia."""
    stage = Stage(assignment)
    changes, again = _judge(args, book, archive, assignment, folders, stage)
    _say(changes)
    for student, key in again.items():
        graded = stage.get(key)
        if graded is not None and not changes.keeps_grade(student, args.accept):
            # Quien fuerza quiere que se mire todo otra vez, también lo que puso una persona.
            book.save(student, graded.verdicts, graded.unanswered, graded.timestamp, not args.force)
            archive.save(graded)
            stage.forget(key)
    return changes


def _judge(
    args, book: Book | None, archive: Archive, assignment: Assignment, folders: Mapping[str, Path], stage: Stage
) -> tuple[Changes, dict[str, str]]:
    """Juzga lo que haga falta. Apunta lo nuevo; de lo demás devuelve qué cambia y con qué clave espera."""
    changes, again = Changes(), {}
    with tqdm(total=len(folders), desc="Calificando", unit="entrega", disable=args.quiet) as bar:

        def todo() -> Iterator[Handed]:
            for student, folder in folders.items():
                handed = collect(folder, assignment.name)
                mark = archive.mark(student)
                due = what_is_due(book, handed, mark, assignment, args.force)
                if due == AGAIN:
                    again[student] = stage.key(handed)
                    changes.again += args.force or mark.get("digest") != handed.digest(assignment.fingerprint)
                    # Quien fuerza quiere que se juzgue otra vez; quien acepta, apuntar lo que acaba de ver.
                    waiting = stage.get(again[student]) if args.accept or not args.force else None
                    if waiting is None:
                        yield handed
                        continue
                    changes.add(compare(book, waiting))
                elif due == NEW and args.dry_run:
                    changes.waiting += 1
                elif due == NEW:
                    yield handed
                    continue
                elif due == RENEW and not args.dry_run:
                    verdicts = archive.renew(student, assignment)
                    book.comment(student, verdicts)
                _done(args, bar, student, "sin cambios" if due in (SAME, RENEW) else "juzgada antes")

        results = grade_all(todo(), assignment, args.workers, limits(), args.scheduler)
        # Cerrar el generador, también si algo lo interrumpe, para los procesos que juzgan.
        with closing(results):
            for graded in results:
                if graded.student in again:
                    stage.put(again[graded.student], graded)
                    changes.add(compare(book, graded))
                else:
                    # Primero la nota y después el cuaderno corregido, que es la señal de «hecho».
                    book.save(graded.student, graded.verdicts, graded.unanswered, graded.timestamp)
                    archive.save(graded)
                points = [verdict.points for verdict in graded.verdicts.values()]
                score = "sin juzgar" if None in points else f"{sum(points):g} de {assignment.max_auto_score:g}"
                _done(args, bar, graded.student, score)
    return changes, again


def _say(changes: Changes) -> None:
    for line in changes.lines():
        print(clean.line(line), flush=True)


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
    # Sin cuaderno corregido está quien espera a que se acepte su nota nueva y perdió el de la anterior.
    graded = [student for student in students if archive.notebook(student).is_file()]
    pending = [student for student in graded if archive.needs_report(*row(student))]
    workers = args.workers if len(pending) >= WORTH_SPREADING * args.workers else 1
    with tqdm(total=len(pending), desc="Informes", unit="informe", disable=args.quiet or not pending) as bar:
        write_reports(archive, map(row, pending), workers, bar.update)


def read_config(root: Path) -> Config:
    """La configuración de nbgrader del curso: de ella sale el descuento por retraso."""
    if not (root / "nbgrader_config.py").is_file():
        return Config()
    return PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
