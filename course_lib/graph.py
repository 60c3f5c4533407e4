"""Un grafo de cómputo que calcula hacia delante y reparte gradientes hacia atrás.

Cada operación son dos funciones, una debajo de otra: ``forward`` calcula su
valor y ``backward`` reparte el gradiente que le llega entre sus entradas. Lo
demás es contabilidad: en qué orden se pasa por los nodos y dónde se suma.

Escalares y arrays son lo mismo. Un escalar se guarda como ``float`` de Python,
que también es float64 y va diez veces más rápido que un array de forma ().
"""

import math
from itertools import count
from operator import attrgetter

import numpy as np

from course_lib.numbers import check_numbers
from course_lib.shapes import ShapeError


FLOAT64 = np.dtype(np.float64)
_next_birth = count().__next__


class GraphError(RuntimeError):
    """Algo que no se puede hacer con este grafo; el mensaje dice qué y cómo seguir."""


class Operation:
    """Una operación: cómo se calcula y cómo reparte el gradiente.

    Formas
        ``forward(*valores) -> valor``. ``backward(delta, out, *valores)`` da
        una tupla con un gradiente por entrada: ``delta`` es ∂ℓ/∂out, con la
        forma de ``out``, que es lo que dio ``forward``. Si hubo broadcasting,
        quien llama lo deshace.
    """

    __slots__ = ("name", "forward", "backward")

    def __init__(self, name, forward, backward):
        self.name, self.forward, self.backward = name, forward, backward


# — Las operaciones: la ida en la primera línea, la vuelta en la segunda —

ADD = Operation("+",
    lambda a, b: a + b,
    lambda delta, out, a, b: (delta, delta))  # fmt: skip

SUBTRACT = Operation("-",
    lambda a, b: a - b,
    lambda delta, out, a, b: (delta, -delta))  # fmt: skip

MULTIPLY = Operation("*",
    lambda a, b: a * b,
    lambda delta, out, a, b: (delta * b, delta * a))  # fmt: skip

DIVIDE = Operation("/",
    lambda a, b: a / b,
    lambda delta, out, a, b: (delta / b, -delta * out / b))  # fmt: skip

NEGATE = Operation("-",
    lambda a: -a,
    lambda delta, out, a: (-delta,))  # fmt: skip

# La traspuesta que hace falta es siempre la del otro factor, y va en su mismo lado.
MATMUL = Operation("@",
    lambda A, B: A @ B,
    lambda delta, out, A, B: _matmul_backward(delta, A, B))  # fmt: skip

TRANSPOSE = Operation("T",
    lambda A: A.T,
    lambda delta, out, A: (delta.T,))  # fmt: skip

EXP = Operation("exp",
    lambda z: np.exp(z),
    lambda delta, out, z: (delta * out,))  # fmt: skip

LOG = Operation("log",
    lambda z: np.log(z),
    lambda delta, out, z: (delta / z,))  # fmt: skip

SIN = Operation("sin",
    lambda z: np.sin(z),
    lambda delta, out, z: (delta * np.cos(z),))  # fmt: skip

COS = Operation("cos",
    lambda z: np.cos(z),
    lambda delta, out, z: (-delta * np.sin(z),))  # fmt: skip

TANH = Operation("tanh",
    lambda z: np.tanh(z),
    lambda delta, out, z: (delta * (1 - out * out),))  # fmt: skip

SIGMOID = Operation("sigmoid",
    lambda z: _sigmoid(z),
    lambda delta, out, z: (delta * out * (1 - out),))  # fmt: skip

# En z = 0 la pendiente es 0: convenio del curso, y de PyTorch.
RELU = Operation("relu",
    lambda z: z * (z > 0),
    lambda delta, out, z: (delta * (z > 0),))  # fmt: skip


def _power(n):
    return Operation(f"^{n:g}",
        lambda z: z**n,
        lambda delta, out, z: (delta * (n * z ** (n - 1)),))  # fmt: skip


def _sum(axis):
    # Cada sumando recibe el gradiente entero: se repite por el eje que se sumó.
    return Operation("sum",
        lambda z: np.sum(z, axis=axis),
        lambda delta, out, z: (_spread(delta, axis, z),))  # fmt: skip


def _mean(axis):
    return Operation("mean",
        lambda z: np.mean(z, axis=axis),
        lambda delta, out, z: (_spread(delta, axis, z) * (np.size(out) / np.size(z)),))  # fmt: skip


