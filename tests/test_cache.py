"""La carpeta de caché: solo la lee su dueño, y nada se pierde si no está."""

import os
import stat

import pytest

from autograder import cache

pytestmark = pytest.mark.skipif(os.name != "posix", reason="los permisos son de POSIX")


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "retropropagacion"


def test_lo_guardado_se_lee_se_olvida_y_solo_lo_ve_su_duena(place):
    assert cache.read("notas", "ana") is None
    assert cache.write("notas", "ana", "diez\n")
    assert cache.read("notas", "ana") == "diez\n" and cache.read("otras", "ana") is None
    (path,) = (p for p in place.rglob("*") if p.is_file())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert "ana" not in path.name
    cache.forget("notas", "ana")
    cache.forget("notas", "ana")
    assert cache.read("notas", "ana") is None


def test_una_carpeta_que_otros_pueden_escribir_no_se_cree(place):
    cache.write("notas", "ana", "diez")
    (place / "notas").chmod(0o777)
    assert cache.read("notas", "ana") is None and not cache.write("notas", "ana", "once")


def test_sin_sitio_donde_escribir_se_sigue(place, monkeypatch, tmp_path):
    (tmp_path / "archivo").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "archivo"))
    assert not cache.write("notas", "ana", "diez") and cache.read("notas", "ana") is None
    cache.forget("notas", "ana")
    cache.forget_old("notas")


def test_lo_que_nadie_usa_en_un_mes_se_borra(place):
    cache.write("notas", "vieja", "1")
    (path,) = (p for p in place.rglob("*") if p.is_file())
    folder = path.with_name("carpeta")
    (folder / "dentro").mkdir(parents=True)
    for old in (path, folder):
        os.utime(old, (0, 0))
    cache.write("notas", "nueva", "2")
    cache.forget_old("notas")
    assert (cache.read("notas", "vieja"), cache.read("notas", "nueva"), folder.exists()) == (None, "2", False)
