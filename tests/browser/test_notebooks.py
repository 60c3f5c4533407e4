"""Cada cuaderno del curso, abierto y ejecutado entero en un JupyterLab de verdad."""

from pathlib import Path

import pytest

NOTEBOOKS = sorted(p.name for p in (Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_se_ejecuta_entero_sin_errores(notebook, name):
    notebook.open(name)
    notebook.run_all()
