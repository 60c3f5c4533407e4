"""Lo que la tarea T1 promete: el orden de los precios, los números que cita y lo que no deja usar."""

import numpy as np
import pytest
from puntos import WORTH

from autograder.authoring.sources import read_source, solution_code
from autograder.exercise import find_exercise
from autograder.judging import forbidden

T1 = "tarea_jacobiano"


@pytest.fixture(scope="module")
def solved(root):
    """Las funciones de la solución, ya definidas."""
    space = {"np": np}
    for code in solution_code(root, T1).values():
        exec(code, space)
    return space


@pytest.fixture(scope="module")
def text(root):
    return "\n".join(cell.source for cell in read_source(root, T1).cells)


def test_lo_que_mas_cuesta_mas_vale_y_va_despues():
    prices = [worth for id_, worth in WORTH.items() if id_ != "t1_contrae_tensor"]  # la corta, que remata a otras dos
    assert prices == sorted(prices)


@pytest.mark.parametrize("m, n", [(2, 3), (3, 3), (1, 4), (5, 1)])
def test_el_tensor_por_delta_es_el_producto_exterior_y_el_gradiente_de_los_pesos(solved, m, n):
    rng = np.random.default_rng(m)
    W, x, y = rng.normal(size=(m, n)), rng.normal(size=n), rng.normal(size=m)
    delta = 2 * (W @ x - y)
    contracted = solved["t1_contrae_tensor"](solved["t1_tensor_pesos"](W, x), delta)
    np.testing.assert_allclose(contracted, np.outer(delta, x), rtol=1e-12, atol=1e-12, strict=True)
    np.testing.assert_allclose(contracted, solved["t1_escalar_matriz"](W, x, y), rtol=1e-12, atol=1e-12, strict=True)


def test_las_cuentas_que_cita_la_respuesta_modelo(text):
    n, K = 100, 5
    backward, forward = K * n**2, (K - 1) * n**3 + n**2
    assert f"{backward // 1000}\\,000$ multiplicaciones" in text and f"{forward:,}".replace(",", r"\,") in text
    assert round(forward / backward) == 80 and ": 80 veces más" in text
    assert 40 * 40 * 40 == 64_000 and "el tensor de 64 000" in text
    assert "1600 números calculados con 80" in text and (40 * 40, 40 + 40) == (1600, 80)


def test_sin_formar_la_matriz_quiere_decir_sin_formarla():
    exercise = find_exercise("t1_vjp_relu")
    for body in ("np.diag(b > 0) @ v", "(np.eye(b.size) * (b > 0)) @ v"):
        assert forbidden.uses([f"def t1_vjp_relu(b, v):\n    return {body}"], exercise.forbids)
    assert not forbidden.uses(["def t1_vjp_relu(b, v):\n    return np.where(b > 0, v, 0.0)"], exercise.forbids)
