"""Los cuadernos en memoria: se leen y se escriben con los mismos bytes que nbformat."""

import copy
import pickle

import nbformat
import pytest

from autograder.notebook import node
from autograder.notebook.node import Node


def with_everything():
    v4 = nbformat.v4
    picture = {"image/png": "iVBORw0KGgo=", "image/svg+xml": "<svg>\n</svg>", "text/plain": "uno\ndos"}
    outputs = [
        v4.new_output("stream", name="stdout", text="hola\nadiós\n"),
        v4.new_output("display_data", data=picture, metadata={}),
        v4.new_output("execute_result", data={"application/json": {"a": [1]}, "text/html": "<p>\n"}, execution_count=1),
        v4.new_output("error", ename="E", evalue="v", traceback=["una\nlínea"]),
    ]
    cells = [
        v4.new_markdown_cell(
            "# Título\n\nñ ∂ \u2028 fin", attachments={"f.png": {"image/png": "iVBORw0KGgo="}}, id="a"
        ),
        v4.new_code_cell("x = 1\n\n", outputs=outputs, id="b", metadata={"nbgrader": {"grade": True, "points": 2.0}}),
        v4.new_raw_cell("", id="c"),
    ]
    return v4.new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})


@pytest.mark.parametrize("name", ["tarea_jacobiano", "00_presentacion"])
def test_escribe_los_bytes_de_nbformat(root, name):
    published = nbformat.read(root / "notebooks" / f"{name}.ipynb", as_version=4)
    for notebook in (published, with_everything()):
        assert node.dumps(notebook) == nbformat.v4.writes(notebook) + "\n"
        assert node.dumps(node.node(notebook)) == node.dumps(notebook)


def test_lee_lo_que_escribe_y_lo_que_lee_nbformat():
    written = node.dumps(with_everything())
    ours = node.loads(written)
    assert ours == nbformat.reads(written, as_version=4) == with_everything()
    assert node.dumps(ours) == written


def test_escribir_no_cambia_el_cuaderno():
    notebook = node.node(with_everything())
    before = copy.deepcopy(notebook)
    node.dumps(notebook)
    assert notebook == before


def test_las_claves_son_atributos():
    cell = Node(source="x")
    cell.source = "y"
    assert cell == {"source": "y"} and cell.source == "y"
    del cell.source
    assert not hasattr(cell, "source")
    with pytest.raises(AttributeError, match="outputs"):
        _ = cell.outputs


def test_se_copia_y_viaja_entera():
    notebook = node.node(with_everything())
    for twin in (copy.deepcopy(notebook), pickle.loads(pickle.dumps(notebook))):
        assert twin == notebook and type(twin.cells[0].metadata) is Node
        twin.cells[0].source = "otra"
        assert notebook.cells[0].source != "otra"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "{", '{"cells": 3}', '{"cells": []}', '{"cells": [{}], "metadata": {}}']
)
def test_lo_que_no_es_un_cuaderno_se_dice(text):
    with pytest.raises(ValueError):
        node.loads(text)
