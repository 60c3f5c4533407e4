"""Leer el código de un cuaderno sin ejecutarlo: a qué se llega desde una función, y qué significa cada nombre."""

from autograder.judging import notebook_code


def test_dos_funciones_que_se_llaman_entre_si_no_cuelgan():
    assert len(notebook_code.reachable(["def a():\n    b()\ndef b():\n    a()"], "a")) == 2


def test_vale_la_ultima_definicion():
    first, last = "def f():\n    import torch", "def f():\n    return 1"
    assert notebook_code.reachable([first, last], "f") == [last]


def test_en_funciones_muy_hondas_cuenta_todo_lo_que_se_nombra():
    deep = "def f():\n  return " + "lambda: " * (notebook_code.MAX_SCOPES + 1) + "g(1)\n"
    assert len(notebook_code.reachable([deep, "def g(x):\n    return x\n"], "f")) == 2


def test_un_nombre_importado_se_dice_entero_y_tambien_el_de_sus_alias():
    cells = ["import numpy as np\nfrom torch import nn", "seno = np.sin\n%matplotlib inline"]
    assert notebook_code.imported_names(cells) == {"np": "numpy", "nn": "torch.nn", "seno": "numpy.sin"}


def test_lo_que_se_define_en_un_if_no_borra_lo_de_antes():
    cells = ["def f():\n    return 1", "if HAY:\n    def f():\n        return 2"]
    assert len(notebook_code.reachable(cells, "f")) == 2
    assert notebook_code.bound_names(cells[1]) == {"f"}


def test_los_parametros_y_variables_propios_no_son_nombres_de_fuera():
    assert notebook_code.called_names("def f(x):\n    y = x\n    return y * z") == {"z"}
