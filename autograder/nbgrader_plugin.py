"""Los preprocesadores con que ``nbgrader autograde`` usa nuestro juez.

nbgrader_config.py los pone en lugar de los suyos. Así, escrita a mano o
pulsada en el formgrader, la orden de nbgrader ejecuta la entrega en el
trabajador y toma el veredicto de fuera, como ``autograder grade``.
"""

import contextlib
import copy
import json
from functools import cache
from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.grading.grade import MARK, Assignment, graded_notebook, judge_submission, load_assignment
from autograder.grading.gradebook import Book
from autograder.grading.key import key_path, load_key
from autograder.grading.submission import Submission, Unreadable, read_cells, rebuild
from autograder.grading.worker_process import Limits

UNREADABLE = "unreadable"


@cache
def _assignment(root: Path, name: str, db_url: str) -> Assignment:
    """La tarea, leída y con sus referencias calculadas una sola vez por orden."""
    return load_assignment(root, name, load_key(key_path(db_url, root)))


def _context(resources: dict) -> tuple[str, str, str, Assignment]:
    info = resources["nbgrader"]
    # nbgrader se sitúa en la raíz del curso antes de convertir.
    name, db_url = info["assignment"], info["db_url"]
    return name, info["student"], db_url, _assignment(Path.cwd(), name, db_url)


class SubmissionExporter(NotebookExporter):
    """Lee las entregas como ``autograder grade``: la que no se puede leer no se queda sin apuntar."""

    def from_filename(self, filename: str, resources=None, **kwargs):
        try:
            cells, _ = read_cells(Path(filename))
        except Unreadable as problem:
            notebook = copy.deepcopy(_context(resources)[3].release)
            resources[UNREADABLE] = str(problem)
        else:
            notebook = nbformat.v4.new_notebook(cells=cells)
            # En la segunda fase se lee lo que dejó la primera, con su aviso si lo hay.
            with contextlib.suppress(ValueError, KeyError, TypeError):
                notebook.metadata = nbformat.from_dict(json.loads(Path(filename).read_bytes())["metadata"])
        return self.from_notebook_node(notebook, resources=resources, **kwargs)


class RebuildSubmission(NbGraderPreprocessor):
    """Fase 1: rehace el cuaderno con la publicación y las respuestas del estudiante."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        name, student, _, assignment = _context(resources)
        if UNREADABLE in resources:
            # Sólo la fase 1 sabe que no se pudo leer: se deja dicho para la fase 2.
            nb.metadata[MARK] = {UNREADABLE: resources[UNREADABLE]}
            return nb, resources
        notebook, messages = rebuild(nb.cells, assignment.release, name)
        for message in messages:
            self.log.warning("%s: %s", student, message)
        return notebook, resources


class JudgeSubmission(NbGraderPreprocessor):
    """Fase 2: juzga, apunta la nota y deja el veredicto en cada celda de corrección."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        name, student, db_url, assignment = _context(resources)
        # Un estudiante no puede poner esta marca: los metadatos del cuaderno rehecho son los publicados.
        why = nb.metadata.get(MARK, {}).get(UNREADABLE)
        submission = Submission(student, None, None, [why]) if why else Submission(student, None, nb)
        judged = judge_submission(submission, assignment, Limits())
        if judged.stalled and not why:
            judged = judge_submission(submission, assignment, Limits())
        graded = graded_notebook(submission, judged, assignment)
        with Book(db_url, name, assignment.release) as book:
            timestamp = book.timestamp(student)
            book.save(student, judged.verdicts, assignment.unanswered(submission), timestamp)
        return graded, resources
