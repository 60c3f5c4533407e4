"""``build`` escribe las referencias guardadas, y ``lint`` y ``build --check`` dicen cuándo están viejas."""

import json

import numpy as np
import pytest

from autograder.authoring.build import build, stale
from autograder.authoring.stored_references import renew, stale_references
from autograder.exercise import exercises_of
from autograder.judging.cases import class_cases
from autograder.judging.references import kept_cases

LESSON = "90_mini"
WRITTEN = ["mini_pregunta"]  # su pregunta escrita


def mini():
    return exercises_of(LESSON)["mini_cuadrado"]


def test_build_las_escribe_y_dos_veces_da_los_mismos_bytes(course):
    assert course.references in build(course.root)
    before = course.references.read_bytes()
    assert build(course.root) == [] and course.references.read_bytes() == before
    assert len(kept_cases(mini())) == 5 and stale_references(LESSON, WRITTEN) == []


def test_con_otra_carpeta_de_salida_no_se_escriben(course, tmp_path):
    build(course.root, out=tmp_path / "aparte")
    assert not course.references.exists()


@pytest.mark.parametrize(
    "old, new",
    [
        ("oracle=lambda x: 2 * x", "oracle=lambda x: 3 * x"),
        ("[0.5]", "[0.25]"),
        ("size=4", "size=3"),
        ("Suma los dos", "Junta los dos"),  # no cambia ningún número, pero eso solo se sabe calculándolos
    ],
)
def test_si_cambia_la_declaracion_no_se_usan_y_se_dice(course, old, new):
    build(course.root)
    course.edit_declaration(old, new)
    assert kept_cases(mini()) is None
    for case in class_cases(mini()).cases:
        np.testing.assert_array_equal(case.expected, mini().oracle(case.inputs["x"]))
    [message] = stale_references(LESSON, WRITTEN)
    assert message in stale(course.root) and message.endswith("Ejecuta: autograder build 90_mini")
    build(course.root)
    assert stale_references(LESSON, WRITTEN) == [] and kept_cases(mini()) is not None


def test_un_numero_cambiado_a_mano_se_dice_y_build_lo_repone(course):
    build(course.root)
    right = course.references.read_text(encoding="utf-8")
    stored = json.loads(right)
    stored["mini_cuadrado"]["cases"][0]["expected"]["data"][0] += 1e-6
    course.references.write_text(json.dumps(stored), encoding="utf-8")
    assert len(stale_references(LESSON, WRITTEN)) == 1
    build(course.root)
    assert course.references.read_text(encoding="utf-8") == right


def test_la_ultima_cifra_de_otro_procesador_se_queda_como_esta(course):
    build(course.root)
    text = course.references.read_text(encoding="utf-8")
    stored = json.loads(text)
    number = stored["mini_cuadrado"]["cases"][-1]["expected"]["data"][0]
    course.references.write_text(text.replace(repr(number), repr(np.nextafter(number, 9).item())), encoding="utf-8")
    assert course.references.read_text(encoding="utf-8") != text
    assert stale_references(LESSON, WRITTEN) == [] and renew(LESSON, WRITTEN) is None


def test_lo_que_no_se_sabe_guardar_se_juzga_siempre_con_la_referencia(course):
    course.edit_declaration("oracle=lambda x: 2 * x", "oracle=lambda x: (2 * x).astype(complex)")
    assert renew(LESSON, WRITTEN) == course.references and json.loads(
        course.references.read_text(encoding="utf-8")
    ) == {WRITTEN[0]: {"written": True}}
    assert kept_cases(mini()) is None and stale_references(LESSON, WRITTEN) == []


def test_una_leccion_sin_ejercicios_no_tiene_referencias(course):
    assert renew("99_nada", []) is None and stale_references("99_nada", []) == []
