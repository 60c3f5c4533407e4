"""Los enlaces de los documentos del repositorio, puestos para la web."""

from pathlib import Path

import pytest

from autograder.site.pages.documents import CONTRIBUTING, NAMES, TEACHING, document_page, linker, rewrite

ROOT = Path(__file__).resolve().parents[3]
PAGES = TEACHING | CONTRIBUTING
LINK = linker(PAGES, {"02_grafos_de_computo"}, None)
WITH_REPO = linker(PAGES, {"02_grafos_de_computo"}, "ana/curso")


@pytest.mark.parametrize(
    "path, before, after",
    [
        ("docs/moodle.md", "[seguridad.md](seguridad.md)", "[Seguridad](seguridad.md)"),
        ("docs/moodle.md", "[lo de encerrar](seguridad.md#capas)", "[lo de encerrar](seguridad.md#capas)"),
        ("CONTRIBUTING.md", "[docs/moodle.md](docs/moodle.md)", "[Moodle](moodle.md)"),
        ("docs/moodle.md", "[la 02](../notebooks/02_grafos_de_computo.ipynb)", "[la 02](02_grafos_de_computo.ipynb)"),
        ("docs/moodle.md", "[la 03](../notebooks/03_red_de_juguete.ipynb)", "la 03"),
        ("docs/rendimiento.md", "[bench](../bench/README.md)", "bench"),
        ("docs/moodle.md", "[fuera](https://a.es/x)", "[fuera](https://a.es/x)"),
        ("docs/moodle.md", "[aquí](#abajo)", "[aquí](#abajo)"),
        ("docs/moodle.md", "`[x](seguridad.md)`", "`[x](seguridad.md)`"),
        ("docs/moodle.md", "```md\n[x](seguridad.md)\n```", "```md\n[x](seguridad.md)\n```"),
    ],
)
def test_cada_enlace_va_a_su_pagina_o_se_queda_en_texto(path, before, after):
    assert rewrite(before, path, LINK) == after


def test_con_repositorio_lo_que_no_es_una_pagina_va_a_el():
    said = rewrite("[bench](../bench/README.md)", "docs/rendimiento.md", WITH_REPO)
    assert said == "[bench](https://github.com/ana/curso/blob/HEAD/bench/README.md)"


def test_todas_las_paginas_tienen_nombre_y_los_documentos_existen():
    assert set(PAGES.values()) <= NAMES.keys()
    assert all((ROOT / path).is_file() for path in PAGES if path != "docs/publicar.md")


def test_las_licencias_son_las_dos():
    page = document_page(ROOT, "LICENSE-textos.md", LINK)
    assert "CC BY 4.0" in page
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").strip() in page
