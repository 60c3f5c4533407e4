"""Cada cuaderno del curso, abierto y ejecutado entero en un JupyterLab de verdad, como quien aún no ha hecho nada."""

from pathlib import Path

import nbformat
import pytest

from autograder.authoring.sources import is_answer, is_test

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(path.name for path in FOLDER.glob("*.ipynb"))
OUTPUTS = """() => Object.fromEntries(jupyterapp.shell.currentWidget.content.widgets
  .filter(c => c.model.type === 'code').map(c => [c.model.id, c.model.outputs.toJSON()]))"""


def shown(outputs: list[dict]) -> str:
    return "".join(str(o.get("data", {}).get("text/plain", "")) + str(o.get("text", "")) for o in outputs)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_se_ejecuta_entero_sin_errores_y_dice_que_falta_por_hacer(notebook, name):
    """«Ejecutar todo» en un cuaderno sin empezar llega al final sin un solo error."""
    cells = [c for c in nbformat.read(FOLDER / name, as_version=4).cells if c.cell_type == "code"]
    assert all(not c.outputs and c.execution_count is None for c in cells)
    notebook.open(name)
    notebook.run_all()
    outputs = notebook.page.evaluate(OUTPUTS)
    assert set(outputs) == {c.id for c in cells}
    for cell in cells:
        if is_test(cell):
            assert "○ Sin hacer" in shown(outputs[cell.id]), shown(outputs[cell.id])
        if is_answer(cell):
            assert outputs[cell.id] == []
