"""``nbgrader export`` escribe lo mismo que nbgrader, en casillas que no son fórmulas y sin número donde no hay nota."""

import csv
import shutil

import nbformat
from entregas import QUESTION, T1
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin
from puntos import AUTO

from autograder.exercise import exercises_of
from autograder.judging.verdict import NOT_JUDGED, PASS, verdict
from autograder.records.export import CsvExport
from autograder.records.gradebook import Book
from autograder.records.standing import Entry


def rows(plugin, book, path, **options):
    """Lo que queda en el CSV: una lista de casillas por fila."""
    plugin(to=str(path), **options).export(book)
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_lo_corriente_sale_como_en_nbgrader_y_lo_demas_sin_formulas_ni_comas_sueltas(tmp_path, empty_gradebook):
    names = [
        ("ana", "García", "Ana"),
        ("=cmd|' /C calc'!A0", "=1+1", "+1"),
        ("@x", "Gil, Eva", "-2"),
        ("b", None, None),
    ]
    shutil.copy(empty_gradebook, tmp_path / "gradebook.db")
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as book:
        (assignment,) = book.assignments
        for id_, last, first in names:
            book.add_student(id_, last_name=last, first_name=first)
        with book.db.no_autoflush:  # si no, nbgrader avisa de cosas suyas
            handed = book.add_submission(assignment.name, "ana")
        for grade in handed.notebooks[0].grades:
            grade.auto_score, grade.needs_manual_grade = 1.0, False
        book.db.commit()
        ours = rows(CsvExport, book, tmp_path / "a.csv")
        theirs = rows(CsvExportPlugin, book, tmp_path / "b.csv")
        only = rows(CsvExport, book, tmp_path / "c.csv", student=["b"], assignment=[assignment.name])
        none = rows(CsvExport, book, tmp_path / "d.csv", assignment=["otra"])
    by_id = {row[3]: row for row in ours[1:]}
    assert ours[0] == theirs[0]
    assert by_id["ana"] == next(row for row in theirs if row[3] == "ana")
    assert by_id["b"][7:] == ["sin entrega", "", "sin entrega", "1.0"]
    assert by_id["'=cmd|' /C calc'!A0"][4:6] == ["'=1+1", "'+1"]
    assert by_id["'@x"][4:6] == ["Gil, Eva", "'-2"]
    assert [row[3] for row in only[1:]] == ["b"] and none == ours[:1]


def test_lo_que_nadie_juzgo_lo_pendiente_y_lo_que_cambio_no_son_numeros(tmp_path, root):
    """Ni un archivo roto es un 3, ni una pregunta sin corregir un 16."""
    release = nbformat.read(root / "notebooks" / f"{T1}.ipynb", as_version=4)
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    exercises = exercises_of(T1).values()

    def entry(student, status, text="una"):
        return Entry(student, {e.id: verdict(e, status, "") for e in exercises}, handed=text, answers={QUESTION: text})

    with Book(url, T1, release) as book:
        for student, status in (("sin", NOT_JUDGED), ("espera", PASS), ("hecha", PASS), ("cambia", PASS)):
            book.save(entry(student, status))
        with Gradebook(url) as theirs:
            for student in ("hecha", "cambia"):
                grade = theirs.find_grade(QUESTION, T1, T1, student)
                grade.manual_score, grade.needs_manual_grade = 3.0, False
            theirs.db.commit()
        book.save(entry("cambia", PASS, "otra"))
    with Gradebook(url) as book:
        found = {row[3]: row[7:10] for row in rows(CsvExport, book, tmp_path / "a.csv")}
    assert found["sin"] == ["sin juzgar", "", "sin juzgar"]
    assert found["espera"] == found["cambia"] == ["falta mano", "", "falta mano"]
    assert found["hecha"] == [str(AUTO + 3), "0.0", str(AUTO + 3)]
