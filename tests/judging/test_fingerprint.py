"""Las tres huellas: qué ve cada una, y que no bailan de una máquina a otra.

Lo que hace cambiar la de calificar, editando una declaración, está en tests/authoring/test_build.py.
"""

from dataclasses import replace

import numpy as np
import pytest

from autograder.exercise import Exercise, Misconception
from autograder.judging.cases import CaseSet, grading_cases
from autograder.judging.fingerprint import (
    RULERS,
    SMALL,
    STEP,
    _approximate,
    _digest,
    _plain,
    _sources,
    cases_fingerprint,
    diagnosis_fingerprint,
    same_fingerprint,
    source_fingerprint,
    texts_fingerprint,
    version,
)

SQUARE = Exercise(
    id="cuadrado", lesson="90_mini", title="Un cuadrado", points=1, args=("x",), returns={"dx": "(D,)"},
    examples=(dict(x=np.array([1.0, -2.0])),), draw=lambda rng: dict(x=rng.normal(size=3)), oracle=lambda x: 2 * x,
    misconceptions=(Misconception("sin_dos", wrong=lambda ok, x: x, hint="¿Cuántos factores?"),),
    hints=("Una.", "Dos.", "Tres."), takeaway="Dos aportes.",
)  # fmt: skip


def of(value) -> str:
    """La huella de un valor calculado, como la de una declaración: un resumen por regla."""
    return "-".join(_digest(_plain(value, _approximate(ruler))) for ruler in RULERS)


def cases(exercise: Exercise) -> dict[str, CaseSet]:
    return {exercise.id: grading_cases(exercise, "90_mini", b"k" * 32)}


VALUES = np.concatenate([np.geomspace(1e-12, 1e12, 4001), [0.0, 0.5, 1.0, 2.0, 10.0, 1e6]])


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_la_ultima_cifra_de_otro_procesador_no_cambia_la_huella(sign):
    for noise in (1e-15, -1e-15, 4e-16):
        assert same_fingerprint(of(sign * VALUES), of(sign * VALUES * (1 + noise)))


def test_un_numero_al_borde_de_una_raya_tampoco():
    edges = SMALL * np.sinh((np.array([3e8, 5.0, 2e10]) + 0.5) * STEP)
    below, above = of(edges * (1 - 1e-9 * 1e-5)), of(edges * (1 + 1e-9 * 1e-5))
    assert below.split("-")[0] != above.split("-")[0]  # de verdad están al borde
    assert same_fingerprint(below, above)


@pytest.mark.parametrize("value", [0.0, 1e-9, 0.01, 1.0, -3.7, 2e5])
def test_la_novena_cifra_si_la_cambia(value):
    other = value + max(1e-8 * abs(value), 1e-9)
    assert not same_fingerprint(of(np.array([value])), of(np.array([other])))


def test_la_forma_y_la_clase_cuentan_y_lo_que_no_es_un_numero_tambien():
    seen = [
        np.zeros(2),
        np.zeros((2, 1)),
        [0.0, 0.0],
        np.zeros(2, int),
        0.0,
        np.nan,
        np.inf,
        -np.inf,
        None,
        True,
        "0.0",
    ]
    assert len({of(value) for value in seen}) == len(seen)
    assert same_fingerprint(of(np.array([-0.0])), of(np.array([0.0])))


@pytest.mark.parametrize("other", [None, "", 3, ["a"], "b-c"])
def test_lo_que_no_es_una_huella_no_coincide_con_ninguna(other):
    assert not same_fingerprint(other, "a-b") and not same_fingerprint("a-b", other)
    assert same_fingerprint("a-b", "a-c") and same_fingerprint("c-b", "a-b") and not same_fingerprint("a-b", "b-a")


def test_una_referencia_que_solo_cambia_en_los_casos_secretos_se_ve():
    secret = cases(SQUARE)["cuadrado"].cases[-1].inputs["x"]
    mended = replace(SQUARE, oracle=lambda x: 3 * x if np.array_equal(x, secret) else 2 * x)
    assert cases_fingerprint(cases(mended)) != cases_fingerprint(cases(SQUARE))
    assert cases_fingerprint(cases(replace(SQUARE, title="Otro"))) == cases_fingerprint(cases(SQUARE))


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Otro"}, {"takeaway": "Otro."}, {"hints": ("Una.", "Dos.", "Y tres.")},
        {"misconceptions": (replace(SQUARE.misconceptions[0], hint="¿Cuántos?"),)},
    ],
)  # fmt: skip
def test_los_textos_renuevan_informes_sin_volver_a_mirar_nada(change):
    other = replace(SQUARE, **change)
    assert texts_fingerprint({"cuadrado": other}) != texts_fingerprint({"cuadrado": SQUARE})
    assert diagnosis_fingerprint(cases(other)) == diagnosis_fingerprint(cases(SQUARE))
    assert cases_fingerprint(cases(other)) == cases_fingerprint(cases(SQUARE))


@pytest.mark.parametrize("change", [{"wrong": lambda ok, x: x / 2}, {"wrong": lambda ok, x: 1 / 0}, {"output": "dx"}])
def test_lo_que_hace_un_error_tipico_decide_que_se_dice(change):
    other = replace(SQUARE, misconceptions=(replace(SQUARE.misconceptions[0], **change),))
    assert diagnosis_fingerprint(cases(other)) != diagnosis_fingerprint(cases(SQUARE))
    assert cases_fingerprint(cases(other)) == cases_fingerprint(cases(SQUARE))


def test_la_barata_mira_el_modulo_y_los_nuestros_que_importa(monkeypatch):
    read = _sources("tarea_jacobiano")
    expected = {"exercises.tarea_jacobiano.t1_norma", "exercises._bank", "judging.oracle", "judging.cases"}
    assert {f"autograder.{name}" for name in expected} <= set(read)
    assert not any("presentacion" in name or "numpy" in name for name in read)
    first = source_fingerprint("tarea_jacobiano")
    assert first == source_fingerprint("tarea_jacobiano") != source_fingerprint("00_presentacion")
    monkeypatch.setattr("importlib.metadata.version", lambda name: "0.0")
    version.cache_clear()
    assert source_fingerprint("tarea_jacobiano") != first
    version.cache_clear()
