"""Un gradebook que falla a mitad: se dice, no se pierde nada y repetir la orden acaba el trabajo."""

import threading

from sqlalchemy.exc import OperationalError

from autograder.grading.archive import write_atomically
from autograder.grading.gradebook import Book


def test_un_disco_lleno_se_dice_y_se_sigue_al_repetir(classroom, lesson00, monkeypatch):
    for student in ("ana", "beto", "carla"):
        classroom.hand_in(student, lesson00.draft().solve())
    save, saved = Book.save, []

    def full_after_one(book, student, *more):
        if saved:
            raise OperationalError("INSERT INTO grade", {}, Exception("database or disk is full"))
        saved.append(student)
        return save(book, student, *more)

    with monkeypatch.context() as patch:
        patch.setattr(Book, "save", full_after_one)
        run = classroom.grade()
    assert run.code == 2 and "disk is full" in run.err and "repite la orden" in run.err
    run = classroom.grade()
    assert run.code == 0 and {s["score"] for s in run.grades["students"].values()} == {1.0}


def test_dos_ordenes_a_la_vez_no_se_quitan_los_archivos(tmp_path, monkeypatch):
    """Cada proceso escribe en un archivo de paso suyo; los hilos de aquí hacen de procesos."""
    path, numbers = tmp_path / "nota.html", iter(range(10))
    monkeypatch.setattr("autograder.grading.archive.os.getpid", lambda: next(numbers))
    threads = [threading.Thread(target=write_atomically, args=(path, "x" * 10**6)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [p.name for p in tmp_path.iterdir()] == ["nota.html"] and path.stat().st_size == 10**6
