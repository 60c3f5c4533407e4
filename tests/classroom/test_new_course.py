"""``autograder new``: un curso en su repositorio, con ``make test`` en verde a la primera y sin nada de éste cerca."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
from entorno import bare_venv

from autograder import cli
from autograder.classroom import wheels
from autograder.classroom.new_course import package_name, skeleton
from autograder.errors import CourseError

LESSON = "01_primera_leccion"
WRITTEN = {
    *("README.md", "Makefile", "pyproject.toml", "constraints.txt", "nbgrader_config.py", ".gitignore"),
    *("solutions/01_primera_leccion.md", "tests/test_pendiente_cubo.py", "algebra_lineal/__init__.py"),
    *("algebra_lineal/plots.py", "algebra_lineal/exercises/__init__.py"),
    *(f"algebra_lineal/exercises/primera_leccion/{name}.py" for name in ("__init__", "pendiente_cubo")),
    "wheels/retropropagacion-0.1.0-py3-none-any.whl",
}


class Course:
    """El curso recién hecho, con un entorno que tiene las bibliotecas y no este repositorio."""

    def __init__(self, folder: Path):
        self.folder = folder
        bare_venv(folder / ".venv")
        self.home = folder.parent

    def run(self, *command: str) -> subprocess.CompletedProcess:
        env = {"PATH": os.environ["PATH"], "HOME": str(self.home), "LANG": "C.UTF-8"}
        env |= {"XDG_CACHE_HOME": str(self.home / "cache"), "JUPYTER_DATA_DIR": str(self.home / "jupyter")}
        return subprocess.run(command, cwd=self.folder, env=env, capture_output=True, text=True, timeout=900)

    def autograder(self, *command: str) -> subprocess.CompletedProcess:
        return self.run(".venv/bin/autograder", *command)

    def hand_in(self, student: str, source: str) -> Path:
        notebook = nbformat.read(self.folder / f"notebooks/{LESSON}.ipynb", as_version=4)
        next(c for c in notebook.cells if c.id == "pendiente_cubo").source = source
        path = self.folder / "submitted" / student / LESSON / f"{LESSON}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
        return path


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    if shutil.which("make") is None:
        pytest.skip("falta make")
    folder = tmp_path_factory.mktemp("otro") / "algebra-lineal"
    assert cli.main(["new", str(folder)]) == 0
    made = Course(folder)
    # Lo que hay que bajar ya está: aquí se prueba el curso, no la red.
    made.first = made.run("make", "test", "PIP_ARGS=--no-index --no-build-isolation --no-compile")
    return made


def test_make_test_sale_en_verde_a_la_primera(course):
    assert course.first.returncode == 0, course.first.stdout[-3000:] + course.first.stderr[-3000:]
    assert "Todo en orden" in course.first.stdout and "5 passed" in course.first.stdout
    assert (course.folder / f"notebooks/{LESSON}.ipynb").is_file()


def test_lo_publicado_no_trae_la_solucion(course):
    assert "3 * x**2" not in (course.folder / f"notebooks/{LESSON}.ipynb").read_text("utf-8")


def test_se_califica_encerrado_con_los_dibujos_de_su_paquete(course):
    course.hand_in("ana", "def pendiente_cubo(x):\n    return 3 * x * x")
    course.hand_in("beto", "def pendiente_cubo(x):\n    return 3 * x**3")
    # Sus ejercicios no se ven al calificar: quien los busque no encuentra la referencia.
    thief = "from algebra_lineal.exercises.primera_leccion.pendiente_cubo import EXERCISE\n"
    course.hand_in("caco", thief + "def pendiente_cubo(x):\n    return EXERCISE.oracle(x)")
    done = course.autograder("grade", LESSON, "--json", "notas.json", "--quiet", "--no-feedback")
    assert done.returncode == 0, done.stdout + done.stderr
    grades = json.loads((course.folder / "notas.json").read_text("utf-8"))["students"]
    found = {who: g["exercises"]["pendiente_cubo"] for who, g in grades.items()}
    assert [found[who]["status"] for who in ("ana", "beto", "caco")] == ["pass", "fail", "fail"]
    assert found["beto"]["diagnosis"] == "no_resta_al_exponente"
    corrected = nbformat.read(course.folder / f"autograded/ana/{LESSON}/{LESSON}.ipynb", as_version=4)
    shown = [o for cell in corrected.cells for o in cell.get("outputs", ()) if "plots.cubic" in cell.source]
    assert shown and "x³" in shown[0].data["text/plain"]


def test_su_reparto_lleva_las_dos_ruedas(course, tmp_path):
    done = course.autograder("handout", LESSON, "--json")
    assert done.returncode == 0, done.stderr
    names = [name for name in json.loads(done.stdout)["files"] if name.startswith("wheels/")]
    assert names == [f"wheels/{name}-0.1.0-py3-none-any.whl" for name in ("algebra_lineal", "retropropagacion")]


# — lo que escribe, y lo que no puede —


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(wheels, "_own_wheel", lambda home: ("retropropagacion-0.1.0-py3-none-any.whl", b"rueda"))


def test_escribe_lo_que_dice_y_con_dry_run_nada(quick, tmp_path, capsys):
    folder = tmp_path / "algebra-lineal"
    assert cli.main(["new", str(folder), "--dry-run", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert set(said["files"]) == WRITTEN and said["package"] == "algebra_lineal" and not folder.exists()
    (folder / ".git").mkdir(parents=True)  # un repositorio recién creado sirve
    assert cli.main(["new", str(folder)]) == 0
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert there == WRITTEN
    assert capsys.readouterr().out.splitlines()[-1].endswith(f"Siguiente: cd {folder} && make test")


def test_no_queda_ninguna_marca_de_plantilla():
    for path, content in skeleton("algebra-lineal", "r.whl").items():
        assert b"{{" not in content and b"{%" not in content, path


@pytest.mark.parametrize("name", ["Álgebra", "1curso", "mi curso", "curso_", "-x", "a" * 61, "x.y", ""])
def test_un_nombre_que_no_sirve_se_explica(name):
    with pytest.raises(CourseError, match="no sirve como nombre de curso.*letras minúsculas"):
        package_name(name)


@pytest.mark.parametrize(
    "name, why",
    [
        ("autograder", "paquete instalado"),
        ("course-lib", "paquete instalado"),
        ("numpy", "paquete instalado"),
        ("json", "paquete instalado"),
        ("class", "palabra de Python"),
        ("tests", "carpeta o un paquete que el curso ya tiene"),
        ("retropropagacion", "carpeta o un paquete que el curso ya tiene"),
    ],
)
def test_un_nombre_ocupado_se_explica(name, why):
    with pytest.raises(CourseError, match=f"{why}.*Elige otro nombre"):
        package_name(name)


def test_no_se_escribe_encima_de_nada_ni_dentro_de_otro_curso(quick, tmp_path, root, capsys):
    (tmp_path / "lleno").mkdir()
    (tmp_path / "lleno" / "apuntes.txt").write_text("míos")
    (tmp_path / "archivo").touch()
    for folder, says in (
        (tmp_path / "lleno", "no está vacía: tiene apuntes.txt"),
        (tmp_path / "archivo", "existe y no es una carpeta"),
        (root / "docs" / "algebra", "está dentro de otro curso"),
    ):
        assert cli.main(["new", str(folder)]) == 2
        out, err = capsys.readouterr()
        assert says in err and err.count("\n") == 1 and out == ""
    assert (tmp_path / "lleno" / "apuntes.txt").read_text() == "míos" and not (root / "docs" / "algebra").exists()


# — de dónde sale la rueda —


def test_sin_el_repositorio_se_usa_la_rueda_del_curso_y_si_no_la_hay_se_dice(tmp_path, monkeypatch):
    monkeypatch.setattr(wheels, "_project", lambda folder: {})
    with pytest.raises(CourseError, match="No hay rueda en ningún curso.*un clon de él"):
        wheels.engine_wheel(None)
    (tmp_path / "wheels").mkdir()
    with pytest.raises(CourseError, match=f"No hay rueda en {tmp_path}/wheels.*deja ahí la rueda"):
        wheels.engine_wheel(tmp_path)
    (tmp_path / "wheels" / "retropropagacion-0.1-py3-none-any.whl").write_bytes(b"una")
    assert wheels.engine_wheel(tmp_path) == ("retropropagacion-0.1-py3-none-any.whl", b"una")
    (tmp_path / "wheels" / "retropropagacion-0.2-py3-none-any.whl").write_bytes(b"otra")
    with pytest.raises(CourseError, match="Hay 2 ruedas .* y hace falta una"):
        wheels.engine_wheel(tmp_path)


def test_lo_que_contesta_pip_al_fallar_se_cuenta(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "mal nombre"\nversion = "1"\n')
    with pytest.raises(CourseError, match=r"No se pudo hacer la rueda de .*pip install setuptools"):
        wheels.build_wheel(tmp_path, [])
