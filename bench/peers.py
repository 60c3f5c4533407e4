"""Los otros calificadores, con las mismas entregas: ``nbgrader autograde`` de serie y ``otter run``."""

import json
import shutil
import sys
import time
from pathlib import Path

import nbformat
from honest_class import ASSIGNMENT, environment, run

from autograder.exercise import exercises_of
from autograder.notebook.roles import ANSWER_STUB

# Lo mismo que hace check(f) en el cuaderno, escrito como lo pide otter: una prueba con doctest.
OTTER_TEST = """>>> from autograder.exercise import find_exercise
>>> from autograder.student.check import examine
>>> examine(find_exercise({id!r}), {id})[0].status
'pass'"""

# De serie en todo lo que califica. El texto de relleno es el publicado: por él sabe nbgrader que no se contestó.
STOCK_CONFIG = f"""c = get_config()
c.CourseDirectory.course_id = "serie"
c.ClearSolutions.text_stub = {ANSWER_STUB!r}
"""


def prepare_nbgrader(course: Path, folder: Path, submitted: Path) -> None:
    """Un curso de nbgrader con su configuración de serie: él ejecuta el cuaderno y ``check`` lanza si está mal."""
    folder.mkdir()
    (folder / "nbgrader_config.py").write_text(STOCK_CONFIG, encoding="utf-8")
    run([sys.executable, "-m", "autograder.cli", "build", ASSIGNMENT], course, environment(course))
    shutil.copytree(course / "source" / ASSIGNMENT, folder / "source" / ASSIGNMENT)
    _nbgrader(course, folder, "generate_assignment", ASSIGNMENT)
    shutil.copytree(submitted, folder / "submitted")


def time_nbgrader(course: Path, folder: Path, student: str | None = None) -> float:
    """Segundos de reloj de ``nbgrader autograde``: toda la clase, o una sola entrega."""
    only = ["--student", student] if student else []
    began = time.perf_counter()
    _nbgrader(course, folder, "autograde", ASSIGNMENT, "--force", *only)
    return time.perf_counter() - began


def generate_feedback(course: Path, folder: Path) -> float:
    """Segundos de reloj de ``nbgrader generate_feedback`` con toda la clase."""
    began = time.perf_counter()
    _nbgrader(course, folder, "generate_feedback", ASSIGNMENT, "--force")
    return time.perf_counter() - began


def _nbgrader(course: Path, folder: Path, *words: str) -> None:
    run([sys.executable, "-m", "nbgrader", *words], folder, environment(course))


def prepare_otter(course: Path, folder: Path, programs: Path) -> None:
    """El archivo de otter con una prueba por ejercicio, la misma que hace el cuaderno."""
    tests = folder / "tests"
    tests.mkdir(parents=True)
    for exercise in exercises_of(ASSIGNMENT).values():
        case = {"code": OTTER_TEST.format(id=exercise.id), "hidden": True, "locked": False}
        suite = {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
        test = {"name": exercise.id, "points": exercise.points, "suites": [suite]}
        (tests / f"{exercise.id}.py").write_text(f"OK_FORMAT = True\n\ntest = {test!r}\n", encoding="utf-8")
    (folder / "otter_config.json").write_text('{"pdf": false}\n')
    run(["otter", "generate", "-t", "tests", "-o", "autograder.zip"], folder, environment(course, programs))


def time_otter(course: Path, folder: Path, programs: Path, submission: Path) -> tuple[float, dict[str, float]]:
    """Segundos de ``otter run`` con una entrega, y los puntos que le da en cada ejercicio."""
    notebook = nbformat.read(submission, as_version=4)
    for cell in notebook.cells:
        info = cell.metadata.get("nbgrader", {})
        if info.get("grade_id") == "preparacion":
            cell.source = f"import otter\ngrader = otter.Notebook()\n{cell.source}"
        elif cell.cell_type == "code" and info.get("grade"):
            cell.source = f"grader.check({info['grade_id'].removeprefix('test_')!r})"
    target, out = folder / "entrega.ipynb", folder / "salida"
    nbformat.write(notebook, target)
    out.mkdir(exist_ok=True)
    command = ["otter", "run", target.name, "-a", "autograder.zip", "-o", str(out), "--no-logo"]
    began = time.perf_counter()
    run(command, folder, environment(course, programs))
    seconds = time.perf_counter() - began
    tests = json.loads((out / "results.json").read_text(encoding="utf-8"))["tests"]
    return seconds, {t["name"]: float(t["score"]) for t in tests if t.get("score") is not None}
