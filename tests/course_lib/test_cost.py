"""Lo que cuesta una red: lo que se cuenta coincide con PyTorch; de lo que se cronometra no se afirma ningún tiempo."""

import math
import tracemalloc

import numpy as np
import pytest

from course_lib import cost
from course_lib.shapes import ShapeError


@pytest.mark.parametrize("widths", [[10, 40, 40, 5], [7, 3], [4, 9, 2, 6, 1]])
@pytest.mark.parametrize("batch", [1, 8])
def test_las_multiplicaciones_son_las_que_cuenta_pytorch(widths, batch):
    torch = pytest.importorskip("torch")
    from torch.utils.flop_counter import FlopCounterMode

    layers = [torch.nn.Linear(n, m, bias=False) for n, m in zip(widths, widths[1:], strict=False)]
    net = torch.nn.Sequential(*[part for layer in layers for part in (layer, torch.nn.ReLU())][:-1])
    with FlopCounterMode(display=False) as forward:
        out = net(torch.ones(batch, widths[0]))
    with FlopCounterMode(display=False) as backward:
        out.sum().backward()
    # PyTorch cuenta también las sumas: dos operaciones por cada multiplicación.
    counted = cost.multiplications(widths, batch)
    assert (2 * counted.forward, 2 * counted.backward) == (forward.get_total_flops(), backward.get_total_flops())


@pytest.mark.parametrize("p", [0.0, 1.0, 2.0, 2.807, -1.0])
def test_el_exponente_de_una_potencia_es_el_suyo(p):
    sizes = np.array([3, 10, 70, 500])
    assert cost.exponent(sizes, 1e-7 * sizes**p) == pytest.approx(p, abs=1e-12)


def test_el_exponente_es_la_pendiente_de_la_recta_de_minimos_cuadrados():
    rng = np.random.default_rng(0)
    sizes, costs = rng.uniform(1, 100, 8), rng.uniform(1, 100, 8)
    slope, _ = np.polyfit(np.log(sizes), np.log(costs), 1)
    assert cost.exponent(sizes, costs) == pytest.approx(slope)


@pytest.mark.parametrize("size", [1_000, 50_000])
def test_el_pico_de_memoria_es_el_de_los_arrays(size):
    def three_at_once():
        gone = np.ones(size)
        del gone
        one, other = np.ones(size), np.ones(size)
        return one + other

    assert 24 * size <= cost.peak_bytes(three_at_once) < 24 * size + 20_000
    assert not tracemalloc.is_tracing()


def test_medir_la_memoria_no_apaga_lo_que_otro_mide_ni_esconde_un_fallo():
    tracemalloc.start()
    try:
        with pytest.raises(ZeroDivisionError):
            cost.peak_bytes(lambda: 1 / 0)
        assert tracemalloc.is_tracing()
    finally:
        tracemalloc.stop()


def test_se_cronometra_tres_veces_al_menos_y_mientras_quede_tiempo():
    calls = []
    assert cost.seconds(lambda: calls.append(1), during=1e-9) >= 0 and len(calls) == 3
    cost.seconds(lambda: calls.append(1), during=0.01)
    assert len(calls) > 10


@pytest.mark.parametrize("layers, every", [(9, 3), (36, 6), (36, 36), (36, 1), (10, 4), (1, 1), (5, 9)])
def test_con_tramos_hay_a_la_vez_las_guardadas_y_las_de_un_tramo(layers, every):
    rows = cost.alive(layers, every)
    moments = list(zip(*rows.values(), strict=True))
    most = max(sum(cell is not None for cell in moment) for moment in moments)
    if layers % every == 0:
        assert most == layers // every + every - 1
    # Cada capa tiene su paso atrás, de la última a la primera, y mientras tanto está en memoria lo que guardó.
    back = [moment.index("∂") for moment in moments if "∂" in moment]
    assert back == list(reversed(range(layers)))
    again = len(moments) - 2 * layers
    assert again == layers - math.ceil(layers / every)


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: cost.multiplications([10]), ValueError, "al menos la entrada y la salida"),
        (lambda: cost.multiplications([10, 0, 5]), ValueError, "widths debe traer enteros positivos"),
        (lambda: cost.multiplications([10, 2.5]), ValueError, "widths debe traer enteros positivos"),
        (lambda: cost.multiplications(10), ValueError, "widths debe traer enteros positivos y llegó 10"),
        (lambda: cost.multiplications([10, 5], batch=0), ValueError, "batch debe traer enteros positivos"),
        (lambda: cost.alive(9, 0), ValueError, "layers y every deben ser enteros positivos"),
        (
            lambda: cost.seconds(np.ones(3)),
            TypeError,
            "function debe ser una función sin argumentos y llegó un ndarray",
        ),
        (lambda: cost.seconds(lambda: 0, during=0), ValueError, "during debe ser mayor que 0"),
        (lambda: cost.peak_bytes(3), TypeError, "llegó un int"),
        (lambda: cost.exponent([1, 2], [1, 2, 3]), ShapeError, "costs"),
        (lambda: cost.exponent([1, 2], [0, 1]), ValueError, "mayores que 0"),
        (lambda: cost.exponent([2, 2], [1, 3]), ValueError, "dos tamaños distintos"),
        (lambda: cost.exponent([1, np.nan], [1, 3]), ValueError, "sizes debe ser finito"),
    ],
)
def test_los_argumentos_equivocados_se_explican(call, error, message):
    with pytest.raises(error, match=message):
        call()
