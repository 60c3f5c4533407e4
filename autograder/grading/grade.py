"""``autograder grade``: de una carpeta de entregas al gradebook, los cuadernos corregidos y los informes.

Aquí está el orden de las cosas. Cómo se lee una entrega, cómo se juzga y cómo
se apunta vive en los módulos vecinos.
"""

import copy
import csv
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.utils import parse_utc
from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm

from autograder.exercise import Exercise, declarations_hash, exercises_of
from autograder.grading.feedback import FeedbackExporter, render
from autograder.grading.gradebook import Book, GradebookError
from autograder.grading.judge import Judged, judge_notebook
from autograder.grading.key import key_path, load_key
from autograder.grading.outputs import verdict_outputs
from autograder.grading.submission import Submission, is_answer, read_submission, untouched
from autograder.grading.worker_process import Limits
from autograder.judging.cases import CaseSet, grading_cases
from autograder.judging.oracle import TorchMissing
from autograder.judging.verdict import NOT_JUDGED, verdict

MARK = "retropropagacion"  # clave de nuestros metadatos en un cuaderno


class CannotGrade(RuntimeError):
    """No se puede ni empezar a calificar; el mensaje dice qué falta."""


@dataclass(frozen=True)
class Assignment:
    """Todo lo que hace falta para juzgar una tarea, calculado una vez para la clase."""

    name: str
    release: NotebookNode
    exercises: dict[str, Exercise]
    case_sets: dict[str, CaseSet]
    fingerprint: str  # cambia si cambian la publicación, las declaraciones o la clave

    def unanswered(self, submission: Submission) -> set[str]:
        """Las preguntas escritas que nadie contestó. De un archivo ilegible no se sabe."""
        written = {c.id for c in self.release.cells if is_answer(c) and c.metadata.nbgrader.get("grade")}
        return written & untouched(submission.notebook, self.release) if submission.notebook else set()

    @property
    def max_auto_score(self) -> float:
        return float(sum(e.points for e in self.exercises.values()))

    @property
    def max_score(self) -> float:
        graded = (c.metadata.get("nbgrader", {}) for c in self.release.cells)
        return float(sum(info.get("points", 0) for info in graded if info.get("grade")))


@dataclass
class Result:
    """Lo que se sabe de un estudiante al acabar."""

    score: float
    pending_manual: float
    verdicts: dict[str, dict[str, Any]]
    messages: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {
            "score": self.score,
            "pending_manual": self.pending_manual,
            "exercises": self.verdicts,
            "messages": self.messages,
        }


def load_assignment(root: Path, name: str, key: bytes) -> Assignment:
    """Lee la publicación y calcula las referencias de sus casos.

    Errores
        CannotGrade si no hay tal tarea o no tiene ejercicios.
    """
    path = root / "notebooks" / f"{name}.ipynb"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in path.parent.glob("*.ipynb"))) or "ninguna"
        raise CannotGrade(f"No existe notebooks/{name}.ipynb. Tareas que hay: {known}.")
    exercises = exercises_of(name)
    if not exercises:
        raise CannotGrade(f"{name} no tiene ejercicios declarados en autograder/exercises/: no hay nada que calificar.")
    release = nbformat.read(path, as_version=4)
    case_sets = {id_: grading_cases(e, name, key) for id_, e in exercises.items()}
    content = path.read_bytes() + declarations_hash(name).encode() + key
    return Assignment(name, release, exercises, case_sets, hashlib.sha256(content).hexdigest())


def judge_submission(submission: Submission, assignment: Assignment, limits: Limits) -> Judged:
    """Los veredictos de una entrega. Lo ilegible queda sin juzgar: lo mira una persona."""
    if submission.notebook is None:
        why = submission.messages[-1]
        return Judged({id_: verdict(e, NOT_JUDGED, why) for id_, e in assignment.exercises.items()})
    try:
        blank = untouched(submission.notebook, assignment.release)
        return judge_notebook(submission.notebook, assignment.case_sets, blank, limits)
    except Exception as error:  # un fallo nuestro no puede parar a la clase ni costarle la nota a nadie
        why = f"El calificador falló ({type(error).__name__}: {error}). No es culpa de la entrega: repite la orden."
        return Judged({id_: verdict(e, NOT_JUDGED, why) for id_, e in assignment.exercises.items()})


