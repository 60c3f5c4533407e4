"""Respuestas equivocadas que alguna vez pasaron, cada una al lado de la buena que sí debe pasar."""

import numpy as np
import pytest

from autograder.exercise import find_exercise
from autograder.judging.cases import class_cases
from autograder.judging.references import store_path
from autograder.judging.verdict import ERROR, FAIL, PASS, judge
from autograder.sandbox.call import call_function, can_limit


def verdict(id_, function):
    exercise = find_exercise(id_)
    return judge(
        class_cases(exercise),
        lambda inputs: call_function(function, [inputs[name] for name in exercise.args], exercise.forbids),
    )


def softmax(powers):
    return powers / powers.sum()


def jacobian_with(shift):
    def answer(z):
        s = softmax(np.exp(z - shift(z)))
        return np.diag(s) - np.outer(s, s)

    return answer


def temperature_with(shift):
    def answer(f, c, T):
        delta = softmax(np.exp(f / T - shift(f / T, c)))
        delta[c] -= 1
        return delta / T

    return answer


def network_with(shift):
    def answer(x, c, O0, b0, O1, b1):
        z = b0 + O0 @ x
        logits = b1 + O1 @ np.maximum(z, 0)
        delta = softmax(np.exp(logits - shift(logits)))
        delta[c] -= 1
        return O0.T @ ((z > 0) * (O1.T @ delta))

    return answer


def sigma(f):
    small = np.exp(-abs(f))
    return (1 if f >= 0 else small) / (1 + small)


def five(slope, v):
    """Los cinco eslabones, con el cuadrado y su pendiente escritos como se quiera."""
    return slope * np.cos(v) / (1 + np.exp(-np.sin(v)))


def neuron(w, x):
    z = x @ w[:2] + w[2]
    slope = sigma(z) * sigma(-z)
    return slope * np.append(x, 1), slope * w[:2]


def stable_softmax(z):
    return np.exp(z - np.logaddexp.reduce(z))


