"""Los casos de un ejercicio: qué se prueba en clase y qué al calificar."""

import numpy as np
import pytest
from anidados import assert_same

from autograder.exercise import Exercise, Misconception, all_exercises
from autograder.judging.answer import right_answer
from autograder.judging.cases import (
    CLASS_DRAWS,
    GRADING_DRAWS,
    Raised,
    class_cases,
    grading_cases,
    secret_seed,
)

KEY = b"x" * 32
T1 = all_exercises()["t1_lineal"]


def drawn(case_set):
    return [case.inputs for case in case_set.cases if case.label.startswith("caso sorteado")]


def secret(case_set):
    return [case.inputs for case in case_set.cases if not case.public]


def same_inputs(a, b):
    return all(np.array_equal(one[k], other[k]) for one, other in zip(a, b, strict=True) for k in one)


@pytest.mark.parametrize("exercise", all_exercises().values(), ids=lambda e: e.id)
def test_estan_los_ejemplos_los_extremos_y_los_sorteos(exercise):
    known = len(exercise.examples) + len(exercise.edge_cases) + CLASS_DRAWS
    in_class, graded = class_cases(exercise), grading_cases(exercise, "tarea_jacobiano", KEY)
    assert len(in_class.cases) == known
    assert len(graded.cases) == known + GRADING_DRAWS and GRADING_DRAWS >= 5
    assert all(case.public for case in in_class.cases)
    assert [case.public for case in graded.cases] == [True] * known + [False] * GRADING_DRAWS
    for case in graded.cases[known:]:
        assert_same(case.expected, right_answer(exercise)(**case.inputs))


def test_los_sorteos_de_clase_son_siempre_los_mismos():
    assert same_inputs(drawn(class_cases(T1)), drawn(class_cases(T1)))


def test_los_sorteos_secretos_dependen_de_la_clave_la_tarea_y_el_ejercicio():
    seeds = {
        secret_seed(key, assignment, id_)
        for key in (KEY, b"y" * 32)
        for assignment in ("tarea_jacobiano", "otra")
        for id_ in ("t1_lineal", "t1_norma")
    }
    assert len(seeds) == 8


def test_la_misma_clave_da_los_mismos_casos_y_otra_no():
    first, again, other = (secret(grading_cases(T1, "tarea_jacobiano", key)) for key in (KEY, KEY, b"y" * 32))
    assert same_inputs(first, again)
    assert not any(
        a["A"].shape == b["A"].shape and np.array_equal(a["A"], b["A"]) for a, b in zip(first, other, strict=True)
    )


def test_los_casos_secretos_no_son_los_de_clase():
    graded = grading_cases(T1, T1.lesson, KEY)
    assert same_inputs(drawn(class_cases(T1)), drawn(graded))
    assert not any(np.array_equal(a["x"], b["x"]) for a in drawn(graded) for b in secret(graded))


def test_una_confusion_que_lanza_se_apunta_con_su_tipo():
    exercise = Exercise(
        id="doble",
        lesson="prueba",
        title="El doble",
        points=1,
        args=("x",),
        returns={"y": "(n,)"},
        examples=(dict(x=np.ones(2)),),
        draw=lambda rng: dict(x=rng.normal(size=3)),
        oracle=lambda x: 2 * x,
        misconceptions=(
            Misconception("lanza", wrong=lambda ok, x: x @ np.ones(5), hint=""),
            Misconception("avisa", wrong=lambda ok, x: x / 0.0, hint=""),
        ),
        hints=(),
        takeaway="",
    )
    mistaken = class_cases(exercise).mistaken
    assert mistaken["lanza"] == (Raised("ValueError"),) * 4
    assert all(np.isinf(value).all() for value in mistaken["avisa"])
