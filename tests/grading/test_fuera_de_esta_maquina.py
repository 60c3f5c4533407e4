"""Juzgar en un clúster de Dask y apuntar en PostgreSQL: las mismas notas que aquí y en SQLite."""

import json
import os
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
from sqlalchemy import create_engine

from autograder import cli
from autograder.exercise import exercises_of
from autograder.judging.verdict import PASS, verdict
from autograder.records.database import holds_grades
from autograder.records.gradebook import Book
from autograder.records.reading import Reader
from autograder.records.standing import Entry
from autograder.simulation.simulate import simulate

T1 = "tarea_jacobiano"
STUDENTS = 14


@pytest.fixture(scope="module")
def group(root, tmp_path_factory):
    """Una clase sin bucles ni archivos rotos, y sus notas calificadas aquí con SQLite."""
    folder = tmp_path_factory.mktemp("clase")
    truth = simulate(root, T1, 30, 3, folder / "todas")
    quick = [s for s, t in truth["students"].items() if t["kind"] not in ("bucle_infinito", "archivo_truncado")]
    for student in quick[:STUDENTS]:
        shutil.copytree(folder / "todas" / student, folder / "submitted" / student)
    grades = grade(folder, "local", f"sqlite:///{folder / 'local.db'}")
    return folder, grades


def grade(folder, name, db, *options, expected=0):
    """Califica la clase y devuelve las notas en JSON."""
    out = folder / name
    # La misma clave en todos: con otra, los casos secretos serían otros.
    key = folder / "retropropagacion.key"
    if not key.exists():
        key.write_bytes(b"k" * 32)
    arguments = ["--submitted", str(folder / "submitted"), "--out", str(out), "--db", db]
    arguments += ["--json", str(out / "notas.json"), "--quiet", *options]
    assert cli.main(["grade", T1, *arguments]) == expected
    return json.loads((out / "notas.json").read_text(encoding="utf-8"))


def test_en_un_cluster_de_dask_salen_las_mismas_notas(group, cluster):
    folder, grades = group
    url = f"sqlite:///{folder / 'dask.db'}"
    assert agree(grade(folder, "dask", url, "--scheduler", cluster.scheduler_address), grades)


def test_si_muere_un_trabajador_del_cluster_nadie_se_queda_sin_nota(group, cluster):
    folder, grades = group
    victim = next(iter(cluster.workers.values()))
    pid, finished, killed = victim.pid, threading.Event(), []

    def kill_when_busy():
        # Con alguna entrega ya apuntada, el clúster está a medias.
        while not any((folder / "muerte" / "autograded").glob("*")):
            if finished.wait(0.02):
                return
        os.kill(pid, 9)
        killed.append(pid)

    killer = threading.Thread(target=kill_when_busy)
    killer.start()
    try:
        found = grade(folder, "muerte", f"sqlite:///{folder / 'muerte.db'}", "--scheduler", cluster.scheduler_address)
    finally:
        finished.set()
        killer.join()
    assert killed and agree(found, grades)


def agree(found, grades):
    """Si dos calificaciones dicen lo mismo. Una entrega que se repite, porque murió su trabajador o a la máquina le
    faltó memoria, saca la misma nota y no da detalles."""
    repeated = "Hubo que ejecutar la entrega dos veces"

    def same(one, other):
        details = [{k: v for k, v in r.items() if k not in ("message", "diagnosis")} for r in (one, other)]
        return one == other or (details[0] == details[1] and repeated in one["message"] + other["message"])

    return found["students"].keys() == grades["students"].keys() and all(
        r["score"] == grades["students"][student]["score"]
        and all(same(v, grades["students"][student]["exercises"][id_]) for id_, v in r["exercises"].items())
        for student, r in found["students"].items()
    )


def test_un_planificador_que_no_contesta_se_dice(group, capsys):
    folder, _ = group
    out = ["--submitted", str(folder / "submitted"), "--out", str(folder / "nada"), "--quiet"]
    db = f"sqlite:///{folder / 'nada.db'}"
    assert cli.main(["grade", T1, *out, "--db", db, "--scheduler", "tcp://127.0.0.1:9"]) == 2
    assert "No se puede hablar con el planificador de Dask en tcp://127.0.0.1:9" in capsys.readouterr().err


def test_el_gradebook_puede_estar_en_postgresql(group, postgres, root):
    from nbgrader.api import Gradebook

    folder, grades = group
    url = postgres.get_uri()
    found = grade_on_server(folder, root, url)
    assert {s: r["score"] for s, r in found["students"].items()} == {
        s: r["score"] for s, r in grades["students"].items()
    }
    with Gradebook(url) as book:
        scores = {s.student.id: s.score for s in book.assignment_submissions(T1)}
    assert scores == {s: r["score"] for s, r in grades["students"].items()}


