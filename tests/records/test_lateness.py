"""El descuento por retraso: el mismo que pondría nbgrader con la misma configuración."""

import csv
import shutil
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from entregas import Classroom
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties

from autograder.course import Course
from autograder.nbgrader_plugin import settle_penalty
from autograder.records.export import CsvExport
from autograder.records.lateness import in_words, late_by, minutes

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


class Broken(LateSubmissionPlugin):
    """Uno que falla."""

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        raise ZeroDivisionError("división entre cero")


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
    group = late(f"c.AssignLatePenalties.plugin_class = 'test_lateness.{plugin}'")
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
    assert group.grade().grades["students"]["ana"]["score"] == 1.0
    assert penalties(group)["ana"] is None and nbgrader_penalties(group)["ana"] is None


def by_hand(group: Classroom) -> None:
    with Gradebook(group.db) as book:
        given = book.find_grade("test_primer_gradiente", group.assignment, group.assignment, "ana")
        given.manual_score, given.extra_credit = 0.5, 0.25
        book.db.commit()


@pytest.mark.parametrize("options", [(), ("--force",), ("--no-feedback",)], ids=str)
def test_el_descuento_es_sobre_la_nota_que_puso_una_persona(late, options):
    """Con --force y sin él: se calcula con lo que hay apuntado ahora."""
    group = late()
    group.grade()
    by_hand(group)
    run = group.grade(*options)
    assert penalties(group)["ana"] == 0.75 == nbgrader_penalties(group)["ana"]
    assert run.grades["students"]["ana"]["score"] == 0.0
    assert run.grades["students"]["ana"]["late_penalty"] == 0.75


def test_la_exportacion_descuenta_lo_de_ahora_sin_volver_a_calificar(late, tmp_path):
    group = late()
    group.grade()
    by_hand(group)
    with Gradebook(group.db) as book:
        CsvExport(to=str(tmp_path / "notas.csv"), config=Course(group.root).config).export(book)
    with (tmp_path / "notas.csv").open(encoding="utf-8", newline="") as file:
        found = {row["student_id"]: row for row in csv.DictReader(file)}
    assert (found["ana"]["raw_score"], found["ana"]["late_submission_penalty"], found["ana"]["score"]) == (
        "0.75", "0.75", "0.0",
    )  # fmt: skip
    assert found["cloe"]["score"] == "1.0"


def test_generate_feedback_pone_al_dia_el_descuento(late):
    group = late()
    group.grade("--no-feedback")
    by_hand(group)
    converter = SimpleNamespace(coursedir=SimpleNamespace(db_url=group.db), config=Course(group.root).config)
    for student in ("ana", "cloe"):
        settle_penalty(converter, group.assignment, student)
    assert penalties(group) == {"ana": 0.75, "beto": 0.0, "cloe": None, "dora": None}


@pytest.mark.parametrize("plugin", ["NoExiste", "Broken"])
def test_un_complemento_que_falla_se_dice_en_una_frase(late, plugin):
    run = late(f"c.AssignLatePenalties.plugin_class = 'test_lateness.{plugin}'").grade()
    assert run.code == 2 and "nbgrader_config.py" in run.err and "Traceback" not in run.err


def test_si_vuelve_a_entregar_a_tiempo_se_le_quita_el_descuento(late):
    group = late()
    group.grade()
    (group.path("ana").parent / "timestamp.txt").write_text("2026-11-01 09:00:00 UTC")
    assert group.grade().grades["students"]["ana"]["score"] == 1.0
    assert penalties(group)["ana"] is None


def test_de_otra_entrega_sin_hora_no_se_dice_que_llego_tarde(late, lesson00):
    """La hora de la anterior no es la suya."""
    group = late()
    group.grade()
    (group.path("ana").parent / "timestamp.txt").unlink()
    group.hand_in("ana", lesson00.draft().put("primer_gradiente", RIGHT + "\n"))
    assert group.grade().grades["students"]["ana"]["score"] == 1.0
    assert penalties(group)["ana"] is None


def test_el_informe_dice_cuanto_se_desconto(late):
    group = late()
    group.grade()
    assert "Nota: 0 de 1." in group.feedback("ana").read_text(encoding="utf-8")
    assert "retraso" in group.feedback("ana").read_text(encoding="utf-8")
    assert "retraso" not in group.feedback("cloe").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "late, count, words",
    [
        (timedelta(seconds=1), 1, "1 minuto"),
        (timedelta(minutes=60), 60, "1 hora"),
        (timedelta(hours=2, minutes=11), 131, "2 horas y 11 minutos"),
        (timedelta(days=1, seconds=30), 1441, "1 día y 1 minuto"),
        (timedelta(days=3, hours=4, minutes=5), 4565, "3 días y 4 horas"),
        (timedelta(), 0, "0 minutos"),
    ],
)
def test_un_retraso_se_dice_como_lo_dice_una_persona(late, count, words):
    assert (minutes(late), in_words(late)) == (count, words)


def test_con_prorroga_o_a_tiempo_no_llega_tarde_y_sin_fecha_no_se_sabe():
    assert late_by(DUE + timedelta(hours=1), DUE, timedelta(hours=2)) == timedelta()
    assert late_by(DUE - timedelta(hours=1), DUE, None) == timedelta()
    assert late_by(DUE + timedelta(hours=1), DUE, None) == timedelta(hours=1)
    assert late_by(None, DUE, None) is None and late_by(DUE, None, None) is None
