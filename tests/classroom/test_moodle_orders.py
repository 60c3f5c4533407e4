"""De Moodle a Moodle con las órdenes de verdad: recoger, calificar, devolver; y lo que dicen."""

import json
import shutil

import pytest
from entregas import run_cli
from moodle import Moodle, Participant

LESSON = "00_presentacion"
RIGHT = "def primer_gradiente(x):\n    return 2 * x + 3"
WRONG = "def primer_gradiente(x):\n    return 2 * x"
ANA, JOSE, LUIS = 11, 12, 13


@pytest.fixture
def tasks(tmp_path, root, classroom, lesson00):
    """Una tarea de Moodle con su zip y su hoja, y las órdenes sobre una clase vacía."""
    moodle = Moodle(
        Participant(ANA, "Ana Gil", "ana@x.es", "domingo, 31 de enero de 2027, 23:59", "Enviado para calificar"),
        Participant(JOSE, "José Núñez", "jose@x.es", "lunes, 1 de febrero de 2027, 2:10", "Enviado para calificar"),
        Participant(LUIS, "Luis Ruiz", "luis@x.es"),
        maximum=10.0,
    )
    right, wrong = (lesson00.draft().put("primer_gradiente", text).to_bytes() for text in (RIGHT, WRONG))
    package, sheet, out = tmp_path / "entregas.zip", tmp_path / "hoja.csv", tmp_path / "vuelta"
    package.write_bytes(moodle.submissions({ANA: {f"{LESSON}.ipynb": right}, JOSE: {"mía.ipynb": wrong}}))
    sheet.write_bytes(moodle.worksheet())

    class Tasks:
        def collect(self, *options, what=package, worksheet=sheet):
            command = ["moodle", "collect", LESSON, str(what), "--worksheet", str(worksheet), "--db", classroom.db]
            return run_cli([*command, "--out", str(classroom.submitted), *options], root)

        def give_back(self, *options):
            command = ["moodle", "return", LESSON, "--worksheet", str(sheet), "--db", classroom.db, "--out", str(out)]
            command += ["--feedback", str(classroom.out / "feedback"), "--submitted", str(classroom.submitted)]
            return run_cli([*command, *options], root)

    found = Tasks()
    found.moodle, found.package, found.sheet, found.out, found.classroom = moodle, package, sheet, out, classroom
    return found


def test_de_moodle_a_moodle(tasks):
    run = tasks.collect("--due", "31/01/2027 23:59")
    assert run.code == 0 and run.err == ""
    assert "2 entregas recogidas en" in run.out and "2 nuevas." in run.out
    assert run.out.rstrip().endswith(f"--roster {tasks.sheet}")
    assert "Sin entrega (1):\n  luis@x.es: Luis Ruiz (luis@x.es)" in run.out
    graded = tasks.classroom.grade("--roster", str(tasks.sheet))
    assert graded.grades["students"]["ana@x.es"]["score"] == 1.0
    jose = graded.grades["students"]["jose@x.es"]
    assert (jose["score"], jose["name"], jose["late_minutes"]) == (0.0, "José Núñez", 131)
    assert "Llegaron tarde (1):\n  jose@x.es (José Núñez): 2 horas y 11 minutos" in graded.out
    back = tasks.give_back()
    assert back.code == 0 and "2 notas en la hoja, de 3 personas." in back.out and "sube primero la hoja" in back.out
    moodle = tasks.moodle
    assert moodle.upload_worksheet((tasks.out / "hoja.csv").read_bytes()) == 2
    moodle.upload_reports((tasks.out / f"{LESSON}-informes.zip").read_bytes())
    assert [p.grade for p in moodle.people.values()] == [10.0, 0.0, None]
    assert [len(p.files) for p in moodle.people.values()] == [1, 1, 0]
    assert b"<html" in moodle.people[JOSE].files["comentarios.html"]
    # La hoja que se descarga después es la que se sube sin cambiar nada.
    tasks.sheet.write_bytes(moodle.worksheet())
    tasks.give_back()
    assert (tasks.out / "hoja.csv").read_bytes() == tasks.sheet.read_bytes()


def test_en_json_no_hay_otra_cosa_y_un_ensayo_no_escribe(tasks):
    rehearsal = tasks.collect("--json", "--dry-run")
    said = json.loads(rehearsal.out)
    assert said["dry_run"] and said["students"]["ana@x.es"]["state"] == "nueva"
    assert said["students"]["jose@x.es"]["handed_in"] == "2027-02-01T02:10+01:00" and list(said["absent"]) == [
        "luis@x.es"
    ]
    assert list(tasks.classroom.submitted.iterdir()) == []
    assert "sin --dry-run" in tasks.collect("--dry-run").out
    tasks.collect()
    tasks.classroom.grade("--no-feedback")
    said = json.loads(tasks.give_back("--json", "--dry-run").out)
    assert said["students"]["ana@x.es"] == {"grade": "10,00", "state": "juzgada"} and not tasks.out.exists()
    assert said["without_report"] == ["ana@x.es", "jose@x.es"] and said["reports_zip"] is None


def test_lo_cambiado_de_sitio_y_lo_que_pisaria_se_dice(tasks):
    swapped = tasks.collect(what=tasks.sheet, worksheet=tasks.package)
    assert swapped.code == 2 and "es un zip: detrás de --worksheet va la hoja" in swapped.err
    assert tasks.collect("--due", "pronto").err.startswith("--due: no se entiende la fecha «pronto»")
    assert tasks.collect(what=tasks.package.with_name("no.zip")).code == 2
    tasks.collect()
    tasks.classroom.grade("--no-feedback")
    over = tasks.give_back("--out", str(tasks.sheet.parent))
    assert over.code == 2 and "no escribir encima" in over.err


def test_el_zip_descomprimido_no_se_califica_y_se_dice_como_recogerlo(tasks):
    shutil.unpack_archive(tasks.package, tasks.classroom.submitted)
    run = tasks.classroom.grade()
    assert run.code == 2 and run.grades is None
    assert "parece el zip de Moodle descomprimido («Ana Gil_11_assignsubmission_file_» y 1 más)" in run.err
    assert f"autograder moodle collect {LESSON} ENTREGAS.zip --worksheet HOJA.csv" in run.err


def test_entre_carpetas_buenas_la_que_puso_moodle_se_aparta(tasks, lesson00):
    tasks.collect()
    tasks.classroom.hand_in("Eva Sanz_14_assignsubmission_file", lesson00.draft())
    run = tasks.classroom.grade()
    assert run.code == 1 and list(run.grades["students"]) == ["ana@x.es", "jose@x.es"]
    assert "la puso Moodle" in run.grades["ignored"]["Eva Sanz_14_assignsubmission_file"]
