"""Las referencias secretas guardadas: quién las lee, cuándo valen y que con ellas no haga falta torch."""

import dataclasses
import fnmatch
import os
import stat
import subprocess
import sys

import numpy as np
import pytest

from autograder.exercise import exercises_of
from autograder.grading.secret_references import grading_case_sets, store_path

LESSON, KEY = "00_presentacion", b"k" * 32


@pytest.fixture
def store(tmp_path):
    return store_path(tmp_path / "retropropagacion.key", LESSON)


def counted(calls):
    """Los ejercicios de la lección, que apuntan cada vez que se calcula una referencia."""
    return {
        id_: dataclasses.replace(e, oracle=lambda oracle=e.oracle, **inputs: calls.append(1) or oracle(**inputs))
        for id_, e in exercises_of(LESSON).items()
    }


def secret_calls(store, key=KEY):
    calls = []
    grading_case_sets(counted(calls), LESSON, key, store)
    return len(calls)


def everything(case_sets):
    return [(c.label, c.public, c.inputs, c.expected) for s in case_sets.values() for c in s.cases]


def test_lo_guardado_da_los_mismos_casos_y_no_calcula_los_secretos(store):
    first, again = secret_calls(store), secret_calls(store)
    assert again < first
    exercises = exercises_of(LESSON)
    np.testing.assert_equal(
        everything(grading_case_sets(exercises, LESSON, KEY, store)),
        everything(grading_case_sets(exercises, LESSON, KEY)),
    )


@pytest.mark.skipif(os.name != "posix", reason="los permisos son de POSIX")
def test_solo_lo_lee_su_duena_y_lo_que_vieron_otros_se_hace_otra_vez(store):
    first = secret_calls(store)
    assert stat.S_IMODE(store.stat().st_mode) == 0o600
    store.chmod(0o644)
    assert secret_calls(store) == first
    assert stat.S_IMODE(store.stat().st_mode) == 0o600


def test_git_no_lo_ve(root, store):
    patterns = (root / ".gitignore").read_text(encoding="utf-8").split("\n")
    assert any(fnmatch.fnmatch(store.name, p) for p in patterns if p and not p.startswith(("#", "!")))


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b"[]", b"x\n{}", None], ids=repr)
def test_lo_estropeado_se_calcula_otra_vez_sin_decir_nada(store, damage, capsys):
    first = secret_calls(store)
    # None: un número cambiado a mano, con el resto intacto.
    store.write_bytes(store.read_bytes().replace(b"1", b"2") if damage is None else damage)
    assert secret_calls(store) == first
    assert secret_calls(store) < first
    assert capsys.readouterr() == ("", "")


def test_con_otra_clave_no_valen(store):
    first = secret_calls(store)
    assert secret_calls(store, b"z" * 32) == first


def test_si_cambia_el_codigo_de_un_ejercicio_no_valen(store, monkeypatch):
    first = secret_calls(store)
    monkeypatch.setattr("autograder.grading.secret_references.source_key", lambda exercise: "otro")
    assert secret_calls(store) == first


def test_la_segunda_vez_no_se_carga_torch(store, root):
    program = (
        "import sys; from pathlib import Path; from autograder.grading.assignment import load_assignment\n"
        f"load_assignment(Path({str(root)!r}), {LESSON!r}, {KEY!r}, store=Path({str(store)!r}))\n"
        "print('torch' in sys.modules)"
    )
    said = [
        subprocess.run([sys.executable, "-c", program], cwd=root, text=True, capture_output=True, check=True).stdout
        for _ in range(2)
    ]
    assert said == ["True\n", "False\n"]
