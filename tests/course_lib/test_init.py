"""Los pesos iniciales se reparten como los de PyTorch: la misma cota, la misma varianza y la misma forma."""

import numpy as np
import pytest
import torch

from course_lib import init
from course_lib.layers import Linear

OF_TORCH = {
    init.he_uniform: lambda W: torch.nn.init.kaiming_uniform_(W),
    init.he_normal: lambda W: torch.nn.init.kaiming_normal_(W),
    init.xavier_uniform: lambda W: torch.nn.init.xavier_uniform_(W),
    init.xavier_normal: lambda W: torch.nn.init.xavier_normal_(W),
}


@pytest.mark.parametrize("make", OF_TORCH, ids=lambda make: make.__name__)
@pytest.mark.parametrize("D_in, D_out", [(300, 400), (50, 3000), (3000, 50)])
def test_se_reparten_como_los_de_torch(make, D_in, D_out):
    torch.manual_seed(0)
    theirs = OF_TORCH[make](torch.empty(D_out, D_in, dtype=torch.float64)).numpy()
    ours = make(D_in, D_out, np.random.default_rng(0))
    assert ours.shape == theirs.shape and ours.dtype == np.float64
    # Con más de cien mil números, lo que se separan por azar dos sorteos iguales no llega al 1 %.
    assert ours.var() == pytest.approx(theirs.var(), rel=0.02)
    spots = np.linspace(0.01, 0.99, 21)
    np.testing.assert_allclose(
        np.quantile(ours, spots), np.quantile(theirs, spots), rtol=0, atol=0.03 * theirs.std(), strict=True
    )


@pytest.mark.parametrize("make, square", [(init.he_uniform, 6 / 40), (init.xavier_uniform, 6 / (40 + 2500))])
def test_la_uniforme_roza_su_cota_y_no_la_pasa(make, square):
    largest = np.abs(make(40, 2500, 1)).max()
    assert 0.999 * np.sqrt(square) < largest <= np.sqrt(square) * (1 + 1e-15)


@pytest.mark.parametrize("make", OF_TORCH, ids=lambda make: make.__name__)
def test_la_misma_semilla_da_los_mismos_pesos_y_el_generador_avanza(make):
    np.testing.assert_array_equal(make(3, 2, 7), make(3, 2, np.random.default_rng(7)), strict=True)
    rng = np.random.default_rng(7)
    assert not np.array_equal(make(3, 2, rng), make(3, 2, rng))


def test_la_capa_de_he_sortea_con_he_uniforme():
    np.testing.assert_array_equal(Linear.he(5, 4, 3).W, init.he_uniform(5, 4, 3), strict=True)


@pytest.mark.parametrize("make", OF_TORCH, ids=lambda make: make.__name__)
@pytest.mark.parametrize("sizes", [(0, 5), (10, -1), (2.0, 3), ("10", 5)])
def test_unos_tamanos_que_no_valen_se_explican(make, sizes):
    with pytest.raises(ValueError, match="^D_in y D_out deben ser enteros positivos y llegaron .* y .*: cuenta"):
        make(*sizes, 0)


@pytest.mark.parametrize("make", OF_TORCH, ids=lambda make: make.__name__)
def test_sin_generador_se_explica(make):
    with pytest.raises(TypeError, match=r"^rng debe ser un generador o una semilla y llegó un float: usa default_rng"):
        make(3, 2, 0.5)
