"""CONTRIBUTING.md dice la verdad: seguirlo al pie de la letra añade un ejercicio tocando dos archivos."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import nbformat
import pytest

REPO = Path(__file__).resolve().parents[1]
LESSON = "00_presentacion"
DECLARATION, CELLS = "autograder/exercises/presentacion/gradiente_cubo.py", f"solutions/{LESSON}.md"
NOTEBOOK, REFERENCES = f"notebooks/{LESSON}.ipynb", "autograder/exercises/presentacion/referencias.json"
DIAGNOSES = "autograder/exercises/presentacion/diagnosticos.json"
STUBS = "autograder/exercises/presentacion/publicado.json"
COPIED = ("autograder", "course_lib", "solutions", "notebooks", "nbgrader_config.py", "pyproject.toml", "README.md")


def block(mark: str) -> str:
    """El bloque de código que va detrás de ``<!-- marca -->``."""
    text = (REPO / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- {mark} -->\n(?P<fence>[`~]{{3,}})\w+\n(?P<body>.*?)\n(?P=fence)\n", text, re.DOTALL)
    assert found, f"CONTRIBUTING.md ya no tiene el bloque <!-- {mark} -->"
    return found["body"]


def contents(root: Path) -> dict[str, bytes]:
    """Lo que vería git: los archivos del curso, sin lo generado que se ignora."""
    ignored = {"__pycache__", "source", "release", "clase", "salida", ".jupyter"}
    paths = (p for p in root.rglob("*") if p.is_file() and not ignored & set(p.relative_to(root).parts))
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in paths}


class Copy:
    """Una copia del curso, con las órdenes que da CONTRIBUTING.md."""

    def __init__(self, root: Path):
        self.root = root
        root.mkdir(parents=True)
        for name in COPIED:
            if (REPO / name).is_dir():
                shutil.copytree(REPO / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(REPO / name, root)
        self.before = contents(root)

    def declare(self) -> None:
        (self.root / DECLARATION).write_text(block("declaracion") + "\n", encoding="utf-8")

    def add_cells(self) -> None:
        path = self.root / CELLS
        text = path.read_text(encoding="utf-8").rstrip("\n")
        path.write_text(f"{text}\n\n{block('celdas')}\n", encoding="utf-8")

    def autograder(self, *command: str) -> subprocess.CompletedProcess:
        scripts = sysconfig.get_path("scripts")
        env = {
            **os.environ,
            "PYTHONPATH": str(self.root),
            "PATH": f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}",
            "JUPYTER_DATA_DIR": str(self.root / ".jupyter"),
        }
        command = [sys.executable, "-m", "autograder.cli", *command]
        return subprocess.run(command, cwd=self.root, env=env, capture_output=True, text=True, timeout=900)

    def changed(self) -> set[str]:
        now = contents(self.root)
        return {name for name in self.before | now if self.before.get(name) != now.get(name)}

    def hand_in(self, student: str, source: str) -> None:
        notebook = nbformat.read(self.root / NOTEBOOK, as_version=4)
        next(c for c in notebook.cells if c.id == "gradiente_cubo").source = source
        path = self.root / "clase" / student / LESSON / f"{LESSON}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Copy:
    """El curso con el ejercicio de CONTRIBUTING.md añadido y construido."""
    made = Copy(tmp_path_factory.mktemp("contribuir") / "curso")
    made.declare()
    made.add_cells()
    done = made.autograder("build", LESSON)
    assert done.returncode == 0, done.stderr
    return made


def test_solo_cambian_los_dos_archivos_editados_y_los_cuatro_generados(copy):
    assert copy.changed() == {DECLARATION, CELLS, NOTEBOOK, REFERENCES, DIAGNOSES, STUBS}


def test_la_declaracion_tiene_el_formato_de_la_casa(copy):
    order = [sys.executable, "-m", "ruff", "format", "--check", "--config", str(REPO / "pyproject.toml"), DECLARATION]
    assert subprocess.run(order, cwd=copy.root, capture_output=True).returncode == 0


def test_lint_y_build_check_lo_dan_por_bueno(copy):
    # Las demás lecciones son las del repositorio, y de ellas lo mira make test.
    for command in (("lint",), ("build", "--check", LESSON)):
        done = copy.autograder(*command)
        assert done.returncode == 0, done.stdout + done.stderr


def test_el_cuaderno_tiene_el_ejercicio_con_sus_puntos_y_sin_la_solucion(copy):
    notebook = nbformat.read(copy.root / NOTEBOOK, as_version=4)
    cells = {c.id: c for c in notebook.cells}
    assert cells["test_gradiente_cubo"].metadata.nbgrader.points == 1
    assert "raise NotImplementedError" in cells["gradiente_cubo"].source
    assert "3 * x**2" not in (copy.root / NOTEBOOK).read_text(encoding="utf-8")


def test_se_califica_y_reconoce_las_confusiones_declaradas(copy):
    copy.hand_in("bien", "def gradiente_cubo(x):\n    return 3 * x * x")
    copy.hand_in("mal", "def gradiente_cubo(x):\n    return 3 * x**3")
    done = copy.autograder(
        "grade", LESSON, "--submitted", "clase", "--out", "salida", "--db", "sqlite:///salida/notas.db",
        "--json", "salida/notas.json", "--quiet",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    grades = json.loads((copy.root / "salida" / "notas.json").read_text(encoding="utf-8"))
    found = {student: r["exercises"]["gradiente_cubo"] for student, r in grades["students"].items()}
    assert (found["bien"]["status"], found["bien"]["points"]) == ("pass", 1.0)
    assert (found["mal"]["status"], found["mal"]["diagnosis"]) == ("fail", "no_resta_al_exponente")
    assert "¿Qué exponente queda arriba?" in found["mal"]["message"]


def test_sin_las_celdas_lint_dice_que_falta(copy, tmp_path):
    """Tocar solo uno de los dos archivos no pasa por bueno."""
    half = Copy(tmp_path / "curso")
    half.declare()
    done = half.autograder("lint")
    assert done.returncode == 1 and "gradiente_cubo" in done.stdout + done.stderr
