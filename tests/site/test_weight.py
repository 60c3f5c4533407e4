"""De lo que trae el tema queda lo que alguna página usa."""

import re

from autograder.site.weight import UNUSED, purged, slim

WORDS = {"usada", "otra", "show"}


def test_se_va_la_regla_que_no_puede_aplicarse_y_las_demas_quedan():
    style = ".usada{a:b}.nadie{a:b}.nadie .usada{a:b}.usada,.nadie{a:b}p{a:b}@media(x){.nadie{a:b}.otra.show{a:b}}"
    assert purged(style, WORDS) == ".usada{a:b}.usada,.nadie{a:b}p{a:b}@media(x){.otra.show{a:b}}"


def test_lo_que_puede_faltar_no_cuenta():
    assert purged(".usada:not(.nadie,.tampoco){a:b}", WORDS) == ".usada:not(.nadie,.tampoco){a:b}"


def test_las_letras_de_iconos_del_tema_se_van():
    assert purged("@font-face{font-family:Font Awesome\\ 7 Free;src:url(x)}p{a:b}", WORDS) == "p{a:b}"


def test_las_clases_de_los_programas_tambien_cuentan(tmp_path):
    static = tmp_path / "_static"
    static.mkdir()
    (tmp_path / "index.html").write_text('<p class="pagina">')
    (static / "x.js").write_text("element.classList.add('programa')")
    (static / "x.css").write_text(".pagina{a:b}.programa{a:b}.nadie{a:b}")
    slim(tmp_path)
    assert (static / "x.css").read_text() == ".pagina{a:b}.programa{a:b}"


def test_cada_icono_de_la_web_esta_dibujado(built_site):
    drawn = set(re.findall(r"\.fa-([\w-]+) *\{", (built_site / "_static/iconos.css").read_text(encoding="utf-8")))
    sizes = {"solid", "lg", "fw", "sm", "xs"}
    for page in built_site.glob("*.html"):
        used = set(
            re.findall(r"\bfa-([\w-]+)", " ".join(re.findall(r'class="([^"]*\bfa-[^"]*)"', page.read_text("utf-8"))))
        )
        assert used - sizes <= drawn, page.name


def test_lo_que_nadie_pide_no_se_sirve(built_site):
    assert [path.name for pattern in UNUSED for path in (built_site / "_static").rglob(pattern)] == []
