"""Lo ajeno, limpio: se lee lo mismo y nada actúa. Las páginas de verdad se prueban en tests/browser."""

import logging
import re
import sys
from pathlib import Path

import nbformat
import pytest
from tqdm import tqdm

from autograder import clean
from autograder.authoring.sources import lessons

ROOT = Path(__file__).resolve().parents[1]

# — una página —


@pytest.mark.parametrize(
    "text",
    [
        "<p>un <strong>párrafo</strong></p>",
        "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
        "<details><summary>Pista</summary><p>x</p></details>",
        '<div class=" highlight hl-python"><pre><span class="kn">import</span></pre></div>',
        '<a href="https://docs.python.org/">x</a><a href="#titulo">y</a>',
        '<img alt="foto" src="data:image/png;base64,AAAA">',
    ],
)
def test_lo_corriente_pasa_tal_cual(text):
    assert clean.html(text) == text


@pytest.mark.parametrize(
    "text, cleaned",
    [
        ("<script>x</script>", "x"),
        ('<a href="javascript:x">y</a>', "<a>y</a>"),
        ('<a href="data:text/html,x">y</a>', "<a>y</a>"),
        ('<a href="JaVaScRiPt&colon;x">y</a>', "<a>y</a>"),
        ('<a data-commandlinker-command="x" name="grades" target="_top">y</a>', "<a>y</a>"),
        ('<img src="http://127.0.0.1/x.png">', "<img>"),
        ('<img src="/logout" onerror="x">', "<img>"),
        ('<img src="data:image/svg+xml;base64,AAAA">', "<img>"),
        ('<div class="jp-Cell lm-Widget" style="position:fixed">x</div>', "<div>x</div>"),
        ('<span class="score">x</span><div class="row">y</div>', "<span>x</span><div>y</div>"),
        ('<h1 id="t1_norma">x</h1><p id="t1_norma">y</p>', "<h1>x</h1><p>y</p>"),
        ('<math href="javascript:x"><mi style="x" class="score">y</mi></math>', "<math><mi>y</mi></math>"),
        ("<math><mtext><img src=x onerror=y></mtext></math>", "<math><mtext><img></mtext></math>"),
        ("<math><mtext><table><mglyph><style><img src=x onerror=y>", None),
        ('<form name="f"><input class="score" name="grades"></form>', ""),
    ],
)
def test_lo_que_actua_no_pasa(text, cleaned):
    got = clean.html(text)
    assert got == cleaned or cleaned is None and not re.search(r"<style|<mglyph|onerror", got)
    assert clean.html(got) == got


def test_una_foto_pegada_no_se_queda_en_memoria():
    before = clean._remembered.cache_info().currsize
    clean.html("x" * (clean.LARGE + 1))
    assert clean._remembered.cache_info().currsize == before


# — Markdown y fórmulas —


@pytest.mark.parametrize(
    "text",
    [
        "Si a < b y b > c, $a \\le b$ y 3<4 -> fin",
        "<b>fin</b><br/><details><summary>x</summary></details> <https://example.org/?a=1>",
        "![foto](attachment:a.png) ![](data:image/png;base64,AAAA) [x](https://example.org) ¡Bien![nota]",
        "```python\nif a < b: print('x')\n```\n\n~~~\nx\n~~~",
        "$\\mathbb{R}^n \\text{si } \\hat y = \\dataset \\styles$",
    ],
)
def test_el_texto_corriente_queda_como_estaba(text):
    assert clean.markdown(text, {"a.png"}) == text.replace("![nota]", "! [nota]")


@pytest.mark.parametrize("lesson", lessons(ROOT))
def test_los_textos_del_curso_no_llevan_nada_que_limpiar(lesson):
    cells = nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", as_version=4).cells
    texts = [c.source for c in cells if c.cell_type == "markdown"]
    assert list(map(clean.markdown, texts)) == texts


@pytest.mark.parametrize(
    "text, cleaned",
    [
        ("<img src=x>", "< img src=x>"),
        ("</p><!-- x --><?x?><b onclick=x>", "</p>< !-- x -->< ?x?>< b onclick=x>"),
        ("<div\n<img src=x ", "< div\n< img src=x "),
        ("<https://x\nonclick=y>", "< https://x\nonclick=y>"),
        ("![a](http://x) ![a][b] ![a] ![](/x) ![](attachment:a 'x') ![](attachment:falta.png)", None),
        (
            "\\href{javascript:x}{y} \\\\style{z}{w} \\require{html}",
            "\\ href{javascript:x}{y} \\\\ style{z}{w} \\ require{html}",
        ),
        ("> 1. ```mermaid\nx", "> 1. ```text mermaid\nx"),
        ("~~~ M&#101;r\\maid x\nx", "~~~ text M&#101;r\\maid x\nx"),
    ],
)
def test_lo_que_actuaria_lleva_un_espacio_y_no_pierde_una_letra(text, cleaned):
    got = clean.markdown(text)
    assert got == (cleaned or text.replace("![", "! ["))
    assert clean.markdown(got) == got


def test_un_nombre_dentro_de_markdown_se_lee_tal_cual():
    assert clean.escaped("a_b<x>![y](z).ipynb") == r"a\_b\<x\>\!\[y\]\(z\)\.ipynb"


# — la terminal —


def test_una_linea_no_mueve_el_cursor_ni_da_la_vuelta_al_texto():
    assert clean.line("a\x1b[2J\rb\u202ec\nd\x9bñ") == "a�[2J�b�c�d�ñ"
    assert clean.lines("uno\n\tdos\x1b[1m") == "uno\n\tdos�[1m"


def test_lo_que_se_imprime_sale_limpio_y_la_barra_de_progreso_sigue_en_su_renglon(capsys):
    with clean.terminal():
        print("\x1b[2Jhola\rx")
        print("\x1b]0;titulo\x07", file=sys.stderr)
        for _ in tqdm(range(2), desc="Calificando"):
            pass
    out, err = capsys.readouterr()
    assert out == "�[2Jhola�x\n"
    assert "\x1b" not in err and err.count("\r") >= 2


def test_una_traza_inesperada_tambien(capsys):
    try:
        raise RuntimeError("\x1b[2J")
    except RuntimeError as error:
        clean._report(type(error), error, error.__traceback__)
    assert "RuntimeError: �[2J" in capsys.readouterr().err


def test_los_registros_salen_limpios(caplog, monkeypatch):
    before = logging.getLogRecordFactory()
    monkeypatch.setattr(logging, "_logRecordFactory", before)  # al acabar, el de antes
    clean.logs()
    clean.logs()
    log = logging.getLogger("prueba")
    log.warning("%s: %s", "ana\x1b[2J", "\u202ecba")
    try:
        raise ValueError("\x1b[31m")
    except ValueError:
        log.exception("falló %d", 3)
    assert "ana�[2J: �cba" in caplog.text and "falló 3" in caplog.text and "ValueError: �[31m" in caplog.text
    assert "\x1b" not in caplog.text and "�[2J: �cba" in caplog.messages[0]


# — una hoja de cálculo —


@pytest.mark.parametrize("text", ["=1+1", "+34 600", "-2", "@SUM(A1)", "\t=1", " =1", "＝1", "\n1"])
def test_lo_que_seria_una_formula_es_un_texto(text):
    assert clean.cell(text) == "'" + text


@pytest.mark.parametrize("value", ["Ana", "a=b", "", 3.5, -2.0, None])
def test_lo_demas_queda_igual(value):
    assert clean.cell(value) == value
