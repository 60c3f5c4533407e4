"""Lo que nombran las lecciones y el archivo de la bibliografía dicen lo mismo."""

import re
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.sources import lessons, read_source
from autograder.errors import CourseError
from autograder.site.pages.bibliography import bibliography_page, link_works, works
from autograder.site.syllabus import syllabus

ROOT = Path(__file__).resolve().parents[3]
# «Polyak, 1964», «Glorot y Bengio (2010)», «Chen y otros en 2016».
NAMED = re.compile(r"\b([A-ZÁÉÍÓÚ]\w+)(?: y (?:otros|[A-ZÁÉÍÓÚ]\w+))?(?:, | \(\[?| en )((?:19|20)\d\d)\b")
URL = re.compile(r"https?://[^\s)>`\]]+")


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    """Lección → lo que dice su texto."""
    return {
        name: " ".join(" ".join(c.source for c in read_source(ROOT, name).cells if c.cell_type == "markdown").split())
        for name in lessons(ROOT)
    }


@pytest.fixture(scope="module")
def docstrings() -> str:
    return " ".join(" ".join(path.read_text(encoding="utf-8") for path in (ROOT / "course_lib").rglob("*.py")).split())


def test_cada_enlace_de_una_leccion_a_otro_sitio_es_de_una_obra(said):
    urls = {work.url for work in works(ROOT)}
    wrong = {(name, url) for name, text in said.items() for url in URL.findall(text) if url not in urls}
    assert not wrong, "Añádelas a docs/bibliografia.bib, con su autor, su título y su enlace."


def test_cada_autor_con_su_año_es_una_obra(said):
    # Quien firma o quien publica: «Stanford, 2017».
    known = {(word, work.year) for work in works(ROOT) for word in re.findall(r"\w+", f"{work.authors} {work.where}")}
    wrong = {(name, found) for name, text in said.items() for found in NAMED.findall(text) if found not in known}
    assert not wrong


def test_cada_obra_se_nombra_donde_dice_que_se_nombra(said, docstrings):
    whole = " ".join(said.values())
    for work in works(ROOT):
        assert work.named or work.code, work.key
        assert all(way in whole for way in work.named), work.key
        assert work.code in docstrings, work.key


def test_las_fuentes_de_los_docstrings_estan(docstrings):
    named = re.findall(r"Fuente ([A-Z][^*.]{3,60}), \*([^*]+)\* \(", docstrings)
    assert len(named) > 10
    for authors, title in named:
        first = authors.split()[0].strip(",")
        assert any(title.strip("`") in work.title and first in " ".join(work.authors) for work in works(ROOT)), title


def test_ninguna_obra_esta_dos_veces_y_todas_llevan_enlace():
    found = works(ROOT)
    assert len({work.url for work in found}) == len({work.title for work in found}) == len(found) > 20
    assert all(work.url.startswith("https://") for work in found)


def test_la_pagina_tiene_cada_obra_con_las_lecciones_que_la_nombran():
    page = bibliography_page(ROOT, syllabus(ROOT))
    assert all(page.count(f'<li id="{work.key}">') == 1 for work in works(ROOT))
    assert 'href="00_presentacion.html#cita-rumelhart1986">00</a>' in page
    # Los apellidos con más de cuatro firmas se abrevian.
    assert "Vaswani, A. y otros" in page


def test_la_leccion_enlaza_la_primera_vez_y_nunca_dentro_de_otro_enlace():
    cell = nbformat.v4.new_markdown_cell(
        "Strassen y [la clase 4](https://x). Volker Strassen, y otra vez Volker Strassen."
    )
    nb = nbformat.v4.new_notebook(cells=[cell])
    assert link_works(nb, ROOT) == {"strassen1969", "cs231n2017"}
    link = '<a class="rp-cite" id="cita-strassen1969" href="bibliografia.html#strassen1969">Volker Strassen</a>'
    assert nb.cells[0].source == f"Strassen y [la clase 4](https://x). {link}, y otra vez Volker Strassen."


@pytest.mark.parametrize(
    "entry, why", [("@misc{a, title = {A}}", "«a» le falta url"), ("@misc{a, title = ", "no se entiende")]
)
def test_una_bibliografia_mala_se_explica(tmp_path, entry, why):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "bibliografia.bib").write_text(entry, encoding="utf-8")
    with pytest.raises(CourseError, match=why):
        works(tmp_path)
