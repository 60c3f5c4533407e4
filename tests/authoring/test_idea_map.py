"""El mapa del final del curso dice la verdad: cada idea del inventario está en su lección, y las cuentas cuadran."""

import re

import nbformat
import pytest

from autograder.authoring import idea_map
from autograder.authoring.coverage import read_inventory
from autograder.authoring.sources import lessons, read_source

LINE = re.compile(r"^\| \[(\w+)\]\((\w+)\.ipynb\) \| (.+) \| (\d+) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def rows(root):
    return read_inventory(root)


@pytest.fixture(scope="module")
def said(rows):
    return idea_map.idea_map(rows)


def test_cada_texto_del_inventario_tiene_nombre(rows):
    assert {id_[:3] for id_ in rows} == set(idea_map.TEXTS)


def test_las_cuentas_de_cada_leccion_son_las_del_inventario(rows, said):
    found = {
        lesson: ([int(n or 0) for n in cells.split(" | ")], int(total))
        for _, lesson, cells, total in LINE.findall(said)
    }
    assert set(found) == {row["leccion"] for row in rows.values()}
    for lesson, (counts, total) in found.items():
        assert total == sum(counts) == sum(row["leccion"] == lesson for row in rows.values())
    assert re.search(rf"^\| \*\*todas\*\* \|.* \| {len(rows)} \|$", said, re.MULTILINE)


def test_estan_las_ideas_de_todos_los_textos_una_vez_cada_una(rows, said):
    lists = re.findall(r"^- \[\w+\]\((\w+)\.ipynb\)\n((?:  - .+\n?)+)", said, re.MULTILINE)
    written = [(lesson, idea) for lesson, ideas in lists for idea in ideas.splitlines()]
    for lesson in {row["leccion"] for row in rows.values()}:
        ours = sum(where == lesson for where, _ in written)
        assert ours == sum(row["leccion"] == lesson for row in rows.values())


def test_una_idea_que_cambia_de_leccion_cambia_de_renglon():
    row = {"leccion": "00_a", "que_es": "F: el *dibujo* de a[x] < 1"}
    assert "- [00](00_a.ipynb)\n  - figura: el &#42;dibujo&#42; de a&#91;x] &lt; 1\n" in idea_map.idea_map(
        {"000-01": row}
    )
    moved = idea_map.idea_map({"000-01": row | {"leccion": "01b_otra"}})
    assert "[01b](01b_otra.ipynb)" in moved and "00_a" not in moved


def test_el_cuaderno_publicado_lleva_el_mapa_y_la_fuente_solo_la_senal(root, said):
    (lesson,) = [
        name for name in lessons(root) if any(idea_map.MARK in cell.source for cell in read_source(root, name).cells)
    ]
    text = (root / "notebooks" / f"{lesson}.ipynb").read_text(encoding="utf-8")
    cells = nbformat.reads(text, as_version=4).cells
    assert any(said in cell.source for cell in cells) and not any(idea_map.MARK in cell.source for cell in cells)