def _matmul_backward(delta, A, B):
    """Si C = A B, entonces ∂ℓ/∂A = δ Bᵀ y ∂ℓ/∂B = Aᵀ δ. Un vector hace de fila a la izquierda y de columna a la derecha."""
    if A.ndim == 2 and B.ndim == 2:
        return delta @ B.T, A.T @ delta
    rows, columns = np.atleast_2d(A), B if B.ndim == 2 else B[:, None]
    full = np.reshape(delta, (rows.shape[0], columns.shape[1]))
    return (full @ columns.T).reshape(A.shape), (rows.T @ full).reshape(B.shape)


def _sigmoid(z):
    # exp(−|z|) nunca pasa de 1: no desborda ni con 800 ni con −800.
    small = np.exp(-np.abs(z))
    return np.where(np.greater_equal(z, 0), 1.0, small) / (1.0 + small)


def _spread(delta, axis, z):
    if axis is not None:
        delta = np.expand_dims(delta, axis)
    return np.broadcast_to(delta, np.shape(z))


# — El nodo —


class Node:
    """Un valor del grafo, con la operación y los nodos de que salió.

    Formas
        ``value`` y ``grad`` tienen la misma forma; la de un escalar es ().
        ``parents`` es una tupla de nodos, vacía en las hojas; ``op``, el nombre
        de la operación, "" en las hojas.
    Unidades
        ``grad`` es ∂(salida)/∂(este valor): 0 antes de ``backward``. Cada
        llamada a ``backward`` **suma** lo suyo, como en PyTorch; ``zero_grad``
        lo pone a 0.
    Errores
        TypeError, ValueError o ShapeError si el valor no son números reales y
        finitos, o si está vacío.
    """

    __slots__ = ("value", "name", "operation", "parents", "born", "_grad", "_delta", "_source")

    def __init__(self, value, name=""):
        self.name, self.operation, self.parents, self.born = name, None, (), _next_birth()
        self._grad = self._delta = self._source = None
        if type(value) in (float, int) and math.isfinite(value):
            self.value = float(value)
            return
        # Se guarda una copia, y el original para ver si alguien lo cambia antes de volver hacia atrás.
        self._source = value if isinstance(value, np.ndarray) else None
        # Lo corriente, sin vueltas: si la suma es finita, todas las componentes lo son.
        usual = type(value) is np.ndarray and value.dtype is FLOAT64 and value.size and math.isfinite(value.sum())
        self.value = _frozen(value.copy() if usual else check_numbers(name or "el valor de un nodo", value))

    @property
    def op(self):
        """El nombre de la operación de la que salió; "" si es una hoja."""
        return self.operation.name if self.operation else ""

    @property
    def shape(self):
        """La forma del valor."""
        return np.shape(self.value)

    @property
    def grad(self):
        """El gradiente acumulado, con la forma del valor."""
        if self._grad is not None:
            return self._grad
        return np.zeros(np.shape(self.value)) if np.ndim(self.value) else 0.0

    def named(self, name):
        """Pone nombre a un resultado intermedio y lo devuelve: ``q = (x + y).named("q")``."""
        self.name = name
        return self

    def __repr__(self):
        made = f" = {self.op}({', '.join(p.name or '·' for p in self.parents)})" if self.parents else ""
        return f"Node({self.name or '·'}{made}, value={self.value}, grad={self.grad})"

    # NumPy no debe repartir «array + nodo» componente a componente.
    __array_ufunc__ = None

    def __add__(self, other):
        return _binary(ADD, self, other if type(other) is Node else Node(other))

    def __sub__(self, other):
        return _binary(SUBTRACT, self, other if type(other) is Node else Node(other))

    def __mul__(self, other):
        return _binary(MULTIPLY, self, other if type(other) is Node else Node(other))

    def __truediv__(self, other):
        return _binary(DIVIDE, self, other if type(other) is Node else Node(other))

    def __matmul__(self, other):
        return _binary(MATMUL, self, other if type(other) is Node else Node(other))

    def __radd__(self, other):
        return _binary(ADD, Node(other), self)

    def __rsub__(self, other):
        return _binary(SUBTRACT, Node(other), self)

    def __rmul__(self, other):
        return _binary(MULTIPLY, Node(other), self)

    def __rtruediv__(self, other):
        return _binary(DIVIDE, Node(other), self)

    def __rmatmul__(self, other):
        return _binary(MATMUL, Node(other), self)

    def __neg__(self):
        return _unary(NEGATE, self)

    def __pow__(self, exponent):
        if not isinstance(exponent, (int, float)):
            raise TypeError(f"El exponente debe ser un número y llegó un {type(exponent).__name__}: usa exp y log.")
        return _unary(_power(exponent), self)

    @property
    def T(self):
        """La traspuesta."""
        return _unary(TRANSPOSE, self) if np.ndim(self.value) else self

    def sum(self, axis=None):
        """La suma de todas las componentes, o a lo largo de un eje."""
        return _unary(_sum(axis), self)

    def mean(self, axis=None):
        """La media de todas las componentes, o a lo largo de un eje."""
        return _unary(_mean(axis), self)

    def backward(self, delta=None):
        """Recorre el grafo al revés y **suma** en ``grad`` de cada nodo la derivada de este respecto de él.

        Formas
            ``delta`` tiene la forma de este nodo; si es un escalar, vale 1.
        Errores
            GraphError si no es un escalar y falta ``delta``, si hay un ciclo, si
            sale NaN o infinito, o si un array cambió desde que se creó su nodo.
            ShapeError si ``delta`` no tiene la forma de este nodo.
        Fuente
            Rumelhart, Hinton y Williams, «Learning representations by
            back-propagating errors» (Nature, 1986).
        """
        order = topological_order(self)
        self._delta = _first_delta(self, delta)
        _check_recorded(self, order)
        for node in reversed(order):
            delta, node._delta = node._delta, None
            node._grad = delta if node._grad is None else node._grad + delta
            if len(node.parents) == 2:
                a, b = node.parents
                delta_a, delta_b = node.operation.backward(delta, node.value, a.value, b.value)
                if type(delta) is not float:
                    delta_a = _undo_broadcasting(delta_a, a.value)
                    delta_b = _undo_broadcasting(delta_b, b.value)
                # De varias ramas llegan varios gradientes, y se suman. Nunca con +=: ese array puede ser de otro nodo.
                a._delta = delta_a if a._delta is None else a._delta + delta_a
                b._delta = delta_b if b._delta is None else b._delta + delta_b
            elif node.parents:
                (a,) = node.parents
                (delta_a,) = node.operation.backward(delta, node.value, a.value)
                if type(delta_a) is not float:
                    delta_a = _undo_broadcasting(delta_a, a.value)
                a._delta = delta_a if a._delta is None else a._delta + delta_a


