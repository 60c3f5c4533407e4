"""Olvidar a una persona: después no queda un byte suyo, y a nadie más le falta nada."""

import json
import re
import shutil
import sqlite3
import zipfile

import pytest
from curso_aparte import LESSON, RIGHT, ROSTER, files_of, grade_in, hand_in, make_course
from entregas import run_cli

from autograder import cache
from autograder.classroom.year import wiping
from autograder.classroom.year.places import ARCHIVES, FOLDERS, LOG
from autograder.classroom.year.traces import Traces
from autograder.grading.attempts import KEPT
from autograder.grading.dealing import read_dealt, write_dealt
from autograder.grading.roster import Member
from autograder.grading.staging import KIND
from autograder.records.tables import COMMENT, COPY, GRADE, OURS, STUDENT, SUBMISSION

GONE, OTHER = "zulema7", "zulema77"
# El id no lo alarga el de su compañera; el nombre, de cualquiera de las maneras en que se guarda.
TRACES = re.compile(rb"zulema7(?!7)|Zulema R\xc3\xados|Zulema R\\u00edos|zulema\.rios", re.IGNORECASE)


@pytest.fixture(scope="module")
def graded(tmp_path_factory, root, lesson00):
    folder = make_course(tmp_path_factory.mktemp("olvido") / "curso", root, lesson00)
    for student in (GONE, OTHER):
        inbound = folder / "exchange" / "retropropagacion" / "inbound" / f"{student}+{LESSON}+2027-01-31 10:00:00 UTC"
        inbound.mkdir(parents=True)
        (inbound / "algo.txt").write_text(student)
        dealt = folder / "individual" / LESSON / student / f"{LESSON}.ipynb"
        dealt.parent.mkdir(parents=True)
        dealt.write_text(student)
    write_dealt(folder / f"retropropagacion.{LESSON}.variantes.key", {GONE: "0-ABC", OTHER: "1-DEF"})
    lines = [f"[INFO] Autograding {student} con su correo\n" for student in (GONE, OTHER)]
    (folder / ".nbgrader.log").write_text("".join(lines))
    review = ["review", "--exercise", "primer_gradiente", "--points", "0", "--reason", "Por Zulema Ríos.", GONE, LESSON]
    assert run_cli(review, folder).code == 0
    return folder


@pytest.fixture
def course(graded, tmp_path):
    return shutil.copytree(graded, tmp_path / "curso")


