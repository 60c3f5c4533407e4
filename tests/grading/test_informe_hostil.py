"""El informe se lee como se escribió, y lo hostil no cuelga a quien lo pinta."""

import time

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter

from autograder.grading.archive import without_markup
from autograder.grading.feedback import safe_html


@pytest.mark.parametrize(
    "text",
    [
        "<p>un <strong>párrafo</strong></p>",
        '<h2 id="titulo">Título<a class="anchor-link" href="#titulo">¶</a></h2>',
        "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
        "<details><summary>Pista</summary><p>x</p></details>",
        '<div class="highlight hl-ipython3"><pre><span class="kn">import</span></pre></div>',
        '<a href="https://docs.python.org/">x</a><a href="#titulo">y</a>',
        '<img alt="foto" src="data:image/png;base64,AAAA">',
    ],
)
def test_lo_corriente_pasa_tal_cual(text):
    assert safe_html(text) == text


@pytest.mark.parametrize(
    "text, clean",
    [
        ("<script>x</script>", "x"),
        ('<a href="javascript:x">y</a>', "<a>y</a>"),
        ('<a href="data:text/html,x">y</a>', "<a>y</a>"),
        ('<a href="JaVaScRiPt&colon;x">y</a>', "<a>y</a>"),
        ('<img src="http://127.0.0.1/x.png">', "<img>"),
        ('<img src="/logout" onerror="x">', "<img>"),
        ('<img src="data:image/svg+xml;base64,AAAA">', "<img>"),
        ('<div class="jp-Cell lm-Widget" style="position:fixed">x</div>', "<div>x</div>"),
        ('<p id="t1_norma">x</p>', "<p>x</p>"),
    ],
)
def test_lo_que_actua_no_pasa(text, clean):
    assert safe_html(text) == clean


def test_una_foto_pegada_no_se_queda_en_memoria():
    from autograder.grading import feedback

    before = feedback._remembered.cache_info().currsize
    safe_html("x" * (feedback.LARGE + 1))
    assert feedback._remembered.cache_info().currsize == before


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
