"""La clave de los casos secretos: dónde vive, quién la lee y que no cambie."""

import os
import sqlite3
import stat

import numpy as np
import pytest

from autograder.errors import CourseError
from autograder.exercise import exercises_of
from autograder.grading.key import NAME, key_path, load_key
from autograder.judging.cases import grading_cases
from autograder.records.database import holds_grades


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


@pytest.mark.parametrize("content", [b"", b"corta", b"k" * 31])
def test_una_clave_cortada_no_se_usa(tmp_path, content):
    path = tmp_path / NAME
    path.write_bytes(content)
    with pytest.raises(CourseError, match=rf"tiene {len(content)} bytes y debe tener 32.*--new-key"):
        load_key(path)
    assert path.read_bytes() == content


def test_una_clave_que_no_se_puede_leer_se_explica_y_se_puede_hacer_otra(tmp_path):
    path = tmp_path / NAME
    path.mkdir()
    with pytest.raises(CourseError, match="No se puede leer la clave .*--new-key"):
        load_key(path)
    assert len(load_key(path, new=True)) == 32


def test_una_clave_nueva_deja_la_vieja_al_lado_y_git_no_ve_ninguna(tmp_path):
    path = tmp_path / NAME
    first = load_key(path)
    second = load_key(path, lambda: True, new=True)
    assert first != second == load_key(path)
    (old,) = (p for p in tmp_path.iterdir() if p != path)
    assert old.read_bytes() == first and old.suffix == ".key"


def test_un_ensayo_no_toca_ningun_archivo(tmp_path):
    path = tmp_path / "nueva" / NAME
    assert len(load_key(path, keep=False)) == 32 and not path.parent.exists()
    first = load_key(path)
    assert load_key(path, keep=False) == first != load_key(path, new=True, keep=False)
    assert [p.name for p in path.parent.iterdir()] == [NAME]


def test_si_otra_orden_la_crea_entretanto_vale_la_suya(tmp_path):
    """Y sus primeras notas no hacen creer que la clave se perdió."""
    path = tmp_path / NAME
    assert load_key(path, lambda: bool(load_key(path))) == load_key(path)


@pytest.fixture
def graded(classroom, lesson00):
    classroom.hand_in("ana", lesson00.draft().put("primer_gradiente", "def primer_gradiente(x):\n    return 2 * x + 3"))
    assert classroom.grade("--no-feedback").code == 0
    return classroom


def test_un_gradebook_con_notas_y_sin_su_clave_no_se_califica(graded):
    key = graded.folder / NAME
    saved, grades = key.read_bytes(), (graded.folder / "gradebook.db").read_bytes()
    key.unlink()
    for options in ((), ("--force",), ("--dry-run",)):
        run = graded.grade(*options)
        assert run.code == 2 and "falta su clave" in run.err and "--new-key" in run.err, options
    assert not key.exists() and (graded.folder / "gradebook.db").read_bytes() == grades
    key.write_bytes(saved)
    again = graded.grade()
    assert again.code == 0 and "ecalific" not in again.out


def test_con_new_key_se_hace_otra_y_se_recalifica(graded):
    key = graded.folder / NAME
    key.unlink()
    dry = graded.grade("--new-key", "--dry-run")
    assert dry.code == 0 and not key.exists() and dry.out.rstrip().endswith(" --new-key")
    run = graded.grade("--new-key")
    assert run.code == 0 and "Se recalifica 1; 0 bajan, 0 suben" in run.out and len(key.read_bytes()) == 32
    assert "ecalific" not in graded.grade().out


def test_sin_notas_nuestras_la_clave_se_crea_como_siempre(graded):
    """En el gradebook puede haber otras tareas, o notas que puso una persona."""
    url = graded.db
    assert holds_grades(url, ["00_presentacion", "otra"]) and not holds_grades(url, ["otra"])
    with sqlite3.connect(graded.folder / "gradebook.db") as db:
        db.execute("update grade set manual_score = auto_score, auto_score = null")
    assert not holds_grades(url, ["00_presentacion"])
    assert not holds_grades(f"sqlite:///{graded.folder / 'nuevo.db'}", ["00_presentacion"])
    assert not (graded.folder / "nuevo.db").exists()
    (graded.folder / NAME).unlink()
    assert graded.grade("--no-feedback").code == 0
