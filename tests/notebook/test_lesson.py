"""De qué lección es un cuaderno."""

import nbformat
import pytest
from entregas import T1

from autograder.notebook.lesson import lesson_of
from autograder.notebook.read import clean_cells


def code(source, **more):
    return {"cell_type": "code", "source": source, "metadata": {}} | more


@pytest.mark.parametrize(
    "cells, lesson",
    [
        ([code("def t1_norma(x): ...")], T1),
        ([code("", id="test_t1_norma")], T1),
        ([code("x = 1", metadata={"nbgrader": {"grade_id": "t1_norma"}})], T1),
        ([code("%%time\ncheck(t1_norma)")], T1),
        ([code("def primer_gradiente(x): ..."), code("t1_norma = t1_lineal = print")], T1),  # manda la que más trae
        ([code("x = 1"), code("def t1_norma(x): ...", cell_type="markdown")], None),
        ([], None),
    ],
)
def test_se_conoce_por_sus_ejercicios(cells, lesson):
    assert lesson_of(clean_cells(cells)) == lesson


def test_cada_leccion_publicada_es_la_suya(root):
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        assert lesson_of(clean_cells(nbformat.read(path, as_version=4).cells)) == path.stem
