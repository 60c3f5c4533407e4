"""La clave de los casos secretos: dónde vive, quién la lee y que no cambie."""

import os
import stat

import numpy as np
import pytest

from autograder.exercise import exercises_of
from autograder.grading.key import NAME, key_path, load_key
from autograder.judging.cases import grading_cases


def test_la_clave_va_junto_al_gradebook(tmp_path):
    assert key_path(f"sqlite:///{tmp_path / 'notas.db'}", tmp_path / "curso") == tmp_path / NAME


@pytest.mark.parametrize("url", ["postgresql://ana:secreta@servidor/notas", "sqlite:///:memory:", "sqlite://"])
def test_si_el_gradebook_no_es_un_archivo_va_en_la_raiz_del_curso(tmp_path, url):
    assert key_path(url, tmp_path) == tmp_path / NAME


def test_se_crea_una_vez_y_despues_es_siempre_la_misma(tmp_path):
    path = tmp_path / "nueva" / NAME
    key = load_key(path)
    assert len(key) == 32 and load_key(path) == key


@pytest.mark.skipif(os.name != "posix", reason="los permisos son de POSIX")
def test_solo_la_lee_su_duena(tmp_path):
    path = tmp_path / NAME
    previous = os.umask(0)
    try:
        load_key(path)
    finally:
        os.umask(previous)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_dos_clases_tienen_claves_distintas(tmp_path):
    assert load_key(tmp_path / "a" / NAME) != load_key(tmp_path / "b" / NAME)


def test_git_no_la_ve(root):
    import fnmatch

    patterns = (root / ".gitignore").read_text(encoding="utf-8").split("\n")
    assert any(fnmatch.fnmatch(NAME, p) for p in patterns if p and not p.startswith(("#", "!")))


def secret_inputs(key):
    exercise = exercises_of("tarea_jacobiano")["t1_lineal"]
    return [c.inputs["A"] for c in grading_cases(exercise, "tarea_jacobiano", key).cases if not c.public]


def test_de_la_clave_salen_los_casos_secretos():
    first, again, other = secret_inputs(b"a" * 32), secret_inputs(b"a" * 32), secret_inputs(b"b" * 32)
    assert len(first) >= 5
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(first, other, strict=True))
