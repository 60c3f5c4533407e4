"""La tabla de las reglas: de cada operación, su fórmula, su forma, su fuente y el código que la cumple.

El código da dos cosas: el valor del **paso adelante** y, detrás de la coma, **una derivada local por entrada**, que en
el paso atrás multiplicará a δ, el gradiente que llega. a y b son números o arrays. Una derivada local es un número o un
array, que multiplica elemento a elemento, o un ``Jacobian``: el jacobiano de un producto de matrices sería enorme, y
basta con saber multiplicarlo por δ.

Aquí no se comprueba casi nada: lo que no encaja lo dicen Python o NumPy, y ``operate`` lo explica.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

# De lo que no sale finito avisa NumPy, en inglés, y sigue; ``operate`` se para y lo explica.
warnings.filterwarnings("ignore", category=RuntimeWarning, module=__name__)

SPIVAK = "Spivak, Calculus (3.ª ed., 1994), cap. 10"
SPIVAK_CORNER = "Spivak, Calculus (3.ª ed., 1994), cap. 9"
SPIVAK_SIN = "Spivak, Calculus (3.ª ed., 1994), cap. 15"
SPIVAK_EXP = "Spivak, Calculus (3.ª ed., 1994), cap. 18"
GOODFELLOW = "Goodfellow, Bengio y Courville, Deep Learning (2016), §3.10"
GOODFELLOW_RELU = "Goodfellow, Bengio y Courville, Deep Learning (2016), §6.3"
BISHOP = "Bishop, Pattern Recognition and Machine Learning (2006), §4.3.4"
GILES = "Giles, Collected Matrix Derivative Results (2008), §2.2"
CS231N = "CS231n, apuntes de retropropagación: la puerta max"
GRIEWANK = "Griewank y Walther, Evaluating Derivatives (2.ª ed., 2008), §3.2"

SAME = "a e y, la misma"
REPEATED = "a, b e y, la misma; si NumPy repite a o b, su gradiente suma el de las copias"
REDUCED = "a, cualquiera; y, sin los ejes que se suman, o con un 1 en ellos"


@dataclass(frozen=True)
class Rule:
    """Una fila de la tabla. ``apply(a, b…)`` devuelve ``valor, (derivada respecto de a, respecto de b…)``."""

    op: str
    formula: str
    shape: str
    source: str
    apply: Callable


RULES: dict[str, Rule] = {}


def rule(op, formula, shape, source):
    """Pone en la tabla la función que viene debajo."""

    def add_row(function):
        RULES[op] = Rule(op, formula, shape, source, function)
        return function

    return add_row


class Jacobian:
    """Un jacobiano que no se escribe: se sabe multiplicar por δ."""

    __slots__ = ("times",)

    def __init__(self, times):
        self.times = times

    def __mul__(self, delta):
        return self.times(delta)


# ---- Con una derivada por número: δ se multiplica elemento a elemento.


@rule("+", "y = a + b; ∂y/∂a = 1, ∂y/∂b = 1", REPEATED, SPIVAK)
def add(a, b):
    return a + b, (1.0, 1.0)


@rule("-", "y = a − b; ∂y/∂a = 1, ∂y/∂b = −1", REPEATED, SPIVAK)
def subtract(a, b):
    return a - b, (1.0, -1.0)


@rule("*", "y = a·b; ∂y/∂a = b, ∂y/∂b = a", REPEATED, SPIVAK)
def multiply(a, b):
    return a * b, (b, a)


@rule("/", "y = a/b; ∂y/∂a = 1/b, ∂y/∂b = −y/b", REPEATED, SPIVAK)
def divide(a, b):
    y = a / b
    return y, (1 / b, -y / b)


@rule("neg", "y = −a; ∂y/∂a = −1", SAME, SPIVAK)
def negate(a):
    return -a, (-1.0,)


@rule("**", "y = aᵖ, con p fijo; ∂y/∂a = p·aᵖ⁻¹", SAME, SPIVAK)
def power(a, p):
    a = np.asarray(a)  # con los números de NumPy, 0⁻¹ es infinito y no una excepción
    return a**p, (p * a ** (p - 1) if p else 0.0,)


@rule("sqrt", "y = √a; ∂y/∂a = 1/(2y)", SAME, SPIVAK)
def sqrt(a):
    y = np.sqrt(a)
    return y, (1 / (2 * y),)


@rule("abs", "y = |a|; ∂y/∂a = el signo de a, y 0 en el codo", SAME, SPIVAK_CORNER)
def absolute(a):
    return np.abs(a), (np.sign(a),)


@rule("relu", "y = máx(a, 0); ∂y/∂a = 1 si a > 0 y 0 si no, también en el codo", SAME, GOODFELLOW_RELU)
def relu(a):
    return np.maximum(a, 0.0), (a > 0,)


@rule("maximum", "y = máx(a, b); δ pasa por el mayor, y en un empate, la mitad por cada uno", REPEATED, CS231N)
def maximum(a, b):
    a_wins = np.greater(a, b) + 0.5 * np.equal(a, b)
    return np.maximum(a, b), (a_wins, 1 - a_wins)


@rule("minimum", "y = mín(a, b); δ pasa por el menor, y en un empate, la mitad por cada uno", REPEATED, CS231N)
def minimum(a, b):
    a_wins = np.less(a, b) + 0.5 * np.equal(a, b)
    return np.minimum(a, b), (a_wins, 1 - a_wins)


@rule("exp", "y = eᵃ; ∂y/∂a = y", SAME, SPIVAK_EXP)
def exp(a):
    y = np.exp(a)
    return y, (y,)


@rule("log", "y = ln a; ∂y/∂a = 1/a", SAME, SPIVAK_EXP)
def log(a):
    return np.log(a), (1 / a,)


@rule("sin", "y = sen a; ∂y/∂a = cos a", SAME, SPIVAK_SIN)
def sin(a):
    return np.sin(a), (np.cos(a),)


@rule("cos", "y = cos a; ∂y/∂a = −sen a", SAME, SPIVAK_SIN)
def cos(a):
    return np.cos(a), (-np.sin(a),)


@rule("tanh", "y = tanh a; ∂y/∂a = 1 − y²", SAME, SPIVAK_EXP)
def tanh(a):
    y = np.tanh(a)
    return y, (1 - y**2,)


@rule("sigmoid", "y = σ(a) = 1/(1 + e⁻ᵃ); ∂y/∂a = y·(1 − y)", SAME, GOODFELLOW)
def sigmoid(a):
    e = np.exp(-np.abs(a))  # con −|a|, exp no se desborda ni en ±800
    return np.exp(np.minimum(a, 0.0)) / (1 + e), (e / (1 + e) ** 2,)


@rule("softplus", "y = ln(1 + eᵃ); ∂y/∂a = σ(a)", SAME, GOODFELLOW)
def softplus(a):
    return np.logaddexp(0.0, a), (sigmoid(a)[0],)


# ---- Con un jacobiano que no se escribe.


@rule("@", "Y = A B; ∂ℓ/∂A = δ Bᵀ, ∂ℓ/∂B = Aᵀ δ", "A (n, k), B (k, m), Y (n, m); o un vector (k,)", GILES)
def matmul(a, b):
    if not {np.ndim(a), np.ndim(b)} <= {1, 2}:
        raise ValueError("ni un escalar ni más de dos ejes")
    if a.ndim == b.ndim == 2:
        return a @ b, (Jacobian(lambda delta: delta @ b.T), Jacobian(lambda delta: a.T @ delta))
    # Un vector a la izquierda es una fila; a la derecha, una columna.
    row, column = np.atleast_2d(a), b.reshape(len(b), -1)
    _, (to_row, to_column) = matmul(row, column)
    shape = (len(row), column.shape[1])
    return a @ b, (
        Jacobian(lambda delta: (to_row * np.reshape(delta, shape)).reshape(a.shape)),
        Jacobian(lambda delta: (to_column * np.reshape(delta, shape)).reshape(b.shape)),
    )


@rule("outer", "Y = a bᵀ; ∂ℓ/∂a = δ b, ∂ℓ/∂b = δᵀ a", "a (n,), b (m,), Y (n, m)", GILES)
def outer(a, b):
    if {np.ndim(a), np.ndim(b)} != {1}:
        raise ValueError("no son vectores")
    return a[:, None] * b, (Jacobian(lambda delta: delta @ b), Jacobian(lambda delta: a @ delta))


@rule("sum", "y = Σ aᵢ; ∂y/∂aᵢ = 1", REDUCED, SPIVAK)
def sum(a, axis=None, keepdims=False):
    check_axis(a, axis)
    y = np.add.reduce(a, axis=axis, keepdims=keepdims)
    back = (lambda delta: delta) if axis is None or keepdims else (lambda delta: np.expand_dims(delta, axis))
    return y, (Jacobian(lambda delta: np.full(np.shape(a), back(delta))),)


@rule("mean", "y = Σ aᵢ / n; ∂y/∂aᵢ = 1/n", REDUCED, SPIVAK)
def mean(a, axis=None, keepdims=False):
    total, (copies,) = sum(a, axis, keepdims)
    share = np.size(total) / np.size(a)
    return share * total, (Jacobian(lambda delta: share * (copies * delta)),)


@rule("softmax", "sᵢ = exp(aᵢ) / Σ exp(aₖ); ∂ℓ/∂a = s·(δ − Σ s·δ)", "a y s, la misma; Σ, por axis", BISHOP)
def softmax(a, axis=-1):
    check_axis(a, axis)
    e = np.exp(a - np.max(a, axis, keepdims=True))  # restar el máximo no cambia s, y exp no se desborda
    s = e / np.sum(e, axis, keepdims=True)
    return s, (Jacobian(lambda delta: s * (delta - np.sum(s * delta, axis, keepdims=True))),)


@rule("log_softmax", "y = a − ln Σ exp(aₖ); ∂ℓ/∂a = δ − s·Σ δ", "a e y, la misma; Σ, por axis", BISHOP)
def log_softmax(a, axis=-1):
    check_axis(a, axis)
    z = a - np.max(a, axis, keepdims=True)
    y = z - np.log(np.sum(np.exp(z), axis, keepdims=True))
    return y, (Jacobian(lambda delta: delta - np.exp(y) * np.sum(delta, axis, keepdims=True)),)


# ---- Las que solo cambian los números de sitio: δ hace el camino al revés.


@rule("T", "Y = Aᵀ; ∂ℓ/∂A = δᵀ", "A (n, m), Y (m, n); con axes, los ejes en ese orden", GILES)
def transpose(a, axes=None):
    y = np.transpose(a, axes)
    undone = None if axes is None else np.argsort([axis % y.ndim for axis in axes])
    return y, (Jacobian(lambda delta: np.transpose(delta, undone)),)


@rule("reshape", "y = a con otra forma; ∂ℓ/∂a = δ con la de a", "a e y, con los mismos números", GRIEWANK)
def reshape(a, shape):
    return np.array(np.reshape(a, shape)), (Jacobian(lambda delta: np.reshape(delta, np.shape(a))),)


@rule(
    "[]",
    "y = a[i]; ∂ℓ/∂a = δ en los sitios elegidos, sumado si se repiten, y 0 en los demás",
    "y, la de a[i]",
    GRIEWANK,
)
def index(a, where):
    places = np.arange(np.size(a)).reshape(np.shape(a))[where]  # de qué sitio de a sale cada número elegido
    if np.size(places) == 0:
        raise IndexError("no elige ningún número")

    def put_back(delta):
        return np.bincount(np.ravel(places), np.ravel(delta), np.size(a)).reshape(np.shape(a))

    return np.ravel(a)[places], (Jacobian(put_back),)


@rule("stack", "y = (a, b, …) en fila; a cada uno, su trozo de δ", "a, b, …, la misma; y, con un eje más", GRIEWANK)
def stack(*arrays, axis=0):
    def piece(i):
        return Jacobian(lambda delta: np.take(delta, i, axis))

    return np.stack(arrays, axis), tuple(map(piece, range(len(arrays))))


# ---- Lo que usan las demás.


def check_axis(a, axis):
    """NumPy deja sumar un número «por el eje 0»; aquí no."""
    if axis is not None and np.ndim(a) == 0:
        raise ValueError("un número no tiene ejes")


def shaped_like(value, part):
    """Lo que llega a un padre, con la forma de su valor: si NumPy lo repitió, la suma de lo que llega a cada copia."""
    if type(value) is float:
        return float(part if np.ndim(part) == 0 else np.sum(part))
    if part.shape == value.shape:
        return part
    new = tuple(range(part.ndim - value.ndim))  # los ejes que el valor no tenía
    part = np.add.reduce(part, new) if new else part
    stretched = tuple([axis for axis, size in enumerate(value.shape) if size < part.shape[axis]])
    return np.add.reduce(part, stretched, keepdims=True) if stretched else part
