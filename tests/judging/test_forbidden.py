"""Lo que haría el trabajo del ejercicio se reconoce por el módulo, no por el nombre con que se escribe."""

import tracemalloc

import pytest

from autograder.exercise import all_exercises
from autograder.judging import forbidden, messages, notebook_code

FORBIDS = ("torch", "jax", "autograd", "np.gradient", "course_lib.layers")


@pytest.mark.parametrize(
    "source, written",
    [
        ("import torch", "torch"),
        ("import torch as t\ny = t.exp(x)", "torch"),
        ("import torch.nn.functional as F\ny = F.relu(x)", "F.relu"),
        ("from torch import autograd as ag\nag.grad(y, x)", "ag.grad"),
        ("from torch.nn import functional", "torch.nn.functional"),
        ("def f(x):\n    from torch import relu\n    return relu(x)", "relu"),
        ("f = lambda x: __import__ and np.gradient(x)", "np.gradient"),
        ("from numpy import gradient as g\ng(x)", "g"),
        ("import numpy\nnumpy.gradient(x)", "numpy.gradient"),
        ("import numpy as cosa\ncosa.gradient(x)", "cosa.gradient"),
        ("from course_lib.layers import Linear\nLinear(W, b)", "Linear"),
        ("import course_lib\ncourse_lib.layers.Linear(W, b)", "course_lib.layers.Linear"),
        ("%matplotlib inline\nimport autograd.numpy as anp", "autograd.numpy"),
        ("!pip install torch\nimport torch", "torch"),
    ],
)
def test_se_reconoce(source, written):
    assert written in forbidden.uses([source], FORBIDS)


@pytest.mark.parametrize(
    "source",
    [
        "from autograder import check\nautograder = 3\nautograd_x = autograder + 1",
        "# import torch\ny = 'torch'",
        "torchy = jaxon = 0\ntorchy.sum()",
        "gradient = x\ngradient.sum()",
        "np.gradients(x)",
        "def gradient(x):\n    return x\ngradient(x)",
        "import course_lib.shapes\ncourse_lib.shapes.check_shape('x', x, (3,))",
        "y = objeto.torch.exp(x)",
        "esto no es Python (",
        "",
        "x = '\\x00'\x00",
    ],
)
def test_no_se_confunde(source):
    assert forbidden.uses([source], FORBIDS) == []


def test_los_alias_del_cuaderno_tambien_delatan():
    assert set(forbidden.uses(["y = F.relu(x)"], FORBIDS, {"F": "torch.nn.functional"})) == {"F", "F.relu"}
    assert forbidden.uses(["y = F.relu(x)"], FORBIDS, {"F": "otra_cosa"}) == []


def test_cada_nombre_se_dice_una_vez():
    assert forbidden.uses(["import torch", "import torch"], FORBIDS) == ["torch"]


def test_se_siguen_las_funciones_a_las_que_llama():
    cells = [
        "def suelta(x):\n    import torch",
        "def ayuda(x):\n    return otra(x)",
        "import numpy as np\ndef otra(x):\n    return np.gradient(x)",
        "f = lambda x: ayuda(x)",
        "celda rota (",
    ]
    reached = notebook_code.reachable(cells, "f")
    assert len(reached) == 3
    assert forbidden.uses(reached, FORBIDS, notebook_code.imported_names(cells)) == ["np.gradient"]


def test_un_parametro_que_se_llama_como_una_variable_del_cuaderno_no_es_ella():
    cells = ["import torch\nz = torch.tensor(1.0)", "def f(z):\n    return [z for z in range(3)] + [lambda z: z]"]
    assert notebook_code.reachable(cells, "f") == [cells[1]]
    assert forbidden.uses([cells[1]], FORBIDS, {"z": "torch.Tensor"}) == []


def test_la_misma_variable_usada_desde_dentro_si_cuenta():
    cells = ["import torch\nz = torch.tensor(1.0)", "def f(x):\n    return x * z"]
    assert forbidden.uses(notebook_code.reachable(cells, "f"), FORBIDS, notebook_code.imported_names(cells)) != []


