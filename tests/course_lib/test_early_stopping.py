"""EarlyStopping para donde dice su regla, vuelve a los pesos de la mejor época y explica una paciencia que no vale."""

import numpy as np
import pytest

from autograder.exercises.regularizacion.parada_temprana import stop_by_definition
from course_lib.early_stopping import EarlyStopping


def run(losses, patience):
    """(mejor, parada) y el peso que queda; el peso de cada época es su número."""
    weight = np.array([-1.0])
    watch = EarlyStopping([weight], patience)
    for epoch, loss in enumerate(losses):
        weight[:] = epoch
        if watch.update(loss):
            break
    return watch.restore(), epoch, weight[0]


@pytest.mark.parametrize("seed", range(20))
def test_coincide_con_la_definicion(seed):
    rng = np.random.default_rng(seed)
    losses, patience = rng.integers(0, 6, size=12) / 2, int(rng.integers(1, 5))
    best, stop, weight = run(losses, patience)
    assert (best, stop) == tuple(map(int, stop_by_definition(losses, patience)))
    assert weight == best


def test_un_nan_no_mejora_a_nadie_y_cuenta_como_espera():
    assert run([2.0, float("nan"), float("nan"), 1.0], 2) == (0, 2, 0.0)
    assert run([float("nan"), 1.0, 2.0], 2) == (1, 2, 1.0)


def test_sin_ninguna_epoca_buena_no_hay_adonde_volver():
    watch = EarlyStopping([np.zeros(1)], 2)
    assert [watch.update(float("nan")) for _ in range(2)] == [False, True]
    with pytest.raises(RuntimeError, match="Ninguna época ha dado una pérdida que se pueda comparar"):
        watch.restore()


@pytest.mark.parametrize("patience", [0, -1, 1.5, True, "3"])
def test_una_paciencia_que_no_vale_se_explica(patience):
    with pytest.raises(ValueError, match="patience debe ser un entero positivo y llegó"):
        EarlyStopping([np.zeros(1)], patience)
    with pytest.raises(TypeError, match="parameters debe ser una lista"):
        EarlyStopping(np.zeros(1), 3)
