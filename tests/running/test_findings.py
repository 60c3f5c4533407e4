"""Qué se concluye de unas respuestas; con código de verdad y de principio a fin, en test_judge.py."""

import numpy as np
import pytest

from autograder.exercise import find_exercise
from autograder.judging.cases import class_cases
from autograder.judging.verdict import FAIL
from autograder.running import findings
from autograder.running.worker_process import DEFAULT_LIMITS
from autograder.sandbox.call import Outcome, StudentError


@pytest.fixture(scope="module")
def asked():
    return class_cases(find_exercise("t1_norma"))


def right(case_set):
    """Las respuestas de quien lo hizo bien."""
    args = case_set.exercise.args
    return [
        Outcome(value=case.expected, again=case.expected, after=tuple(case.inputs[a] for a in args))
        for case in case_set.cases
    ]


def test_quien_acierta_todo_no_falla(asked):
    assert not findings.fails(asked, right(asked), DEFAULT_LIMITS)
    assert findings.said_of(asked, right(asked), DEFAULT_LIMITS) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda found: found[:-1],
        lambda found: [Outcome(error=StudentError("ValueError", "x")), *found[1:]],
        lambda found: [Outcome(value=np.array(1e9), again=np.array(1e9), after=found[0].after), *found[1:]],
        lambda found: [
            Outcome(found[0].value, again=found[0].again, after=found[0].after, used=("torch",)),
            *found[1:],
        ],
    ],
    ids=["falta una", "lanza", "otro valor", "algo prohibido"],
)
def test_si_algo_falla_o_falta_no_pasa(asked, spoil):
    assert findings.fails(asked, spoil(right(asked)), DEFAULT_LIMITS)


def test_lo_que_se_ensenna_es_lo_primero_que_falla_y_con_que_llamada(asked):
    wrong = right(asked)
    wrong[1] = Outcome(value=np.array(1e9), again=np.array(1e9), after=wrong[1].after)
    said = findings.said_of(asked, wrong, DEFAULT_LIMITS)
    assert said.status == FAIL and asked.cases[1].label in said.call
