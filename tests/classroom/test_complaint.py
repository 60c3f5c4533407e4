"""Una reclamación: el historial, el juicio repetido y una nota cambiada con su motivo."""

import json
import os
import sqlite3
import stat
from datetime import datetime

import pytest
from entregas import Classroom, run_cli
from nbgrader.api import Gradebook

from autograder.grading import grade
from autograder.records import marks
from autograder.running.worker_process import Limits

LESSON, EXERCISE = "00_presentacion", "primer_gradiente"
WRONG = "def primer_gradiente(x):\n    return 2 * x"
RIGHT = "def primer_gradiente(x):\n    return 2 * x + 3"
ROSTER = 'id,nombre completo,correo\nana,"López Gil, Ana",ana@uni.es\nbeto,Beto Ruiz,beto@uni.es\nluis,Ana Luis Gil,\n'


@pytest.fixture(scope="module")
def group(tmp_path_factory, root, lesson00):
    """Ana entrega mal y después bien; Beto, algo que no se puede leer; Luis no entrega."""
    made = Classroom(tmp_path_factory.mktemp("reclamar") / "clase", root, LESSON, here=True)
    roster = made.folder / "lista.csv"
    roster.write_text(ROSTER, encoding="utf-8")
    for answer, hour in ((WRONG, "10:00"), (RIGHT, "12:30")):
        made.hand_in("ana", lesson00.draft().put(EXERCISE, answer))
        made.path("ana").with_name("timestamp.txt").write_text(f"2027-01-31 {hour}:00 UTC")
        made.hand_in("beto", b'{"cells": [')
        made.grade("--roster", str(roster))
        with Gradebook(made.db) as book:
            book.find_assignment(LESSON).duedate = datetime(2027, 1, 31, 11)
            book.update_or_create_student("luis", first_name="Ana Luis", last_name="Gil")
            book.db.commit()
    return made


@pytest.fixture
def ask(group, monkeypatch):
    """Una orden sobre esa clase."""
    monkeypatch.setattr(grade, "limits", lambda: Limits(wall_factor=100.0))

    def go(*command):
        out = ("--out", str(group.out)) if command[0] == "review" else ()
        return run_cli([*command, "--db", group.db, *out], group.root)

    return go


def test_cada_entrega_queda_guardada_una_vez_y_solo_la_lee_su_duena(group):
    kept = sorted((group.folder / "attempts" / LESSON / "ana").iterdir())
    assert len(kept) == 2 and {path.suffix for path in kept} == {".zip"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600} or os.name != "posix"


def test_el_historial_cuenta_cada_intento_con_su_hora_su_retraso_y_lo_que_cambio(ask):
    run = ask("history", "ana@uni.es")
    assert run.code == 0 and run.out.startswith("ana (Ana López Gil, ana@uni.es)\n")
    assert "Intento 1: entregado el 31/01/2027 a las 11:00;" in run.out and "0 de 1 de lo que" in run.out
    assert "12:30" not in run.out and "a las 13:30, 1 hora y 30 minutos tarde;" in run.out
    assert f"    {EXERCISE}: mal" in run.out and "→ bien, 1 de 1" in run.out
    assert run.out.rstrip().endswith(f"autograder review ana {LESSON}")
    found = json.loads(ask("history", "ana", LESSON, "--json").out)
    (told,) = found["assignments"]
    assert [(a["points"], a["minutes_late"]) for a in told["attempts"]] == [(0.0, None), (1.0, 90)]


@pytest.mark.parametrize("who", ["ANA", "López Gil, Ana", "ana lopez gil", "Ana López"])
def test_se_dice_quien_es_por_su_id_su_nombre_o_un_trozo(ask, who):
    assert ask("history", who).out.startswith("ana (")


