"""Lo que comparten todas las pruebas."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def root() -> Path:
    """La raíz del repositorio."""
    return Path(__file__).resolve().parents[1]


def skip_or_fail(reason: str):
    """Salta la prueba en la máquina de una persona; en CI la hace fallar.

    En CI no falta nada a propósito: una prueba saltada allí escondería un fallo.
    """
    if os.environ.get("CI") == "true":
        pytest.fail(f"En CI no puede faltar: {reason}")
    pytest.skip(reason)
