"""Un widget se enseña con su figura fija al lado: es lo que queda en una página exportada, sin kernel ni red."""

import nbformat
import pytest
from nbconvert import HTMLExporter

from course_lib import widgets
from course_lib.widgets import base


@pytest.fixture
def shown(monkeypatch):
    """Las salidas de la celda que acaba en un widget, y lo que después se pone al día."""
    outputs, updates = [], []

    class Handle:
        def update(self, data, raw):
            updates.append(data)

    def display(data, raw, metadata=None, display_id=False):
        outputs.append(nbformat.v4.new_output("display_data", data, metadata=metadata or {}))
        return Handle() if display_id else None

    monkeypatch.setattr(base, "display", display)
    return outputs, updates


def _make(name):
    made = getattr(widgets, name)
    return made.example("grafo_2") if name == "GraphStepper" else made()


@pytest.mark.parametrize("saved", [True, False], ids=["con estado", "sin estado"])
@pytest.mark.parametrize("name", widgets.__all__)
def test_en_una_pagina_exportada_se_ve_la_figura_fija(name, saved, shown):
    widget = _make(name)
    widget._ipython_display_()
    cell = nbformat.v4.new_code_cell(f"{name}()", outputs=shown[0])
    notebook = nbformat.v4.new_notebook(cells=[cell])
    if saved:  # entonces nbconvert elige el widget, y sin red nadie lo pinta
        state = {"state": {widget.model_id: {}}, "version_major": 2, "version_minor": 0}
        notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": state}
    page, _ = HTMLExporter().from_notebook_node(notebook)
    output = page.split('<div class="jp-Cell-outputWrapper">')[1]
    assert '<div class="cl-still">' in output
    assert "<svg" in output and widget.picture().svg.split("<title")[1].split("</title>")[0] in output
    assert (widget.model_id in output) == saved


@pytest.mark.parametrize("name", widgets.__all__)
def test_donde_el_widget_se_pinta_la_figura_fija_se_esconde(name):
    assert ".jp-OutputArea-child:has(.cl-still):has(+ .jp-OutputArea-child .cl) { display: none; }" in _make(name)._css


def test_al_acabar_un_entrenamiento_la_figura_fija_se_pone_al_dia(shown):
    alive = widgets.LiveTraining(epocas=3)
    alive._ipython_display_()
    for epoch in alive.range():
        alive.log(perdida=1 / (1 + epoch))
    assert "Aún no hay puntos" in shown[0][0].data["text/plain"]
    assert "perdida" in shown[1][-1]["text/plain"] and "cl-still" in shown[1][-1]["text/html"]
