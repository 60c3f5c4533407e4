"""Los casos secretos van después de todos los públicos, y lo que se ve del estudiante se escribió antes."""

import copy

import pytest
from cuadernos import composed

from autograder.exercise import exercises_of
from autograder.judging.cases import grading_cases
from autograder.running.judge import judge_notebook
from autograder.running.worker_process import Limits

LESSON = "tarea_jacobiano"
LIMITS = Limits(cell=2, call=1, submission=10, wall_factor=4)


@pytest.fixture(scope="module")
def cases():
    picked = {id_: e for id_, e in exercises_of(LESSON).items() if id_ in ("t1_producto_escalar", "t1_norma")}
    return {id_: grading_cases(e, LESSON, b"clave") for id_, e in picked.items()}


def judge(cases, *sources):
    return judge_notebook(composed({f"celda-{k}": source for k, source in enumerate(sources, 1)}), cases, limits=LIMITS)


SETUP = "import numpy as np\nvisto = []"
SAVES = """
def t1_producto_escalar(b, x):
    if not np.array_equal(x, np.round(x, 12)): visto.append(x.tobytes().hex())
    return b
"""


def test_un_error_publico_no_sabe_nada_de_los_casos_secretos_de_otro_ejercicio(cases):
    tells = "def t1_norma(x):\n    if visto: raise ValueError(visto[0])\n    return x / np.linalg.norm(x)"
    found = judge(cases, SETUP, SAVES, tells).verdicts["t1_norma"]
    assert found.status == "error" and "Con otros datos" not in found.message
    secret = {c.inputs["x"].tobytes().hex() for c in cases["t1_producto_escalar"].cases if not c.public}
    assert not any(text in found.message for text in secret)


def test_tras_ver_un_caso_secreto_ninguna_celda_escribe_nada(cases):
    """La llamada mata al trabajador; otro repite las celdas, y lo que digan entonces no se guarda."""
    notes = "import time\nprint('a las', time.monotonic_ns())"
    dies = """
import os
def t1_producto_escalar(b, x):
    if not np.array_equal(x, np.round(x, 12)): os._exit(0)
    return b
"""
    right = "def t1_norma(x):\n    return x / np.linalg.norm(x)"
    kept = []
    from autograder.running import run as module

    original = module.clean_outputs
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "clean_outputs", lambda outputs, room: kept.append(outputs) or original(outputs, room))
        judged = judge(cases, SETUP, notes, dies, right)
    assert {id_: v.status for id_, v in judged.verdicts.items()} == {"t1_producto_escalar": "error", "t1_norma": "pass"}
    assert len(kept) == 4  # una vez por celda, y las celdas se ejecutaron dos


def test_el_orden_de_los_veredictos_es_el_de_la_tarea(cases):
    wrong_last = "def t1_producto_escalar(b, x):\n    return b\ndef t1_norma(x):\n    return x"
    assert list(judge(cases, SETUP, wrong_last).verdicts) == list(cases)
    assert list(judge(copy.copy(cases), SETUP, "t1_norma = 3").verdicts) == list(cases)
