"""Lo guardado de los casos públicos es lo que da torch, y con ello nadie tiene que cargarlo."""

import dataclasses
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

from autograder.authoring.sources import solution_code
from autograder.exercise import all_exercises
from autograder.judging import references
from autograder.judging.cases import GRADING_DRAWS, class_cases, grading_cases, live_class_cases
from autograder.judging.references import NotStorable, agree, decode, encode, kept_cases, read_store, store_text

EXERCISES = all_exercises()
T1 = EXERCISES["t1_lineal"]


def through_text(value):
    """El valor después de escrito y leído."""
    text = store_text({"a": {"sources": "", "cases": [{"expected": encode(value)}]}})
    return decode(json.loads(text)["a"]["cases"][0]["expected"])


def assert_identical(one, other):
    """La misma clase, tipo, forma y bytes, por anidado que esté."""
    assert type(one) is type(other)
    if isinstance(one, (list, tuple)):
        for a, b in zip(one, other, strict=True):
            assert_identical(a, b)
    elif isinstance(one, (np.ndarray, np.generic)):
        assert (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())
    else:
        assert repr(one) == repr(other)


@pytest.mark.parametrize(
    "value",
    [
        np.array(0.1 + 0.2), np.zeros((0, 3)), np.zeros((2, 0)), np.array([]), np.array([[-0.0, 5e-324, 1.7e308]]),
        np.array([np.nan, np.inf, -np.inf]), np.arange(6).reshape(2, 3), np.array([True, False]),
        np.arange(24.0).reshape(2, 3, 4).T, np.array([0.1], dtype=np.float32), np.float64(1 / 3), np.int64(2**62),
        np.True_, 3, -0.0, 0.1, True, None, "relu", [np.ones(2), [1.0, 2]], (np.ones(1), np.array(2.0)), [(), []],
    ],
    ids=repr,
)  # fmt: skip
def test_lo_que_se_guarda_se_lee_igual(value):
    contiguous = np.ascontiguousarray(value) if isinstance(value, np.ndarray) and value.ndim else value
    assert_identical(through_text(value), contiguous)


@pytest.mark.parametrize("value", [len, object(), 1j, {"a": 1}, np.array(["a"]), np.array([None]), [np.array([1j])]])
def test_lo_que_no_se_sabe_guardar_se_dice(value):
    with pytest.raises(NotStorable):
        encode(value)


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES.keys())
def test_lo_guardado_es_lo_que_da_torch(exercise):
    kept, live = kept_cases(exercise), live_class_cases(exercise).cases
    assert kept is not None and len(kept) == len(live)
    for (inputs, expected), case in zip(kept, live, strict=True):
        assert_near(expected, case.expected)
        if inputs is not None:
            assert list(inputs) == list(case.inputs) == list(exercise.args)
            assert_near(list(inputs.values()), list(case.inputs.values()))


def assert_near(one, other):
    """Iguales salvo la última cifra, y de la misma clase y forma."""
    assert type(one) is type(other)
    if isinstance(one, (list, tuple)):
        for a, b in zip(one, other, strict=True):
            assert_near(a, b)
    elif callable(one):
        assert one is other
    else:
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12, strict=True)


def test_los_casos_publicos_de_casa_y_de_la_nota_salen_de_lo_guardado(monkeypatch):
    written = len(T1.examples) + len(T1.edge_cases)
    asked = []
    counted = dataclasses.replace(T1, oracle=lambda **inputs: asked.append(1) or T1.oracle(**inputs))
    monkeypatch.setattr(references, "is_registered", lambda exercise: exercise is counted)
    for make, calls in ((class_cases, 0), (lambda e: grading_cases(e, T1.lesson, b"clave"), GRADING_DRAWS)):
        cases = make(counted).cases
        assert len(asked) == calls  # solo los sorteos secretos preguntan a la referencia
        for case in cases[:written]:
            np.testing.assert_array_equal(case.expected, T1.oracle(**case.inputs), strict=True)
        asked.clear()


def test_una_copia_cambiada_de_un_ejercicio_no_usa_lo_guardado():
    other = dataclasses.replace(T1, oracle=lambda A, x: A)
    assert kept_cases(other) is None
    assert all(case.expected is case.inputs["A"] for case in class_cases(other).cases)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"t1_lineal": 3}', '{"t1_lineal": {"sources": "x"}}', "\xff"])
def test_un_archivo_roto_es_como_no_tenerlo(tmp_path, monkeypatch, text):
    (tmp_path / "r.json").write_bytes(text.encode("latin-1"))
    monkeypatch.setattr(references, "store_path", lambda exercise: tmp_path / "r.json")
    assert kept_cases(T1) is None
    assert len(class_cases(T1).cases) == len(live_class_cases(T1).cases)


@pytest.mark.parametrize("spoil", [lambda cases: cases.pop(), lambda cases: cases[0].pop("expected")])
def test_si_faltan_casos_o_respuestas_se_calculan(tmp_path, monkeypatch, spoil):
    entry = read_store(references.store_path(T1))["t1_lineal"]
    spoil(entry["cases"])
    (tmp_path / "r.json").write_text(store_text({"t1_lineal": entry}), encoding="utf-8")
    monkeypatch.setattr(references, "store_path", lambda exercise: tmp_path / "r.json")
    assert len(class_cases(T1).cases) == len(live_class_cases(T1).cases)


def test_dos_cuentas_iguales_salvo_la_ultima_cifra_son_lo_mismo_y_otra_forma_no():
    one = encode((np.array([1.0, 2.0]), [3]))
    assert agree(one, encode((np.array([1.0, 2.0 + 1e-15]), [3])))
    for other in ((np.array([1.0, 2.0 + 1e-7]), [3]), (np.array([[1.0, 2.0]]), [3]), (np.array([1.0, 2.0]), [3.0])):
        assert not agree(one, encode(other))


def test_check_de_todas_las_soluciones_no_carga_torch(root, tmp_path):
    """Ni tampoco un error típico, que se calcula con NumPy."""
    lessons = {e.lesson for e in EXERCISES.values()}
    solved = [[f"{code}\ncheck({id_})" for id_, code in solution_code(root, lesson).items()] for lesson in lessons]
    program = """
import contextlib, io, json, sys
import autograder, numpy as np
shown = io.StringIO()
with contextlib.redirect_stdout(shown):
    for cells in json.load(sys.stdin):
        space = {"np": np, "check": autograder.check}
        for cell in cells:
            exec(cell, space)
    exec("def t1_lineal(A, x):\\n    return A\\ncheck(t1_lineal)", space)
print(json.dumps([shown.getvalue().count("✓ Bien"), "Pista: Cuenta filas" in shown.getvalue(), "torch" in sys.modules]))
"""
    env = os.environ | {"JUPYTER_DATA_DIR": str(tmp_path), "PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", program], input=json.dumps(solved), env=env, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [len(EXERCISES), True, False]


def test_lo_que_se_instala_lleva_las_referencias(root):
    declared = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = declared["tool"]["setuptools"]["package-data"]["*"]
    assert any(Path(references.STORE).match(pattern) for pattern in patterns)
