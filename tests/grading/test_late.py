"""El descuento por retraso: el mismo que pondría nbgrader con la misma configuración."""

import shutil
from datetime import datetime, timedelta

import pytest
from entregas import Classroom
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties

from autograder.course import Course

RIGHT = "def primer_gradiente(x):\n    return 2 * x + 3"
WRONG = "def primer_gradiente(x):\n    return 2 * x"
DUE = datetime(2026, 11, 1, 10)
ZERO = "c.LateSubmissionPlugin.penalty_method = 'zero'"


class Half(LateSubmissionPlugin):
    """Un complemento propio: la mitad de la nota por hora."""

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score / 2 * total_seconds_late / 3600


class Wild(LateSubmissionPlugin):
    """Uno que descuenta más de lo que hay, o da puntos."""

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 100.0 if student_id == "ana" else -100.0


@pytest.fixture
def course(tmp_path, root):
    """La raíz de un curso con su propia nbgrader_config.py."""
    folder = tmp_path / "curso"
    folder.mkdir()
    for name in ("notebooks", "solutions"):
        shutil.copytree(root / name, folder / name)

    def configure(line: str):
        config = (root / "nbgrader_config.py").read_text(encoding="utf-8")
        (folder / "nbgrader_config.py").write_text(f"{config}\n{line}\n", encoding="utf-8")
        return folder

    return configure


@pytest.fixture
def late(tmp_path, course, lesson00, empty_gradebook):
    """Una clase con fecha de entrega: ana y beto tarde, cloe a tiempo, dora sin hora."""

    def go(line: str = ZERO, minutes: float = 30) -> Classroom:
        group = Classroom(tmp_path / "clase", course(line), lesson00.assignment, here=True)
        shutil.copy(empty_gradebook, group.folder / "gradebook.db")
        with Gradebook(group.db) as book:
            book.update_or_create_assignment(group.assignment, duedate=DUE)
        times = {"ana": DUE + timedelta(minutes=minutes), "beto": DUE + timedelta(seconds=1), "cloe": DUE, "dora": None}
        for student, when in times.items():
            path = group.hand_in(
                student, lesson00.draft().put("primer_gradiente", WRONG if student == "beto" else RIGHT)
            )
            if when is not None:
                (path.parent / "timestamp.txt").write_text(f"{when:%Y-%m-%d %H:%M:%S} UTC")
        return group

    return go


def penalties(group: Classroom) -> dict[str, float | None]:
    with Gradebook(group.db) as book:
        found = book.assignment_submissions(group.assignment)
        return {s.student.id: s.notebooks[0].late_submission_penalty for s in found}


def nbgrader_penalties(group: Classroom) -> dict[str, float | None]:
    """Los que pone el preprocesador de nbgrader sobre el mismo gradebook."""
    config = Course(group.root).config
    for student in penalties(group):
        info = {"notebook": group.assignment, "assignment": group.assignment, "student": student, "db_url": group.db}
        AssignLatePenalties(config=config).preprocess(new_notebook(), {"nbgrader": info})
    return penalties(group)


def test_el_metodo_zero_quita_toda_la_nota_a_quien_llega_tarde(late):
    group = late()
    run = group.grade()
    assert {s: r["score"] for s, r in run.grades["students"].items()} == {"ana": 0, "beto": 0, "cloe": 1, "dora": 1}
    ours = penalties(group)
    assert ours == {"ana": 1.0, "beto": 0.0, "cloe": None, "dora": None}
    assert nbgrader_penalties(group) == ours
    with Gradebook(group.db) as book:
        for student, result in run.grades["students"].items():
            assert book.find_submission(group.assignment, student).score - (ours[student] or 0) == result["score"]


def test_sin_configurar_nada_no_se_descuenta(late):
    group = late("")
    assert group.grade().grades["students"]["ana"]["score"] == 1.0
    assert penalties(group) == nbgrader_penalties(group) == dict.fromkeys(("ana", "beto", "cloe", "dora"))


@pytest.mark.parametrize("plugin", ["Half", "Wild"])
def test_un_complemento_propio_vale_como_en_nbgrader(late, plugin):
    group = late(f"c.AssignLatePenalties.plugin_class = 'test_late.{plugin}'")
    run = group.grade()
    ours = penalties(group)
    # Nunca se descuenta más de lo que hay ni se dan puntos.
    assert ours == {"ana": {"Half": 0.25, "Wild": 1.0}[plugin], "beto": 0.0, "cloe": None, "dora": None}
    assert nbgrader_penalties(group) == ours
    assert run.grades["students"]["ana"]["score"] == 1.0 - ours["ana"]


def test_la_prorroga_de_una_persona_cuenta(late):
    group = late()
    group.grade()
    with Gradebook(group.db) as book:
        book.find_submission(group.assignment, "ana").extension = timedelta(hours=1)
        book.db.commit()
    assert group.grade("--force").grades["students"]["ana"]["score"] == 1.0
    assert penalties(group)["ana"] is None and nbgrader_penalties(group)["ana"] is None


def test_el_descuento_es_sobre_la_nota_que_puso_una_persona(late):
    group = late()
    group.grade()
    with Gradebook(group.db) as book:
        given = book.find_grade("test_primer_gradiente", group.assignment, group.assignment, "ana")
        given.manual_score, given.extra_credit = 0.5, 0.25
        book.db.commit()
    run = group.grade("--force")
    assert penalties(group)["ana"] == 0.75 == nbgrader_penalties(group)["ana"]
    assert run.grades["students"]["ana"]["score"] == 0.0


def test_si_vuelve_a_entregar_a_tiempo_se_le_quita_el_descuento(late):
    group = late()
    group.grade()
    (group.path("ana").parent / "timestamp.txt").write_text("2026-11-01 09:00:00 UTC")
    assert group.grade().grades["students"]["ana"]["score"] == 1.0
    assert penalties(group)["ana"] is None


def test_el_informe_dice_cuanto_se_desconto(late):
    group = late()
    group.grade()
    assert "Nota: 0 de 1." in group.feedback("ana").read_text(encoding="utf-8")
    assert "retraso" in group.feedback("ana").read_text(encoding="utf-8")
    assert "retraso" not in group.feedback("cloe").read_text(encoding="utf-8")
