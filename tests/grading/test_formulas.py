"""Las fórmulas del informe, dibujadas por el navegador."""

import re
from pathlib import Path

import nbformat
import pytest

from autograder import clean
from autograder.authoring.sources import lessons
from autograder.grading.formulas import in_text
from course_lib.formulas import LONG, mathml

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("lesson", lessons(ROOT))
def test_todas_las_formulas_del_curso_se_dibujan_y_nada_de_ellas_se_pierde_al_limpiar(lesson):
    cells = nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", as_version=4).cells
    text = "\n\n".join(c.source for c in cells if c.cell_type == "markdown")
    for display, inline in re.findall(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", text, re.DOTALL):
        drawn = mathml(display or inline, bool(display))
        assert drawn.startswith("<math") and "[2ex]" not in drawn
        assert set(re.findall(r"<(\w+)", clean.html(drawn))) == set(re.findall(r"<(\w+)", drawn))


@pytest.mark.parametrize("source", ["\\frac{", "{" * 3000, "x" * (LONG + 1), "\\begin{matrix}"])
def test_la_que_no_se_entiende_se_ve_como_se_escribio(source):
    drawn = mathml(source, False)
    assert drawn == f"${source}$" or drawn.startswith("<math")


def test_lo_que_actua_dentro_de_una_formula_no_pasa():
    text = r"$\href{javascript:x}{y} \style{background:url(z)}{y} \text{<img src=x onerror=y>}$ <b>a</b> < c"
    found = clean.html(in_text(text))
    assert "<math" in found and "&lt;b&gt;a&lt;/b&gt; &lt; c" in found
    assert not re.search(r"javascript|url\(|onerror|src=|style=|class=", found)
