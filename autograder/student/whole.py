"""Un cuaderno entero, juzgado en la terminal como lo juzgará la nota: mismo lector, mismo juez y los casos públicos."""

from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError
from autograder.exercise import Exercise, exercises_of
from autograder.judging.cases import class_cases
from autograder.judging.references import written_questions
from autograder.judging.verdict import PASS, Verdict
from autograder.notebook.compose import Composition, compose
from autograder.notebook.lesson import lesson_of
from autograder.notebook.node import Node
from autograder.notebook.read import Unreadable, read_cells
from autograder.notebook.roles import published_by
from autograder.notebook.variant_code import chosen
from autograder.running import warm
from autograder.running.judge import judge_notebook
from autograder.running.view import course_modules

SAVE_AGAIN = "Ábrelo en JupyterLab y guárdalo otra vez; si no se abre, copia tus respuestas a un cuaderno nuevo."


@dataclass(frozen=True)
class Whole:
    """Un cuaderno leído: de qué lección es, sus ejercicios y lo que se ejecuta."""

    path: Path
    lesson: str
    exercises: dict[str, Exercise]
    notebook: Composition
    notes: tuple[str, ...]

    @property
    def lost(self) -> list[str]:
        """Las preguntas escritas cuya celda ya no está: sin ella la nota no encuentra la respuesta."""
        return [id_ for id_ in written_questions(self.lesson) if not self.notebook.pieces_of(id_)]


def open_notebook(path: Path) -> Whole:
    """Lee un cuaderno y averigua de qué lección es.

    Errores
        CourseError si no existe, no se lee, no tiene ejercicios del curso o su código de variante no se entiende.
    """
    if not path.is_file():
        raise CourseError(_not_a_file(path))
    cells, notes = read_own(path)
    lesson = lesson_of(cells)
    if lesson is None:
        raise CourseError(f"{path.name} no tiene ningún ejercicio del curso: ¿es el cuaderno que querías?")
    variants = chosen(lesson, cells)
    if variants.problem:
        raise CourseError(f"{path.name}: {variants.problem}")
    exercises = {id_: e.variant(variants.numbers.get(id_, 0)) for id_, e in exercises_of(lesson).items()}
    notebook = compose(cells, published_by(cells), lesson)
    return Whole(path, lesson, exercises, notebook, (*notes, *notebook.messages))


def read_own(path: Path) -> tuple[list[Node], list[str]]:
    """Las celdas del cuaderno de quien pregunta, y los avisos sobre cómo estaba escrito.

    Errores
        Unreadable si no se puede leer; el mensaje dice qué hacer.
    """
    try:
        return read_cells(path.read_bytes(), path.name)
    except Unreadable as problem:
        raise Unreadable(f"{problem} {SAVE_AGAIN}") from None


def _not_a_file(path: Path) -> str:
    """Por qué una ruta no es un cuaderno, y cuál se quiso decir si se ve."""
    there = sorted(path.glob("*.ipynb")) if path.is_dir() else []
    near = [
        *there,
        path.with_name(f"{path.name}.ipynb"),
        Path("notebooks", f"{path.name.removesuffix('.ipynb')}.ipynb"),
    ]
    clue = next((f"¿Querías {other}?" for other in near if other.is_file()), "¿Estás en la carpeta del curso?")
    return (
        f"{path} es una carpeta, y hace falta un cuaderno. {clue}" if path.is_dir() else f"No encuentro {path}. {clue}"
    )


def judge_whole(whole: Whole) -> dict[str, Verdict]:
    """Los veredictos de un cuaderno, con los casos públicos y sin nada de lo que no está al calificar."""
    run = [piece.cell.source for piece in whole.notebook.running]
    modules = course_modules(run, [exercise.forbids for exercise in whole.exercises.values()])
    warm.prepare(modules)  # carga mientras se leen las referencias
    case_sets = {id_: class_cases(exercise) for id_, exercise in whole.exercises.items()}
    judged = judge_notebook(whole.notebook, case_sets, modules=modules)
    if judged.again:  # como al calificar: una muerte sola no dice de quién es la culpa
        judged = judge_notebook(whole.notebook, case_sets, modules=modules, first=judged)
    return judged.verdicts


def not_passed(verdicts: dict[str, Verdict]) -> list[str]:
    return [id_ for id_, found in verdicts.items() if found.status != PASS]
