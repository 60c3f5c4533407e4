"""Al calificar se busca el error en lo escrito, como en casa: se dice lo mismo y lo que se pruebe no toca la nota."""

import linecache

import numpy as np
import pytest
from cuadernos import composed

from autograder.exercise import find_exercise
from autograder.judging.cases import class_cases
from autograder.running import judge as judging
from autograder.running.judge import judge_notebook
from autograder.running.worker_process import Limits
from autograder.student.check import examine

LIMITS = Limits(cell=5.0, call=1.0, submission=40.0, wall_factor=60.0)
HEAD = "import numpy as np\nfrom autograder import check"
IDS = ("derivada_campana", "derivada_sigmoide", "derivada_unidad_relu")
CAMPANA = (
    'def derivada_campana(x):\n    """La derivada."""\n    dentro = -(x**2) / 2\n\n    # lo de dentro\n'
    "    d_dentro = -x\n    fuera = np.exp(dentro) * d_dentro\n    return fuera / d_dentro\n"
)
SIGMOIDE = "def derivada_sigmoide(z):\n    e = np.exp(-np.abs(z))\n    s = 1 / (1 + e)\n    return s * (s + 1)\n"
UNIDAD = (
    "def preactiva(x, w, b):\n    return w * x * 3 + b\n\n"
    "def derivada_unidad_relu(x, w, b):\n    z = preactiva(x, w, b)\n    return np.where(z > 0, w, 0.0)\n"
)
WRONG = dict(zip(IDS, (CAMPANA, SIGMOIDE, UNIDAD), strict=True))


def graded(*cells):
    sources = {f"celda-{k}": source for k, source in enumerate((HEAD, *cells), 1)}
    return judge_notebook(composed(sources), {id_: class_cases(find_exercise(id_)) for id_ in IDS}, limits=LIMITS)


def at_home(source, id_):
    names = {"np": np, "__name__": "__main__"}
    where = f"<casa {abs(hash(source))}>"
    linecache.cache[where] = len(source), None, source.splitlines(keepends=True), where
    exec(compile(source, where, "exec"), names)
    return examine(find_exercise(id_), names[id_])[0]


@pytest.fixture(scope="module")
def found():
    checks = "\n".join(f"check({id_})" for id_ in IDS)
    return graded(CAMPANA, SIGMOIDE, UNIDAD, checks).verdicts


@pytest.mark.parametrize("id_", IDS)
def test_se_dice_lo_mismo_que_en_casa(found, id_):
    home = at_home(WRONG[id_], id_)
    assert (found[id_].status, found[id_].diagnosis, found[id_].hint) == (home.status, home.diagnosis, home.hint)
    assert found[id_].diagnosis is not None


def test_el_informe_no_ensena_el_arreglo(found):
    assert "1 - s" not in found["derivada_sigmoide"].text


@pytest.mark.parametrize(
    "spoiled",
    [
        "import os\nos.fork = None\ndef derivada_campana(x):\n    return x * np.exp(-(x**2) / 2)\n",
        "import tempfile\ntempfile.TemporaryFile = None\ndef derivada_campana(x):\n    return x * np.exp(-x**2 / 2)\n",
        "class Muere(dict):\n    def __iter__(self):\n        import os\n        os._exit(1)\nmundo = Muere()\n"
        "def derivada_campana(x):\n    mundo\n    return np.exp(-x**2 / 2) * x * x\n",
    ],
    ids=["sin_fork", "sin_archivos", "muere_al_copiarse"],
)
def test_quien_estropea_la_busqueda_solo_se_queda_sin_pista(spoiled):
    judged = graded(spoiled, SIGMOIDE, UNIDAD).verdicts
    assert {id_: v.status for id_, v in judged.items()} == dict.fromkeys(IDS, "fail")
    assert judged["derivada_unidad_relu"].status == "fail" and "3" not in (judged["derivada_campana"].hint or "")


def test_sin_tiempo_de_sobra_no_se_busca(monkeypatch):
    monkeypatch.setattr(judging, "SPARE", 1e9)
    judged = graded(CAMPANA, SIGMOIDE, UNIDAD).verdicts
    assert judged["derivada_sigmoide"].status == "fail" and "línea" not in (judged["derivada_sigmoide"].hint or "")
