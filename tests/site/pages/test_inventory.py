"""El apéndice tiene cada idea del inventario, con el enlace al sitio que le ponen las lecciones."""

import re
from pathlib import Path

from autograder.authoring.coverage import read_inventory
from autograder.authoring.idea_map import TEXTS
from autograder.authoring.sources import read_source
from autograder.site.pages.inventory import inventory_page, mark_ideas
from autograder.site.syllabus import syllabus

ROOT = Path(__file__).resolve().parents[3]


def test_cada_idea_enlaza_a_una_señal_que_la_leccion_tiene():
    course = syllabus(ROOT)
    marks = set()
    for lesson in course:
        nb = read_source(ROOT, lesson.name)
        mark_ideas(nb)
        found = re.findall(r'id="(idea-[^"]+)"', "\n".join(cell.source for cell in nb.cells))
        assert len(found) == len(set(found)), lesson.name
        marks |= {f"{lesson.name}.html#{anchor}" for anchor in found}
    page = inventory_page(ROOT, course)
    ideas = re.findall(r'<li id="([^"]+)"><a href="([^"]+)"', page)
    assert [id_ for id_, _ in sorted(ideas)] == sorted(read_inventory(ROOT))
    assert {link for _, link in ideas} <= marks


def test_con_pocas_lecciones_solo_salen_sus_ideas_y_ningun_apartado_vacio():
    page = inventory_page(ROOT, [lesson for lesson in syllabus(ROOT) if lesson.name == "02_grafos_de_computo"])
    assert set(re.findall(r'href="(\w+)\.html', page)) == {"02_grafos_de_computo"}
    assert page.count("\n## ") == len(set(re.findall(r'<li id="(\d+)-', page))) < len(TEXTS)


def test_la_pagina_pesa_poco_y_dice_que_es_cada_cosa():
    page = inventory_page(ROOT, syllabus(ROOT))
    assert len(page.encode()) < 60_000
    assert ">Figura: intuición 1," in page
    assert "F: " not in page
