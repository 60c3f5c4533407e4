"""``autograder export``: una columna por ejercicio, y ningún número donde nadie ha juzgado."""

import csv
import io
import json
from contextlib import closing
from datetime import datetime

import nbformat
import pytest
from entregas import QUESTION, T1, run_cli
from nbgrader.api import Gradebook
from puntos import AUTO, TOTAL, WORTH

from autograder.exercise import exercises_of
from autograder.judging.verdict import NOT_JUDGED, PASS, verdict
from autograder.records.gradebook import Book
from autograder.records.standing import Entry

DUE = datetime(2027, 1, 31, 23, 0)


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory, root):
    """Ana, corregida y tarde; beto espera a una persona; cris no se pudo leer; y alguien cuyo nombre es una fórmula."""
    path = tmp_path_factory.mktemp("notas") / "gradebook.db"
    url = f"sqlite:///{path}"
    release = nbformat.read(root / "notebooks" / f"{T1}.ipynb", as_version=4)
    exercises = exercises_of(T1).values()

    def entry(student, status, when=None, text="una"):
        verdicts = {e.id: verdict(e, status, "") for e in exercises}
        return Entry(student, verdicts, timestamp=when, handed=text, answers={QUESTION: text})

    with Book(url, T1, release) as book:
        book.set_due(DUE)
        book.save(entry("ana", PASS, datetime(2027, 1, 31, 23, 10, 1)))
        book.save(entry("beto", PASS, datetime(2027, 1, 31, 22, 0)))
        book.save(entry("cambia", PASS))
        book.save(entry("cris", NOT_JUDGED))
        with Gradebook(url) as theirs:
            for student in ("ana", "cambia"):
                grade = theirs.find_grade(QUESTION, T1, T1, student)
                grade.manual_score, grade.needs_manual_grade = 2.5, False
            theirs.add_student("=1+1", first_name="\t@SUMA(A1)", last_name="-2")
            theirs.db.commit()
        book.save(entry("cambia", PASS, text="otra"))
    return url


@pytest.fixture
def export(tmp_path, root, gradebook):
    """La orden: (lo que dijo, las filas del CSV por su id)."""

    def go(*options, separator=","):
        target = tmp_path / "notas.csv"
        run = run_cli(["export", T1, "--db", gradebook, "--csv", str(target), *options], root)
        text = target.read_text(encoding="utf-8-sig") if target.exists() else ""
        return run, {row["id"]: row for row in csv.DictReader(io.StringIO(text), delimiter=separator)}

    go.target = tmp_path / "notas.csv"
    return go


def test_cada_cual_con_sus_ejercicios_su_estado_y_sus_minutos(export):
    run, found = export()
    ana, beto = found["ana"], found["beto"]
    assert list(ana)[:4] == ["id", "nombre", "correo", "estado"] and [*WORTH, QUESTION] == list(ana)[4:-5]
    assert [float(ana[id_]) for id_ in WORTH] == list(WORTH.values())
    assert (ana["estado"], float(ana["nota"]), ana["minutos de retraso"]) == ("juzgada", AUTO + 2.5, "11")
    assert float(ana["máximo"]) == TOTAL and beto["minutos de retraso"] == "0"
    assert (beto["estado"], beto[QUESTION], beto["nota"], beto["suma"]) == (*["falta mano"] * 4,)
    assert found["cambia"][QUESTION] == "falta mano" and found["cambia"]["minutos de retraso"] == ""
    cris = found["cris"]
    assert {cris[id_] for id_ in WORTH} == {"sin juzgar"} and cris["nota"] == "sin juzgar"
    assert run.code == 0 and "1 juzgada, 1 sin juzgar, 2 falta mano, 1 sin entrega" in run.out
    assert "Siguiente: corrige lo que falta" in run.out


def test_ningun_nombre_es_una_formula(export):
    _, found = export()
    assert found["'=1+1"]["nombre"].startswith("'") and found["'=1+1"]["estado"] == "sin entrega"
    assert found["'=1+1"]["nota"] == "sin entrega" and found["'=1+1"][QUESTION] == ""


def test_como_lo_abre_una_hoja_en_espanol(export):
    run, found = export("--decimal-comma", separator=";")
    assert found["ana"][QUESTION] == "2,5" and export.target.read_bytes().startswith(b"\xef\xbb\xbf")


def test_con_la_lista_de_clase_sale_quien_no_entrego_y_se_dice_quien_sobra(export, tmp_path):
    roster = tmp_path / "lista.csv"
    roster.write_text("id,nombre completo,correo\nana,Ana Gil,a@x\nzoe,Zoe Paz,z@x\nbeto,Beto,b@x\n", encoding="utf-8")
    run, found = export("--roster", str(roster))
    assert (found["ana"]["nombre"], found["ana"]["correo"]) == ("Ana Gil", "a@x")
    assert (found["zoe"]["nombre"], found["zoe"]["estado"], found["zoe"]["nota"]) == (
        "Zoe Paz", "sin entrega", "sin entrega",
    )  # fmt: skip
    assert "«cris» no está en la lista de clase" in run.err and "cris" in found


def test_en_json_lo_que_no_es_una_nota_es_null_y_un_ensayo_no_escribe(export):
    run, found = export("--json", "--dry-run")
    said = json.loads(run.out)
    people = {one["id"]: one for one in said["students"]}
    assert found == {} and people["ana"]["score"] == AUTO + 2.5 and people["ana"]["exercises"][QUESTION] == 2.5
    assert people["beto"]["score"] is None and people["beto"]["exercises"][QUESTION] is None
    assert set(people["cris"]["exercises"].values()) == {None} and people["=1+1"]["state"] == "sin entrega"
    assert said["max_score"] == TOTAL and list(said["exercises"]) == [*WORTH, QUESTION]


def test_sin_notas_o_con_el_gradebook_ocupado_se_dice_en_una_frase(export, root, tmp_path, gradebook, monkeypatch):
    nothing = run_cli(["export", T1, "--db", f"sqlite:///{tmp_path / 'no.db'}"], root)
    assert nothing.code == 2 and "No hay gradebook en" in nothing.err
    assert not (tmp_path / "no.db").exists()
    other = run_cli(["export", "03_regla_de_la_cadena", "--db", gradebook], root)
    assert (
        other.code == 2
        and "no hay entregas de «03_regla_de_la_cadena». Tareas con entregas: tarea_jacobiano" in other.err
    )
    import sqlite3

    monkeypatch.setattr("autograder.classroom.gradebook.WAIT", 0.1)
    with closing(sqlite3.connect(gradebook.removeprefix("sqlite:///"), isolation_level=None)) as formgrader:
        formgrader.execute("BEGIN EXCLUSIVE")
        busy, _ = export()
        formgrader.execute("ROLLBACK")
    assert busy.code == 2 and busy.err.startswith("Otro programa está escribiendo en")
