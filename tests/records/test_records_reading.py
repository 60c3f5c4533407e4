"""Leer lo apuntado: pocas consultas, sin nbgrader, y el historial entero."""

import shutil
import subprocess
import sys

import nbformat
import pytest
from nbgrader.api import Gradebook
from sqlalchemy import create_engine, event, text

from autograder.exercise import exercises_of
from autograder.judging.verdict import FAIL, NOT_JUDGED, PASS, verdict
from autograder.records.gradebook import Book
from autograder.records.reading import BATCH, Reader
from autograder.records.standing import Entry

NAME = "00_presentacion"
(EXERCISE,) = exercises_of(NAME).values()


@pytest.fixture
def book(root, tmp_path, empty_gradebook):
    release = nbformat.read(root / "notebooks" / f"{NAME}.ipynb", as_version=4)
    with Book(f"sqlite:///{shutil.copy(empty_gradebook, tmp_path)}", NAME, release) as opened:
        yield opened


def entry(student, status=PASS, diagnosis=None, **more):
    found = verdict(EXERCISE, status, "Un mensaje.", diagnosis=diagnosis, hint="Una pista.", call="f(1)", step="values")
    more = {"answers": {EXERCISE.id: "a"}, "handed": "h1", "digest": "d1"} | more
    return Entry(student, {EXERCISE.id: found}, **more)


def test_se_lee_lo_mismo_que_se_apunto(book):
    written = entry("ana", FAIL, "un_error", messages=("Un aviso con \0 dentro.",), notebook="{}", texts="t")
    book.save(written)
    found = book.standing("ana").attempt
    assert found.verdicts == dict(written.verdicts) and found.messages == ["Un aviso con  dentro."]
    assert (found.number, found.handed, found.digest, found.texts) == (1, "h1", "d1", "t")
    assert found.answers == written.answers and found.changed == {}


def test_las_consultas_no_crecen_con_la_clase(book):
    names = [f"e{n:03}" for n in range(BATCH)]
    for name in names[:40]:
        book.save(entry(name))
    orders = []
    event.listen(book.engine, "before_cursor_execute", lambda *seen: orders.append(seen[2]))
    few = len(list(book.standings(names[:2]))), len(orders)
    del orders[:]
    assert (len(list(book.standings(names))), len(orders)) == (BATCH, few[1]) and few[1] <= 5


def test_sale_todo_el_mundo_en_el_orden_en_que_se_pide(book):
    book.save(entry("beto"))
    book.save(entry("ana"))
    wanted = ["zoe", *(f"nadie{n}" for n in range(BATCH)), "beto", "ana"]
    found = list(book.standings(wanted))
    assert [s.student for s in found] == wanted
    assert [s.student for s in found if s.handed] == ["beto", "ana"] and found[0].to_json()["score"] is None


def test_cada_entrega_y_cada_resultado_distinto_es_un_intento_y_ninguno_se_pierde(book):
    book.save(entry("ana", NOT_JUDGED, digest=""))
    book.save(entry("ana", FAIL))  # la misma, esta vez juzgada
    book.save(entry("ana", FAIL, digest="d2", texts="otros", notebook="otro"))  # y otra vez, con el mismo resultado
    book.save(entry("ana", PASS, handed="h2"))
    book.save(entry("beto", FAIL))
    found = book.reader.history("ana")
    assert [a.number for a in found] == [1, 2, 3]
    assert [a.verdicts[EXERCISE.id].status for a in found] == [NOT_JUDGED, FAIL, PASS]
    assert [a.handed for a in found] == ["h1", "h1", "h2"] and found[1].digest == "d2" and found[1].texts == "otros"
    assert found[0].judged <= found[1].judged <= found[2].judged
    assert book.standing("ana").attempt == found[2] and book.reader.history("nadie") == []


def test_el_historial_sigue_aunque_se_quite_la_entrega_del_gradebook(book):
    book.save(entry("ana", FAIL))
    with Gradebook(book.url) as theirs:
        theirs.remove_student("ana")
    assert not book.standing("ana").handed
    book.save(entry("ana", PASS, handed="h2"))
    assert [a.number for a in book.reader.history("ana")] == [1, 2] and book.standing("ana").score == 1.0


def test_un_gradebook_sin_nuestras_tablas_se_lee(book):
    book.save(entry("ana"))
    with book.engine.begin() as connection:
        for table in ("retro_attempts", "retro_verdicts", "retro_releases"):
            connection.execute(text(f"DROP TABLE {table}"))
    with create_engine(book.url).connect() as connection:
        reader = Reader(connection, NAME)
        found = reader.standing("ana")
        assert found.handed and found.attempt is None and found.score == 1.0
        assert found.to_json()["exercises"][EXERCISE.id]["status"] is None
        assert reader.history("ana") == []


def test_leer_no_carga_nbgrader_ni_abre_cuadernos(book):
    """Importarlos cuesta dos segundos, y repetir una orden tiene que costar uno."""
    book.save(entry("ana"))
    code = f"""
import sys
from sqlalchemy import create_engine
from autograder.records import database, gradebook, opening
from autograder.records.reading import Reader
with create_engine({book.url!r}).connect() as connection:
    assert Reader(connection, {NAME!r}).standing("ana").score == 1.0
heavy = {{"nbgrader", "nbformat", "nbconvert", "torch", "alembic"}} & set(sys.modules)
assert not heavy, heavy
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_repetir_la_orden_cuando_nada_cambia_no_carga_lo_que_tarda(classroom, lesson00):
    classroom.hand_in("ana", lesson00.draft().put(EXERCISE.id, "def primer_gradiente(x):\n    return 2 * x + 3"))
    first = classroom.grade()
    words = ["grade", NAME, "--submitted", str(classroom.submitted), "--out", str(classroom.out), "--db", classroom.db]
    code = f"""
import sys
from autograder import cli
from autograder.grading import processes
def nobody(*args): raise AssertionError("arranca procesos")
processes.WorkingProcess.__init__ = nobody
assert cli.main({[*words, "--quiet", "--require-isolation"]!r}) == 0
heavy = {{"nbgrader", "nbformat", "nbconvert", "torch", "alembic", "IPython", "jsonschema"}} & set(sys.modules)
assert not heavy, heavy
"""
    # La primera vez de otros topes, o de otra máquina, sí calcula: lo que se mira es la siguiente.
    subprocess.run([sys.executable, "-m", "autograder.cli", *words, "--quiet"], cwd=classroom.root, check=True)
    done = subprocess.run([sys.executable, "-c", code], cwd=classroom.root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert first.grades["students"]["ana"]["score"] == 1.0
