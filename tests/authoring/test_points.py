"""La tabla de puntos sale de las declaraciones, y en el texto de una lección nadie los escribe a mano."""

import re
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from puntos import AUTO, MANUAL, T1, TOTAL, WORTH

from autograder.authoring import points
from autograder.authoring.build import prepare
from autograder.authoring.sources import lessons, read_source
from autograder.exercise import exercises_of

ROW = re.compile(r"^\| (\d+) \| `(\w+)` \| .* \| ([\d.]+) \|$", re.MULTILINE)
# Los de la nota: también hay puntos del plano.
BY_HAND = re.compile(r"\b(?:val|sum|cuent|llev)\w+ (?:\w+ )?\d+(?:[.,]\d+)? puntos?\b|\(\d+(?:[.,]\d+)? puntos?\)")
ROOT = Path(__file__).parents[2]


def published(root, name):
    text = (root / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    return "\n".join(c.source for c in nbformat.reads(text, as_version=4).cells if c.cell_type == "markdown")


def test_la_tarea_publicada_lleva_cada_ejercicio_con_sus_puntos_y_los_totales(root):
    text = published(root, T1)
    assert points.MARK not in text
    assert [(id_, float(worth)) for _, id_, worth in ROW.findall(text)] == list(WORTH.items())
    assert f"**corrección automática** | **{AUTO:g}**" in text and f"**total** | **{TOTAL:g}**" in text
    assert f"| {len(WORTH) + 1} | pregunta escrita | la corrige una persona | {MANUAL:g} |" in text


def test_cambiar_los_puntos_de_un_ejercicio_cambia_la_tabla_y_ningun_id(root, monkeypatch):
    before = prepare(read_source(root, T1), T1)
    dearer = {id_: replace(e, points=e.points + (id_ == "t1_norma") * 1.5) for id_, e in exercises_of(T1).items()}
    monkeypatch.setattr(points, "exercises_of", lambda name: dearer)
    after = prepare(read_source(root, T1), T1)
    table = next(c.source for c in after.cells if "| nº |" in c.source)
    assert re.search(r"`t1_norma` \| .* \| 2.5 \|", table) and f"**{TOTAL + 1.5:g}**" in table
    assert [c.id for c in before.cells] == [c.id for c in after.cells]


def test_sin_senal_no_se_toca_nada_y_sin_pregunta_escrita_no_hay_otro_total(root):
    name = "00_presentacion"
    nb = read_source(root, name)
    text = [c.source for c in nb.cells]
    points.fill_points(nb, name)
    assert [c.source for c in nb.cells] == text
    assert "**total**" not in points.points_table(nb, name)


@pytest.mark.parametrize("name", lessons(ROOT))
def test_en_el_texto_de_las_lecciones_nadie_escribe_puntos_a_mano(name):
    prose = "\n".join(c.source for c in read_source(ROOT, name).cells if c.cell_type == "markdown")
    assert BY_HAND.findall(re.sub(r"### BEGIN SOLUTION.*?### END SOLUTION", "", prose, flags=re.DOTALL)) == []
