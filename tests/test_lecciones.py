"""Cada lección, resuelta, se ejecuta de arriba abajo: sin errores, sin avisos y con todos los ``check`` en verde.

Sin resolver se abren en un navegador de verdad: ``tests/browser/test_notebooks.py``. Ejecutar una cuesta segundos: lo
que haya que mirar en sus salidas se mira aquí, con la ejecución con que se construye la web.
"""

import re
from pathlib import Path

import pytest

from autograder.authoring.sources import is_test, lessons, nbgrader_of
from autograder.exercise import exercises_of


@pytest.fixture(params=lessons(Path(__file__).parents[1]))
def lesson(request):
    return request.param


def shown(cell) -> str:
    return "".join(o.get("data", {}).get("text/plain", "") + o.get("text", "") for o in cell.outputs)


def outputs(cells):
    return [(cell, output) for cell in cells if cell.cell_type == "code" for output in cell.outputs]


def test_se_ejecuta_entera_y_todos_los_check_aprueban(executed, lesson):
    checked = {nbgrader_of(c)["grade_id"]: shown(c) for c in executed(lesson) if is_test(c)}
    assert set(checked) == {e.test_id for e in exercises_of(lesson).values()}
    assert {id_: text for id_, text in checked.items() if "✓ Bien" not in text} == {}


def test_no_sale_ningun_aviso_de_python(executed, lesson):
    """Un RuntimeWarning en rojo asusta a quien empieza: o se explica o no sale."""
    warned = [o.text for _, o in outputs(executed(lesson)) if o.output_type == "stream" and o.name == "stderr"]
    assert not warned


def test_cada_figura_tiene_texto_alternativo(executed, lesson):
    for cell, output in outputs(executed(lesson)):
        html = str(output.get("data", {}).get("text/html", ""))
        assert "image/png" not in output.get("data", {}), f"sin texto alternativo: {cell.source[:60]}"
        for image in re.findall(r"<img\b[^>]*>", html):
            assert re.search(r'\balt="[^"]+"', image)
        # Un dibujo lleva otros dentro: el de fuera es el que se anuncia.
        for drawing in re.findall(r"<svg\b[^>]*>", html)[:1]:
            assert 'role="img"' in drawing or 'aria-hidden="true"' in drawing
