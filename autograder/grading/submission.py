"""La entrega de un estudiante: qué archivo se califica y el cuaderno compuesto con él, o por qué no se pudo leer."""

from dataclasses import dataclass, field

from autograder.grading.handed import Handed
from autograder.notebook.compose import Composition, compose
from autograder.notebook.read import Unreadable, read_cells
from autograder.notebook.roles import Published


@dataclass
class Submission:
    """Una entrega, lista para juzgar.

    ``notebook`` es None si el archivo no se pudo leer.
    """

    student: str
    notebook: Composition | None
    messages: list[str] = field(default_factory=list)


def read_submission(handed: Handed, assignment: str, published: Published) -> Submission:
    """Interpreta lo entregado y compone lo que se ejecuta.

    Nunca lanza: lo que no se puede leer queda con ``notebook=None`` y un
    mensaje.
    """
    try:
        name, messages = choose_notebook(handed, assignment)
        if name is None:
            # Sin archivo no hay nada que perder: se califica la publicación en blanco, y se dice.
            return Submission(handed.student, compose(published.cells, published, assignment), messages)
        cells, notes = read_cells(handed.notebooks[name], name)
    except Unreadable as problem:
        return Submission(handed.student, None, [str(problem)])
    notebook = compose(cells, published, assignment)
    return Submission(handed.student, notebook, [*messages, *notes, *notebook.messages])


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
