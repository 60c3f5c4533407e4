"""Cada widget llega al navegador junto en un módulo, y el que está en el repositorio es el de sus fuentes."""

from pathlib import Path

import pytest

from autograder import node
from autograder.authoring.bundles import NAME, bundled, bundles, renew_bundles, stale_bundles
from autograder.errors import CourseError
from course_lib import widgets

ROOT = Path(__file__).resolve().parents[2]


def test_lo_junto_es_lo_que_esbuild_hace_de_sus_fuentes():
    assert len(bundles(ROOT)) >= len(widgets.__all__) and stale_bundles(ROOT) == []
    for folder in bundles(ROOT):
        assert (folder / NAME).read_text(encoding="utf-8") == bundled(ROOT, folder), folder.name


@pytest.fixture
def own_course(tmp_path):
    folder = tmp_path / "course_lib" / "widgets" / "rueda"
    folder.mkdir(parents=True)
    (folder.parent / "common").mkdir()
    (folder.parent / "common" / "cuentas.js").write_text("export const doble = (x) => 2 * x;\n", encoding="utf-8")
    (folder / "rueda.js").write_text(
        'import { doble } from "../common/cuentas.js";\nexport default { render: () => doble(3) };\n', encoding="utf-8"
    )
    return tmp_path


def test_se_rehace_solo_si_cambia_una_fuente_y_los_finales_de_linea_dan_igual(own_course):
    common = own_course / "course_lib" / "widgets" / "common" / "cuentas.js"
    assert stale_bundles(own_course) == [
        "course_lib/widgets/rueda/bundle.js no es el de sus fuentes. Ejecuta: autograder build"
    ]
    (made,) = renew_bundles(own_course)
    assert "doble" in made.read_text(encoding="utf-8") and renew_bundles(own_course) == []
    common.write_bytes(common.read_bytes().replace(b"\n", b"\r\n"))
    assert stale_bundles(own_course) == []
    common.write_text("export const doble = (x) => x + x;\n", encoding="utf-8")
    assert stale_bundles(own_course) and renew_bundles(own_course) == [made]


def test_el_de_la_pagina_es_un_programa_clasico_con_el_estilo_y_cambia_con_el_de_cualquier_widget(own_course):
    folder = own_course / "course_lib" / "widgets"
    (folder / "rueda" / "rueda.css").write_text(".rueda { color: red; }\n", encoding="utf-8")
    (folder / "page").mkdir()
    (folder / "page" / "page.js").write_text(
        'import rueda from "../rueda/rueda.js";\nimport css from "../rueda/rueda.css";\n'
        "document.title = css + rueda.render();\n",
        encoding="utf-8",
    )
    page, wheel = renew_bundles(own_course)
    text = page.read_text(encoding="utf-8")
    assert ".rueda { color: red; }" in text and "export" not in text and "import" not in text
    (folder / "rueda" / "rueda.css").write_text(".rueda { color: blue; }\n", encoding="utf-8")
    assert renew_bundles(own_course) == [page] and "blue" in page.read_text(encoding="utf-8") and wheel.is_file()


def test_un_modulo_que_no_se_entiende_se_dice_con_su_renglon(own_course):
    (own_course / "course_lib" / "widgets" / "common" / "cuentas.js").write_text(
        "export const doble = (x) => ;\n", encoding="utf-8"
    )
    with pytest.raises(CourseError, match=r"cuentas\.js:1"):
        renew_bundles(own_course)


def test_sin_node_se_dice_como_conseguirlo(monkeypatch):
    monkeypatch.setattr(node, "_wheel", lambda: None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CourseError, match="retropropagacion\\[sitio\\]"):
        node.node_binary()
