"""La entrega de un estudiante: qué archivo se califica y el cuaderno compuesto con él, o por qué no se pudo leer."""

import copy
from dataclasses import dataclass, field

from nbformat import NotebookNode

from autograder.grading.handed import Handed
from autograder.notebook.compose import rebuild
from autograder.notebook.read import Unreadable, read_cells


@dataclass
class Submission:
    """Una entrega, lista para juzgar.

    ``notebook`` es None si el archivo no se pudo leer.
    """

    student: str
    notebook: NotebookNode | None
    messages: list[str] = field(default_factory=list)


def read_submission(handed: Handed, assignment: str, release: NotebookNode) -> Submission:
    """Interpreta lo entregado y rehace el cuaderno.

    Nunca lanza: lo que no se puede leer queda con ``notebook=None`` y un
    mensaje.
    """
    try:
        name, messages = choose_notebook(handed, assignment)
        if name is None:
            # Sin archivo no hay nada que perder: se califica la publicación en blanco, y se dice.
            return Submission(handed.student, copy.deepcopy(release), messages)
        cells, notes = read_cells(handed.notebooks[name], name)
    except Unreadable as problem:
        return Submission(handed.student, None, [str(problem)])
    notebook, more = rebuild(cells, release, assignment)
    return Submission(handed.student, notebook, messages + notes + more)


def choose_notebook(handed: Handed, assignment: str) -> tuple[str | None, list[str]]:
    """El cuaderno que se califica y los avisos sobre su nombre; None si no hay ninguno.

    Errores
        Unreadable si no se pudo leer, o si hay varios y ninguno se llama como
        debe: elegir es cosa de una persona.
    """
    expected, names = f"{assignment}.ipynb", list(handed.notebooks)
    if expected in names:
        return expected, []
    if handed.problems:
        raise Unreadable(" ".join(handed.problems))
    if len(names) == 1:
        return names[0], [f"El archivo se llama «{names[0]}» y debía llamarse «{expected}». Se ha leído igual."]
    if names:
        raise Unreadable(
            f"Hay varios cuadernos ({', '.join(names)}) y ninguno se llama «{expected}»: renombra el bueno."
        )
    return None, [f"No hay cuaderno: se esperaba {assignment}/{expected} en la carpeta del estudiante."]
