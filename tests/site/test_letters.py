"""La web lleva las letras de sus fórmulas, enteras, y ninguna más."""

import io

import pytest

from autograder import node
from autograder.site import formulas
from autograder.site.letters import cut, drawn, only_used

FORMULAS = [
    r"\frac{\partial \ell}{\partial \Omega} < 3 \& \text{paso a paso}",
    r"\mathbf{x}^\top \left[\sum_k a_k\right]",
]


@pytest.fixture(scope="module")
def page():
    return "<p>fuera: ñ Ж</p>" + "".join(formulas.typeset(latex, True) for latex in FORMULAS) + "<p>después: 日</p>"


def signs(font: bytes) -> set[str]:
    from fontTools.ttLib import TTFont

    return {chr(code) for code in TTFont(io.BytesIO(font)).getBestCmap()}


def test_se_miran_los_signos_de_las_formulas_y_solo_ellos(page):
    found = drawn(page)
    assert {"∂", "ℓ", "Ω", "<", "&", "⊤", "∑", "p", "3"} <= found
    assert not found & {"ñ", "Ж", "日", "ú", "\\"}


def test_cada_signo_que_estaba_sigue_en_su_letra_y_pesa_menos(page):
    for path in sorted((node.package("katex") / "dist" / "fonts").glob("*.woff2")):
        whole = path.read_bytes()
        part = cut(whole, drawn(page))
        assert signs(whole) & drawn(page) <= signs(part), path.name
        assert len(part) < len(whole) and "K" not in signs(part), path.name


def test_se_recorta_la_web_en_su_sitio_y_callando(tmp_path, page, caplog):
    caplog.set_level("INFO")
    fonts = tmp_path / "_static" / "fonts"
    fonts.mkdir(parents=True)
    source = node.package("katex") / "dist" / "fonts" / "KaTeX_Main-Regular.woff2"
    (fonts / source.name).write_bytes(source.read_bytes())
    (tmp_path / "uno.html").write_text(page, encoding="utf-8")
    (tmp_path / "otro.html").write_text(formulas.typeset("z"), encoding="utf-8")
    only_used(tmp_path, "_static/fonts")
    left = signs((fonts / source.name).read_bytes())
    assert {"z", "∂"} <= left and "K" not in left
    assert caplog.records == []
