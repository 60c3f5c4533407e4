"""Reconocer la confusión: cada una de cada ejercicio, en clase y al calificar, por su nombre."""

from functools import cache

import numpy as np
import pytest
from anidados import each

from autograder.diagnosis.declared import declared
from autograder.exercise import Exercise, Misconception, all_exercises, with_variants
from autograder.judging.answer import right_answer
from autograder.judging.cases import class_cases, grading_cases
from autograder.judging.verdict import judge
from autograder.sandbox import wire
from autograder.sandbox.call import Outcome, call_function

EXERCISES = with_variants(all_exercises().values())
EVERY = [(e, m) for e in EXERCISES.values() for m in e.misconceptions]


@cache
def cases_of(key, where):
    exercise = EXERCISES[key]
    return class_cases(exercise) if where == "clase" else grading_cases(exercise, exercise.lesson, b"x" * 32)


def mistaken_function(exercise, wrong):
    """La función que escribiría quien se equivoca así."""

    def f(*values):
        inputs = dict(zip(exercise.args, values, strict=True))
        with np.errstate(all="ignore"):
            return wrong(right_answer(exercise)(**inputs), **inputs)

    return f


def by_wire(outcome):
    """Lo mismo, contado por el trabajador al calificador."""

    def travel(value):
        return wire.decode(wire.encode(wire.Value(value))[8:])

    return Outcome(
        travel(outcome.value),
        outcome.error,
        tuple(travel(list(outcome.after))),
        travel(outcome.again),
        outcome.again_error,
    )


def caller(exercise, f, travel=lambda outcome: outcome):
    return lambda inputs: travel(call_function(f, [inputs[name] for name in exercise.args]))


@pytest.mark.parametrize("where", ["clase", "nota"])
@pytest.mark.parametrize("exercise, misconception", EVERY, ids=[f"{e.key}-{m.name}" for e, m in EVERY])
def test_cada_confusion_se_reconoce_por_su_nombre(exercise, misconception, where):
    f = mistaken_function(exercise, misconception.wrong)
    travel = by_wire if where == "nota" else lambda outcome: outcome
    found = judge(cases_of(exercise.key, where), caller(exercise, f, travel))
    assert found.status in ("fail", "error") and found.points == 0
    assert found.diagnosis == misconception.name and found.hint == misconception.hint
    assert misconception.hint in found.text


@pytest.mark.parametrize("exercise", all_exercises().values(), ids=lambda e: e.id)
def test_un_error_que_nadie_previo_no_se_diagnostica(exercise):
    f = mistaken_function(exercise, lambda ok, **_: each(ok, lambda a: a + 0.123))
    found = judge(cases_of(exercise.id, "clase"), caller(exercise, f))
    assert found.status == "fail" and found.diagnosis is None and found.hint is None


def outcomes_of(exercise, f):
    call = caller(exercise, f)
    return [call(case.inputs) for case in class_cases(exercise).cases]


def small(*misconceptions, returns=None, oracle=lambda x: 2 * x):
    return Exercise(
        id="doble",
        lesson="prueba",
        title="El doble",
        points=1,
        args=("x",),
        returns=returns or {"y": "(n,)"},
        examples=(dict(x=np.zeros(2)), dict(x=np.array([1.0, 2.0]))),
        draw=lambda rng: dict(x=rng.normal(size=3)),
        oracle=oracle,
        misconceptions=misconceptions,
        hints=(),
        takeaway="Así.",
    )


def found_in(exercise, f):
    found = declared(class_cases(exercise), outcomes_of(exercise, f))
    return found and found.name


def test_tiene_que_coincidir_en_todos_los_casos():
    exercise = small(Misconception("triple", wrong=lambda ok, x: 3 * x, hint=""))
    assert found_in(exercise, lambda x: 3 * x) == "triple"
    assert found_in(exercise, lambda x: 3 * x if len(x) == 2 else x) is None


def test_una_confusion_que_nunca_se_aparta_de_la_verdad_no_explica_nada():
    exercise = small(Misconception("igual", wrong=lambda ok, x: x + x, hint=""))
    assert found_in(exercise, lambda x: 2 * x) is None


def test_gana_la_primera_declarada():
    one, other = (Misconception(n, wrong=lambda ok, x: 3 * x, hint="") for n in ("una", "otra"))
    assert found_in(small(one, other), lambda x: 3 * x) == "una"


def test_una_excepcion_se_reconoce_por_su_tipo():
    exercise = small(Misconception("choque", wrong=lambda ok, x: x @ np.ones(9), hint=""))

    def other(x):
        raise KeyError("otra cosa")

    assert found_in(exercise, lambda x: x @ np.ones(9)) == "choque"
    assert found_in(exercise, other) is None
    assert found_in(exercise, lambda x: x) is None


def test_nan_coincide_con_nan_y_una_forma_falsa_con_la_misma():
    nan = Misconception("nan", wrong=lambda ok, x: x / 0.0 * 0.0, hint="")
    column = Misconception("columna", wrong=lambda ok, x: ok[:, None], hint="")
    assert found_in(small(nan, column), lambda x: np.full_like(x, np.nan)) == "nan"
    assert found_in(small(nan, column), lambda x: 2 * x[:, None]) == "columna"


def test_con_output_se_mira_solo_esa_salida():
    mean = Misconception("media", wrong=lambda ok, x: (ok[0], x.mean()), output="s", hint="")
    exercise = small(mean, returns={"y": "(n,)", "s": "()"}, oracle=lambda x: (2 * x, x.sum()))
    assert found_in(exercise, lambda x: (x * 77, x.mean())) == "media"
    assert found_in(exercise, lambda x: [2 * x, x.mean()]) == "media"
    assert found_in(exercise, lambda x: (2 * x, x.sum() + 1)) is None
    assert found_in(exercise, lambda x: x.mean()) is None
    assert found_in(exercise, lambda x: (2 * x,)) is None


def test_si_se_paro_a_medias_se_mira_lo_que_contesto():
    exercise = small(Misconception("triple", wrong=lambda ok, x: 3 * x, hint=""))
    outcomes = outcomes_of(exercise, lambda x: 3 * x)
    stopped = Outcome(stopped="time")
    assert declared(class_cases(exercise), [*outcomes[:2], stopped]).name == "triple"
    assert declared(class_cases(exercise), [stopped]) is None
    # El primer ejemplo es todo ceros: ahí el triple y el doble son lo mismo.
    assert declared(class_cases(exercise), [outcomes[0], stopped]) is None
