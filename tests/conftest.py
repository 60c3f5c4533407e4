"""Lo que comparten todas las pruebas."""

import os
from pathlib import Path

import pytest

# Los archivos que más tardan empiezan primero: al final, un proceso esperaría al otro sin hacer nada.
SLOWEST = """test_clase_hostil test_resume test_todas_las_lecciones test_bad_input test_binder
test_fuera_de_esta_maquina test_corredor test_contributing test_lecciones test_notebooks test_live_training
test_worker_process test_warm test_pool""".split()


def pytest_collection_modifyitems(items) -> None:
    """Con ``--no-loadscope-reorder``, pytest-xdist reparte los archivos en este orden."""
    place = {name: position for position, name in enumerate(SLOWEST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))


@pytest.fixture(scope="session")
def root() -> Path:
    """La raíz del repositorio."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def skip_or_fail():
    """Función que salta la prueba en la máquina de una persona y en CI la hace fallar.

    En CI no falta nada a propósito: una prueba saltada allí escondería un fallo.
    """

    def stop(reason: str):
        if os.environ.get("CI") == "true":
            pytest.fail(f"En CI no puede faltar: {reason}")
        pytest.skip(reason)

    return stop