@pytest.mark.parametrize(
    "guard, banned",
    [
        ("try:\n    import torch\n    HAY = True\nexcept ImportError:\n    HAY = False", []),
        ("try:\n    import torch\nexcept ImportError:\n    HAY = False\nelse:\n    HAY = 1", []),
        (
            "if True:\n    import torch\n    with open('a') as HAY:\n        HAY = 1",
            ["torch"],
        ),  # lo que lleva otras dentro, entero
        ("try:\n    import torch\n    HAY = torch.ones(1)\nexcept ImportError:\n    HAY = 0", ["torch.ones", "torch"]),
        ("try: import torch; HAY = True\nexcept ImportError: HAY = False", ["torch"]),  # no se separan
        ("try:\n    from torch import ones as HAY\nexcept ImportError:\n    HAY = 0", ["HAY"]),
    ],
)
def test_importar_torch_por_si_esta_no_es_usarlo(guard, banned):
    cells = [guard, "def f(x):\n    return x if HAY else 2 * x"]
    assert forbidden.uses(notebook_code.reachable(cells, "f"), FORBIDS, notebook_code.imported_names(cells)) == banned


@pytest.mark.parametrize("source", ["def f(x):\n    t = x\n    return t", "def f(t): return t", "f = lambda t: t"])
def test_un_alias_de_torch_tapado_por_una_variable_no_delata(source):
    assert forbidden.uses([source], FORBIDS, {"t": "torch"}) == []


def test_el_mensaje_nombra_lo_que_se_uso():
    text = messages.forbidden(["torch", "np.gradient"])
    assert "`torch`, `np.gradient`" in text and "NumPy" in text
    assert "Usas `torch.relu`, que" in messages.forbidden(["torch", "torch.relu"])


def test_toda_declaracion_prohibe_torch():
    assert all("torch" in exercise.forbids for exercise in all_exercises().values())


# Cada una cabe en una celda, y leída sin cuidado costaba el cuadrado de lo que mide, o más.
EXPENSIVE = {
    "nombres_condicionales": "if 1:\n    " + "=".join(f"z{k}" for k in range(9000)) + "=0\n",
    "el_mismo_nombre_mil_veces": "".join(f"if {k}: f = 0\n" for k in range(5000)),
    "nombres_en_las_condiciones": "if 0: pass\n" + "".join(f"elif (z{k} := 0): pass\n" for k in range(900)),
    "nombres_en_bloques": "if 1:\n" + "".join(f"  try:\n    z{k} = 0\n  finally: f = 1\n" for k in range(2000)),
    "alias_de_alias": "".join(f"z{k + 1} = z{k}\n" for k in range(5000)),
    "todo_en_una_linea": ";".join(f"z{k}=f" for k in range(8000)),
    "una_cadena_de_funciones": "".join(f"def z{k}(): z{k + 1}()\n" for k in range(3000)),
    "funciones_dentro_de_funciones": (
        "def z0():\n  " + "=".join(f"z{k}" for k in range(5000)) + "=0\n  return " + "lambda:" * 180
        + "(" + ",".join(f"z{k}" for k in range(5000)) + ",)\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPENSIVE)
def test_leer_una_celda_cuesta_lo_que_mide(name):
    """Lo recordado y lo alcanzado son trozos de la celda, nunca muchas copias de ella."""
    cells = [EXPENSIVE[name], "def f(x):\n    return z0, z1"]
    tracemalloc.start()
    reached = notebook_code.reachable(cells, "f")
    forbidden.uses(reached, FORBIDS, notebook_code.imported_names(cells))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sum(map(len, reached)) <= sum(map(len, cells))
    assert peak < 600 * sum(map(len, cells))


def test_una_celda_descomunal_no_se_lee_con_finura_pero_lo_prohibido_se_ve():
    huge = "x = [" + "0," * notebook_code.MAX_READ + "]\ndef f(x):\n    return torch.relu(x)\n"
    assert notebook_code.reachable([huge], "f") == []
    assert forbidden.uses([huge], ["torch"]) == ["torch"]
