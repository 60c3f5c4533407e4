"""Componer lo que se ejecuta: todas las celdas del estudiante, en su orden, y qué es cada una."""

import copy

import nbformat
import pytest
from entregas import QUESTION, T1

from autograder.notebook.compose import compose
from autograder.notebook.read import clean_cells
from autograder.notebook.roles import Published


@pytest.fixture(scope="module")
def published(root):
    return Published(nbformat.read(root / "notebooks" / f"{T1}.ipynb", as_version=4).cells)


def composed(draft, published):
    return compose(clean_cells(copy.deepcopy(draft.cells)), published, T1)


def test_no_se_quita_ni_se_repone_ninguna_celda(t1, published):
    draft = t1.draft().solve().put("preparacion", "import torch").put("test_t1_lineal", "pass")
    draft.insert(2, "a = 1").insert(2, "a = 1")
    del draft.cells[-3:]
    found = composed(draft, published)
    assert [p.cell.source for p in found.pieces] == [c.source for c in clean_cells(draft.cells)]
    assert len({piece.key for piece in found.pieces}) == len(found.pieces)


def test_lo_publicado_sin_tocar_no_contesta_nada_y_no_tiene_avisos(t1, published):
    found = composed(t1.draft(), published)
    assert found.messages == () and all(map(found.unanswered, t1.code)) and found.blank_essays == {QUESTION}


@pytest.mark.parametrize("how", ["partida", "sin metadatos", "en otra celda", "dentro de un if", "en una lambda"])
def test_una_respuesta_cuenta_este_donde_este(t1, published, how):
    draft = t1.draft().solve()
    place, code = draft.position("t1_lineal"), t1.code["t1_lineal"]
    if how == "partida":
        draft.put("t1_lineal", "import numpy as np").insert(place + 1, code)
    elif how == "sin metadatos":
        draft.cells[place] |= {"metadata": {}, "id": "otra"}
    elif how == "en otra celda":
        del draft.cells[place]
        draft.insert(0, f"%%time\n{code}")
    elif how == "dentro de un if":
        draft.put("t1_lineal", "if True:\n    def t1_lineal(A, x):\n        return A.T")
    else:
        draft.put("t1_lineal", "t1_lineal = lambda A, x: A.T")
    found = composed(draft, published)
    assert not any(map(found.unanswered, t1.code)) and "t1_lineal" in found.defining("t1_lineal").cell.source


def test_una_respuesta_que_cambio_de_tipo_se_lee_como_codigo_y_se_dice(t1, published):
    draft = t1.draft().solve()
    draft.cell("t1_lineal")["cell_type"] = "markdown"
    draft.cell("t1_norma")["cell_type"] = "raw"
    found = composed(draft, published)
    assert not any(map(found.unanswered, t1.code)) and all("cambió de tipo" in m for m in found.messages)
    assert [m.partition(":")[0] for m in found.messages] == ["t1_lineal", "t1_norma"]


def test_la_celda_de_correccion_se_conoce_por_su_nombre_o_por_su_texto(t1, published):
    draft = t1.draft().put("test_t1_lineal", "print('antes')\ncheck(t1_lineal)")
    draft.cell("test_t1_norma").update(metadata={}, id="otra")
    del draft.cells[draft.position("test_t1_producto_escalar")]
    found = composed(draft, published)
    assert {p.of for p in found.pieces if p.is_test} == set(published.tests) - {"test_t1_producto_escalar"}
    assert found.messages == (
        "Faltan celdas de corrección (test_t1_producto_escalar): se juzga donde se llame a check o, si no, al final.",
    )


@pytest.mark.parametrize("blank", ["", "  \n", None])
def test_una_pregunta_en_blanco_solo_lo_esta_si_no_hay_texto_suyo_en_otra_celda(t1, published, blank):
    draft = t1.draft()
    if blank is None:
        del draft.cells[draft.position(QUESTION)]
    else:
        draft.answer_question(blank)
    assert composed(draft, published).blank_essays == {QUESTION}
    assert composed(draft.insert(4, "Lo pienso así.", kind="raw"), published).blank_essays == set()


def test_una_pregunta_contestada_en_una_celda_de_codigo_o_en_el_enunciado_no_esta_en_blanco(t1, published):
    assert composed(t1.draft().insert(4, "# Porque así cuesta menos.", kind="code"), published).blank_essays == set()
    assert composed(t1.draft().insert(4, "a = 1", kind="code"), published).blank_essays == {QUESTION}
    draft = t1.draft()
    statement = draft.cells[draft.position(QUESTION) - 1]
    statement["source"] = "".join(statement["source"]) + "\n\nPorque así cuesta menos."
    assert composed(draft, published).blank_essays == set()


def test_los_fines_de_linea_no_son_una_respuesta(t1, published):
    draft = t1.draft()
    for cell in draft.cells:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")
    found = composed(draft, published)
    assert all(map(found.unanswered, t1.code)) and found.blank_essays == {QUESTION}


def test_el_cuaderno_de_otra_tarea_se_dice(root, published):
    other = nbformat.read(root / "notebooks" / "00_presentacion.ipynb", as_version=4)
    (message,) = compose(clean_cells(other.cells), published, T1).messages
    assert "¿es el cuaderno de otra tarea?" in message and "primer_gradiente" in message
