"""Los archivos de una clase calificada: el cuaderno corregido de cada estudiante y su informe."""

import copy
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from autograder import whole_files
from autograder.grading.assignment import Assignment, with_new_texts
from autograder.grading.processes import PATIENCE, Crew, Lost, spread_in
from autograder.judging.cpu_limit import TooLong, cpu_limit
from autograder.judging.verdict import Verdict
from autograder.notebook import node
from autograder.notebook.node import Node
from autograder.records.standing import Standing

if TYPE_CHECKING:
    from autograder.grading.feedback import FeedbackExporter

REPORT_SECONDS = 10  # CPU: uno corriente tarda décimas
MAX_PLAIN = 5_000  # caracteres de cada texto de un cuaderno que no se dejó pintar


@cache
def _exporter() -> "FeedbackExporter":
    """Uno por proceso: cargar su plantilla cuesta más que pintar un informe."""
    from autograder.grading.feedback import FeedbackExporter

    return FeedbackExporter()


def get_ready(release: Node, assignment: str) -> None:
    """Pinta lo publicado y lo tira: quien se bifurque después hereda las plantillas y los enunciados ya hechos."""
    from autograder.grading.feedback import render

    with suppress(Exception):  # si no se deja pintar, lo dirá cada informe
        render(release, Standing(""), assignment, _exporter())


class Archive:
    """Dónde va cada cosa: ``autograded/`` y ``feedback/``, por dentro como en nbgrader."""

    def __init__(self, assignment: str, autograded: Path, feedback: Path):
        self.assignment, self.autograded, self.feedback = assignment, autograded, feedback

    def notebook(self, student: str) -> Path:
        return self.autograded / student / self.assignment / f"{self.assignment}.ipynb"

    def report(self, student: str) -> Path:
        return self.feedback / student / self.assignment / f"{self.assignment}.html"

    def holds(self, standing: Standing) -> bool:
        """Si el cuaderno corregido de alguien está en su sitio y es el que se apuntó."""
        try:
            with self.notebook(standing.student).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return False
        return standing.attempt is not None and found == standing.attempt.notebook

    def rename(self, before: str, now: str) -> None:
        """Lo de un estudiante que ha cambiado de id pasa a su carpeta de ahora, si no tiene una ya."""
        for top in (self.autograded, self.feedback):
            source, target = top / before, top / now
            if source.is_dir() and not target.exists():
                source.rename(target)

    def save(self, student: str, notebook: str) -> None:
        """Escribe el cuaderno corregido. Va después de apuntarlo: si un corte lo impide, falta y se nota."""
        whole_files.write(self.notebook(student), notebook)

    def with_new_texts(self, student: str, verdicts: Mapping[str, Verdict], assignment: Assignment) -> str:
        """El cuaderno corregido con otros textos en las celdas de corrección, sin escribirlo."""
        return with_new_texts(self._read(student), verdicts, assignment)

    def needs_report(self, standing: Standing) -> bool:
        """Si el informe falta o se hizo con otras notas."""
        try:
            with self.report(standing.student).open(encoding="utf-8") as file:
                return file.readline().strip() != _stamp(standing)
        except (OSError, UnicodeDecodeError):
            return True

    def write_report(self, standing: Standing) -> str | None:
        """Escribe el informe, con una marca al principio para saber de qué salió; si no se deja, dice por qué."""
        from autograder.grading.feedback import render

        try:
            with cpu_limit(REPORT_SECONDS):
                html = render(self._read(standing.student), standing, self.assignment, _exporter())
        except (Exception, TooLong) as error:
            # Un texto que no se sabe pintar, o hecho para no acabar, no deja a nadie sin informe ni para a la clase.
            return type(error).__name__
        self._write_html(standing, html)
        return None

    def plain_notebook(self, student: str) -> str:
        """El cuaderno corregido de quien no se dejó pintar, sin formato, sin escribirlo.

        El formgrader lo pinta sin mirar el reloj: tampoco debe colgarse.
        """
        return node.dumps(without_markup(self._read(student)))

    def write_short_report(self, standing: Standing) -> None:
        """El informe de un cuaderno que no se pudo pintar: la nota y los comentarios."""
        from autograder.grading.feedback import render

        notebook = only_graded(self._read(standing.student))
        self._write_html(standing, render(notebook, standing, self.assignment, _exporter()))

    def _read(self, student: str) -> "Node":
        return node.loads(self.notebook(student).read_bytes())

    def _write_html(self, standing: Standing, html: str) -> None:
        whole_files.write(self.report(standing.student), f"{_stamp(standing)}\n{html}")


@cache
def _look() -> str:
    """El aspecto de los informes y cómo se escriben: si cambian, los hechos antes ya no valen."""
    here = Path(__file__).parent
    files = [*sorted((here / "templates" / "retroalimentacion").iterdir()), here / "student_report.py"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _stamp(standing: Standing) -> str:
    """De qué salió un informe: el cuaderno corregido, las notas, quién es y el aspecto que tenían."""
    notebook = standing.attempt.notebook if standing.attempt else None
    said = standing.messages, standing.for_student, standing.penalty
    shown = (notebook, standing.person, sorted(map(repr, standing.items.values())), said, _look())
    return f"<!-- {hashlib.sha256(repr(shown).encode('utf-8', 'surrogateescape')).hexdigest()} -->"


def only_graded(notebook: "Node") -> "Node":
    """Las celdas que se califican, sin nada que escribiera el estudiante."""
    shown = copy.deepcopy(notebook)
    shown.cells = [c for c in shown.cells if c.metadata.get("nbgrader", {}).get("grade")]
    for cell in shown.cells:
        cell.pop("attachments", None)
        if cell.cell_type == "markdown":
            cell.source = "*(Tu respuesta no se pudo pintar; la nota la tiene en cuenta.)*"
    return shown


def without_markup(notebook: "Node") -> "Node":
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


def write_reports(
    archive: Archive, rows: Iterable[Standing], crew: Crew | None, done: Callable[[], object]
) -> Iterator[tuple[str, str]]:
    """Escribe los informes de ``rows``, aquí o entre los procesos de ``crew``; ``done()`` se llama tras cada uno.

    Da (estudiante, por qué) de los que no se dejaron escribir.
    """
    if crew is None:
        written = ((row, archive.write_report(row)) for row in rows)
    else:
        crew.patience = PATIENCE
        written = spread_in(crew, archive.write_report, rows)
    for row, why in written:
        if why is not None:
            yield row.student, "el proceso que lo pintaba murió" if isinstance(why, Lost) else why
        done()
