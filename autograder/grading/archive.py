"""Los archivos de una clase calificada: el cuaderno corregido de cada estudiante y su informe."""

import copy
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, TextIO

import nbformat
from nbformat import NotebookNode

from autograder.grading.assignment import Assignment, Graded, with_new_texts
from autograder.grading.feedback import FeedbackExporter, render
from autograder.grading.gradebook import Score
from autograder.grading.processes import Lost, spread
from autograder.grading.release import MARK
from autograder.judging.cpu_limit import TooLong, cpu_limit
from autograder.judging.verdict import Verdict

REPORT_SECONDS = 10  # CPU: uno corriente tarda décimas
MAX_PLAIN = 5_000  # caracteres de cada texto de un cuaderno que no se dejó pintar

Row = tuple[str, Mapping[str, Score], float]  # estudiante, notas de sus celdas y descuento


@cache
def _exporter() -> FeedbackExporter:
    """Uno por proceso: cargar su plantilla cuesta más que pintar un informe."""
    return FeedbackExporter()


class Archive:
    """Dónde va cada cosa: ``autograded/`` y ``feedback/``, por dentro como en nbgrader."""

    def __init__(self, assignment: str, autograded: Path, feedback: Path):
        self.assignment, self.autograded, self.feedback = assignment, autograded, feedback

    def notebook(self, student: str) -> Path:
        return self.autograded / student / self.assignment / f"{self.assignment}.ipynb"

    def report(self, student: str) -> Path:
        return self.feedback / student / self.assignment / f"{self.assignment}.html"

    def mark(self, student: str) -> dict[str, Any]:
        """Lo que el cuaderno corregido recuerda de su entrega; vacío si no hay o no se entiende."""
        try:
            mark = json.loads(self.notebook(student).read_text(encoding="utf-8"))["metadata"][MARK]
        except (OSError, ValueError, KeyError, TypeError):
            return {}
        return mark if isinstance(mark, dict) and "exercises" in mark else {}

    def rename(self, before: str, now: str) -> None:
        """Lo de un estudiante que ha cambiado de id pasa a su carpeta de ahora, si no tiene una ya."""
        for top in (self.autograded, self.feedback):
            source, target = top / before, top / now
            if source.is_dir() and not target.exists():
                source.rename(target)

    def save(self, graded: Graded) -> None:
        """Escribe el cuaderno corregido. Es la señal de «hecho»: va después de apuntar la nota."""
        write_atomically(self.notebook(graded.student), graded.notebook)

    def renew(self, student: str, assignment: Assignment) -> dict[str, Verdict]:
        """Pone en el cuaderno corregido los textos de las declaraciones de ahora, y devuelve sus veredictos."""
        text, verdicts = with_new_texts(self._read(student), assignment)
        write_atomically(self.notebook(student), text)
        return verdicts

    def needs_report(self, student: str, cells: Mapping[str, Score], penalty: float) -> bool:
        """Si el informe falta o se hizo con otras notas."""
        try:
            with self.report(student).open(encoding="utf-8") as file:
                return file.readline().strip() != self._stamp(student, cells, penalty)
        except (OSError, UnicodeDecodeError):
            return True

    def write_report(self, row: Row) -> bool:
        """Escribe el informe, con una marca al principio para saber de qué notas salió."""
        student, cells, penalty = row
        notebook = self._read(student)
        try:
            with cpu_limit(REPORT_SECONDS):
                html = render(notebook, student, cells, penalty, self._messages(notebook), _exporter())
        except (Exception, TooLong) as error:
            # Un texto que no se sabe pintar, o hecho para no acabar, no deja a nadie sin informe ni para a la clase.
            self.write_short_report(row, type(error).__name__)
        else:
            self._write_html(row, html)
        return True

    def write_short_report(self, row: Row, why: str) -> None:
        """El informe de un cuaderno que no se pudo pintar: la nota y los comentarios."""
        student, cells, penalty = row
        notebook = self._read(student)
        note = f"El cuaderno no se pudo pintar ({why}): aquí están la nota y los comentarios."
        messages = list(dict.fromkeys([*self._messages(notebook), note]))
        html = render(only_graded(notebook), student, cells, penalty, messages, _exporter())
        # El formgrader pinta este cuaderno sin mirar el reloj: tampoco debe colgarse.
        notebook = without_markup(notebook)
        # También en el resumen: quien califica tiene que saberlo.
        notebook.metadata.setdefault(MARK, {})["messages"] = messages
        write_atomically(self.notebook(student), nbformat.v4.writes(notebook) + "\n")
        self._write_html(row, html)

    def _read(self, student: str) -> NotebookNode:
        return nbformat.read(self.notebook(student), as_version=4)

    def _messages(self, notebook: NotebookNode) -> list[str]:
        return notebook.metadata.get(MARK, {}).get("messages", [])

    def _write_html(self, row: Row, html: str) -> None:
        write_atomically(self.report(row[0]), f"{self._stamp(*row)}\n{html}")

    def _stamp(self, student: str, cells: Mapping[str, Score], penalty: float) -> str:
        content = repr((self.notebook(student).stat().st_mtime_ns, sorted(cells.items()), penalty))
        return f"<!-- {hashlib.sha256(content.encode('utf-8', 'surrogateescape')).hexdigest()} -->"


def only_graded(notebook: NotebookNode) -> NotebookNode:
    """Las celdas que se califican, sin nada que escribiera el estudiante."""
    shown = copy.deepcopy(notebook)
    shown.cells = [c for c in shown.cells if c.metadata.get("nbgrader", {}).get("grade")]
    for cell in shown.cells:
        cell.pop("attachments", None)
        if cell.cell_type == "markdown":
            cell.source = "*(Tu respuesta no se pudo pintar; la nota la tiene en cuenta.)*"
    return shown


def without_markup(notebook: NotebookNode) -> NotebookNode:
    """El mismo cuaderno con lo que pudo escribir el estudiante corto y, fuera del código, sin formato."""
    shown = copy.deepcopy(notebook)
    for cell in shown.cells:
        if cell.metadata.get("nbgrader", {}).get("locked"):
            continue
        cell.source = cell.source[:MAX_PLAIN]
        if cell.cell_type != "code":
            # Cuatro espacios delante de cada línea: en Markdown, texto tal cual.
            cell.cell_type, cell.source = "markdown", "\n".join(f"    {line}" for line in cell.source.splitlines())
            cell.pop("attachments", None)
        for output in (o for o in cell.get("outputs", ()) if "data" in o):
            output["data"] = {"text/plain": output["data"].get("text/plain", "")[:MAX_PLAIN]}
    return shown


def write_reports(archive: Archive, rows: Iterable[Row], workers: int, done: Callable[[], object]) -> None:
    """Escribe los informes de ``rows``; ``done()`` se llama tras cada uno."""
    if workers == 1:
        for row in rows:
            archive.write_report(row)
            done()
        return
    for row, written in spread(archive.write_report, rows, workers):
        if isinstance(written, Lost):
            archive.write_short_report(row, "el proceso que lo pintaba murió")
        done()


def write_atomically(path: Path, text: str) -> None:
    """Escribe un archivo entero o no lo escribe: un corte no deja uno a medias.

    Errores
        OSError, que dice cuál, si no cabe o no se puede: no queda nada de lo empezado.
    """
    with replacing(path) as file:
        file.write(text)


@contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """El archivo de paso en que se escribe ``path``; al acabar bien, ocupa su lugar.

    Errores
        OSError, que dice cuál, si no cabe o no se puede: no queda nada de lo empezado.
    """
    partial = path.with_name(f"{path.name}.{os.getpid()}.tmp")  # dos órdenes a la vez no se lo quitan
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("w", encoding="utf-8", errors="replace") as file:
            yield file
        os.replace(partial, path)
    except OSError as problem:
        # El de un disco lleno llega al escribir, y no trae el nombre.
        raise OSError(problem.errno, problem.strerror, problem.filename or str(path)) from problem
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
