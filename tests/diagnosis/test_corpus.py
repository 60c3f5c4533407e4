"""El corpus es lo que dice ser: respuestas que se ejecutan, equivocadas, y con un nombre que existe."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import jupytext
import pytest
from respuestas import APART, KINDS, OTHER, answers, read

from autograder.exercise import all_exercises, find_exercise
from autograder.judging.cases import class_cases
from autograder.judging.verdict import ERROR, FAIL, judge
from autograder.sandbox.call import call_function

SOLUTIONS = Path(__file__).parents[2] / "solutions"
ANSWERS = answers()
ALL = [*ANSWERS, *answers(APART)]
EXERCISES = all_exercises()


@pytest.fixture(autouse=True)
def without_a_name(monkeypatch):
    """Aquí se mira que estén mal; qué nombre se les da lo mide ``test_cifras``."""
    monkeypatch.setattr("autograder.diagnosis.diagnose.diagnose", lambda *anything: None)


@cache
def right_answers(lesson):
    """Id → código de las celdas de respuesta de una lección, en orden."""
    cells = jupytext.read(SOLUTIONS / f"{lesson}.md").cells
    marked = [(cell.metadata.get("nbgrader", {}), cell.source) for cell in cells]
    return {data["grade_id"]: source for data, source in marked if data.get("solution")}


def verdict_of(answer):
    """Lo que dice ``check`` de una respuesta, con el resto de su lección bien hecho."""
    exercise = find_exercise(answer.exercise)
    before = [source for id_, source in right_answers(exercise.lesson).items() if id_ in EXERCISES]
    function = answer.function(before)

    def call(inputs):
        return call_function(function, [inputs[name] for name in exercise.args], exercise.forbids)

    return judge(class_cases(exercise), call)


@pytest.mark.parametrize("answer", ALL, ids=lambda answer: f"{answer.exercise}-{answer.where}")
def test_se_ejecuta_y_no_se_acepta(answer):
    verdict = verdict_of(answer)
    assert verdict.status in (FAIL, ERROR), f"{answer.where}: {verdict.status}"
    # Una excepción de Python no enseña de qué error se trata, salvo si es de las formas.
    assert verdict.status == FAIL or "ValueError" in verdict.message, f"{answer.where}: {verdict.message}"


def test_cada_nombre_existe():
    for answer in ALL:
        declared = {m.name for m in find_exercise(answer.exercise).misconceptions}
        assert set(answer.labels) <= KINDS | declared | {OTHER}, f"{answer.where}: {answer.labels}"
        assert len(set(answer.labels)) == len(answer.labels), answer.where


def test_cada_respuesta_esta_en_el_archivo_de_su_leccion():
    assert all(a.where.startswith(find_exercise(a.exercise).lesson) for a in ANSWERS)


def test_cada_ejercicio_tiene_al_menos_tres():
    count = Counter(answer.exercise for answer in ANSWERS)
    assert {id_: count[id_] for id_ in EXERCISES if count[id_] < 3} == {}


def test_ningun_nombre_pasa_del_quince_por_ciento():
    (label, count), *_ = Counter(answer.labels[0] for answer in ANSWERS).most_common(1)
    assert count <= 0.15 * len(ANSWERS), f"{label}: {count} de {len(ANSWERS)}"


def test_no_hay_dos_iguales():
    codes = Counter(re.sub(r"\s+", " ", answer.source) for answer in ALL)
    assert [code for code, times in codes.items() if times > 1] == []


def test_una_respuesta_sin_codigo_se_dice(tmp_path):
    path = tmp_path / "leccion.md"
    path.write_text("# leccion\n\n## ejercicio\n\n### signo\n\nSolo la frase.\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"leccion\.md:5"):
        read(path)
