"""Las fórmulas se componen al construir, y la que no se entiende se dice."""

import re

import pytest

from autograder.errors import CourseError
from autograder.site import formulas


@pytest.fixture(autouse=True)
def closed():
    yield
    formulas._close()


def test_una_formula_lleva_el_dibujo_y_su_mathml():
    html = formulas.typeset(r"\frac{dv}{dx}")
    assert 'class="katex"' in html and "<mfrac>" in html and "katex-display" not in html
    assert "katex-display" in formulas.typeset("x^2", display=True)


def test_cada_una_recibe_la_suya_y_lo_que_no_es_ascii_llega_entero():
    for number in range(3):
        html = formulas.typeset(rf"\text{{caso {number}}} ≤ \Omega_{number}")
        assert f"<mtext>caso {number}</mtext>" in html.replace("\xa0", " ")
        assert "<mo>≤</mo>" in html and f'<mi mathvariant="normal">Ω</mi><mn>{number}</mn>' in html


def test_una_formula_mal_escrita_se_dice():
    with pytest.raises(CourseError, match=r"KaTeX no entiende la fórmula «\\frac\{1»"):
        formulas.typeset(r"\frac{1")
    assert formulas.typeset("x")


def test_las_letras_son_solo_woff2_y_estan_todas():
    files = formulas.style()
    asked = set(re.findall(r"url\(([^)]*)\)", files[formulas.STYLE].decode()))
    assert asked == {name.removeprefix("katex/") for name in files if name != formulas.STYLE}
    assert all(name.endswith(".woff2") for name in asked)
