"""El glosario de la web: cada término, una vez, con su enlace a la lección y el de vuelta."""

import re
from pathlib import Path

import nbformat
from lengua import introduced

from autograder.site.pages.glossary import Term, glossary_page, link_terms, places, terms
from autograder.site.syllabus import Lesson, syllabus

ROOT = Path(__file__).resolve().parents[3]


def notebook(*texts):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text) for text in texts])


def test_se_leen_todos_los_terminos_del_glosario():
    assert {term.name: term.lesson for term in terms(ROOT)} == introduced(ROOT)
    keys = [term.key for term in terms(ROOT)]
    assert len(keys) == len(set(keys))


def test_cada_termino_de_la_pagina_enlaza_a_un_sitio_que_la_leccion_tiene():
    course = syllabus(ROOT)
    where = places(ROOT, course)
    assert where.keys() == {term.name for term in terms(ROOT)}
    anchored = {link for link in where.values() if "#" in link}
    # Alguna lección presenta una idea con otras palabras: su enlace va a la página.
    assert len(anchored) >= 0.9 * len(where)
    page = glossary_page(ROOT, course)
    assert all(f'href="{link}"' in page for link in where.values())
    assert "| término |" not in page


def test_el_enlace_de_la_leccion_va_al_termino_y_se_pone_una_vez():
    nb = notebook("Un nodo aquí.", "Esto es un **nodo**, y esto, otro **nodo**.")
    link_terms(nb, Lesson("02_grafos_de_computo", "02 · Grafos", "", 1, 1), ROOT)
    whole = "\n".join(cell.source for cell in nb.cells)
    assert re.findall(r'<a class="rp-term" id="def-nodo" href="glosario.html#nodo">(.*?)</a>', whole) == ["**nodo**"]
    assert nb.cells[0].source == "Un nodo aquí."


def test_una_palabra_corta_solo_vale_en_negrita():
    sine = Term("sin", "", "", "", "03", "")
    assert [bool(re.search(sine.ways[0], text)) for text in ("sin prisa", "el **sin**")] == [False, True]
    assert len(sine.ways) == 1


def test_un_termino_largo_gana_a_otro_que_lleva_dentro():
    nb = notebook("El **gradiente que llega** es la mitad.")
    link_terms(nb, Lesson("00_presentacion", "00 · Presentación", "", 1, 1), ROOT)
    assert nb.cells[0].source.count("<a ") == 1
    assert "#gradiente-que-llega" in nb.cells[0].source
