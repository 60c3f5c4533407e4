"""Cambiar una celda de un CSV sin tocar ni un byte de lo demás."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.classroom.moodle.cells import cells_of, rewritten

TEXT = 'a,"b ""c""",d\r\n1,,"x\ny"\n\n 2,"3, 4",5'


def test_sin_cambios_el_texto_es_el_mismo_y_las_celdas_se_leen_como_en_csv():
    rows = cells_of(TEXT, ",")
    assert rewritten(TEXT, ",", rows, {}) == TEXT
    assert [[cell.value for cell in row] for row in rows] == [["a", 'b "c"', "d"], ["1", "", "x\ny"], [""],
                                                              ["2", "3, 4", "5"]]  # fmt: skip


@pytest.mark.parametrize(
    "where, value, line",
    [
        ((1, 0), "7,50", '"7,50",,"x\ny"'),
        ((1, 1), "7.50", '1,7.50,"x\ny"'),
        ((1, 2), "z", '1,,"z"'),
        ((3, 3), "añadida y larga", ' 2,"3, 4",5,"añadida y larga"'),
        ((3, 5), "v", ' 2,"3, 4",5,,,v'),
        ((3, 1), 'di "sí"', ' 2,"di ""sí""",5'),
    ],
)
def test_solo_cambia_su_celda(where, value, line):
    found = rewritten(TEXT, ",", cells_of(TEXT, ","), {where: value})
    assert line in found
    assert list(csv.reader(io.StringIO(found), skipinitialspace=True))[where[0]][where[1]] == value


def test_dos_columnas_nuevas_en_la_misma_fila():
    rows = cells_of("a;b\n1;2\n", ";")
    assert rewritten("a;b\n1;2\n", ";", rows, {(0, 2): "c", (0, 3): "d", (1, 3): "x"}) == "a;b;c;d\n1;2;;x\n"


cell = st.text(st.sampled_from('ab ,;"\n\t=é'), max_size=6)


@given(st.lists(st.lists(cell, min_size=2, max_size=3), min_size=1, max_size=4), st.sampled_from(",;\t"), cell)
def test_lo_que_escribe_csv_se_lee_y_se_reescribe(table, separator, new):
    file = io.StringIO()
    csv.writer(file, delimiter=separator, lineterminator="\n").writerows(table)
    text = file.getvalue()
    rows = cells_of(text, separator)
    assert [[c.value for c in row] for row in rows] == [[c.strip() for c in row] for row in table]
    found = rewritten(text, separator, rows, {(0, 1): new})
    table[0][1] = new
    assert list(csv.reader(io.StringIO(found, newline=""), delimiter=separator)) == table
