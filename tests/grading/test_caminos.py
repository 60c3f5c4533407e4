"""Los caminos hasta lo prohibido, por las dos puertas: al calificar y con ``check`` en el cuaderno."""

import json
import subprocess
import sys

import pytest
from caminos import BEFORE, BESIDE, COPIED, ROADS, SEEN, Road
from cuadernos import composed

from autograder.exercise import find_exercise
from autograder.judging.cases import class_cases
from autograder.judging.verdict import Verdict
from autograder.running.judge import judge_notebook
from autograder.running.worker_process import Limits

# Cada camino se sigue en un proceso bifurcado: algunos cambian NumPy o la lista de módulos.
AT_HOME = """
import json, linecache, os, sys, types
from autograder.exercise import find_exercise
from autograder.judging.cases import class_cases
from autograder.student.check import examine

exercise = find_exercise("t1_norma")
class_cases(exercise)
for cells in json.load(sys.stdin):
    read, write = os.pipe()
    if os.fork() == 0:
        main = sys.modules["__main__"] = types.ModuleType("__main__")
        for k, source in enumerate(("import numpy as np", *cells)):
            name = f"celda {k}"
            linecache.cache[name] = len(source), None, source.splitlines(True), name
            exec(compile(source, name, "exec"), vars(main))
        found, _ = examine(exercise, main.t1_norma)
        os.write(write, f"{found.status} {found.step}".encode())
        os._exit(0)
    os.close(write)
    print(os.read(read, 100).decode())
"""
EXPECTED = {SEEN: "fail forbidden"}


def judge(road: Road, cases, **more) -> Verdict:
    sources = {f"celda-{k}": source for k, source in enumerate(("import numpy as np", *road.cells))}
    judged = judge_notebook(composed(sources), cases, limits=Limits(wall_factor=100), **more)
    return judged.verdicts["t1_norma"]


@pytest.fixture(scope="module")
def cases():
    return {"t1_norma": class_cases(find_exercise("t1_norma"))}


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.what)
def test_al_calificar(road, cases):
    """Con todo ``course_lib`` a la vista, que es lo peor que puede pasar: en la tarea no está."""
    found = judge(road, cases)
    assert f"{found.status} {found.step}" == EXPECTED.get(road.outcome, "pass None"), found.message


@pytest.mark.parametrize("road", [r for r in ROADS if r.why in (BEFORE, BESIDE, COPIED)], ids=lambda road: road.what)
def test_donde_el_modulo_no_esta_tampoco_pasa_lo_que_no_se_ve(road, cases):
    assert judge(road, cases, modules=frozenset()).status in ("fail", "error")


def test_en_el_cuaderno_se_dice_lo_mismo(root):
    sent = json.dumps([road.cells for road in ROADS])
    done = subprocess.run([sys.executable, "-c", AT_HOME], input=sent, cwd=root, capture_output=True, text=True)
    found = dict(zip((road.what for road in ROADS), done.stdout.splitlines(), strict=True))
    assert found == {road.what: EXPECTED.get(road.outcome, "pass None") for road in ROADS}, done.stderr


HONEST = {
    "verifica con torch": """
import torch
torch.tensor([1.0]).numpy()
# %%
def t1_norma(x): return x / np.sqrt(x @ x)
""",
    "torch y la respuesta, en la misma celda": """
import torch.nn as nn
from course_lib import plots
class Red(nn.Module): ...
def t1_norma(x): return x / np.sqrt(x @ x)
""",
    "por si torch no está": """
try:
    import torch
except ImportError:
    torch = None
if torch is not None:
    torch.tensor([1.0])
def t1_norma(x): return x / np.sqrt(x @ x)
""",
    "pregunta si hay torch": """
import torch
if torch:
    torch.manual_seed(0)
def t1_norma(x): return x / np.sqrt(x @ x)
""",
    "con lo que haya": """
def norma(x):
    try:
        from scipy.linalg import norm
    except ImportError:
        norm = np.linalg.norm
    return norm(x)
def t1_norma(x): return x / norma(x)
""",
    "una función propia que se llama eval": """
def eval(x): return np.sqrt(x @ x)
# %%
def t1_norma(x): return x / eval(x)
""",
    "from numpy import * y una gradient propia": """
from numpy import *
# %%
def gradient(x): return x / sqrt(x @ x)
def t1_norma(x): return gradient(x)
""",
    "de NumPy y de la biblioteca, casi todo": """
from functools import partial, reduce
import math, operator, warnings
# %%
def t1_norma(x):
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        total = reduce(operator.add, map(lambda v: v * v, x.tolist()))
        return np.vectorize(partial(np.multiply, 1 / math.sqrt(total)))(x)
""",
    "con hilos": """
from concurrent.futures import ThreadPoolExecutor
# %%
def t1_norma(x):
    with ThreadPoolExecutor(2) as hilos:
        return np.array(list(hilos.map(lambda v: v / np.sqrt(x @ x), x)))
""",
    "en una clase, con clausuras y generadores": """
class Norma:
    def __init__(self): self.f = lambda x: np.sqrt(sum(v * v for v in x))
    @property
    def grad(self): return lambda x: x / self.f(x)
# %%
def t1_norma(x): return Norma().grad(x)
""",
}


@pytest.mark.parametrize("code", HONEST.values(), ids=HONEST)
def test_ninguna_respuesta_honrada_se_confunde(code, cases):
    """Como en la tarea: ni torch ni ``course_lib`` están, e importarlos no cuesta nada."""
    found = judge(Road("", code), cases, modules=frozenset())
    assert found.status == "pass", found.message