@pytest.mark.parametrize(
    "id_, answer",
    [
        ("t1_jacobiano_softmax", jacobian_with(lambda z: z[0])),
        ("t1_jacobiano_softmax", jacobian_with(lambda z: z[-1])),
        ("t1_jacobiano_softmax", jacobian_with(np.mean)),
        ("t1_jacobiano_softmax", jacobian_with(np.median)),
        ("t1_jacobiano_softmax", jacobian_with(np.min)),
        ("dl_df_temperatura", temperature_with(lambda f, c: f[0])),
        ("dl_df_temperatura", temperature_with(lambda f, c: f[-1])),
        ("dl_df_temperatura", temperature_with(lambda f, c: f.mean())),
        ("dl_df_temperatura", temperature_with(lambda f, c: f[c])),
        ("dl_df_temperatura", temperature_with(lambda f, c: 0)),
        ("dj_dx_red_332", network_with(lambda f: f[0])),
        ("dj_dx_red_332", network_with(lambda f: 0)),
        ("dj_dx_red_332", network_with(np.mean)),
        ("dl_df_bce", lambda f, y: np.exp(f) / (1 + np.exp(f)) - y),
        ("derivada_sigmoide", lambda z: np.exp(z) / (1 + np.exp(z)) ** 2),
        ("derivada_sigmoide", lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
        ("t1_vjp_relu", lambda b, v: (b > 1e-8) * v),
        ("t1_vjp_relu", lambda b, v: (b >= 0) * v),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_ya_no_pasa(id_, answer):
    with np.errstate(all="ignore"):
        assert verdict(id_, answer).status == FAIL


@pytest.mark.parametrize(
    "id_, answer",
    [
        ("t1_jacobiano_softmax", jacobian_with(np.max)),
        (
            "t1_jacobiano_softmax",
            lambda z: np.diag(stable_softmax(z)) - np.outer(stable_softmax(z), stable_softmax(z)),
        ),
        ("dl_df_temperatura", temperature_with(lambda f, c: f.max())),
        ("dl_df_temperatura", lambda f, c, T: (stable_softmax(f / T) - np.eye(f.size)[c]) / T),
        ("dj_dx_red_332", network_with(np.max)),
        ("dl_df_bce", lambda f, y: sigma(f) - y),
        ("dl_df_bce", lambda f, y: 1 / (1 + np.exp(-f)) - y),
        ("dl_df_bce", lambda f, y: (1 + np.tanh(f / 2)) / 2 - y),
        ("dl_df_bce", lambda f, y: -1 / (1 + np.exp(f)) if y else 1 / (1 + np.exp(-f))),
        ("derivada_sigmoide", lambda z: np.array([sigma(t) * (1 - sigma(t)) for t in z])),
        ("derivada_sigmoide", lambda z: np.exp(-abs(z)) / (1 + np.exp(-abs(z))) ** 2),
        ("derivada_sigmoide", lambda z: (1 - np.tanh(z / 2) ** 2) / 4),
        ("derivada_sigmoide", lambda z: 1 / (1 + np.exp(-z)) * (1 - 1 / (1 + np.exp(-z)))),
        ("derivada_campana", lambda x: -x * np.e ** (-x * x / 2)),
        ("derivada_cinco", lambda x: five(4 * (2 * x + 1), (2 * x + 1) ** 2)),
        ("derivada_cinco", lambda x: five(8 * x + 4, 4 * x * x + 4 * x + 1)),
        ("dj_ds", lambda s, c: -np.eye(s.size)[c] / s),
        ("dj_ds", lambda s, c: np.where(np.arange(s.size) == c, -(s**-1.0), 0)),
        ("primer_gradiente", lambda x: 2 * (x + 1.5)),
        ("derivada_perdida", lambda f, y: 2 * f - 2 * y),
        ("grad_ramas", lambda a, b, c: np.array([b * c - b * b, (a + 1) * (c - 2 * b), (a + 1) * b])),
        ("grad_neurona_sigmoide", neuron),
        ("t1_vjp_relu", lambda b, v: np.array([p if q > 0 else 0.0 for p, q in zip(v, b, strict=True)])),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_la_buena_escrita_de_otra_manera_si_pasa(id_, answer):
    with np.errstate(all="ignore"):
        found = verdict(id_, answer)
    assert found.status == PASS, found.message


def in_float32(answer):
    """La cuenta hecha en float32 y devuelta en float64, como quien la hizo con el tipo de PyTorch."""

    def rounded(*values):
        small = [np.float32(v) if isinstance(v, (float, np.ndarray)) else v for v in values]
        out = answer(*small)
        return tuple(np.float64(part) for part in out) if isinstance(out, tuple) else np.float64(out)

    return rounded


def momentum(w, g, v, lr, mu):
    v = mu * v + g
    return w - lr * v, v


FLOATS = {
    "derivada_sigmoide": lambda z: np.exp(-abs(z)) / (1 + np.exp(-abs(z))) ** 2,
    "t1_norma": lambda x: x / np.sqrt(x @ x),
    "paso_momentum": momentum,
    "grad_mse_lote": lambda pred, y: 2 * (pred - y) / pred.size,
}


@pytest.mark.parametrize("id_", FLOATS)
@pytest.mark.filterwarnings("ignore")
def test_en_float32_no_pasa_y_en_float64_si(id_):
    with np.errstate(all="ignore"):
        assert verdict(id_, in_float32(FLOATS[id_])).status == FAIL
        assert verdict(id_, FLOATS[id_]).status == PASS


def filled(b, v):
    J = np.zeros((b.size, b.size))
    for i in range(b.size):
        J[i, i] = b[i] > 0
    return J @ v


def broadcast(b, v):
    return ((np.arange(b.size)[:, None] == np.arange(b.size)) * (b > 0)) @ v


@pytest.mark.skipif(not can_limit(), reason="aquí no se puede poner tope a la memoria: el caso no se prueba")
@pytest.mark.parametrize(
    "answer",
    [filled, broadcast, lambda b, v: np.outer(b > 0, np.ones(b.size)).T.diagonal() * v],
    ids=["rellena", "difunde", "outer"],
)
def test_quien_forma_la_matriz_se_queda_sin_memoria(answer):
    found = verdict("t1_vjp_relu", answer)
    assert found.status == ERROR and "MemoryError" in found.message and "caso extremo 5" in found.call


def test_la_matriz_no_cabe_y_lo_guardado_ocupa_poco():
    large = [case for case in class_cases(find_exercise("t1_vjp_relu")).cases if case.large]
    assert len(large) == 1 and large[0].expected.shape == (100_000,) and large[0].expected.any()
    # Con tres variantes de cada ejercicio; escrita entera, solo esa respuesta pasaría de un mega.
    assert store_path(find_exercise("t1_vjp_relu")).stat().st_size < 200_000