@pytest.mark.parametrize(
    "command, says",
    [
        (["history", "Gil"], "puede ser ana (Ana López Gil) o luis (Ana Luis Gil)"),
        (["history", "anna"], "¿Querías decir ana (Ana López Gil)"),
        (["history", "zzz"], "no hay nadie que sea «zzz»"),
        (["history", "ana", "tarea_9"], "no hay entregas de «tarea_9». Tareas con entregas: 00_presentacion."),
        (["review", "luis", LESSON], "no tiene ninguna entrega de 00_presentacion"),
        (["review", "ana", LESSON, "--attempt", "7"], "no tiene un intento 7 de 00_presentacion: tiene 1, 2."),
        (["review", "ana", LESSON, "--exercise", "otro"], "ningún ejercicio «otro». Tiene: primer_gradiente."),
        (["review", "ana", LESSON, "--points", "1"], "hace falta --reason"),
        (["review", "ana", LESSON, "--reason", "porque"], "hace falta --points"),
        (["review", "ana", LESSON, "--points", "1", "--undo"], "pide una de las dos"),
        (["review", "ana", LESSON, "--points", "1", "--reason", "x"], "Di de qué ejercicio con --exercise"),
        (["review", "ana", LESSON, "--points", "dos", "--reason", "x", "--exercise", EXERCISE], "es «dos»"),
        (["review", "ana", LESSON, "--points", "nan", "--reason", "x", "--exercise", EXERCISE], "es «nan»"),
        (["review", "ana", LESSON, "--points", "1,5", "--reason", "x", "--exercise", EXERCISE], "de 0 a 1 puntos"),
        (["review", "ana", LESSON, "--points=-1", "--reason", "x", "--exercise", EXERCISE], "de 0 a 1 puntos"),
        (["review", "ana", LESSON, "--exercise", EXERCISE, "--undo"], "no hay qué deshacer"),
    ],
)
def test_lo_que_no_se_entiende_se_dice_en_una_frase(ask, command, says):
    run = ask(*command)
    assert run.code == 2 and says in run.err and run.err.count("\n") == 1 and run.out == ""


def test_sin_gradebook_se_dice(tmp_path, group):
    run = run_cli(["history", "ana", "--db", f"sqlite:///{tmp_path / 'no.db'}"], group.root)
    assert run.code == 2 and "No hay gradebook en" in run.err and not (tmp_path / "no.db").exists()


