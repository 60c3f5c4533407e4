"""Qué archivo se califica."""

import pytest

from autograder.grading.handed import Handed
from autograder.grading.submission import choose_notebook
from autograder.notebook.read import Unreadable


def handed(*names, problems=()):
    return Handed("ana", dict.fromkeys(names, b"{}"), problems)


def test_el_nombre_que_debe_gana_a_los_demas():
    assert choose_notebook(handed("a.ipynb", "mini.ipynb", "z.ipynb"), "mini") == ("mini.ipynb", [])


def test_el_nombre_que_debe_gana_aunque_otro_no_se_pudiera_leer():
    assert choose_notebook(handed("mini.ipynb", problems=("No se puede leer a.ipynb.",)), "mini")[0] == "mini.ipynb"


def test_uno_solo_con_otro_nombre_se_lee_y_se_dice():
    name, (message,) = choose_notebook(handed("mini (1).ipynb"), "mini")
    assert name == "mini (1).ipynb" and "debía llamarse «mini.ipynb»" in message


def test_si_no_se_pudo_leer_alguno_y_falta_el_bueno_lo_mira_una_persona():
    """El bueno podría ser justo el que no se pudo leer."""
    with pytest.raises(Unreadable, match="No se puede leer mini.ipynb"):
        choose_notebook(handed("otro.ipynb", problems=("No se puede leer mini.ipynb.",)), "mini")


def test_sin_ningun_cuaderno_se_dice_donde_se_esperaba():
    name, (message,) = choose_notebook(handed(), "mini")
    assert name is None and "se esperaba mini/mini.ipynb" in message
