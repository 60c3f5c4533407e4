"""La carpeta del curso y su configuración: los mismos sitios que mira nbgrader, o una frase que dice por qué no."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory

from autograder.course import TIMEZONE, Course, find_root, whole_url
from autograder.errors import STOPPED, CourseError

STEPS = ("source", "release", "submitted", "autograded", "feedback")


@pytest.fixture(autouse=True)
def no_config_of_this_machine(tmp_path, monkeypatch):
    """Lo que haya en los Jupyter de quien prueba no cuenta."""
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_CONFIG_PATH"):
        monkeypatch.setenv(name, str(tmp_path / "jupyter"))


@pytest.fixture
def course(tmp_path):
    """Función que da un curso con esas líneas en nbgrader_config.py."""
    root = tmp_path / "curso"
    (root / "solutions").mkdir(parents=True)

    def make(*lines: str) -> Course:
        text = "\n".join(["c = get_config()", *lines]) + "\n"
        (root / "nbgrader_config.py").write_text(text, encoding="utf-8")
        return Course(root)

    return make


# — la raíz —


def test_la_raiz_es_la_mas_proxima_hacia_arriba(course, tmp_path):
    root = course().root
    inner = root / "notebooks" / "datos"
    inner.mkdir(parents=True)
    assert find_root(inner) == root.resolve()
    with pytest.raises(CourseError, match="no está dentro de la carpeta del curso.*«cd»"):
        find_root(tmp_path)


def test_leer_la_configuracion_no_carga_nbgrader_ni_nada_que_pese(root):
    code = (
        "import json, sys; from autograder.course import Course, find_root; light = 'traitlets' not in sys.modules;"
        "c = Course(find_root()); c.folder('submitted'), c.db_url;"
        "print(json.dumps([light, sorted(m.split('.')[0] for m in sys.modules)]))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    light, loaded = json.loads(done.stdout)
    heavy = {"nbgrader", "nbformat", "nbconvert", "sqlalchemy", "torch", "jupytext", "IPython", "bleach"}
    assert light and not heavy & set(loaded)


# — carpetas y gradebook —


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("c.CourseDirectory.submitted_directory = 'entregas'", "c.CourseDirectory.feedback_directory = 'a/informes'"),
        ("c.CourseDirectory.autograded_directory = '/otro/disco/corregidas'",),
        ("c.CourseDirectory.root = '/datos/curso'", "c.CourseDirectory.release_directory = 'publicado'"),
        ("c.CourseDirectory.db_url = 'postgresql://ana@servidor/notas'",),
        ("c.CourseDirectory.db_url = 'sqlite:////datos/notas.db'", "c.CourseDirectory.student_id_exclude = 'ana,beto'"),
        ("c.CourseDirectory.db_url = 'sqlite:///:memory:'", "c.CourseDirectory.student_id = 'a*'"),
        ("c.CourseDirectory.notebook_id = 'tarea*'",),
    ],
)
def test_cada_cosa_esta_donde_dice_nbgrader(course, monkeypatch, lines):
    found = course(*lines)
    monkeypatch.chdir(found.root)  # desde ahí se ejecuta nbgrader
    theirs = CourseDirectory(config=found.config)
    for step in STEPS:
        name = getattr(theirs, f"{step}_directory")
        assert found.folder(step) == Path(os.path.join(theirs.root, name)), step
    assert found.db_url == theirs.db_url
    assert (found.student, found.exclude) == (theirs.student_id, theirs.student_id_exclude)
    assert found.notebook == theirs.notebook_id


@pytest.mark.parametrize(
    "url, whole",
    [
        ("sqlite:///notas.db", "sqlite:////curso/notas.db"),
        ("sqlite:///datos/2027.db?timeout=30", "sqlite:////curso/datos/2027.db?timeout=30"),
        ("sqlite+pysqlite:///notas.db", "sqlite+pysqlite:////curso/notas.db"),
        ("sqlite:///file:notas.db?uri=true", "sqlite:///file:notas.db?uri=true"),
        ("sqlite://", "sqlite://"),
    ],
)
def test_una_ruta_relativa_de_sqlite_parte_de_la_raiz(url, whole):
    assert whole_url(url, Path("/curso")) == whole


def test_los_nombres_de_antes_valen_como_en_nbgrader(course):
    found = course("c.NbGrader.submitted_directory = 'entregas'", "c.NbGrader.course_directory = '/datos'")
    assert found.folder("submitted") == Path("/datos/entregas")


def test_la_configuracion_de_la_maquina_cuenta_menos_que_la_del_curso(course, tmp_path):
    (tmp_path / "jupyter").mkdir()
    lines = ("submitted_directory = 'de_la_maquina'", "feedback_directory = 'informes'")
    text = "\n".join(f"c.CourseDirectory.{line}" for line in lines)
    (tmp_path / "jupyter" / "nbgrader_config.py").write_text(text)
    found = course("c.CourseDirectory.submitted_directory = 'del_curso'")
    assert (found.folder("submitted").name, found.folder("feedback").name) == ("del_curso", "informes")


def test_quien_no_esta_en_el_gradebook_se_anade_si_no_se_dice_que_no(course):
    assert course().create_students and not course("c.Autograde.create_student = False").create_students


def test_la_zona_horaria_es_la_de_madrid_si_no_se_dice_otra(course):
    assert course().timezone.key == TIMEZONE
    assert course("c.Retropropagacion.timezone = 'America/Lima'").timezone.key == "America/Lima"


# — lo que no se entiende —


@pytest.mark.parametrize(
    "line, says",
    [
        ("c.CourseDirectory.db_url = ", r"nbgrader_config\.py no se puede leer \(línea 2: .*\)\. Corrígelo"),
        ("import no_existe_tal_cosa", r"no se puede leer \(ModuleNotFoundError: .*no_existe_tal_cosa"),
        ("raise SystemExit('hoy no')", r"no se puede leer \(SystemExit: hoy no\)"),
        ("open('lista_que_no_esta.csv')", r"no se puede leer \(no existe \(lista_que_no_esta\.csv\)\)"),
        ("c.CourseDirectory = 3", r"no se puede leer \(ValueError"),
        (
            "c.CourseDirectory.db_url = 3",
            r"CourseDirectory\.db_url debe ser un texto entre comillas y es 3, de tipo int",
        ),
        (
            "import pathlib; c.CourseDirectory.submitted_directory = pathlib.Path('x')",
            r"submitted_directory .*PosixPath",
        ),
        ("c.CourseDirectory.student_id = ['ana']", r"student_id .*de tipo list"),
        ("c.Autograde.create_student = 'no'", r"Autograde\.create_student debe ser True o False"),
        (
            "c.Retropropagacion.timezone = 'Madrid'",
            r"«Madrid» y esta máquina no conoce esa zona horaria.*Europe/Madrid",
        ),
        ("c.CourseDirectory.directory_structure = '{student_id}'", r"directory_structure .*es la única que se conoce"),
    ],
)
def test_una_configuracion_mala_se_explica_en_una_frase(course, line, says):
    found = course(line)
    with pytest.raises(CourseError, match=says) as caught:
        found.folder("submitted"), found.db_url, found.student, found.create_students, found.timezone
    assert caught.value.code == STOPPED and "\n" not in str(caught.value)
