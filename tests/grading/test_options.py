"""Qué se pide al calificar: manda la orden y, donde calla, nbgrader_config.py."""

from pathlib import Path

import pytest

from autograder.cli import build_parser
from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading.options import GradeOptions


@pytest.fixture
def resolve(tmp_path):
    """Función que da las opciones de una orden en un curso con esas líneas de configuración."""

    def go(*order: str, config: tuple[str, ...] = ()) -> GradeOptions:
        lines = [f"c.{line}" for line in config]
        (tmp_path / "nbgrader_config.py").write_text("\n".join(lines), encoding="utf-8")
        args = build_parser().parse_args(["grade", "tarea_jacobiano", *order])
        return GradeOptions.resolve(args, Course(tmp_path))

    return go


def test_sin_decir_nada_todo_esta_en_la_raiz(resolve, tmp_path):
    options = resolve()
    found = (options.submitted, options.autograded, options.feedback)
    assert found == tuple(tmp_path / name for name in ("submitted", "autograded", "feedback"))
    assert options.db_url == f"sqlite:///{tmp_path}/gradebook.db"
    assert (options.student, options.exclude, options.create, options.command) == (
        None, "", True, "autograder grade tarea_jacobiano",
    )  # fmt: skip


CONFIG = (
    "CourseDirectory.submitted_directory = 'entregas'",
    "CourseDirectory.autograded_directory = 'salida/corregidas'",
    "CourseDirectory.feedback_directory = '/disco/informes'",
    "CourseDirectory.db_url = 'sqlite:///notas2027.db'",
    "CourseDirectory.student_id = 'a*'",
    "CourseDirectory.student_id_exclude = 'alba'",
    "Autograde.create_student = False",
)


def test_lo_que_dice_el_curso_vale(resolve, tmp_path):
    options = resolve(config=CONFIG)
    assert (options.submitted, options.autograded) == (tmp_path / "entregas", tmp_path / "salida" / "corregidas")
    assert (options.feedback, options.db_url) == (Path("/disco/informes"), f"sqlite:///{tmp_path}/notas2027.db")
    assert (options.student, options.exclude, options.create) == ("a*", "alba", False)


def test_lo_que_dice_la_orden_manda(resolve):
    order = ["--submitted", "otras", "--out", "fuera", "--feedback", "html", "--db", "sqlite:///otro.db"]
    options = resolve(*order, "--student", "*", "--exclude", "", "--create", config=CONFIG)
    assert (options.submitted, options.autograded) == (Path("otras"), Path("fuera/salida/corregidas"))
    # La del curso está en otro disco: quien dice --out no espera que vaya allí.
    assert resolve("--out", "fuera", config=CONFIG).feedback == Path("fuera/informes")
    assert (options.feedback, options.db_url) == (Path("fuera/html"), "sqlite:///otro.db")
    assert (options.student, options.exclude, options.create) == (None, "", True)


def test_la_orden_que_se_repite_dice_lo_mismo_sin_contrasenas(resolve):
    order = ["--db", "postgresql://ana:secreta@servidor/notas", "--student", "ana maría", "--no-create", "--force"]
    command = resolve(*order).command
    assert "secreta" not in command
    assert command.startswith("autograder grade tarea_jacobiano --db ")
    assert command.endswith("--student 'ana maría' --no-create --force")


def test_un_cuaderno_que_el_curso_deja_fuera_se_dice(resolve):
    with pytest.raises(CourseError, match="notebook_id es «00_\\*» y deja fuera tarea_jacobiano"):
        resolve(config=("CourseDirectory.notebook_id = '00_*'",))
