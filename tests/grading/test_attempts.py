"""Lo entregado en cada intento: se guarda una vez, solo lo lee su dueño, y al leerlo se comprueba."""

import json
import os
import zipfile
from datetime import datetime

import pytest

from autograder.errors import CourseError
from autograder.grading import attempts
from autograder.grading.attempts import ABOUT, Attempts
from autograder.grading.handed import Handed


@pytest.fixture
def kept(tmp_path):
    return Attempts(tmp_path / "attempts", "tarea")


def handed(text="uno"):
    notebooks = {"tarea.ipynb": text.encode(), "../../fuera.ipynb": b"\xff\x00"}
    return Handed("ana", notebooks, ("un problema",), datetime(2027, 1, 31, 10), ("un.pdf",))


def files(kept):
    return sorted(kept.folder.rglob("*.zip"))


def test_vuelve_lo_mismo_y_un_nombre_ajeno_no_es_una_ruta(kept):
    one = Handed("ana", handed().notebooks, handed().problems, handed().timestamp, handed().others)
    kept.keep(one)
    kept.keep(one)
    assert kept.read("ana", one.digest("")) == one
    (path,) = files(kept)
    assert path.parent == kept.folder / "tarea" / "ana"
    with zipfile.ZipFile(path) as bundle:
        assert set(bundle.namelist()) == {ABOUT, "1.ipynb", "2.ipynb"}


def test_quien_no_entrego_nada_tambien_tiene_su_intento(kept):
    kept.keep(Handed("ana", {}))
    assert kept.read("ana", Handed("ana", {}).digest("")) == Handed("ana", {})


def test_hay_un_tope_y_sobran_las_mas_viejas(kept, monkeypatch):
    monkeypatch.setattr(attempts, "KEPT", 3)
    several = [Handed("ana", {"a.ipynb": str(k).encode()}) for k in range(5)]
    for k, one in enumerate(several):
        kept.keep(one)
        os.utime(kept.path("ana", one.digest("")), (k, k))
    assert {path.stem for path in files(kept)} == {one.digest("") for one in several[2:]}
    with pytest.raises(CourseError, match="no está, o es de antes"):
        kept.read("ana", several[0].digest(""))


def test_un_corte_no_deja_nada_a_medias(kept, monkeypatch):
    monkeypatch.setattr(attempts, "_write", lambda file, handed: file.write(b"a medias") and 1 / 0)
    with pytest.raises(ZeroDivisionError):
        kept.keep(Handed("ana", {}))
    assert [path for path in kept.folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("about", [{}, {"notebooks": ["a"]}, [], {"notebooks": 3}])
def test_lo_que_alguien_cambio_no_se_cree(kept, about):
    one = Handed("ana", {"a.ipynb": b"x"})
    kept.keep(one)
    (path,) = files(kept)
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr(ABOUT, json.dumps(about))
    with pytest.raises(CourseError, match="no se puede leer"):
        kept.read("ana", one.digest(""))


def test_una_bomba_no_se_descomprime(kept, monkeypatch):
    monkeypatch.setattr(attempts, "MAX_BYTES", 100)
    monkeypatch.setattr(attempts, "MAX_ABOUT", 1_000)
    one = Handed("ana", {"a.ipynb": bytes(2_000)})
    kept.keep(one)
    with pytest.raises(CourseError, match="no se puede leer"):
        kept.read("ana", one.digest(""))
