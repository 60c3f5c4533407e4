"""Abrir un gradebook: el que está listo no se prepara otra vez, y el de antes recibe lo que le falta."""

import copy
import json
import os
import shutil
import sqlite3
import sysconfig

import nbformat
import pytest
from sqlalchemy import Column, Integer, MetaData, create_engine

from autograder.records import opening
from autograder.records.gradebook import Book

NAME = "00_presentacion"
RIGHT = "def primer_gradiente(x):\n    return 2 * x + 3"
WRONG = "def primer_gradiente(x):\n    return 2 * x"


@pytest.fixture
def release(root):
    return nbformat.read(root / "notebooks" / f"{NAME}.ipynb", as_version=4)


@pytest.fixture
def prepared(monkeypatch):
    """Las veces que se llama a nbgrader para preparar un gradebook."""
    seen, real = [], opening._register

    def watched(*args):
        seen.append(args)
        return real(*args)

    monkeypatch.setattr(opening, "_register", watched)
    return seen


def test_el_que_esta_listo_se_abre_sin_nbgrader(tmp_path, empty_gradebook, release, prepared):
    url = f"sqlite:///{shutil.copy(empty_gradebook, tmp_path)}"
    Book(url, NAME, release).close()
    assert prepared == []


@pytest.mark.parametrize("order", ["UPDATE grade_cells SET max_score = 7", "DELETE FROM alembic_version"])
def test_al_que_le_han_tocado_algo_se_prepara_otra_vez(tmp_path, empty_gradebook, release, prepared, order):
    path = shutil.copy(empty_gradebook, tmp_path)
    with sqlite3.connect(path) as db:
        db.execute(order)
    Book(f"sqlite:///{path}", NAME, release).close()
    assert len(prepared) == 1
    Book(f"sqlite:///{path}", NAME, release).close()
    assert len(prepared) == 1


def test_otra_publicacion_con_las_mismas_celdas_se_registra(tmp_path, empty_gradebook, release, prepared):
    """nbgrader guarda también los enunciados."""
    url = f"sqlite:///{shutil.copy(empty_gradebook, tmp_path)}"
    other = copy.deepcopy(release)
    other.metadata["retropropagacion"]["release"] = "otra"
    Book(url, NAME, other).close()
    assert len(prepared) == 1


@pytest.fixture
def without_records(classroom, lesson00):
    """Una clase calificada por quien no llevaba registro: ana bien, beto mal."""
    classroom.hand_in("ana", lesson00.draft().put("primer_gradiente", RIGHT))
    classroom.hand_in("beto", lesson00.draft().put("primer_gradiente", WRONG))
    classroom.grade("--no-feedback")
    with sqlite3.connect(classroom.folder / "gradebook.db") as db:
        for table in ("retro_attempts", "retro_verdicts", "retro_releases"):
            db.execute(f"DROP TABLE {table}")
    return classroom


def test_uno_sin_registro_se_juzga_otra_vez_se_compara_y_se_queda_con_el(without_records):
    run = without_records.grade()
    assert run.code == 0 and "no guardaba con qué se juzgó 2 entregas que tenían nota" in run.out
    assert "changes" not in run.grades and run.grades["students"]["beto"]["exercises"]["primer_gradiente"]["diagnosis"]
    again = without_records.grade()
    assert again.grades == run.grades and "no guardaba" not in again.out


def test_a_quien_otro_calificador_puso_mas_no_se_le_baja_sin_decirlo(without_records):
    """Como el gradebook que dejó el calificador de nbgrader: se dice a quién le cambia y no se apunta nada."""
    with sqlite3.connect(without_records.folder / "gradebook.db") as db:
        db.execute("UPDATE grade SET auto_score = 1.0")
    run = without_records.grade()
    assert run.code == 1 and "Bajan (1):\n  beto: 1 → 0 (primer_gradiente 1 → 0)" in run.out
    # Lo que vale es lo apuntado, y de lo que no consta no se dice nada.
    held = run.grades["students"]["beto"]
    assert held["score"] == 1.0 and held["exercises"]["primer_gradiente"]["status"] is None
    accepted = without_records.grade("--accept")
    assert accepted.code == 0 and accepted.grades["students"]["beto"]["score"] == 0.0
    assert json.dumps(accepted.grades["students"]["beto"]["exercises"]).count("fail") == 1


