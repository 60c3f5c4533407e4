"""Un estudiante con su carpeta de Jupyter vacía: ninguna prueba toca el progreso de nadie."""

import sys

import pytest

from autograder.student import progress


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setattr(progress, "_memory", {})
    return tmp_path / "jupyter"


@pytest.fixture
def bind(monkeypatch):
    """Guarda una función con un nombre en el cuaderno, que es el módulo ``__main__``."""

    def save(name, value):
        monkeypatch.setattr(sys.modules["__main__"], name, value, raising=False)
        return value

    return save
