"""Los cursos de otros: se conocen al instalarlos, conviven con éste y lo que falla en ellos se dice en una frase."""

import importlib
import sys

import pytest

from autograder import courses, exercise
from autograder.course import CONFIG, find_root
from autograder.errors import CourseError
from autograder.exercise import all_exercises, exercise_ids, exercises_in, exercises_of, find_exercise
from autograder.judging import forbidden
from autograder.judging.references import source_key, store_path
from autograder.running import packages, view
from autograder.student import certificate

DECLARATION = """
from dataclasses import replace
from autograder.exercises.presentacion.primer_gradiente import EXERCISE as FIRST
from {package}.scales import ONE
EXERCISE = replace(FIRST, id="{id}", lesson="{lesson}", points=ONE)
"""


class Installed:
    """Un curso en su carpeta, instalado como lo deja ``pip install -e .``."""

    def __init__(self, folder, package):
        self.root, self.package = folder / package, package
        (self.root / "solutions").mkdir(parents=True)
        (self.root / CONFIG).touch()
        points = f'[project.entry-points."{courses.GROUP}"]\n{package} = "{package}"\n'
        (self.root / "pyproject.toml").write_text(points)
        self.write("__init__.py", "")
        self.write("scales.py", "ONE = 1\n")
        self.write("exercises/__init__.py", "")

    def write(self, path, text):
        target = self.root / self.package / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def declare(self, lesson, id_, text=DECLARATION):
        folder = exercise.module_name(lesson)
        self.write(f"exercises/{folder}/__init__.py", "")
        self.write(f"exercises/{folder}/{id_}.py", text.format(package=self.package, id=id_, lesson=lesson))


def forget():
    importlib.invalidate_caches()
    courses.installed.cache_clear()
    exercise.exercise_ids.cache_clear()
    exercise._declared.cache_clear()
    view._course_files.cache_clear()


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Instala un curso que solo existe durante la prueba."""
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    modules = set(sys.modules)

    def go(package="algebra", value=None):
        info = tmp_path / "instalado" / f"{package}-0.1.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: curso-{package}\nVersion: 0.1\n")
        (info / "entry_points.txt").write_text(f"[{courses.GROUP}]\n{package} = {value or package}\n")
        monkeypatch.syspath_prepend(str(info.parent))
        made = Installed(tmp_path, package)
        monkeypatch.syspath_prepend(str(made.root))
        forget()
        return made

    yield go
    for name in set(sys.modules) - modules:
        if name.partition(".")[0] in ("algebra", "geometria"):
            del sys.modules[name]
    monkeypatch.undo()
    forget()


@pytest.fixture
def algebra(install):
    made = install()
    made.declare("01_vectores", "producto")
    forget()
    return made


def test_sus_ejercicios_se_encuentran_junto_a_los_nuestros(algebra):
    found = find_exercise("producto")
    assert found.module == "algebra.exercises.vectores.producto" and found.points == 1
    assert found.file == "algebra/exercises/vectores/producto.py"
    assert list(exercises_of("01_vectores")) == ["producto"] and "primer_gradiente" in exercise_ids()
    assert store_path(found) == algebra.root / "algebra/exercises/vectores/referencias.json"


def test_con_otro_curso_instalado_se_enumeran_los_suyos_y_cada_carpeta_tiene_los_de_su_curso(algebra, root):
    assert list(all_exercises()) == ["producto"] == list(exercises_in(algebra.root))
    ours = exercises_in(root)
    assert "primer_gradiente" in ours and "producto" not in ours
    assert certificate.certify(all_exercises().values(), {}).text().startswith("curso-algebra\n")


def test_la_huella_de_una_declaracion_mira_tambien_lo_que_importa_de_su_paquete(algebra):
    before = source_key(find_exercise("producto"))
    algebra.write("scales.py", "ONE = 1  # otro\n")
    assert source_key(find_exercise("producto")) != before


def test_al_calificar_se_ve_su_biblioteca_y_no_sus_ejercicios(algebra):
    shown = view.course_modules(["from algebra import scales"], [["course_lib", "algebra"]])
    assert shown == {"algebra", "algebra.scales"}
    assert not [name for name in view.all_course_modules() if "exercises" in name]
    assert algebra.root in view.course_folders() and "algebra" not in packages.unseen()
    assert forbidden.outsiders(["import algebra, pandas"], {}) == ["pandas"]


# — lo que falla —


def test_un_id_o_una_leccion_que_ya_existe_se_dice_con_los_dos_sitios(algebra):
    algebra.declare("01_vectores", "t1_lineal")
    forget()
    both = "en autograder/exercises/tarea_jacobiano/t1_lineal.py y en algebra/exercises/vectores/t1_lineal.py"
    with pytest.raises(CourseError, match=f"«t1_lineal» está declarado dos veces: {both}"):
        exercise_ids()
    (algebra.root / "algebra/exercises/vectores/t1_lineal.py").unlink()
    algebra.declare("03_presentacion", "otro")
    forget()
    both = "autograder/exercises/presentacion/ y algebra/exercises/presentacion/"
    with pytest.raises(CourseError, match=f"una lección «presentacion»: {both}. Cambia el nombre de la tuya"):
        find_exercise("producto")


@pytest.mark.parametrize(
    "path, text, says",
    [
        ("__init__.py", "\nimport no_esta", r"^algebra/__init__.py, línea 2: no se puede leer.*no_esta"),
        ("scales.py", "ONE = (", r"^algebra/scales.py, línea 1: no se puede leer.*SyntaxError"),
        (
            "exercises/vectores/producto.py",
            "1 / 0",
            r"^algebra/exercises/vectores/producto.py, línea 1: .*ZeroDivision",
        ),
    ],
)
def test_un_paquete_que_no_se_puede_importar_dice_donde(algebra, path, text, says):
    algebra.write(path, text)
    with pytest.raises(CourseError, match=says) as caught:
        find_exercise("producto")
    assert "\n" not in str(caught.value)
    assert find_exercise("t1_lineal")  # los demás cursos siguen


@pytest.mark.parametrize("value", ["no_esta_en_ningun_sitio", "algebra.dentro", "algebra:cosa"])
def test_un_curso_instalado_cuyo_paquete_no_esta_se_dice(install, value):
    install(value=value)
    with pytest.raises(
        CourseError, match=r"El curso «curso-algebra» dice que su paquete es «.*», y no está.*pip install"
    ):
        exercise_ids()


def test_en_su_carpeta_se_trabaja_con_el_instalado_y_si_no_lo_esta_se_dice(algebra, tmp_path):
    assert find_root(algebra.root / "solutions") == algebra.root
    other = Installed(tmp_path / "copia", "algebra")
    with pytest.raises(
        CourseError, match=f"instalado en este entorno es el de {algebra.root}, y estás en {other.root}"
    ):
        find_root(other.root)
    with pytest.raises(CourseError, match=r"no está instalado en este entorno.*pip install -e \."):
        find_root(Installed(tmp_path, "geometria").root)


@pytest.mark.parametrize("text", ["[project", 'project = "no es una tabla"', "project = {entry-points = 3}"])
def test_un_pyproject_que_no_se_entiende_se_dice(tmp_path, text):
    made = Installed(tmp_path, "geometria")
    (made.root / "pyproject.toml").write_text(text)
    with pytest.raises(CourseError, match=r"pyproject\.toml no se puede leer.*Corrígelo"):
        find_root(made.root)
