"""Un curso en una carpeta aparte, con su clase ya calificada: para lo que mueve o borra las cosas de una clase."""

import shutil
from pathlib import Path

import pytest
from entregas import Course, Run, judging_here, run_cli

from autograder.grading import grade
from autograder.running.worker_process import Limits

LESSON, EXERCISE = "00_presentacion", "primer_gradiente"
RIGHT = "def primer_gradiente(x):\n    return 2 * x + 3"
WRONG = "def primer_gradiente(x):\n    return 2 * x"
ROSTER = "id,nombre completo,correo\nzulema7,Zulema Ríos,zulema.rios@uni.es\nzulema77,Zulema Gil,zgil@uni.es\n"


def make_course(folder: Path, root: Path, course: Course) -> Path:
    """Dos personas con ids que empiezan igual, cada una con dos intentos; una copia del gradebook y un correo."""
    for name in ("solutions", "notebooks"):
        (folder / name).mkdir(parents=True)
    shutil.copy(root / "nbgrader_config.py", folder)
    shutil.copy(root / "solutions" / f"{LESSON}.md", folder / "solutions")
    shutil.copy(root / "notebooks" / f"{LESSON}.ipynb", folder / "notebooks")
    roster = folder.parent / f"{folder.name}_lista.csv"
    roster.write_text(ROSTER, encoding="utf-8")
    for answer in (WRONG, RIGHT):
        for student in ("zulema7", "zulema77"):
            hand_in(folder, course, student, answer)
        assert grade_in(folder, "--roster", str(roster)).code == 0
    assert grade_in(folder, "--force").code == 0  # deja una copia del gradebook
    return folder


def hand_in(folder: Path, course: Course, student: str, answer: str) -> None:
    path = folder / "submitted" / student / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = course.draft().put(EXERCISE, answer).insert(1, f"Hecho por {student}.", "markdown")
    path.write_bytes(draft.to_bytes())


def grade_in(folder: Path, *options: str) -> Run:
    """`autograder grade` en ese curso, juzgando en este proceso."""
    with pytest.MonkeyPatch.context() as patch, judging_here():
        patch.setattr(grade, "limits", lambda: Limits(wall_factor=100.0))
        return run_cli(["grade", LESSON, "--quiet", *options], folder)


def files_of(folder: Path) -> dict[str, bytes]:
    """Todo lo que hay en una carpeta, por su nombre."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
