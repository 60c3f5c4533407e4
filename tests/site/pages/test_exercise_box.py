"""Cada ejercicio de una lección va en una caja que dice dónde se hace."""

import nbformat

from autograder.site.pages.exercise_box import box_exercises


def cell(grade, solution, source="x", kind="code"):
    make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
    return make(source, metadata={"nbgrader": {"grade": grade, "solution": solution, "grade_id": "a"}})


def boxed(*cells, online=False):
    nb = nbformat.v4.new_notebook(cells=list(cells))
    box_exercises(nb, online)
    return nb.cells


def test_la_caja_empieza_en_como_se_hace_y_acaba_en_la_correccion():
    how, answer, check, other = boxed(cell(False, True), cell(True, False), nbformat.v4.new_code_cell("y"))
    assert how.source.startswith('<details class="rp-how">')
    assert "Binder" not in how.source
    assert (answer.metadata.tags, check.metadata.tags) == (["rp-answer"], ["rp-check"])
    assert "tags" not in other.metadata


def test_si_hay_botones_lo_dice():
    assert "Binder" in boxed(cell(False, True), online=True)[0].source


def test_la_pregunta_escrita_tambien_dice_donde_se_contesta():
    how, question = boxed(cell(True, True, "¿Por qué?", "markdown"))
    assert "rp-how" in how.source
    assert question.source == "¿Por qué?"