def test_repetir_la_orden_en_postgresql_no_repite_el_trabajo(group, postgres, root):
    folder, _ = group
    url = postgres.get_uri()
    first = grade_on_server(folder, root, url)
    marks = {p: p.stat().st_mtime_ns for p in (folder / "pg" / "autograded").rglob("*.ipynb")}
    assert grade_on_server(folder, root, url) == first
    with create_engine(url).connect() as connection:
        reader = Reader(connection, T1)
        for standing in reader.standings(first["students"]):
            (attempt,) = reader.history(standing.student)
            assert attempt == standing.attempt and set(attempt.verdicts) == set(exercises_of(T1))
    assert {p: p.stat().st_mtime_ns for p in (folder / "pg" / "autograded").rglob("*.ipynb")} == marks


def test_en_postgresql_tambien_se_nota_que_falta_la_clave(group, postgres, root):
    folder, _ = group
    url = postgres.get_uri()
    grade_on_server(folder, root, url)
    assert holds_grades(url, [T1]) and not holds_grades(url, ["otra"])
    postgres.psql("CREATE DATABASE vacia")
    assert not holds_grades(postgres.get_uri("vacia"), [T1])


def test_varias_ordenes_crean_a_la_vez_el_gradebook_en_postgresql(postgres, root):
    postgres.psql("CREATE DATABASE nueva")
    url, name = postgres.get_uri("nueva"), "00_presentacion"
    release = nbformat.read(root / "notebooks" / f"{name}.ipynb", as_version=4)
    right = verdict(exercises_of(name)["primer_gradiente"], PASS, "")

    def order(number):
        with Book(url, name, release) as book:
            for student in ("ana", f"e{number}"):
                book.save(Entry(student, {"primer_gradiente": right}))
            return book.students()

    with ThreadPoolExecutor(3) as pool:
        assert set().union(*pool.map(order, range(3))) == {"ana", "e0", "e1", "e2"}


def test_el_final_del_curso_y_el_olvido_de_una_persona_en_postgresql(postgres, root, tmp_path):
    """Lo que en SQLite es quitar un archivo, en un servidor es vaciar tablas: lo demás, igual."""
    from entregas import run_cli

    postgres.psql("CREATE DATABASE fin")
    url, name = postgres.get_uri("fin"), "00_presentacion"
    for place in ("solutions", "notebooks"):
        (tmp_path / place).mkdir()
    shutil.copy(root / "notebooks" / f"{name}.ipynb", tmp_path / "notebooks")
    shutil.copy(root / "nbgrader_config.py", tmp_path)
    (tmp_path / "retropropagacion.key").write_bytes(b"k" * 32)
    release = nbformat.read(root / "notebooks" / f"{name}.ipynb", as_version=4)
    right = {"primer_gradiente": verdict(exercises_of(name)["primer_gradiente"], PASS, "")}
    with Book(url, name, release) as book:
        for student in ("ana", "anabel"):
            book.save(Entry(student, right, handed=student))
    asked = ("--exercise", "primer_gradiente", "--points", "0,5", "--reason", "Por ana.", "--db", url)
    assert run_cli(["review", "ana", name, *asked], tmp_path).code == 0
    assert "1 → 0.5" not in run_cli(["history", "anabel", "--db", url], tmp_path).out

    assert run_cli(["forget", "ana", "--yes", "--db", url], tmp_path).code == 0
    assert run_cli(["history", "ana", "--db", url], tmp_path).code == 2
    made = run_cli(["archive", "--yes", "--db", url], tmp_path)
    assert made.code == 0, made.err
    assert "No hay nada que archivar" in run_cli(["archive", "--yes", "--db", url], tmp_path).out
    assert (tmp_path / "retropropagacion.key").read_bytes() != b"k" * 32
    (archive,) = (tmp_path / "archivos").glob("*.zip")
    assert run_cli(["restore", str(archive), "--out", "antes"], tmp_path).code == 0
    before = f"sqlite:///{tmp_path / 'antes' / 'gradebook.db'}"
    assert "Nota de ahora: 1 de 1." in run_cli(["history", "anabel", "--db", before], tmp_path).out
    assert run_cli(["history", "ana", "--db", before], tmp_path).code == 2
    with Book(url, name, release) as book:  # y sigue sirviendo
        book.save(Entry("cloe", right))
        assert book.students() == {"cloe"}


def grade_on_server(folder, root, url):
    """Con un servidor, la clave está en la raíz del curso: se usa una copia del curso."""
    course = folder / "curso"
    if not course.exists():
        course.mkdir()
        for name in ("notebooks", "solutions"):
            shutil.copytree(root / name, course / name)
        shutil.copy(root / "nbgrader_config.py", course)
        (course / "retropropagacion.key").write_bytes(b"k" * 32)
    before = os.getcwd()
    os.chdir(course)
    try:
        return grade(folder, "pg", url)
    finally:
        os.chdir(before)
