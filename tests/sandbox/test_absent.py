"""Lo que no está se importa vacío; usarlo lo dice en español."""

import ast
import sys

import numpy as np
import pytest

from autograder.sandbox.absent import Absent, AbsentModule, Finder, NotHere, guarded


@pytest.fixture
def finder(monkeypatch):
    """Un buscador puesto el primero, y la lista de módulos como estaba al acabar."""
    for name in [n for n in sys.modules if n.partition(".")[0] in ("torch", "course_lib", "scipy", "yaml")]:
        monkeypatch.delitem(sys.modules, name)
    one = Finder({"course_lib", "course_lib.shapes"}, {"yaml", "torch"})
    monkeypatch.setattr(sys, "meta_path", [one, *sys.meta_path])
    yield one
    for name in [n for n, m in sys.modules.items() if isinstance(m, AbsentModule)]:
        del sys.modules[name]


def run(source: str) -> dict:
    space: dict = {}
    exec(source, space)
    return space


@pytest.mark.parametrize(
    "source",
    [
        "import torch",
        "import torch.nn.functional as F",
        "from torch import nn, tensor",
        "from torch.utils.data import DataLoader",
        "from torch import *",
        "import torch\nx = torch.float64\ndef f(y=torch.float64): return y",
        "from torch import nn\nclass Red(nn.Module):\n    def __init__(self):\n        super().__init__()",
        "import torch\nassert not torch and not isinstance(3, torch.Tensor) and not issubclass(int, torch.Tensor)",
        "from course_lib.layers import Linear\nfrom course_lib import mlp",
        "import copy, torch\nprint(repr(torch), repr(torch.nn), copy.copy(torch.nn))",
    ],
)
def test_importar_y_nombrar_no_cuesta_nada(finder, source):
    run(source)


@pytest.mark.parametrize(
    "use",
    [
        "torch.tensor([1.0])",
        "torch.nn.Linear(2, 3)",
        "Red()",
        "torch.pi + 1",
        "2 * torch.pi",
        "for _ in torch.pi: pass",
        "with torch.no_grad(): pass",
        "with torch.inference: pass",
        "bool(torch.pi)",
        "torch.pi[0]",
        "torch.nn.x = 3",
        "np.asarray(torch.pi)",
        "np.sin(torch.pi)",
        "float(torch.pi)",
        "torch.pi < 3",
    ],
)
def test_usarlo_lo_dice(finder, use):
    with pytest.raises(NotHere, match=r"`torch\.\S+` no está al calificar: .*NumPy"):
        run(f"import numpy as np, torch\nclass Red(torch.nn.Module): ...\n{use}")


def test_lo_que_si_esta_del_curso_es_lo_de_verdad(finder):
    space = run("from course_lib.shapes import check_shape\nfrom course_lib import graph")
    assert space["check_shape"]("x", np.ones(2), (2,)).shape == (2,)
    assert isinstance(space["graph"], AbsentModule)


def test_quien_cuenta_con_que_falte_recibe_un_fallo_de_importacion(finder):
    run("import scipy")
    source = "try:\n    import scipy.special as s\nexcept ImportError as error:\n    said = str(error)"
    finder.visit(ast.parse(source))
    assert "`scipy` no está al calificar" in run(source)["said"]
    with pytest.raises(ModuleNotFoundError):
        run("import scipy")


def test_lo_instalado_que_no_se_ve_falla_para_que_las_bibliotecas_lo_sepan(finder):
    with pytest.raises(ModuleNotFoundError, match="`yaml` no está"):
        run("import yaml")


@pytest.mark.parametrize(
    "source, found",
    [
        ("try:\n    import torch.nn\nexcept ImportError:\n    pass", {"torch"}),
        (
            "def f():\n    try:\n        from scipy import linalg\n    except (OSError, ModuleNotFoundError): ...",
            {"scipy"},
        ),
        ("try:\n    import torch\nexcept:\n    pass", {"torch"}),
        ("try:\n    import torch\nexcept ValueError:\n    pass", set()),
        ("try:\n    pass\nexcept ImportError:\n    import torch", set()),
        ("import torch", set()),
    ],
)
def test_se_ve_quien_cuenta_con_que_falte(source, found):
    assert guarded(ast.parse(source)) == found


def test_preguntas_de_python_siguen_diciendo_que_no():
    with pytest.raises(AttributeError, match="no está al calificar"):
        Absent("torch.x").__wrapped__  # noqa: B018
