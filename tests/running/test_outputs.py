"""Las salidas que se guardan: limpias las del estudiante, y cerradas en falso las del veredicto."""

import nbformat
import pytest

from autograder.running.outputs import MAX_IMAGE, MAX_TEXT, clean_outputs, stopped_output


def display(**data):
    return {"output_type": "display_data", "data": data, "metadata": {"x": 1}}


def html_of(text):
    (output,) = clean_outputs([display(**{"text/html": text})])
    return output.data["text/html"]


@pytest.mark.parametrize("junk", [None, 3, "x", {}, [1, None, "x", []], [{"output_type": "nada"}], [{"data": 3}]])
def test_lo_que_no_tiene_forma_de_salida_se_descarta(junk):
    assert clean_outputs(junk) == []


def test_las_salidas_normales_se_conservan_y_valen_para_nbformat():
    given = [
        {"output_type": "stream", "name": "stdout", "text": "hola"},
        {"output_type": "error", "ename": "ValueError", "evalue": "ups", "traceback": ["una", "dos"]},
        display(**{"image/png": "aGVsbG8=", "text/plain": "<Figure>"}),
        {"output_type": "execute_result", "data": {"text/plain": "3"}, "execution_count": 99},
    ]
    clean = clean_outputs(given)
    assert [o.output_type for o in clean] == ["stream", "error", "display_data", "execute_result"]
    cell = nbformat.v4.new_code_cell("1", outputs=clean)
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>a</a>",
        "<svg onload=alert(1)></svg>",
        "<iframe src='//x'></iframe>",
        "<div style='position:fixed' onclick=alert(1)>a</div>",
        "<form action=//x><input></form>",
    ],
)
def test_el_html_pierde_lo_que_se_ejecuta(text):
    found = html_of(text)
    for danger in ("<script", "<img", "<svg", "<iframe", "<form", "onerror", "onclick", "onload", "href", "style"):
        assert danger not in found


def test_una_tabla_de_html_se_conserva():
    table = "<table><tbody><tr><td>1</td></tr></tbody></table>"
    assert html_of(table) == table


@pytest.mark.parametrize(
    "mime", ["application/javascript", "image/svg+xml", "application/vnd.jupyter.widget-view+json", "text/x-otro"]
)
def test_los_tipos_que_se_ejecutan_no_pasan(mime):
    assert clean_outputs([display(**{mime: "x"})]) == []


def test_un_error_con_traza_rara_no_estropea_nada():
    (output,) = clean_outputs([{"output_type": "error", "ename": 3, "evalue": None, "traceback": 7}])
    assert output.traceback == [] and output.ename == "3"


def test_el_texto_se_recorta_y_una_imagen_enorme_se_quita_entera():
    (text,) = clean_outputs([{"output_type": "stream", "name": "stdout", "text": "x" * (MAX_TEXT + 5)}])
    assert len(text.text) == MAX_TEXT
    assert clean_outputs([display(**{"image/png": "x" * (MAX_IMAGE + 1)})]) == []


def test_un_canal_que_no_es_de_salida_se_descarta():
    assert clean_outputs([{"output_type": "stream", "name": "stdin", "text": "x"}]) == []


def test_una_celda_detenida_lo_cuenta():
    assert stopped_output("Se paró.").evalue == "Se paró."
