"""``nbgrader export`` escribe lo mismo que antes, en casillas que no son fórmulas."""

import csv
import shutil

from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from autograder.grading.export import CsvExport


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
            book.add_submission(assignment.name, "ana")
        ours = rows(CsvExport, book, tmp_path / "a.csv")
        theirs = rows(CsvExportPlugin, book, tmp_path / "b.csv")
        only = rows(CsvExport, book, tmp_path / "c.csv", student=["b"], assignment=[assignment.name])
        none = rows(CsvExport, book, tmp_path / "d.csv", assignment=["otra"])
    by_id = {row[3]: row for row in ours[1:]}
    assert ours[0] == theirs[0]
    assert [by_id["ana"], by_id["b"]] == sorted(row for row in theirs if row[3] in ("ana", "b"))
    assert by_id["'=cmd|' /C calc'!A0"][4:6] == ["'=1+1", "'+1"]
    assert by_id["'@x"][4:6] == ["Gil, Eva", "'-2"]
    assert [row[3] for row in only[1:]] == ["b"] and none == ours[:1]
