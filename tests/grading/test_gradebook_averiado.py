"""Un gradebook que falla a mitad: se dice, no se pierde nada y repetir la orden acaba el trabajo."""

import errno
import os
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
from nbgrader.api import Gradebook
from sqlalchemy.exc import IntegrityError, OperationalError

from autograder import whole_files
from autograder.errors import CourseError
from autograder.exercise import exercises_of
from autograder.judging.verdict import PASS, verdict
from autograder.records import database, opening
from autograder.records.gradebook import Book
from autograder.records.standing import Entry

NAME = "00_presentacion"


@pytest.fixture
def release(root):
    return nbformat.read(root / "notebooks" / f"{NAME}.ipynb", as_version=4)


def test_un_disco_lleno_se_dice_y_se_sigue_al_repetir(classroom, lesson00, monkeypatch):
    for student in ("ana", "beto", "carla"):
        classroom.hand_in(student, lesson00.draft().solve())
    save, saved = Book.save, []

    def full_after_one(book, entry):
        if saved:
            raise OperationalError("INSERT INTO grade", {}, Exception("database or disk is full"))
        saved.append(entry.student)
        return save(book, entry)

    with monkeypatch.context() as patch:
        patch.setattr(Book, "save", full_after_one)
        run = classroom.grade()
    assert run.code == 2 and "disk is full" in run.err and "repite la orden" in run.err
    run = classroom.grade()
    assert run.code == 0 and {s["score"] for s in run.grades["students"].values()} == {1.0}


def test_dos_ordenes_a_la_vez_no_se_quitan_los_archivos(tmp_path, monkeypatch):
    """Cada proceso escribe en un archivo de paso suyo; los hilos de aquí hacen de procesos."""
    path, numbers = tmp_path / "nota.html", iter(range(10))
    monkeypatch.setattr("autograder.whole_files.os.getpid", lambda: next(numbers))
    threads = [threading.Thread(target=whole_files.write, args=(path, "x" * 10**6)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [p.name for p in tmp_path.iterdir()] == ["nota.html"] and path.stat().st_size == 10**6


@pytest.mark.skipif(os.name != "posix", reason="el tope de tamaño es de POSIX")
def test_lo_que_no_cabe_no_deja_restos_y_se_dice_donde(tmp_path):
    import resource

    path = tmp_path / "informes" / "nota.html"
    whole_files.write(path, "lo de antes")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(OSError) as problem:
            whole_files.write(path, "x" * 10**6)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert problem.value.filename == str(path)
    assert [p.name for p in path.parent.iterdir()] == ["nota.html"] and path.read_text() == "lo de antes"
    whole_files.write(path, "lo de ahora")
    assert path.read_text() == "lo de ahora"


@pytest.mark.parametrize("full", [".ipynb", ".html", "notas.json"])
def test_una_clase_a_la_que_se_le_llena_el_disco_se_acaba_cuando_hay_sitio(classroom, lesson00, monkeypatch, full):
    for student in ("ana", "beto"):
        classroom.hand_in(student, lesson00.draft().solve())
    replace = os.replace

    def no_room(source, target):
        if str(target).endswith(full):
            raise OSError(errno.ENOSPC, "No space left on device")
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr("autograder.whole_files.os.replace", no_room)
        run = classroom.grade("--workers", "1")
    assert run.code == 2 and "no queda sitio en el disco (/" in run.err and full in run.err
    assert list(classroom.folder.rglob("*.tmp")) == []
    run = classroom.grade("--workers", "1")
    assert run.code == 0 and {s["score"] for s in run.grades["students"].values()} == {1.0}


# — varias órdenes a la vez; los hilos, con su conexión cada uno, hacen de procesos (los de verdad, en test_resume) —


def test_varias_ordenes_crean_el_mismo_gradebook_y_apuntan_a_la_vez(tmp_path, release):
    url, right = f"sqlite:///{tmp_path / 'nuevo.db'}", verdict(exercises_of(NAME)["primer_gradiente"], PASS, "")

    def order(number):
        with Book(url, NAME, release) as book:
            for student in ("ana", "beto", f"e{number}"):
                book.save(Entry(student, {"primer_gradiente": right}))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(order, range(4)))
    with Gradebook(url) as book:
        assert {s.id: s.score for s in book.students} == dict.fromkeys(("ana", "beto", "e0", "e1", "e2", "e3"), 1.0)
        assert [a.name for a in book.assignments] == [NAME]
    assert [p.name for p in tmp_path.iterdir()] == ["nuevo.db"]


def test_quien_publica_otra_vez_mientras_se_califica_no_duplica_notas(tmp_path, release, empty_gradebook):
    """Mientras no hay entregas, nbgrader quita la tarea del gradebook y la registra con otros ids."""
    url = f"sqlite:///{shutil.copy(empty_gradebook, tmp_path)}"
    right = verdict(exercises_of(NAME)["primer_gradiente"], PASS, "")
    with Book(url, NAME, release) as book:
        opening._register(url, NAME, release)
        book.save(Entry("ana", {"primer_gradiente": right}))
        assert book.standing("ana").score == 1.0
    with Gradebook(url) as theirs:
        assert theirs.find_student("ana").score == 1.0 and len(theirs.find_notebook(NAME, NAME).submissions) == 1


def test_una_fila_que_otra_orden_creo_entretanto_no_es_un_fallo(tmp_path, release, empty_gradebook, monkeypatch):
    shutil.copy(empty_gradebook, tmp_path / "libro.db")
    right = verdict(exercises_of(NAME)["primer_gradiente"], PASS, "")
    real, tried = Book._copy, []

    def late(book, *args):
        tried.append(args)
        if len(tried) == 1:
            raise IntegrityError("INSERT INTO student", {}, Exception("UNIQUE constraint failed: student.id"))
        return real(book, *args)

    monkeypatch.setattr(Book, "_copy", late)
    with Book(f"sqlite:///{tmp_path / 'libro.db'}", NAME, release) as book:
        book.save(Entry("ana", {"primer_gradiente": right}))
        assert len(tried) == 2 and book.standing("ana").score == 1.0


def test_quien_no_acaba_de_preparar_el_gradebook_no_deja_esperando_para_siempre(tmp_path, release, monkeypatch):
    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr(database, "PATIENCE", 0)
    folder = os.open(tmp_path, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        with pytest.raises(CourseError, match="Espera a que acabe y repítela"):
            Book(f"sqlite:///{tmp_path / 'libro.db'}", NAME, release)
    finally:
        os.close(folder)
