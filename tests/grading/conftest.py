"""Las tareas publicadas y una clase vacía, lejos del repositorio."""

import shutil

import nbformat
import pytest
from entregas import T1, Classroom, Course, load_course

from autograder.exercise import exercises_of
from autograder.grading.gradebook import Book


@pytest.fixture(scope="session")
def t1(root) -> Course:
    return load_course(root, T1)


@pytest.fixture(scope="session")
def lesson00(root) -> Course:
    """Un solo ejercicio: para lo que no depende de la tarea, y deprisa."""
    return load_course(root, "00_presentacion")


@pytest.fixture(scope="session")
def empty_gradebook(tmp_path_factory, root):
    """Un gradebook recién creado. Crearlo cuesta más de un segundo: se crea uno y se copia."""
    path = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    release = nbformat.read(root / "notebooks" / "00_presentacion.ipynb", as_version=4)
    Book(f"sqlite:///{path}", "00_presentacion", release).close()
    return path


@pytest.fixture
def classroom(tmp_path, root, lesson00, empty_gradebook) -> Classroom:
    """Una clase vacía de la lección 00, que se juzga en este proceso."""
    group = Classroom(tmp_path / "clase", root, lesson00.assignment, here=True)
    shutil.copy(empty_gradebook, group.folder / "gradebook.db")
    return group


@pytest.fixture(scope="session")
def t1_points() -> dict[str, float]:
    return {id_: float(e.points) for id_, e in exercises_of(T1).items()}