def _binary(operation, a, b):
    try:
        value = operation.forward(a.value, b.value)
    except (ArithmeticError, ValueError, TypeError) as error:
        raise _explain(operation, (a, b), error) from None
    node = _new(Node)  # sin pasar por __init__: no hay nada que comprobar, y ocurre en cada operación
    node.value = value if type(value) is float else _frozen(value)
    node.operation, node.parents, node.born, node.name = operation, (a, b), _next_birth(), ""
    node._grad = node._delta = node._source = None
    return node


def _unary(operation, a):
    a = a if type(a) is Node else Node(a)
    try:
        value = operation.forward(a.value)
    except (ArithmeticError, ValueError, TypeError) as error:
        raise _explain(operation, (a,), error) from None
    node = _new(Node)
    node.value = value if type(value) is float else _frozen(value)
    node.operation, node.parents, node.born, node.name = operation, (a,), _next_birth(), ""
    node._grad = node._delta = node._source = None
    return node


_new = Node.__new__


def _frozen(value):
    """Un array de sólo lectura: cambiarlo estropearía el gradiente sin avisar. Un escalar, como float."""
    if type(value) is not np.ndarray or value.ndim == 0:
        return float(value)
    value.flags.writeable = False
    return value


def _explain(operation, parents, error):
    shapes = " y ".join(f"{p.name or 'una entrada'} {p.shape}" for p in parents)
    if isinstance(error, ZeroDivisionError):
        return GraphError(f"{operation.name} divide entre 0, con {shapes}: cambia esa entrada antes de seguir.")
    if isinstance(error, ArithmeticError):
        return GraphError(f"{operation.name} desborda float64 con {shapes}: usa números más pequeños.")
    return ShapeError(
        f"{operation.name} no encaja con estas formas: {shapes}. Revisa cuál debe trasponerse o repetirse."
    )


# — El camino de vuelta —


