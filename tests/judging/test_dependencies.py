"""De qué archivos depende un módulo: los suyos y los que importa, por cualquier camino, sin ejecutar nada."""

import importlib

import pytest

from autograder.judging import dependencies
from autograder.judging.dependencies import read, sources


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Un paquete de mentira, que pasa por nuestro."""
    files = {
        "__init__": "from course_xyz import lejos",  # el paquete no es de lo que depende el módulo
        "uno": "import numpy\ndef f():\n    from course_xyz import dos",
        "dos": "from .tres import nombre\nfrom . import cuatro",
        "tres": "import course_xyz.uno\nraise SystemExit",
        "cuatro": "",
        "lejos": "",
    }
    (tmp_path / "course_xyz").mkdir()
    for name, text in files.items():
        (tmp_path / "course_xyz" / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(dependencies, "packages", lambda: ("course_xyz",))
    importlib.invalidate_caches()
    return tmp_path / "course_xyz"


def test_se_siguen_las_importaciones_relativas_las_de_dentro_y_los_ciclos(package):
    assert list(sources(["course_xyz.uno"])) == [f"course_xyz.{name}" for name in ("cuatro", "dos", "tres", "uno")]


def test_lo_que_solo_se_alcanza_por_lo_apartado_no_entra(package):
    assert list(sources(["course_xyz.uno"], without=["course_xyz.dos"])) == ["course_xyz.uno"]


def test_lo_que_no_existe_no_estorba(package):
    assert sources(["course_xyz.nada", "otro.paquete"]) == {}


def test_los_finales_de_linea_de_otro_sistema_son_el_mismo_programa(package):
    before = sources(["course_xyz.dos"])
    for path in package.glob("*.py"):
        path.write_bytes(read(path).replace(b"\n", b"\r\n"))
    assert sources(["course_xyz.dos"]) == before