def test_con_el_gradebook_ocupado_se_dice(group, ask, monkeypatch):
    monkeypatch.setattr("autograder.classroom.gradebook.WAIT", 0.1)
    held = sqlite3.connect(group.folder / "gradebook.db", isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    run = ask("review", "ana", LESSON, "--exercise", EXERCISE, "--points", "0", "--reason", "x")
    held.close()
    assert run.code == 2 and "Otro programa está escribiendo" in run.err


def test_un_intento_se_ensena_como_se_entrego_y_se_juzga_otra_vez_igual(ask):
    run = ask("review", "ana", LESSON, "--attempt", "1")
    assert run.code == 0, run.err
    assert "    def primer_gradiente(x):\n        return 2 * x\n" in run.out
    assert "Apuntado: mal" in run.out and "Juzgado ahora: igual." in run.out
    found = json.loads(ask("review", "ana", LESSON, "--json").out)
    assert found["attempt"] == 2 and found["same"] and found["exercises"][EXERCISE]["replayed"]["status"] == "pass"


def test_lo_que_no_se_pudo_leer_se_dice_otra_vez(ask):
    run = ask("review", "beto", LESSON)
    assert run.code == 0 and "Aviso: 00_presentacion.ipynb está cortado" in run.out
    assert "(no entregó nada en este ejercicio)" in run.out


def test_si_ahora_sale_otra_cosa_se_dice_por_que(group, ask, tmp_path):
    # Con otra clave, la huella ya no es la misma; y un veredicto cambiado en el gradebook ya no sale.
    with sqlite3.connect(group.folder / "gradebook.db") as db:
        db.execute("UPDATE retro_verdicts SET status = 'fail', points = 0 WHERE student = 'ana' AND attempt = 2")
    try:
        run = ask("review", "ana", LESSON)
        assert run.code == 1 and "Juzgado ahora: bien, 1 de 1." in run.out and "depende del azar" in run.out
        with sqlite3.connect(group.folder / "gradebook.db") as db:
            db.execute("UPDATE retro_attempts SET digest = 'otra' WHERE student = 'ana' AND attempt = 2")
        assert "Desde entonces ha cambiado" in ask("review", "ana", LESSON).out
    finally:
        with sqlite3.connect(group.folder / "gradebook.db") as db:
            db.execute("UPDATE retro_verdicts SET status = 'pass', points = 1 WHERE student = 'ana' AND attempt = 2")


def test_si_la_entrega_de_un_intento_ya_no_esta_o_es_otra_se_dice(group, ask):
    kept = {path: path.read_bytes() for path in (group.folder / "attempts" / LESSON / "ana").iterdir()}
    one, other = kept
    try:
        one.write_bytes(kept[other])
        other.unlink()
        said = {ask("review", "ana", LESSON, "--attempt", n).err for n in "12"}
        assert sorted("no es lo que se guardó" in text for text in said) == [False, True]
        assert sorted("no está, o es de antes" in text for text in said) == [False, True]
        one.write_bytes(b"PK")
        assert any("no se puede leer" in ask("review", "ana", LESSON, "--attempt", n).err for n in "12")
    finally:
        for path, raw in kept.items():
            path.write_bytes(raw)


def mark(ask, points, reason="Se entendía.", *more):
    return ask("review", "ana", LESSON, "--exercise", EXERCISE, "--points", points, "--reason", reason, *more)


def test_una_nota_cambiada_llega_al_informe_aguanta_force_y_se_deshace(group, ask, monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "marta")
    before = group.feedback("ana").read_text(encoding="utf-8")
    dry = mark(ask, "0,5", "Se entendía.", "--dry-run")
    assert dry.code == 0 and "1 → 0.5 de 1" in dry.out and "No se ha apuntado nada" in dry.out
    assert group.feedback("ana").read_text(encoding="utf-8") == before

    assert mark(ask, "0,5", "Falta <b>la</b> cuenta.").code == 0
    html = group.feedback("ana").read_text(encoding="utf-8")
    assert "Falta &lt;b&gt;la&lt;/b&gt; cuenta." in html
    assert group.grade("--force").grades["students"]["ana"]["score"] == 0.5
    assert "Falta &lt;b&gt;la&lt;/b&gt; cuenta." in group.feedback("ana").read_text(encoding="utf-8")
    with Gradebook(group.db) as book:  # lo que ve el formgrader
        (copy,) = book.find_submission(LESSON, "ana").notebooks
        assert copy.score == 0.5 and [c.manual_comment for c in copy.comments] == ["Falta <b>la</b> cuenta."]
        copy.comments[0].manual_comment = "Y una nota del formgrader."
        book.db.commit()

    assert mark(ask, "0,75", "Mirado otra vez.").code == 0
    told = ask("history", "ana").out
    assert f"{EXERCISE}: sin nota manual → 0.5" in told and f"{EXERCISE}: 0.5 → 0.75" in told
    assert "por marta: «Mirado otra vez.»" in told
    undo = ("review", "ana", LESSON, "--exercise", EXERCISE, "--undo")
    assert "0.75 → 0.5" in ask(*undo).out
    with Gradebook(group.db) as book:
        (copy,) = book.find_submission(LESSON, "ana").notebooks
        assert [c.manual_comment for c in copy.comments] == ["Y una nota del formgrader."]
    assert "0.5 → 1 de 1" in ask(*undo).out and "no hay qué deshacer" in ask(*undo).err

    assert mark(ask, "0").code == 0
    with Gradebook(group.db) as book:
        book.find_grade(f"test_{EXERCISE}", LESSON, LESSON, "ana").manual_score = 0.25
        book.db.commit()
    assert "alguien la cambió después en el formgrader" in ask(*undo).err
    assert len(ask("history", "ana").out.split("por marta")) == 6


def test_lo_que_puso_el_formgrader_tambien_sale_en_el_historial(group, ask):
    with Gradebook(group.db) as book:
        (copy,) = book.find_submission(LESSON, "beto").notebooks
        copy.grades[0].manual_score, copy.comments[0].manual_comment = 0.5, "Lo trajo en papel."
        book.db.commit()
    assert f"{EXERCISE}: 0.5 de 1, puesta por una persona: «Lo trajo en papel.»" in ask("history", "beto").out


def test_un_gradebook_de_antes_recibe_la_tabla_al_cambiar_una_nota(group, ask):
    with sqlite3.connect(group.folder / "gradebook.db") as db:
        db.execute(f"DROP TABLE {marks.MARK.name}")
    assert ask("history", "ana").code == 0
    assert mark(ask, "0", "x", "--dry-run").code == 0
    with sqlite3.connect(group.folder / "gradebook.db") as db:
        assert not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'retro_marks'").fetchall()
    assert mark(ask, "1").code == 0 and "«Se entendía.»" in ask("history", "ana").out