def graded_notebook(submission: Submission, judged: Judged, assignment: Assignment) -> NotebookNode:
    """El cuaderno ejecutado, con el veredicto en cada celda de corrección."""
    notebook = submission.notebook
    if notebook is None:
        notebook = copy.deepcopy(assignment.release)
        warning = f"**No se pudo leer la entrega.** {submission.messages[-1]}"
        notebook.cells.insert(0, new_markdown_cell(warning, id="aviso"))
    by_test = {e.test_id: e for e in assignment.exercises.values()}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.outputs = judged.outputs.get(cell.id, [])
        cell.execution_count = None
        if cell.id in by_test:
            exercise = by_test[cell.id]
            cell.outputs = verdict_outputs(exercise, judged.verdicts[exercise.id])
    return notebook


class Class:
    """Una clase que se califica: dónde están las entregas y adónde va cada cosa."""

    def __init__(self, assignment: Assignment, book: Book, submitted: Path, out: Path):
        self.assignment, self.book, self.submitted, self.out = assignment, book, submitted, out
        self.exporter = FeedbackExporter()

    def folder(self, kind: str, student: str) -> Path:
        return self.out / kind / student / self.assignment.name

    def digest(self, student: str) -> str:
        """Huella de lo entregado y de aquello con que se juzga: si no cambia, la nota tampoco."""
        parts = [self.assignment.fingerprint.encode()]
        folder = self.submitted / student / self.assignment.name
        for path in sorted(folder.glob("*")) if folder.is_dir() else ():
            if path.is_file() and path.suffix in (".ipynb", ".txt"):
                parts += [path.name.encode(), hashlib.sha256(path.read_bytes()).digest()]
        return hashlib.sha256(b"\0".join(parts)).hexdigest()

    def previous(self, student: str, digest: str) -> Result | None:
        """El resultado ya apuntado de una entrega que no ha cambiado, o None."""
        path = self.folder("autograded", student) / f"{self.assignment.name}.ipynb"
        try:
            mark = json.loads(path.read_text(encoding="utf-8"))["metadata"][MARK]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if mark.get("digest") != digest or not self.book.has(student):
            return None
        return Result(*self.book.totals(student), mark["exercises"], mark["messages"])

    def save(self, submission: Submission, judged: Judged, digest: str) -> Result:
        """Apunta la nota y después escribe los archivos: el cuaderno corregido es la señal de «hecho»."""
        name, student = self.assignment.name, submission.student
        unanswered = self.assignment.unanswered(submission)
        totals = self.book.save(student, judged.verdicts, unanswered, self._timestamp(student))
        notebook = graded_notebook(submission, judged, self.assignment)
        result = Result(*totals, {id_: v.to_json() for id_, v in judged.verdicts.items()}, submission.messages)
        notebook.metadata[MARK] = {
            "assignment": name,
            "digest": digest,
            "exercises": result.verdicts,
            "messages": result.messages,
        }
        html = render(notebook, student, name, self.book.cells(student), totals, submission.messages, self.exporter)
        write_atomically(self.folder("feedback", student) / f"{name}.html", html)
        write_atomically(self.folder("autograded", student) / f"{name}.ipynb", nbformat.writes(notebook) + "\n")
        return result

    def _timestamp(self, student: str) -> datetime | None:
        """La hora de entrega que deja el intercambio de nbgrader en ``timestamp.txt``."""
        try:
            text = (self.submitted / student / self.assignment.name / "timestamp.txt").read_text()
            return parse_utc(text.strip())
        except (OSError, ValueError):
            return None


