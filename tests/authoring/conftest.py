"""El curso mínimo, para cada prueba."""

import pytest
from curso_minimo import MiniCourse


@pytest.fixture
def course(tmp_path, monkeypatch):
    # Dos escrituras en el mismo segundo comparten fecha: el .pyc viejo pasaría por bueno.
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    mini = MiniCourse(tmp_path / "curso", monkeypatch)
    yield mini
    mini.forget()
