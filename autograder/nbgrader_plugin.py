"""Lo que hace que ``nbgrader autograde`` use nuestro juez.

nbgrader_config.py lo pone en lugar de sus preprocesadores. Así, escrita a mano
o pulsada en el formgrader, la orden de nbgrader juzga y apunta con las mismas
funciones que ``autograder grade``.
"""

from functools import cache
from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.grading.assignment import Assignment, grade_one, load_assignment
from autograder.grading.grade import limits, read_config
from autograder.grading.gradebook import Book
from autograder.grading.handed import collect
from autograder.grading.key import key_path, load_key


@cache
def _assignment(root: Path, name: str, db_url: str) -> Assignment:
    """La tarea, leída y con sus referencias calculadas una sola vez por orden."""
    return load_assignment(root, name, load_key(key_path(db_url, root)))


class SubmissionExporter(NotebookExporter):
    """Deja pasar también los cuadernos que nbformat no sabe leer: de leerlos se ocupa ``JudgeSubmission``."""

    def from_filename(self, filename: str, resources=None, **kwargs):
        try:
            notebook = nbformat.read(filename, as_version=4)
        except Exception:
            notebook = nbformat.v4.new_notebook()
        return self.from_notebook_node(notebook, resources=resources, **kwargs)


class JudgeSubmission(NbGraderPreprocessor):
    """Juzga la entrega desde sus archivos, apunta la nota y da el cuaderno corregido."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        info = resources["nbgrader"]
        name, student, db_url = info["assignment"], info["student"], info["db_url"]
        course = self.parent.parent.coursedir
        assignment = _assignment(Path(course.root), name, db_url)
        folder = Path(course.format_path(course.submitted_directory, student, name)).parent
        handed = collect(folder, name)
        graded = grade_one(handed, assignment, limits())
        if graded.stalled:
            graded = grade_one(handed, assignment, limits())
        for message in graded.messages:
            self.log.warning("%s: %s", student, message)
        with Book(db_url, name, assignment.release, read_config(Path(course.root))) as book:
            book.save(student, graded.verdicts, graded.unanswered, graded.timestamp)
        return nbformat.reads(graded.notebook, as_version=4), resources