def write_atomically(path: Path, text: str) -> None:
    """Escribe un archivo entero o no lo escribe: un corte no deja uno a medias."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".tmp")
    partial.write_text(text, encoding="utf-8")
    os.replace(partial, path)


def judge_class(
    group: Class, students: list[str], workers: int, limits: Limits, force: bool, bar: tqdm
) -> Iterator[tuple[str, Result]]:
    """Califica a los estudiantes y va dando (estudiante, resultado). Un solo hilo escribe: éste."""

    def work(student: str) -> tuple[Submission, Judged]:
        submission = read_submission(group.submitted / student, group.assignment.name, group.assignment.release)
        return submission, judge_submission(submission, group.assignment, limits)

    digests = {student: group.digest(student) for student in students}
    todo = []
    for student in students:
        done = None if force else group.previous(student, digests[student])
        if done is None:
            todo.append(student)
        else:
            bar.update()
            yield student, done

    again: list[str] = []
    with _pool(workers) as pool:
        running: dict[Future, str] = {}
        queue = iter(todo)
        # Pocas entregas en vuelo: la memoria no crece con la clase.
        while True:
            while len(running) < 2 * workers and (student := next(queue, None)) is not None:
                running[pool.submit(work, student)] = student
            if not running:
                break
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                student = running.pop(future)
                submission, judged = future.result()
                if judged.stalled and submission.notebook is not None:
                    again.append(student)
                    continue
                bar.update()
                yield student, save(group, submission, judged, digests[student])
    for student in again:
        # A solas, con la máquina libre: si tampoco así contesta, lo mira una persona.
        submission, judged = work(student)
        bar.update()
        yield student, save(group, submission, judged, digests[student])


def save(group: Class, submission: Submission, judged: Judged, digest: str) -> Result:
    """Apunta y escribe una entrega; si su cuaderno no se deja escribir, apunta la nota y sigue con la clase."""
    try:
        return group.save(submission, judged, digest)
    except (OSError, SQLAlchemyError):
        raise  # disco lleno o base de datos caída: les pasaría a todas
    except Exception as error:
        why = f"El cuaderno corregido no se pudo escribir ({type(error).__name__})"
        note = f"{why}; la nota vale y la entrega sigue intacta."
        return group.save(replace(submission, notebook=None, messages=[*submission.messages, note]), judged, digest)


@contextmanager
def _pool(workers: int) -> Iterator[ThreadPoolExecutor]:
    """Un fondo de hilos que, si algo lo interrumpe, no empieza nada más."""
    pool = ThreadPoolExecutor(workers)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def read_roster(path: Path) -> set[str]:
    """Los ids de una lista de clase en CSV: la columna ``id``, o la primera.

    Errores
        CannotGrade si no se puede leer o está vacía.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CannotGrade(f"No se puede leer la lista de clase {path}: {error}.") from None
    if not rows:
        raise CannotGrade(f"La lista de clase {path} está vacía: se esperaba un CSV con una columna «id».")
    header = [cell.strip().lower() for cell in rows[0]]
    column = header.index("id") if "id" in header else 0
    body = rows[1:] if "id" in header else rows
    return {row[column].strip() for row in body if len(row) > column and row[column].strip()}


def students_in(submitted: Path, only: str | None) -> list[str]:
    """Las carpetas de estudiantes, en orden.

    Errores
        CannotGrade si no hay carpeta de entregas, está vacía o no tiene al estudiante pedido.
    """
    if not submitted.is_dir():
        raise CannotGrade(f"No existe la carpeta de entregas {submitted}. Indícala con --submitted.")
    students = sorted(p.name for p in submitted.iterdir() if p.is_dir() and not p.name.startswith("."))
    if only is not None:
        if only not in students:
            raise CannotGrade(f"No hay entrega de «{only}» en {submitted}.")
        return [only]
    if not students:
        raise CannotGrade(
            f"{submitted} no tiene ninguna carpeta de estudiante: se espera <estudiante>/<tarea>/<tarea>.ipynb."
        )
    return students


