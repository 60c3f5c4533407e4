"""La clase hostil se planta y se califica una sola vez."""

import pytest
from ataques import ATTACKS
from clase_hostil import Graded, grade_class, plant

from autograder.running.warm import Warm
from autograder.running.worker_process import Worker


@pytest.fixture(scope="session")
def graded(root, skip_or_fail, tmp_path_factory) -> Graded:
    """La clase ya calificada, con todas las capas puestas."""
    with Warm() as warm, Worker(warm) as worker:
        absent = [name for name, on in worker.layers.items() if not on]
        if not warm.view:
            absent.append("vista")
    if absent:
        skip_or_fail(f"esta máquina no tiene las capas {', '.join(absent)} (mira: autograder doctor)")
    return grade_class(plant(tmp_path_factory.mktemp("hostil"), root, ATTACKS))
