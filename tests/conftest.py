"""Lo que comparten todas las pruebas."""

import os
from pathlib import Path

import hypothesis
import pytest

# Siempre la misma semilla y sin reloj: aquí se comprueba; quien quiera buscar ejemplos nuevos,
# pytest --hypothesis-profile=default.
hypothesis.settings.register_profile(
    "curso",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("curso")


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


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory):
    """Una carpeta de caché para estas pruebas: no dejan nada en la de nadie, ni se fían de lo que haya en ella."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield
