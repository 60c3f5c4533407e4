"""Los archivos de una clase calificada: el cuaderno corregido de cada estudiante y su informe."""

import contextlib
import copy
import hashlib
import json
import os
import signal
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.grading.assignment import MARK, Graded
from autograder.grading.feedback import FeedbackExporter, render
from autograder.grading.gradebook import Score

REPORT_SECONDS = 20  # CPU: uno corriente tarda décimas

_exporter: FeedbackExporter | None = None


class Archive:
    """Dónde va cada cosa: ``autograded/`` y ``feedback/`` bajo una carpeta, como en nbgrader."""

    def __init__(self, out: Path, assignment: str):
        self.out, self.assignment = out, assignment

    def notebook(self, student: str) -> Path:
        return self.out / "autograded" / student / self.assignment / f"{self.assignment}.ipynb"

    def report(self, student: str) -> Path:
        return self.out / "feedback" / student / self.assignment / f"{self.assignment}.html"

    def mark(self, student: str) -> dict[str, Any]:
        """Lo que el cuaderno corregido recuerda de su entrega; vacío si no hay o no se entiende."""
        try:
            mark = json.loads(self.notebook(student).read_text(encoding="utf-8"))["metadata"][MARK]
        except (OSError, ValueError, KeyError, TypeError):
            return {}
        return mark if isinstance(mark, dict) and "exercises" in mark else {}

    def save(self, graded: Graded) -> None:
        """Escribe el cuaderno corregido. Es la señal de «hecho»: va después de apuntar la nota."""
        write_atomically(self.notebook(graded.student), graded.notebook)

    def needs_report(self, student: str, cells: Mapping[str, Score], penalty: float) -> bool:
        """Si el informe falta o se hizo con otras notas."""
        try:
            with self.report(student).open(encoding="utf-8") as file:
                return file.readline().strip() != self._stamp(student, cells, penalty)
        except (OSError, UnicodeDecodeError):
            return True

    def write_report(self, student: str, cells: Mapping[str, Score], penalty: float) -> None:
        """Escribe el informe, con una marca al principio para saber de qué notas salió."""
        global _exporter
        _exporter = _exporter or FeedbackExporter()
        notebook = nbformat.read(self.notebook(student), as_version=4)
        messages = notebook.metadata.get(MARK, {}).get("messages", [])
        try:
            with cpu_limit(REPORT_SECONDS):
                html = render(notebook, student, cells, penalty, messages, _exporter)
        except Exception as error:
            # Un texto que no se sabe pintar, o hecho para no acabar, no deja a nadie sin informe ni para a la clase.
            note = f"El cuaderno no se pudo pintar ({type(error).__name__}): aquí están la nota y los comentarios."
            messages = list(dict.fromkeys([*messages, note]))
            html = render(only_graded(notebook), student, cells, penalty, messages, _exporter)
            # También en el resumen: quien califica tiene que saberlo.
            notebook.metadata.setdefault(MARK, {})["messages"] = messages
            write_atomically(self.notebook(student), nbformat.v4.writes(notebook) + "\n")
        write_atomically(self.report(student), f"{self._stamp(student, cells, penalty)}\n{html}")

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


@contextlib.contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Corta con TimeoutError lo que gaste más CPU, donde haya señales y se esté en el hilo principal."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_):
        raise TimeoutError

    previous = signal.signal(signal.SIGVTALRM, ring)
    # Se repite: alguna biblioteca podría tragarse la primera.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)


def write_reports(archive: Archive, pending: list[tuple[str, Mapping[str, Score], float]], workers: int, done) -> None:
    """Escribe los informes que faltan; ``done()`` se llama tras cada uno. Con pocos no merece la pena repartir."""
    if workers == 1 or len(pending) < 4 * workers:
        for student, cells, penalty in pending:
            archive.write_report(student, cells, penalty)
            done()
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for _ in pool.map(archive.write_report, *zip(*pending, strict=True), chunksize=4):
            done()


def write_atomically(path: Path, text: str) -> None:
    """Escribe un archivo entero o no lo escribe: un corte no deja uno a medias."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".tmp")
    partial.write_text(text, encoding="utf-8", errors="replace")
    os.replace(partial, path)