def run_grade(args, root: Path) -> int:
    """`autograder grade TAREA`: califica, apunta y resume."""
    submitted = Path(args.submitted or root / "submitted")
    out = Path(args.out or root)
    db_url = args.db or f"sqlite:///{root / 'gradebook.db'}"
    try:
        students = students_in(submitted, args.student)
        roster = read_roster(Path(args.roster)) if args.roster else None
        assignment = load_assignment(root, args.assignment, load_key(key_path(db_url, root)))
        _warn_if_changed(assignment)
        with Book(db_url, assignment.name, assignment.release) as book:
            if args.force:
                _back_up(db_url)
            group = Class(assignment, book, submitted, out)
            results: dict[str, Result] = {}
            with tqdm(total=len(students), desc="Calificando", unit="entrega", disable=args.quiet) as bar:
                for student, result in judge_class(group, students, args.workers, Limits(), args.force, bar):
                    if roster is not None and student not in roster:
                        result.messages = [*result.messages, f"«{student}» no está en la lista de clase: revísalo."]
                    results[student] = result
    except (CannotGrade, GradebookError, TorchMissing) as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrumpido. Lo calificado está guardado: repite la orden y seguirá donde estaba.", file=sys.stderr)
        return 2
    results = {student: results[student] for student in students}
    if args.json:
        grades = json.dumps(as_json(assignment, results), ensure_ascii=False, indent=1, sort_keys=True)
        write_atomically(Path(args.json), grades + "\n")
    return _summarise(assignment, results, roster, out)


def as_json(assignment: Assignment, results: dict[str, Result]) -> dict[str, Any]:
    """Las notas en el formato de diseno.md."""
    return {
        "assignment": assignment.name,
        "max_score": assignment.max_score,
        "max_auto_score": assignment.max_auto_score,
        "students": {student: result.to_json() for student, result in results.items()},
    }


def _warn_if_changed(assignment: Assignment) -> None:
    published = assignment.release.metadata.get(MARK, {}).get("declarations")
    if published != declarations_hash(assignment.name):
        print(
            f"Aviso: las declaraciones de {assignment.name} han cambiado desde que se publicó el cuaderno. "
            f"Se califica con las de ahora; si no era tu intención, ejecuta: autograder build {assignment.name}",
            file=sys.stderr,
        )


def _back_up(db_url: str) -> None:
    """Copia el gradebook antes de recalificar a la fuerza."""
    path = Path(db_url.removeprefix("sqlite:///"))
    if not db_url.startswith("sqlite:///") or not path.is_file():
        return
    import sqlite3

    copy = path.with_name(f"{path.name}.{datetime.now():%Y%m%d-%H%M%S}.bak")
    # La copia de SQLite es coherente aunque otro programa esté escribiendo; la de archivos no.
    with sqlite3.connect(path) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    print(f"Copia del gradebook anterior: {copy}")


def _summarise(assignment: Assignment, results: dict[str, Result], roster: set[str] | None, out: Path) -> int:
    scores = [r.score for r in results.values()]
    mean = sum(scores) / len(scores)
    print(f"{len(results)} entregas de {assignment.name}. Media {mean:.2f} de {assignment.max_score:g}.")
    unjudged = {
        student: next(v["message"] for v in result.verdicts.values() if v["status"] == NOT_JUDGED)
        for student, result in results.items()
        if any(v["status"] == NOT_JUDGED for v in result.verdicts.values())
    }
    if unjudged:
        print(f"Sin juzgar, las mira una persona ({len(unjudged)}):")
        for student, why in unjudged.items():
            print(f"  {student}: {why}")
    noted = {s: r.messages for s, r in results.items() if r.messages and s not in unjudged}
    if noted:
        print(f"Con avisos ({len(noted)}):")
        for student, messages in noted.items():
            print(f"  {student}: {' '.join(messages)}")
    if roster is not None and (absent := sorted(roster - set(results))):
        print(f"En la lista y sin entrega ({len(absent)}): {', '.join(absent)}")
    waiting = sum(r.pending_manual > 0 for r in results.values())
    print(f"Informes en {out / 'feedback'}; cuadernos corregidos en {out / 'autograded'}.")
    if waiting:
        where = "en el formgrader (jupyter lab, menú Nbgrader → Formgrader)"
        print(f"Siguiente: corrige a mano lo pendiente de {waiting} estudiantes {where}.")
    else:
        print("Siguiente: entrega a cada estudiante su informe.")
    return 1 if unjudged else 0
