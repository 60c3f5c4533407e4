"""Lo que se cambia del tema."""

import re
from pathlib import Path

from autograder.site import look
from autograder.site.pages.not_found import PAGE

ROOT = Path(__file__).resolve().parents[2]
THEME = ROOT / "autograder" / "site" / "theme"
ENGLISH = re.compile(r"""(?:title|aria-label|placeholder|alt)="[^"]*\b(?:the|Toggle|Search|Page|Main|Copy|Back)\b""")


def test_una_cabecera_de_tabla_vacia_no_es_cabecera():
    row = '<th class="head"><p></p></th><th class="head text-right"></th><th class="head"><p>caja</p></th>'
    assert look.mend(row) == '<td class="head"></td><td class="head text-right"></td><th class="head"><p>caja</p></th>'


def test_la_cabecera_que_es_una_formula_tiene_nombre():
    formula = '<math xmlns="x"><mi>J</mi><annotation encoding="application/x-tex">J_1</annotation></math>'
    mended = look.mend(f'<th class="head">{formula}</th><td>{formula}</td>')
    named = formula.replace("<math", '<math aria-label="J_1"')
    assert mended == f'<th class="head">{named}</th><td>{formula}</td>'


def test_las_letras_van_dentro_y_con_su_licencia():
    found = look.letters()
    style = (THEME / "assets" / "sitio.css").read_text(encoding="utf-8")
    asked = set(re.findall(r"url\((letras/[^)]+)\)", style))
    assert asked and asked <= found.keys()
    assert all(found[name].startswith(b"wOF2") for name in asked)
    assert sum(len(found[name]) for name in asked) < 70_000
    assert b"Open Font License" in found["letras/LICENSE.txt"].replace(b"OPEN FONT LICENSE", b"Open Font License")


def test_estan_los_estilos_y_los_programas_y_ninguno_pide_nada_fuera():
    for name in (*look.STYLES, *(script for script, _ in look.SCRIPTS)):
        text = (THEME / "assets" / name).read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|@import", text), name


def test_las_plantillas_hablan_español():
    for path in THEME.glob("*.html"):
        assert not ENGLISH.search(path.read_text(encoding="utf-8")), path.name


def test_la_pagina_de_no_existe_no_depende_de_donde_este():
    assert 'lang="es"' in PAGE
    assert not re.search(r'(?:src|href)="(?!/"|data:)', PAGE)


def test_ningun_icono_del_tema_pide_una_letra_que_no_esta():
    import pydata_sphinx_theme

    theme = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static" / "styles"
    names = re.compile(r'(--pst-icon-[\w-]+):\s*"([^"]*)"')
    asked = dict(names.findall((theme / "pydata-sphinx-theme.css").read_text(encoding="utf-8")))
    ours = dict(names.findall((THEME / "assets" / "iconos.css").read_text(encoding="utf-8")))
    assert asked and asked.keys() <= ours.keys()
    assert not re.search("[\ue000-\uf8ff]", "".join(ours.values()))