def topological_order(root):
    """Los nodos de los que depende ``root``, las entradas primero y él al final.

    Un nodo sólo puede usar nodos que ya existen, así que ordenarlos por
    nacimiento basta. Va con una pila y no con llamadas a sí misma: una cadena
    de 10 000 nodos no agota nada.

    Errores
        GraphError si alguien cambió ``parents`` a mano y hay un ciclo.
    """
    found, pending = {root}, [root]
    while pending:
        node = pending.pop()
        for parent in node.parents:
            if parent not in found:
                if parent.born >= node.born:
                    raise GraphError(
                        f"El grafo tiene un ciclo: «{node.name or node.op}» usa «{parent.name or parent.op}», que nació "
                        "después. Construye los nodos con operaciones y no cambies parents."
                    )
                found.add(parent)
                pending.append(parent)
    return sorted(found, key=attrgetter("born"))


def zero_grad(root):
    """Pone a 0 el gradiente de ``root`` y de todos los nodos de los que depende."""
    for node in topological_order(root):
        node._grad = None


def local_derivatives(node):
    """La derivada de un nodo escalar respecto de cada entrada suya: [(padre, derivada), …].

    Errores
        GraphError si el nodo o alguna entrada no son escalares.
    """
    values = [parent.value for parent in node.parents]
    if any(type(value) is not float for value in (node.value, *values)):
        raise GraphError(f"«{node.name or node.op}» no es un escalar: su derivada local es un Jacobiano, no un número.")
    if not values:
        return []
    parts = node.operation.backward(1.0, node.value, *values)
    return [(parent, float(part)) for parent, part in zip(node.parents, parts, strict=True)]


def _first_delta(root, delta):
    if delta is None:
        if type(root.value) is not float:
            raise GraphError(
                f"backward() sólo puede empezar solo en un escalar y este nodo tiene forma {root.shape}: "
                "termina en una pérdida, o pasa delta con esa forma."
            )
        return 1.0
    delta = check_numbers("delta", delta)
    if delta.shape != root.shape:
        raise ShapeError(f"delta debe tener la forma del nodo, {root.shape}, y llegó con {delta.shape}.")
    return _frozen(delta)


def _check_recorded(root, order):
    """Lo que se grabó sigue siendo lo que se va a derivar."""
    finite = math.isfinite(root.value) if type(root.value) is float else np.isfinite(root.value).all()
    if not finite:
        guilty = next(node for node in order if not np.isfinite(node.value).all())
        inputs = ", ".join(f"{p.value}" if not p.shape else f"un array {p.shape}" for p in guilty.parents)
        raise GraphError(
            f"El resultado no es un número finito: el primero que falla es «{guilty.name or guilty.op}», que recibió {inputs}. "
            "Arréglalo antes de derivar."
        )
    for node in order:
        if node._source is not None and not (node._source == node.value).all():
            raise GraphError(
                f"El array de «{node.name or 'una entrada'}» ha cambiado desde que se creó su nodo, y el gradiente sería "
                "de otros números: crea el nodo otra vez y repite la ida."
            )


def _undo_broadcasting(part, value):
    """Suma sobre los ejes que se repitieron: quien se usó B veces recibe la suma de B gradientes."""
    if type(value) is float:
        return float(np.sum(part))
    shape = value.shape
    if part.shape == shape:
        return part
    if part.ndim > len(shape):
        part = part.sum(axis=tuple(range(part.ndim - len(shape))))
    repeated = tuple(axis for axis, size in enumerate(shape) if size == 1 and part.shape[axis] != 1)
    return part.sum(axis=repeated, keepdims=True) if repeated else part


# — Las mismas operaciones, como funciones —


def exp(node):
    """e elevado a cada componente."""
    return _unary(EXP, node)


def log(node):
    """Logaritmo natural de cada componente."""
    return _unary(LOG, node)


def sin(node):
    """Seno de cada componente."""
    return _unary(SIN, node)


def cos(node):
    """Coseno de cada componente."""
    return _unary(COS, node)


def tanh(node):
    """Tangente hiperbólica de cada componente."""
    return _unary(TANH, node)


def sigmoid(node):
    """σ(z) = 1/(1+e^{−z}) de cada componente, sin desbordar."""
    return _unary(SIGMOID, node)


def relu(node):
    """max(0, z) de cada componente; en 0, pendiente 0."""
    return _unary(RELU, node)
