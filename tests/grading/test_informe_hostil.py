"""Lo hostil no cuelga a quien pinta el informe."""

import time

import nbformat
from nbconvert.exporters import HTMLExporter

from autograder.grading.archive import without_markup


def test_lo_que_no_se_dejo_pintar_no_cuelga_al_formgrader():
    cells = [nbformat.v4.new_markdown_cell("[a](" * 20_000 + "<div>" * 10_000) for _ in range(3)]
    shown = {"output_type": "display_data", "data": {"text/markdown": "![" * 30_000}, "metadata": {}}
    cells.append(nbformat.v4.new_code_cell("x", outputs=[shown]))
    cells.append(nbformat.v4.new_markdown_cell("**del curso**", metadata={"nbgrader": {"locked": True}}))
    notebook = without_markup(nbformat.v4.new_notebook(cells=cells))
    began = time.process_time()
    html, _ = HTMLExporter().from_notebook_node(notebook)
    assert time.process_time() - began < 10
    assert "<strong>del curso</strong>" in html and "[a](" in html
