"""Usar una función que aún no existe: una frase para las del curso, y lo de siempre para las demás."""

import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.student.notebook_errors import explain, install


def test_de_un_ejercicio_se_explica_y_de_lo_demas_no():
    assert "Todavía no existe «t1_lineal»: ejecuta antes la celda" in explain("t1_lineal")
    assert explain("t1_lineall") is None and explain("") is None


@pytest.fixture
def traceback_of(tmp_path, monkeypatch):
    """Ejecuta una celda en un IPython con el manejador puesto; da las líneas de la traza."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    # IPython pone su módulo en el lugar de __main__: al acabar vuelve el de pytest.
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    install(shell)
    lines = []
    shell._showtraceback = lambda etype, value, stb: lines.append(stb)

    def run(source):
        lines.clear()
        shell.run_cell(source)
        return lines

    return run


@pytest.mark.parametrize("source", ["print(t1_norma)", "t1_norma", "def f():\n    return t1_norma(1)\nf()"])
def test_un_ejercicio_sin_definir_es_una_sola_frase(traceback_of, source):
    ((line,),) = traceback_of(source)
    assert line == explain("t1_norma")


@pytest.mark.parametrize("source", ["no_existe", "raise NameError", "raise NameError('algo raro')", "1/0"])
def test_lo_demas_se_ve_como_siempre(traceback_of, source):
    (lines,) = traceback_of(source)
    assert "Traceback" in "".join(lines) or len(lines) > 1


def test_una_variable_local_sin_valor_se_ve_como_siempre(traceback_of):
    (lines,) = traceback_of("def f():\n    y = y + 1\nf()")
    assert "UnboundLocalError" in "".join(lines)
