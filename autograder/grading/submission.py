"""La entrega de un estudiante: qué archivo se califica y el cuaderno compuesto con él, o por qué no se pudo leer."""

from collections.abc import Callable
from dataclasses import dataclass, field

from autograder.grading.candidates import SHOWN, Candidate, choose, examine, listed
from autograder.grading.folder import is_checkpoint
from autograder.grading.handed import Handed
from autograder.notebook.compose import Composition, compose
from autograder.notebook.node import Node
from autograder.notebook.read import Unreadable, read_cells
from autograder.notebook.roles import Published


@dataclass
class Submission:
    """Una entrega, lista para juzgar.

    ``notebook`` es None si el archivo no se pudo leer, o si no se sabe cuál es: el
    último mensaje dice por qué. De los mensajes, los de ``asides`` son solo para quien califica.
    """

    student: str
    notebook: Composition | None
    messages: list[str] = field(default_factory=list)
    asides: frozenset[str] = frozenset()


def read_submission(
    handed: Handed,
    assignment: str,
    published: Published,
    own: Callable[[list[Node]], Published] | None = None,
) -> Submission:
    """Interpreta lo entregado y compone lo que se ejecuta.

    ``published`` es lo que se publicó para todos y ``own``, lo que se dio a quien tiene unas celdas, si es otra cosa.

    Nunca lanza: lo que no se puede leer queda con ``notebook=None`` y un
    mensaje. Solo se da por no entregado lo que de verdad no está.
    """
    notes = list(handed.notes)
    try:
        chosen, messages = choose_notebook(handed, assignment, published, own)
    except Unreadable as problem:
        return Submission(handed.student, None, [*notes, str(problem)], frozenset(notes))
    # Sin archivo no hay nada que perder: se califica la publicación en blanco, y se dice.
    given = own(chosen.cells) if own and chosen else published
    notebook = compose(chosen.cells if chosen else published.cells, given, assignment)
    said = [*chosen.notes, *notebook.messages] if chosen else []
    return Submission(handed.student, notebook, [*notes, *messages, *said], frozenset(notes))


def choose_notebook(
    handed: Handed,
    assignment: str,
    published: Published,
    own: Callable[[list[Node]], Published] | None = None,
) -> tuple[Candidate | None, list[str]]:
    """El cuaderno que se califica y lo que hay que contar; None si en la carpeta no hay nada.

    Errores
        Unreadable si lo que hay no se entiende, o si elegir es cosa de una persona.
    """
    expected = f"{assignment}.ipynb"
    candidates, broken = _read(handed, own or (lambda cells: published), assignment)
    unread = _some([*handed.problems, *broken])
    # Uno de la tarea y sin empezar, o sin una sola celda escrita, no es trabajo de nadie.
    worked = [c for c in candidates if c.work and c.lesson == assignment and not is_checkpoint(c.name)]
    blank = [c for c in candidates if not c.work]
    strange = [c for c in candidates if c.work and (c.lesson != assignment or is_checkpoint(c.name))]
    if worked and (not unread or any(c.name == expected for c in worked)):
        chosen, notes = choose(worked, expected)
        aside = [c.name for c in strange if c.lesson is None or c.name == expected]
        return chosen, [*_renamed(chosen, blank, expected), *notes, *unread, *_beside([*aside, *handed.others])]
    if unread:
        # El bueno podría ser justo el que no se pudo leer.
        also = [f"También hay {listed(c.name for c in worked)}."] if worked else []
        raise Unreadable(" ".join(unread + also))
    if any(c.lesson == assignment for c in blank):
        # Con la suya sin empezar al lado, los cuadernos de otras lecciones no son un error de archivo.
        strange = [c for c in strange if c.lesson in (None, assignment)]
    if strange or handed.others:
        raise Unreadable(_not_understood(blank, strange, handed.others, assignment))
    if blank:
        chosen, _ = choose(blank, expected)
        return chosen, _renamed(chosen, [], expected)
    return None, [f"No hay cuaderno: se esperaba {assignment}/{expected}."]


def _read(handed: Handed, own: Callable[[list[Node]], Published], assignment: str) -> tuple[list[Candidate], list[str]]:
    """Los cuadernos que se entienden, y por qué no los demás."""
    candidates, broken = [], []
    for name, raw in handed.notebooks.items():
        try:
            cells, notes = read_cells(raw, name)
        except Unreadable as problem:
            broken.append(str(problem))
        else:
            candidates.append(examine(name, cells, notes, own(cells), assignment))
    return candidates, broken


def _some(problems: list[str]) -> list[str]:
    """Los primeros: cada uno lo escribe una carpeta ajena, y acaban en el mensaje de cada ejercicio."""
    more = len(problems) - SHOWN
    return problems if more <= 0 else [*problems[:SHOWN], f"Y {more} archivos más que no se pueden leer."]


def _renamed(chosen: Candidate, blank: list[Candidate], expected: str) -> list[str]:
    # Sin carpeta de la tarea, en la del estudiante y con su nombre: nadie lo confunde con otro.
    if chosen.name in (expected, f"../{expected}") and not any(c.name == expected for c in blank):
        return []
    if any(c.name == expected for c in blank):
        return [f"«{expected}» está en blanco; se ha calificado «{chosen.name}», que sí trae respuestas."]
    if chosen.name.rpartition("/")[2] == expected:
        return [f"El cuaderno está en «{chosen.name}» y no donde se esperaba. Se ha leído igual."]
    return [f"El archivo se llama «{chosen.name}» y debía llamarse «{expected}». Se ha leído igual."]


def _beside(names: list[str]) -> list[str]:
    return [f"Junto al cuaderno hay {listed(names)}: no se califica."] if names else []


def _not_understood(blank: list[Candidate], strange: list[Candidate], others: tuple[str, ...], assignment: str) -> str:
    """Qué hay en lugar del cuaderno que se esperaba."""
    parts = [f"«{c.name}» está en blanco." for c in blank[:1]]
    for c in strange[:SHOWN]:
        if is_checkpoint(c.name):
            parts.append(f"«{c.name}» es una copia automática de Jupyter, quizá antigua.")
        elif c.lesson:
            parts.append(f"«{c.name}» es el cuaderno de {c.lesson}, no el de {assignment}.")
        else:
            parts.append(f"«{c.name}» no trae ninguna celda de {assignment}.")
    parts += [f"Hay {listed(others)}."] if others else []
    return f"Se esperaba {assignment}.ipynb. {' '.join(parts)}"