def test_la_version_de_las_tablas_es_la_que_dice_alembic(monkeypatch):
    from nbgrader import api

    # nbgrader llama a la orden, que sin activar el entorno no está a la vista.
    monkeypatch.setenv("PATH", os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]]))
    assert opening.newest_version() == api.get_alembic_version()


def test_el_segundo_gradebook_de_una_tarea_se_hace_sin_nbgrader_y_es_igual(tmp_path, monkeypatch, release, prepared):
    """Lo que dejó hecho nbgrader la primera vez se guarda: cargarlo para hacer otro igual cuesta un segundo."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def made(name, notebook=release):
        path = tmp_path / name
        Book(f"sqlite:///{path}", NAME, notebook).close()
        with sqlite3.connect(path) as db:
            return list(db.iterdump())

    first, second = made("uno.db"), made("dos.db")
    assert first == second and len(prepared) == 1
    other = copy.deepcopy(release)
    other.metadata["retropropagacion"]["release"] = "otra"
    made("tres.db", other)
    assert len(prepared) == 2  # de otra publicación, otro


def test_el_molde_de_un_proceso_lo_encuentra_el_siguiente(monkeypatch, release):
    """Con la dirección de memoria de una tabla en su clave, cada orden guardaba el suyo y no lo usaba ninguna."""
    here = opening._mould(NAME, release)
    again, other = MetaData(), MetaData()
    for table in opening.OURS.sorted_tables:
        table.to_metadata(again)
        table.to_metadata(other).append_column(Column("nueva", Integer))
    monkeypatch.setattr(opening, "OURS", again)
    assert opening._mould(NAME, release) == here
    monkeypatch.setattr(opening, "OURS", other)
    assert opening._mould(NAME, release) != here


@pytest.mark.parametrize("text", ["no es SQL", "", "CREATE TABLE student (id INTEGER);"])
def test_un_molde_estropeado_no_estropea_el_gradebook(tmp_path, monkeypatch, release, prepared, text):
    monkeypatch.setattr(opening.cache, "read", lambda kind, key: text)
    url = f"sqlite:///{tmp_path / 'notas.db'}"
    Book(url, NAME, release).close()
    assert len(prepared) == 1 and not list(tmp_path.glob("*.tmp"))
    monkeypatch.undo()
    Book(f"sqlite:///{tmp_path / 'bien.db'}", NAME, release).close()
    with sqlite3.connect(tmp_path / "notas.db") as one, sqlite3.connect(tmp_path / "bien.db") as other:
        tables = "SELECT sql FROM sqlite_master ORDER BY name"
        assert one.execute(tables).fetchall() == other.execute(tables).fetchall()


def test_un_molde_no_pisa_el_gradebook_que_otro_creo_entretanto(tmp_path, monkeypatch, release):
    """nbgrader no conoce nuestro turno: puede crear el suyo entre que se mira y se hace."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    Book(f"sqlite:///{tmp_path / 'uno.db'}", NAME, release).close()
    theirs = tmp_path / "dos.db"
    theirs.write_bytes(b"suyo")
    opening._from_mould(create_engine(f"sqlite:///{theirs}"), NAME, release)
    assert theirs.read_bytes() == b"suyo" and not list(tmp_path.glob("*.tmp"))


def test_en_un_molde_no_hay_estudiantes(tmp_path, monkeypatch, release, empty_gradebook):
    """Otra orden puede apuntar a alguien en cuanto el gradebook está listo, antes de que se copie."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = shutil.copy(empty_gradebook, tmp_path)
    with sqlite3.connect(path) as db:
        db.execute("INSERT INTO student (id) VALUES ('ana')")
    opening._keep_mould(create_engine(f"sqlite:///{path}"), "clave")
    assert opening.cache.read("gradebooks", "clave") is None
