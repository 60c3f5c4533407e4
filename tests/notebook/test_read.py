"""Leer un .ipynb. Los estropeados de verdad, en test_bad_input."""

import json

import nbformat
import pytest

from autograder.notebook.read import Unreadable, grade_id, read_cells


def read(content: bytes):
    return read_cells(content, "cuaderno.ipynb")


def test_el_texto_en_lista_se_une_y_lo_que_no_es_texto_se_descarta():
    content = {"cells": [{"cell_type": "code", "source": ["a = 1\n", 7, "b = 2"]}, {"cell_type": "code", "source": 3}]}
    cells, notes = read(json.dumps(content).encode())
    assert [c.source for c in cells] == ["a = 1\nb = 2"] and notes == []


def test_un_medio_caracter_se_sustituye_y_se_puede_guardar():
    (cell,), _ = read(b'{"cells": [{"cell_type": "code", "source": "a = \\"\\ud800\\""}]}')
    assert cell.source.encode("utf-8") == b'a = "?"'


def test_un_archivo_cortado_dice_por_que_linea(t1):
    with pytest.raises(Unreadable, match=r"está cortado \(línea \d+, de \d+\)\.$"):
        read(json.dumps(t1.notebook, indent=1).encode()[:5_000])


def test_grade_id_tolera_metadatos_que_no_son_lo_que_deben():
    for metadata in ({}, {"nbgrader": None}, {"nbgrader": "x"}, {"nbgrader": {"grade_id": 3}}):
        assert grade_id(nbformat.from_dict({"cell_type": "code", "source": "", "metadata": metadata})) is None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_un_cuaderno_se_lee_en_la_codificacion_en_que_lo_guardaran(encoding):
    text = '{"cells": [{"cell_type": "code", "source": "año = «ñandú»"}]}'
    (cell,), notes = read(text.encode(encoding))
    assert cell.source == "año = «ñandú»" and len(notes) == (encoding == "cp1252")


def test_una_marca_de_utf_16_que_miente_se_dice():
    with pytest.raises(Unreadable, match="cuaderno.ipynb dice estar en utf-16"):
        read(b"\xff\xfe{")
