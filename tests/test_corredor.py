"""El corredor entero: de solutions/ a una nota, con nuestras órdenes y con las de nbgrader.

Se trabaja en una copia del curso: las órdenes de nbgrader escriben en la raíz.
"""

import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
from contextlib import closing
from pathlib import Path

import nbformat
import pytest
from puntos import AUTO, MANUAL, TOTAL, WORTH

from autograder.authoring.sources import solution_code
from autograder.exercise import exercises_of

REPO = Path(__file__).resolve().parents[1]
T1 = "tarea_jacobiano"
NEEDED = ("autograder", "course_lib", "solutions", "notebooks")
MISTAKE = {"t1_lineal": "def t1_lineal(A, x):\n    return A"}  # la confusión «numerador»
WITH_MISTAKE = AUTO - WORTH["t1_lineal"]


class Copy:
    """Una copia del curso en la que ejecutar órdenes como lo haría una docente."""

    def __init__(self, folder: Path):
        self.root = folder
        for name in NEEDED:
            shutil.copytree(REPO / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(REPO / "nbgrader_config.py", folder)

    def run(self, *command: str) -> subprocess.CompletedProcess:
        scripts = sysconfig.get_path("scripts")
        env = {
            **os.environ,
            "PYTHONPATH": str(self.root),
            # nbgrader llama a la orden «alembic», que está junto a Python.
            "PATH": f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}",
            "JUPYTER_DATA_DIR": str(self.root / ".jupyter"),
        }
        command = [sys.executable, "-m", *command]
        return subprocess.run(command, cwd=self.root, env=env, capture_output=True, text=True, timeout=900)

    def nbgrader(self, *command: str) -> subprocess.CompletedProcess:
        done = self.run("nbgrader", *command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def autograder(self, *command: str) -> subprocess.CompletedProcess:
        return self.run("autograder.cli", *command)

    def hand_in(self, student: str, question: str | None = None, **changed: str) -> Path:
        """Una entrega resuelta, con las respuestas cambiadas que se digan."""
        notebook = nbformat.read(self.root / "notebooks" / f"{T1}.ipynb", as_version=4)
        answers = {**solution_code(REPO, T1), **changed}
        if question:
            answers["t1_pregunta_escrita"] = question
        for cell in notebook.cells:
            cell.source = answers.get(cell.id, cell.source)
        path = self.root / "submitted" / student / T1 / f"{T1}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
        return path


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Copy:
    """La copia, construida y con dos entregas: ana, bien y con la pregunta; beto, con una confusión."""
    copy = Copy(tmp_path_factory.mktemp("curso") / "retropropagacion")
    built = copy.autograder("build", T1)
    assert built.returncode == 0, built.stderr
    copy.hand_in("ana", question="Porque así cada producto es de matriz por vector.")
    copy.hand_in("beto", **MISTAKE)
    return copy


@pytest.fixture(scope="module")
def autograded(course) -> Copy:
    """La copia después de ``nbgrader generate_assignment`` y ``nbgrader autograde``."""
    course.nbgrader("generate_assignment", T1)
    course.nbgrader("autograde", T1)
    return course


# — nuestras órdenes —


def test_construir_en_una_copia_da_los_mismos_bytes_que_hay_en_notebooks(course):
    """De las demás lecciones lo dice ``build --check``, que es por donde empieza ``make test``."""
    path = f"notebooks/{T1}.ipynb"
    assert (course.root / path).read_bytes() == (REPO / path).read_bytes()


# — las de nbgrader —


def test_generate_assignment_publica_lo_mismo_que_build(autograded):
    released = autograded.root / "release" / T1 / f"{T1}.ipynb"
    assert nbformat.read(released, 4) == nbformat.read(REPO / "notebooks" / f"{T1}.ipynb", 4)


def test_generate_assignment_se_salta_lo_ya_publicado_y_apuntado_y_nada_mas(autograded):
    """Como en nbgrader; pero lo que el gradebook no conoce, o es de otro build, se rehace sin pedir --force."""
    released = autograded.root / "release" / T1 / f"{T1}.ipynb"
    published = released.read_bytes()
    assert "Skipping existing assignment" in autograded.nbgrader("generate_assignment", T1).stderr
    other = autograded.root / "otro.db"
    released.write_bytes(b"{}")  # el de otro build; y otro gradebook, que no sabe nada de la tarea
    (released.parent / "datos.csv").write_text("de quien da la clase")
    autograded.nbgrader("generate_assignment", T1, f"--db=sqlite:///{other}")
    assert released.read_bytes() == published and (released.parent / "datos.csv").is_file()
    with closing(sqlite3.connect(other)) as db:
        assert db.execute("select name from assignment").fetchall() == [(T1,)]
        assert db.execute("select count(*) from grade_cells").fetchone()[0] == len(exercises_of(T1)) + 1


@pytest.fixture(scope="module")
def exported(autograded) -> dict[str, str]:
    """Las notas que escribe ``nbgrader export``; lo que espera a una persona no es un número."""
    path = autograded.root / "grades.csv"
    autograded.nbgrader("export", "--to", str(path))
    with path.open(newline="", encoding="utf-8") as file:
        return {row["student_id"]: row["score"] for row in csv.DictReader(file) if row["assignment"] == T1}


def test_nbgrader_autograde_pone_la_nota_de_nuestro_juez(exported):
    assert exported == {"ana": "falta mano", "beto": str(WITH_MISTAKE)}


def test_nbgrader_db_conoce_a_los_estudiantes(autograded):
    out = autograded.nbgrader("db", "student", "list").stdout
    assert "ana" in out and "beto" in out


def test_generate_feedback_escribe_el_informe_en_espanol(autograded):
    autograded.nbgrader("generate_feedback", T1)
    html = (autograded.root / "feedback" / "beto" / T1 / f"{T1}.html").read_text(encoding="utf-8")
    assert '<html lang="es">' in html and f"Nota: {WITH_MISTAKE:g} de {TOTAL:g}." in html
    assert "Cuenta filas: entrada × salida." in html
    assert "Student's answer" not in html and "Score:" not in html


def test_grade_despues_de_nbgrader_da_las_mismas_notas(autograded):
    done = autograded.autograder("grade", T1, "--json", "notas.json", "--quiet")
    assert done.returncode == 0, done.stderr
    students = json.loads((autograded.root / "notas.json").read_text(encoding="utf-8"))["students"]
    assert {name: found["score"] for name, found in students.items()} == {"ana": AUTO, "beto": WITH_MISTAKE}
    assert {name: found["pending_manual"] for name, found in students.items()} == {"ana": MANUAL, "beto": 0.0}
    assert students["beto"]["exercises"]["t1_lineal"]["diagnosis"] == "numerador"


def test_nbgrader_validate_aprueba_un_cuaderno_bien_hecho(course):
    out = course.nbgrader("validate", str(course.root / "submitted" / "ana" / T1 / f"{T1}.ipynb")).stdout
    assert "Success! Your notebook passes all the tests." in out


def test_nbgrader_validate_ensena_nuestro_mensaje_sin_la_traza(course):
    out = course.nbgrader("validate", str(course.root / "submitted" / "beto" / T1 / f"{T1}.ipynb")).stdout
    assert "✗ Todavía no: t1_lineal" in out and "Pista: Cuenta filas: entrada × salida." in out
    assert "Traceback" not in out and "CheckFailed" not in out and "autograder/student" not in out
    assert out.count("check(") == 1  # solo falla el que está mal
