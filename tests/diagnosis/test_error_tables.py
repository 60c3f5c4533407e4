"""Las tablas: lo que guardan, cuándo valen, y que ``build`` sabe si son las de hoy."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder.authoring import stored_diagnoses
from autograder.authoring.sources import lessons
from autograder.diagnosis import mutations, tables
from autograder.diagnosis.diagnose import diagnose
from autograder.exercise import all_exercises, exercises_of, find_exercise
from autograder.judging.cases import class_cases
from autograder.sandbox.call import call_function

ROOT = Path(__file__).resolve().parents[2]
EVERY = [variant for exercise in all_exercises().values() for variant in exercise.family]


@pytest.mark.parametrize("exercise", EVERY, ids=lambda e: e.key)
def test_cada_ejercicio_tiene_su_tabla(exercise):
    table = tables.table_of(exercise)
    assert table is not None and table.section[0]
    wanted = set(exercise.returns) | ({tables.WHOLE} if len(exercise.returns) > 1 else set())
    # Donde hay más de una respuesta buena no hay errores que guardar.
    assert set(table.outputs) == (wanted if exercise.accept is None else set())
    assert exercise.accept is not None or sum(len(output.kinds) for output in table.outputs.values()) > 5


def test_entre_todas_caben_en_un_megabyte_y_no_llevan_codigo():
    files = {tables.table_path(e) for e in EVERY}
    assert sum(path.stat().st_size for path in files) <= 1_000_000
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert "return" not in text and "np." not in text and "def " not in text


def test_ida_y_vuelta():
    numbers = np.array([[1.5, np.nan], [-2.0, 3.0]])
    written = json.loads(json.dumps(tables.encode(["signo", "umbral"], [["2", "!"], ["2", "3"]], numbers)))
    read = tables.decode(written)
    assert read.kinds == ("signo", "umbral") and read.shapes == (("2", "!"), ("2", "3"))
    assert np.array_equal(read.numbers, numbers, equal_nan=True)


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """La tabla de la 00 en otra carpeta, para poder estropearla."""
    exercise = next(iter(exercises_of("00_presentacion").values()))
    path = tmp_path / tables.STORE
    path.write_bytes(tables.table_path(exercise).read_bytes())
    monkeypatch.setattr(tables, "table_path", lambda e: path)
    return exercise, path


def test_una_tabla_de_otra_declaracion_o_estropeada_no_se_usa_y_se_dice(elsewhere):
    exercise, path = elsewhere
    assert tables.table_of(exercise) is not None
    assert not stored_diagnoses.stale_diagnoses(ROOT, "00_presentacion")
    entries = tables.stored(path)
    entries[exercise.id]["declaration"] = entries[exercise.id]["made"] = "otra"
    path.write_text(tables.store_text(entries), encoding="utf-8")
    assert tables.table_of(exercise) is None
    assert "autograder build 00_presentacion" in stored_diagnoses.stale_diagnoses(ROOT, "00_presentacion")[0]
    path.write_text("{", encoding="utf-8")
    assert tables.table_of(exercise) is None and tables.table_digest(exercise) == ""
    path.unlink()
    assert tables.table_of(exercise) is None


def test_la_tabla_de_una_variante_es_suya():
    base = find_exercise("t1_lineal")
    one, other = (tables.table_of(e).outputs["J"].numbers for e in (base, base.variant(1)))
    assert one.shape != other.shape or not np.allclose(one, other, equal_nan=True)
    assert tables.table_digest(base) != tables.table_digest(base.variant(1)) != ""


@pytest.mark.parametrize("number", [1, 2])
def test_lo_que_nadie_declaro_se_nombra_tambien_en_una_variante(number):
    variant = find_exercise("t1_jacobiano_softmax").variant(number)
    before = stored_diagnoses.Before(ROOT, variant.lesson, number)
    case_set, named = class_cases(variant), set()
    for _, code in list(mutations.mutants(before.references(variant.id)[0], variant.id))[:40]:
        names = {"np": np}
        exec(code, names)
        with np.errstate(all="ignore"):
            outcomes = [call_function(names[variant.id], [c.inputs[a] for a in variant.args]) for c in case_set.cases]
            found = diagnose(case_set, outcomes)
        named.add(found and found.name)
    assert len(named - {None} - {m.name for m in variant.misconceptions}) > 2


def test_una_copia_cambiada_de_un_ejercicio_no_tiene_tabla():
    assert tables.table_of(replace(find_exercise("t1_norma"), points=7)) is None


def test_rehacer_una_tabla_da_lo_mismo(elsewhere):
    exercise, path = elsewhere
    before = path.read_bytes()
    assert stored_diagnoses.renew(ROOT, "00_presentacion") is None
    path.unlink()
    assert stored_diagnoses.renew(ROOT, "00_presentacion") == path
    assert path.read_bytes() == before


def test_un_ejercicio_sin_solucion_en_la_fuente_da_una_tabla_vacia():
    before = stored_diagnoses.Before(ROOT, "tarea_jacobiano")
    before.solutions.pop("t1_lineal")
    before.others.pop("t1_lineal", None)
    made = stored_diagnoses.make(find_exercise("t1_lineal"), before)
    assert set(made["outputs"]["J"]["names"]) <= {"valor_por_derivada", "otra_variable", "otro_ejercicio"}


@pytest.mark.parametrize("lesson", lessons(ROOT))
def test_ninguna_tabla_esta_vieja(lesson):
    assert not stored_diagnoses.stale_diagnoses(ROOT, lesson)
