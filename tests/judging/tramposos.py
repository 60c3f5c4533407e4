"""Quien mide en lugar de derivar: cada función del curso, con todas las maneras de medir su pendiente.

La función que se deriva sale de la referencia del ejercicio; donde la referencia la esconde está en ``FORWARD``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises._bank import softmax
from autograder.exercises.batchnorm.batchnorm_forward import batch_norm
from autograder.exercises.bucle_pytorch._common import mse
from autograder.exercises.descenso_de_gradiente._common import height
from autograder.exercises.diferenciacion_automatica.gradiente_con_motor import run
from autograder.exercises.inicializacion.gradientes_simetricos import torch_symmetric_loss
from autograder.exercises.red_de_juguete._common import forward, torch_loss
from autograder.exercises.retropropagacion_mlp._common import torch_mlp
from autograder.judging.oracle import load_torch, tensor

# De estos no hay función que medir: o no se deriva nada, o los datos son ya las derivadas y juntarlas es lineal, así
# que un «empujón» desde 0 da la respuesta con todas sus cifras y no se distingue de recorrer la cadena.
NOTHING_TO_MEASURE = {
    "a_denominador": "no se deriva: se reordena",
    "batchnorm_forward": "no se deriva",
    "cadena_con_ramas": "los datos son los jacobianos",
    "diag_por_vector": "no se deriva",
    "cota_he_uniforme": "no se deriva",
    "diferencias_centradas": "lo que se pide es medir",
    "error_relativo": "no se deriva",
    "dropout_forward": "no se deriva",
    "dropout_inferencia": "no se deriva",
    "dropout_invertido_backward": "con la máscara dada, la capa es lineal en a",
    "gradientes_capa": "los datos son h y δ, y la capa es lineal en β y en Ω",
    "inicializa_he": "no se deriva: se sortea",
    "jacobiano_sesgo": "la capa es lineal en β y se toma en 0",
    "linear_backward": "los datos son dZ, X y W, y la capa es lineal en cada uno",
    "linear_forward": "no se deriva",
    "lr_en_epoca": "no se deriva",
    "multiplicaciones": "no se deriva: se cuenta",
    "modo_directo": "los datos son las derivadas locales",
    "norma_global": "los gradientes son un dato",
    "parada_temprana": "no se deriva",
    "pase_adelante_juguete": "no se deriva",
    "pase_adelante_mlp": "no se deriva",
    "paso_atras_grafo": "los datos son las derivadas locales",
    "paso_gd": "el gradiente es un dato",
    "paso_momentum": "el gradiente es un dato",
    "paso_weight_decay": "el gradiente es un dato, y la penalización, un cuadrado: su diferencia centrada es exacta",
    "retropropagar": "los datos son los jacobianos",
    "softmax_forward": "no se deriva",
    "t1_contrae_tensor": "los datos son el tensor y δ",
}

Function = Callable[[np.ndarray], np.ndarray]
Slope = Callable[[Function, np.ndarray], np.ndarray]  # una función y un punto → su derivada, forma x.shape + y.shape


@dataclass(frozen=True)
class Cheat:
    """Una manera de medir, con su nombre."""

    name: str
    slope: Slope


def _each(f: Function, x: np.ndarray, one: Callable[[Callable[[float], np.ndarray], float], np.ndarray]) -> np.ndarray:
    """``one`` mide respecto de un número; aquí, uno a uno, respecto de todos los de ``x``."""
    x = np.asarray(x, dtype=np.float64)
    slopes = []
    for at in np.ndindex(x.shape):

        def moved(t: float, at=at) -> np.ndarray:
            other = x.copy()
            other[at] = t
            return np.asarray(f(other), dtype=np.float64)

        slopes.append(one(moved, float(x[at])))
    return np.reshape(slopes, x.shape + np.shape(slopes[0]))


def _central(g, t, h):
    return (g(t + h) - g(t - h)) / (2 * h)


def _forward(g, t, h):
    return (g(t + h) - g(t)) / h


def _backward(g, t, h):
    return (g(t) - g(t - h)) / h


def _richardson(g, t, h):
    return (4 * _central(g, t, h / 2) - _central(g, t, h)) / 3


def _fit(g, t, h):
    """Un polinomio de grado 4 por cinco puntos; su pendiente en el de en medio."""
    steps = np.arange(-2, 3)
    values = np.array([g(t + h * k) for k in steps])
    coefficients = np.polyfit(steps, values.reshape(5, -1), 4)
    return coefficients[-2].reshape(values.shape[1:]) / h


def cheats() -> Iterator[Cheat]:
    """Todas las maneras de medir que se prueban."""

    def cheat(name, rule, step):
        return Cheat(name, lambda f, x: _each(f, x, lambda g, t: rule(g, t, step(t))))

    for h in (1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8):
        yield cheat(f"central, h = {h:g}", _central, partial(lambda t, h: h, h=h))
        yield cheat(f"hacia delante, h = {h:g}", _forward, partial(lambda t, h: h, h=h))
        yield cheat(f"hacia atrás, h = {h:g}", _backward, partial(lambda t, h: h, h=h))
    for h in (1e-3, 1e-5, 6e-6, 1e-6, 1e-8):
        yield cheat(f"central, h = {h:g}·max(1, |x|)", _central, partial(lambda t, h: h * max(1.0, abs(t)), h=h))
        yield cheat(f"central, h = {h:g}·(1 + |x|)", _central, partial(lambda t, h: h * (1 + abs(t)), h=h))
        yield cheat(f"hacia delante, h = {h:g}·max(1, |x|)", _forward, partial(lambda t, h: h * max(1.0, abs(t)), h=h))
        yield cheat(f"central, h = {h:g}·|x|", _central, partial(lambda t, h: h * abs(t) or h, h=h))
    yield cheat("central, h = 1", _central, lambda t: 1.0)
    yield cheat("hacia delante, h = 1", _forward, lambda t: 1.0)
    for h in (1e-1, 1e-2, 1e-3, 1e-4):
        yield cheat(f"Richardson, h = {h:g}", _richardson, partial(lambda t, h: h, h=h))
        yield cheat(f"polinomio, h = {h:g}", _fit, partial(lambda t, h: h, h=h))
    yield cheat("Richardson, h = 0.001·max(1, |x|)", _richardson, lambda t: 1e-3 * max(1.0, abs(t)))


def _closure(function: Callable) -> dict:
    cells = function.__closure__ or ()
    return {name: cell.cell_contents for name, cell in zip(function.__code__.co_freevars, cells, strict=True)}


def measured(exercise: Exercise, inputs: dict, slope: Slope):
    """Lo que contesta quien mide así."""
    if exercise.id in FORWARD:
        return FORWARD[exercise.id](slope, **inputs)
    inside = _closure(exercise.oracle)
    if "gradients" in inside:  # varios números, en un solo array
        inner = _closure(inside["gradients"])
        return np.stack([_moving(inner["f"], inputs, name, slope) for name in inner["names"]])
    wrt, as_is = inside["wrt"], inside.get("as_is", ())
    names = (wrt,) if isinstance(wrt, str) else wrt
    known = dict(inputs)
    incoming = known.pop(inside["cotangent"]) if "cotangent" in inside else None
    found = []
    for name in names:
        value = _moving(inside["f"], known, name, slope, as_is)
        found.append(value if incoming is None else np.tensordot(value, incoming, axes=np.ndim(incoming)))
    return found[0] if isinstance(wrt, str) else tuple(found)


def _moving(f, inputs, name, slope, as_is=()):
    """La derivada medida de ``f``, escrita en torch, respecto de una de sus entradas."""
    torch = load_torch()
    fixed = {key: value if key in as_is else tensor(value) for key, value in inputs.items()}

    def moved(x):
        with torch.no_grad():
            return f(**{**fixed, name: tensor(x)}).numpy()

    return slope(moved, inputs[name])


def _elementwise(f):
    """Una función que trabaja componente a componente se mide de una vez, sin mezclar unas con otras."""

    def answer(slope, **inputs):
        name = next(iter(inputs))
        rest = {key: value for key, value in inputs.items() if key != name}
        return np.array([slope(lambda t: f(t, **rest), value) for value in inputs[name]])

    return answer


def _sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1.0, small) / (1.0 + small)


def _network(slope, loss, red):
    """La derivada respecto de todos los números de una red, capa a capa."""
    found = []
    for part in range(2):
        found.append([])
        for k, array in enumerate(red[part]):

            def moved(x, part=part, k=k):
                other = [list(red[0]), list(red[1])]
                other[part][k] = x
                return loss(tensor(other))

            found[-1].append(slope(moved, array))
    return tuple(found)


def _mlp(slope, x, y, red):
    return _network(slope, lambda red: ((torch_mlp(tensor(x), red) - tensor(y)) ** 2).sum().numpy(), red)


def _delta_norms(slope, x, y, red):
    return np.array([np.linalg.norm(d) for d in _mlp(slope, x, y, red)[0]])


def _symmetric(slope, c, x, y, m):
    def loss(W):
        return torch_symmetric_loss(tensor(W), c, tensor(x), y).numpy()

    return slope(loss, np.full((m, len(x)), c))


def _batch(slope, X, Y, red):
    def loss(red):
        return mse(load_torch().stack([torch_mlp(x, red) for x in tensor(X)]), tensor(Y)).numpy()

    return _network(slope, loss, red)


def _accumulated(slope, w, X1, y1, X2, y2):
    return sum(slope(lambda w, X=X, y=y: np.mean((X @ w - y) ** 2), w) for X, y in ((X1, y1), (X2, y2)))


def _batch_norm(slope, dY, X, gamma, eps):
    def answer(name, value):
        known = {"X": tensor(X), "gamma": tensor(gamma), "beta_bn": tensor(np.zeros(len(gamma)))}
        moved = slope(lambda t: batch_norm(**{**known, name: tensor(t)}, eps=eps).numpy(), value)
        return np.tensordot(moved, dY, axes=2)

    return answer("X", X), answer("gamma", gamma), answer("beta_bn", np.zeros(len(gamma)))


def _toy(slope, x, y, beta, omega):
    def loss(beta, omega):
        return torch_loss(tensor(x), tensor(y), tensor(beta), tensor(omega)).numpy()

    return slope(lambda b: loss(b, omega), beta), slope(lambda o: loss(beta, o), omega)


def _toy_step(slope, x, y, beta, omega, alpha):
    dbeta, domega = _toy(slope, x, y, beta, omega)
    return beta - alpha * dbeta, omega - alpha * domega


def _toy_intermediates(slope, x, y, beta, omega):
    """De cada intermedio a la pérdida hay un trozo de la red: se mide cada trozo."""
    rules = [np.sin, None, np.exp, None, np.cos, None, lambda f3: (f3 - y) ** 2]

    def to_the_end(value, start):
        for k in range(start, 7):
            rule = rules[k]
            value = rule(value) if rule else beta[k // 2 + 1] + omega[k // 2 + 1] * value
        return value

    values = forward(x, y, beta, omega)
    return np.array([slope(partial(to_the_end, start=k), values[k]) for k in reversed(range(7))])


def _descent(slope, p0, step, decay, n):
    p = np.array(p0)
    for _ in range(n):
        p = p - step * slope(height, p)
        step *= decay
    return p


def _rows(f, inverse):
    """De lo que salió se sabe lo que entró: allí se mide, y se lleva hasta ahí lo que llega."""

    def answer(slope, dA, A):
        with np.errstate(all="ignore"):
            Z = inverse(A)
        return np.stack([slope(f, row) @ incoming for row, incoming in zip(Z, dA, strict=True)])

    return answer


FORWARD = {
    "batchnorm_backward": _batch_norm,
    "derivada_sigmoide": _elementwise(_sigmoid),
    "derivada_unidad_relu": _elementwise(lambda x, w, b: np.maximum(b + w * x, 0.0)),
    "descenso_cuadratica": _descent,
    "dl_domega0_explicita": lambda slope, **inputs: _toy(slope, **inputs)[1][0],
    "grad_acumulado": _accumulated,
    "gradiente_con_motor": lambda slope, programa, entradas: slope(lambda v: run(programa, list(v))[-1], entradas),
    "gradientes_lote": _batch,
    "gradientes_simetricos": _symmetric,
    "norma_delta": _delta_norms,
    "pase_atras_juguete": _toy_intermediates,
    "paso_juguete": _toy_step,
    "retropropagacion_mlp": _mlp,
    "sigmoid_backward": _rows(_sigmoid, lambda A: np.log(A) - np.log1p(-A)),
    "softmax_backward": _rows(softmax, np.log),
}
