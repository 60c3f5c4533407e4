"""Leer lo que respondió cada cual, y quitarle lo que dice quién es."""

import json

import pytest
from clase_apuntada import NAME, QUESTION, write_sheet

from autograder.classroom.answers import HIDDEN, AnswerSheets, anonymous
from autograder.grading.corrected import ELSEWHERE
from autograder.notebook import node
from autograder.records.standing import Person


@pytest.fixture
def sheets(tmp_path, root):
    return AnswerSheets(root, tmp_path, NAME)


def published(root):
    return {c.id: c.source for c in node.loads((root / "notebooks" / f"{NAME}.ipynb").read_bytes()).cells}


def test_lo_publicado_y_lo_vacio_no_es_una_respuesta(sheets, tmp_path, root):
    given = published(root)
    write_sheet(tmp_path, "ana", {"t1_norma": "x = 1", "t1_lineal": given["t1_lineal"], "t1_vjp_relu": " \n"})
    assert sheets.of("ana").code == {"t1_norma": "x = 1"}


def test_de_la_pregunta_escrita_queda_lo_suyo(sheets, tmp_path, root):
    asked = published(root)[QUESTION]
    write_sheet(tmp_path, "ana", {}, f"{asked}\n\nPorque sí.")
    assert sheets.of("ana").texts == {QUESTION: "Porque sí."}


def test_quien_contesto_en_otra_celda_tambien_ha_contestado(sheets, tmp_path):
    write_sheet(tmp_path, "ana", {}, ELSEWHERE)
    path = tmp_path / "ana" / NAME / f"{NAME}.ipynb"
    notebook = json.loads(path.read_text())
    notebook["cells"].append({"cell_type": "markdown", "id": "mia-celda-3", "metadata": {}, "source": "Aquí está."})
    path.write_text(json.dumps(notebook))
    assert sheets.of("ana").texts == {QUESTION: "Aquí está."}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": [1]}', '{"cells": {}, "metadata": {}}', "[" * 100_000])
def test_un_cuaderno_que_no_se_entiende_se_apunta_y_se_sigue(sheets, tmp_path, text):
    path = tmp_path / "ana" / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    assert sheets.of("ana") is None and sheets.missing["ana"] == "no se puede leer"
    assert sheets.of("beto") is None and sheets.missing["beto"] == "no está"


@pytest.mark.parametrize(
    "text, shown",
    [
        ("# Autora: María del Mar\nx = 1", f"# Autora: {HIDDEN}\nx = 1"),
        ("# hecho por maría", f"# hecho por {HIDDEN}"),
        ("mcano01 = 3", f"{HIDDEN} = 3"),
        ("escríbeme a otra.persona@correo.es", f"escríbeme a {HIDDEN}"),
        ("marían = canoa", "marían = canoa"),  # dentro de otra palabra no es su nombre
    ],
)
def test_lo_que_dice_quien_es_se_tapa(text, shown):
    assert anonymous(text, "mcano01", Person("María Cano", "m@uni.es")) == shown
