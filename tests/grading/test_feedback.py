"""El informe en HTML: se llega con el teclado, y lo ajeno no se cuela en lo que añade la plantilla."""

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.grading.feedback import FeedbackExporter, render
from autograder.records.standing import Standing

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.fixture(scope="module")
def exporter():
    return FeedbackExporter()


def page(exporter, *cells):
    return BeautifulSoup(render(new_notebook(cells=list(cells)), Standing("ana"), "tarea", exporter), "html.parser")


def shown(**data):
    return nbformat.from_dict({"output_type": "display_data", "metadata": {}, "data": data})


def test_se_llega_a_cada_entrada_y_salida_con_el_teclado_y_cada_imagen_tiene_texto(exporter):
    stream = nbformat.from_dict({"output_type": "stream", "name": "stdout", "text": "hola\n"})
    outputs = [stream, shown(**{"image/png": PIXEL}), shown(**{"text/html": "<b>x</b>"})]
    found = page(exporter, new_code_cell("x = 1", outputs=outputs), new_markdown_cell("texto"))
    reached = found.select(".jp-Cell-inputWrapper, .jp-OutputArea-output")
    assert len(reached) == 5 and all(tag.get("tabindex") == "0" for tag in reached)
    assert found.img["alt"] == "Imagen sin descripción"


@pytest.mark.parametrize(
    "text",
    [
        "[a](https://x.org '<img onerror=alert(1) ')",
        "[a](https://x.org '<div class=\"jp-Cell-inputWrapper\" onclick=alert(1)>')",
        "`<img onerror=alert(1) src=x>`",
    ],
)
def test_lo_que_imita_a_la_plantilla_no_gana_atributos(exporter, text):
    found = page(exporter, new_markdown_cell(text))
    assert not [tag for tag in found.find_all(True) if any(name.startswith("on") for name in tag.attrs)]


def test_la_misma_celda_con_otra_imagen_pegada_no_sale_de_lo_recordado(exporter):
    text = "![dibujo](attachment:a.png)"
    with_image = new_markdown_cell(text, attachments={"a.png": {"image/png": PIXEL}})
    assert page(exporter, with_image).img["src"].endswith(PIXEL)
    assert page(exporter, new_markdown_cell(text)).img is None
