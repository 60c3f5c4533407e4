"""`autograder pack`: lo que falta por escribir antes de entregar."""

from argparse import Namespace

import nbformat
import pytest

from autograder.student.terminal import run_pack


@pytest.fixture
def homework(root, tmp_path):
    """La tarea con todas las funciones escritas (da igual cómo) y la pregunta como se publicó."""
    notebook = nbformat.read(root / "notebooks" / "tarea_jacobiano.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace("raise NotImplementedError", "return 0")
    path = tmp_path / "tarea_jacobiano.ipynb"

    def hand_in(answer):
        question = next(c for c in notebook.cells if c.id == "t1_pregunta_escrita")
        question.source = question.source.replace("*Escribe aquí tu respuesta.*", answer)
        nbformat.write(notebook, path)
        return run_pack(Namespace(notebook=str(path)))

    return hand_in


def test_la_pregunta_escrita_sin_contestar_se_dice(homework, capsys):
    assert homework("*Escribe aquí tu respuesta.*") == 1
    assert "Sin escribir: t1_pregunta_escrita." in capsys.readouterr().out


def test_con_la_pregunta_contestada_esta_completo(homework, capsys):
    assert homework("Porque así cada paso cuesta un producto por un vector.") == 0
    assert "Está completo." in capsys.readouterr().out
