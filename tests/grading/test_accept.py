"""Un ejercicio con ``accept``, de construirlo a calificarlo: lo que se guarda, lo que rechaza lint y la nota."""

import json
import shutil

import numpy as np
import pytest
from curso_minimo import MiniCourse
from entregas import Classroom, load_course

from autograder.authoring.build import build, stale
from autograder.authoring.lint import lint
from autograder.exercise import exercises_of
from autograder.grading.secret_references import grading_case_sets, store_path
from autograder.judging.answer import right_answer
from autograder.judging.cases import class_cases
from autograder.simulation.kinds import consequence

LESSON, KEY = "90_mini", b"k" * 32
UP_TO_SIGN = (
    "accept=lambda got, x: None if np.allclose(np.abs(got), np.abs(2 * x)) else "
    '"Sin mirar los signos, cada componente debe ser el doble que la de x."'
)
SOLUTION = "doble = 2.0 * np.asarray(x, dtype=float)"


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    mini = MiniCourse(tmp_path / "curso", monkeypatch)
    mini.edit_declaration("oracle=lambda x: 2 * x", UP_TO_SIGN)
    yield mini
    mini.forget()


def mini():
    return exercises_of(LESSON)["mini_cuadrado"]


def test_build_guarda_la_respuesta_de_la_solucion_y_con_ella_en_clase_no_hace_falta_la_leccion(course):
    build(course.root)
    shutil.rmtree(course.root / "solutions")
    for case in class_cases(mini()).cases:
        np.testing.assert_array_equal(case.expected, 2 * case.inputs["x"])


def test_otra_respuesta_buena_ya_guardada_se_queda_y_una_que_no_lo_es_se_cambia(course):
    build(course.root)
    course.edit_lesson(SOLUTION, "doble = -2.0 * np.asarray(x, dtype=float)")
    assert right_answer(mini())(np.ones(2)).tolist() == [-2, -2]
    text = course.references.read_text(encoding="utf-8")
    build(course.root)
    assert course.references.read_text(encoding="utf-8") == text and stale(course.root) == []
    stored = json.loads(text)
    stored["mini_cuadrado"]["cases"][0]["expected"]["data"][0] += 1
    course.references.write_text(json.dumps(stored), encoding="utf-8")
    assert len(stale(course.root)) == 1


def test_lint_lo_da_por_bueno_y_la_simulacion_sabe_en_que_acaba_un_error(course):
    build(course.root)
    assert lint(course.root, deep=True) == []
    assert consequence(mini(), mini().misconceptions[0]) == "fail"


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("np.abs(2 * x)", "np.abs(3 * x)", "accept que no admite la solución, en el ejemplo 1. Sin mirar los signos"),
        ("np.allclose(", "1 / got[0] and np.allclose(np.linalg.inv(np.diag(got)), np.diag(1 / got)) and np.allclose(",
         "un accept que falla con una respuesta equivocada, en el ejemplo 1. No se pudo juzgar"),
        ("np.abs(2 * x)) else", "np.abs(2 * x)) or True else", "«sin_dos», que acierta en todos los casos"),
        (UP_TO_SIGN, "oracle=None", "hace falta oracle"),
        (UP_TO_SIGN, UP_TO_SIGN + ", oracle=lambda x: 2 * x", "hace falta oracle"),
    ],
)  # fmt: skip
def test_lint_rechaza_un_accept_que_no_se_sostiene(course, old, new, said):
    course.edit_declaration(old, new)
    assert any(said in message for message in lint(course.root))


def test_lint_rechaza_una_solucion_que_no_se_ejecuta(course):
    course.edit_lesson(SOLUTION, "doble = np.no_existe(x)")
    assert any("(draw o la solución de la lección). AttributeError" in message for message in lint(course.root))


def test_los_casos_secretos_tienen_su_muestra_y_guardada_vale_sin_la_leccion(course, tmp_path):
    store = store_path(tmp_path / "retropropagacion.key", LESSON)
    build(course.root)
    first = grading_case_sets(exercises_of(LESSON), LESSON, KEY, store)
    shutil.rmtree(course.root / "solutions")
    again = grading_case_sets(exercises_of(LESSON), LESSON, KEY, store)
    for one, other in zip(first["mini_cuadrado"].cases, again["mini_cuadrado"].cases, strict=True):
        np.testing.assert_array_equal(one.expected, other.expected)
        np.testing.assert_array_equal(one.expected, 2 * one.inputs["x"])


def test_al_calificar_valen_todas_las_buenas_y_si_falla_accept_no_se_juzga(course, empty_gradebook):
    # Los ejemplos tienen una y tres componentes; los sorteos, cuatro.
    answers = {
        "ana": "2 * x",
        "beto": "-2 * x",
        "cloe": "x",
        "dani": "2 * x if len(x) < 4 or x.sum() > 1e-9 else 5 * x",
        "eva": "2 * x[:, None] if len(x) == 4 else 2 * x",
        "fran": "np.full(len(x), 7e7)",
    }
    course.edit_declaration("accept=lambda got, x:", "accept=lambda got, x: 1 / 0 if got[0] == 7e7 else")
    build(course.root)
    group = Classroom(course.root.parent / "clase", course.root, LESSON, here=True)
    shutil.copy(empty_gradebook, group.folder / "gradebook.db")
    published = load_course(course.root, LESSON)
    for student, body in answers.items():
        group.hand_in(student, published.draft().put("mini_cuadrado", f"def mini_cuadrado(x):\n    return {body}"))
    run = group.grade()
    notes = json.loads((group.folder / "notas.json").read_text(encoding="utf-8"))["students"]
    found = {student: notes[student]["exercises"]["mini_cuadrado"] for student in answers}
    assert {student: e["status"] for student, e in found.items()} == {
        "ana": "pass", "beto": "pass", "cloe": "fail", "dani": "fail", "eva": "fail", "fran": "not_judged"
    }, run.out  # fmt: skip
    assert found["cloe"]["diagnosis"] == "sin_dos" and "Sin mirar los signos" in found["cloe"]["message"]
    assert found["fran"]["points"] is None and "falló lo que mira tu respuesta" in found["fran"]["message"]