@pytest.fixture
def staged(tmp_path, monkeypatch):
    """Lo que dejaría en la caché una calificación que espera a que se acepte; la de otras pruebas no cuenta."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for student in (GONE, OTHER):
        cache.write("juzgadas", student, json.dumps({"student": student}))


def holding(folder):
    return sorted(name for name, raw in files_of(folder).items() if TRACES.search(raw) or TRACES.search(name.encode()))


def test_la_clase_la_nombra_en_muchos_sitios(course):
    tops = {name.partition("/")[0] for name in holding(course)}
    assert {"submitted", "autograded", "feedback", "attempts", "individual", "gradebook.db", ".nbgrader.log"} <= tops
    assert {"exchange", f"retropropagacion.{LESSON}.variantes.key"} <= tops
    assert any(name.startswith("gradebook.db.") for name in holding(course))


@pytest.mark.parametrize("who", [GONE, "zulema.rios@uni.es", "Ríos, Zulema"])
def test_despues_no_queda_un_byte_suyo_y_a_nadie_mas_le_falta_nada(course, staged, who):
    before = files_of(course)
    run = run_cli(["forget", who, "--yes"], course)
    assert run.code == 0, run.err
    assert run.out.startswith("Borrado de zulema7 (Zulema Ríos):\n") and "submitted/zulema7" in run.out
    assert holding(course) == []
    kept = {path.read_text(encoding="utf-8") for path in cache.folder("juzgadas").iterdir()}
    assert kept == {json.dumps({"student": OTHER})}
    others = {name: raw for name, raw in before.items() if OTHER in name}
    assert {name.partition("/")[0] for name in others} >= {"individual", "submitted", "attempts", "exchange"}
    assert others and {name: files_of(course)[name] for name in others} == others
    assert read_dealt(course / f"retropropagacion.{LESSON}.variantes.key") == {OTHER: "1-DEF"}
    assert (course / ".nbgrader.log").read_text() == "[INFO] Autograding zulema77 con su correo\n"
    told = run_cli(["history", OTHER], course)
    assert "Intento 2" in told.out and "Nota de ahora: 1 de 1." in told.out
    again = run_cli(["forget", who, "--yes"], course)
    assert again.code == 2 and "no hay nadie que sea" in again.err


def test_sin_yes_no_se_borra_nada(course, staged):
    before = files_of(course)
    for options in ((), ("--dry-run",), ("--yes", "--dry-run")):
        run = run_cli(["forget", GONE, *options], course)
        assert run.code == 0 and "Se borraría de zulema7" in run.out and "No se ha borrado nada" in run.out
    found = json.loads(run_cli(["forget", GONE, "--json"], course).out)
    assert not found["erased"] and len(found["folders"]) == 6 and len(found["staged"]) == 1 and found["log_lines"] == 1
    assert all(found["rows"].values()) and len(found["rows"]) == 2
    assert files_of(course) == before


@pytest.mark.parametrize(
    "who", ["zulema", "Zulema", "ZULEMA7", "zulema777", "Ríos", "zulema7 ríos", "rios@uni.es", "*", ""]
)
def test_quien_se_parece_no_es(course, who):
    before = files_of(course)
    run = run_cli(["forget", who, "--yes"], course)
    assert run.code == 2 and "no hay nadie que sea" in run.err and files_of(course) == before


def test_lo_que_hizo_otra_persona_se_nombra_y_no_se_toca(course, lesson00):
    (course / "notas.csv").write_text("id,nota\nzulema7,1\nzulema77,1\n")
    (course / "clase.json").write_text(json.dumps({"zulema7": 1}))
    with zipfile.ZipFile(course / "subir.zip", "w") as bundle:
        bundle.writestr("Zulema Ríos_12_assignfeedback_file_/comentarios.html", "hola")
    (course / "de_otra.csv").write_text("id,nota\nzulema77,1\n")
    assert run_cli(["archive", "--yes"], course).code == 0
    (archive,) = (course / "archivos").glob("*.zip")
    assert run_cli(["restore", str(archive)], course).code == 0
    for student in (GONE, OTHER):
        hand_in(course, lesson00, student, RIGHT)
    (course / "submitted" / "suelto.csv").write_text(GONE)
    (course.parent / "lista.csv").write_text(ROSTER, encoding="utf-8")
    assert grade_in(course, "--roster", str(course.parent / "lista.csv")).code == 0
    run = run_cli(["forget", GONE, "--yes"], course)
    assert run.code == 1 and "notas.csv" in run.out and "clase.json" in run.out and "subir.zip" in run.out
    assert "de_otra.csv" not in run.out
    assert "archivos/curso_" in run.out.split("Todavía lo nombran")[1]  # lo que se restauró
    assert f"Sigue en estos archivos de otros cursos, que no se cambian (1): {archive}" in run.out
    assert {name for name in holding(course) if not name.startswith("archivos/")} == {
        *("notas.csv", "clase.json", "subir.zip", "submitted/suelto.csv"),
    }
    assert run_cli(["forget", GONE, "--yes"], course).code == 2


def test_con_el_gradebook_ocupado_no_se_borra_nada_de_el(course, monkeypatch):
    monkeypatch.setattr(wiping, "WAIT", 0.1)
    held = sqlite3.connect(course / "gradebook.db", isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    run = run_cli(["forget", GONE, "--yes"], course)
    held.close()
    assert run.code == 2 and "Otro programa está escribiendo" in run.err
    assert run_cli(["forget", GONE, "--yes"], course).code == 0 and holding(course) == []


def test_sin_gradebook_tambien_se_borran_sus_carpetas(course):
    for path in course.glob("gradebook.db*"):
        path.unlink()
    assert run_cli(["forget", GONE, "--yes"], course).code == 0 and holding(course) == []


@pytest.mark.parametrize(
    "text, found",
    [
        ("a,ana,b", True), ('{"ana": 1}', True), ("anabel", False), ("ana.gil", False), ("susana", False),
        ("ana+x", False), ("José Peña", True), ('"Jos\\u00e9 Pe\\u00f1a"', True), ("jp@uni.es", True),
    ],
)  # fmt: skip
def test_se_reconoce_a_una_persona_y_no_a_otra(text, found):
    traces = Traces(Member("ana", "José Peña", "jp@uni.es"))
    assert traces.in_bytes(text.encode()) is found
    assert traces.in_bytes("José Peña".encode("cp1252"))


@pytest.mark.parametrize(
    "folder, mine",
    [
        ("ana+tarea+2027-01-31 10:00:00 UTC", True),
        ("ana+tarea+2027-01-31 10:00:00 UTC+azar", True),
        ("anabel+tarea+2027-01-31 10:00:00 UTC", False),
        ("ana+x+tarea+2027-01-31 10:00:00 UTC", False),
        ("ana", False),
    ],
)
def test_del_intercambio_solo_se_quita_lo_suyo(folder, mine):
    assert Traces(Member("ana")).handed(folder) is mine


def test_la_pagina_de_los_datos_personales_nombra_cada_sitio(root):
    text = (root / "docs" / "datos_personales.md").read_text(encoding="utf-8")
    tables = [table.name for table in OURS.sorted_tables if "student" in table.c]
    theirs = [table.name for table in (STUDENT, SUBMISSION, COPY, GRADE, COMMENT)]
    folders = [f"{name}/" for name in (*FOLDERS, ARCHIVES)]
    absent = [name for name in (*tables, *theirs, *folders, LOG, KIND, ".bak") if f"{name}`" not in text]
    assert absent == []
    assert str(KEPT) in text
