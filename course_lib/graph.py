"""El grafo de cómputo: escribe una fórmula con nodos y ``backward`` da su derivada respecto de cada uno.

    a, b, c = Node(3.0, "a"), Node(1.0, "b"), Node(2.0, "c")
    J = (a + 2 * b) * c
    J.backward()
    b.grad                      # 4.0: si b sube una milésima, J sube cuatro

La ida ocurre al escribir la fórmula: cada operación crea un nodo que guarda su valor, los nodos de los que
viene y su **derivada local** respecto de cada uno. La vuelta recorre los nodos al revés: aplica cada derivada
local al gradiente δ que ha llegado al nodo y suma el resultado en el nodo del que venía.
"""

from itertools import count
from math import isfinite
from operator import attrgetter

import numpy as np

from course_lib import graph_errors as errors
from course_lib import graph_rules as rules
from course_lib.graph_errors import GraphError as GraphError
from course_lib.numbers import check_numbers

CONSTANT = "const"  # la operación de un número o un array que entró sin ser un nodo
NOTHING = 0.0  # lo que tiene un nodo antes de que le llegue nada; se reconoce con «is»

_new = object.__new__
_births = count()
_birth = attrgetter("_born")

# ---- Los nodos.


def _operator(op, rule):
    """El método de un operador entre dos: con ``a + b``, Python llama a ``a.__add__(b)``."""

    def method(left, right):
        if type(right) is not Node:
            right = _node(right)
        a, b = left._value, right._value
        if type(a) is float and type(b) is float:
            try:
                value, local = rule(a, b)
                if isfinite(value):
                    # Es _record, escrito aquí: esa llamada sería un 3 % del tiempo de un grafo escalar.
                    node = _new(Node)
                    node._value = value
                    node._saved = None
                    node._local = local
                    node._scalar = True
                    node._grad = NOTHING
                    node._mark = None
                    node._born = next(_births)
                    node.name = ""
                    node.op = op
                    node.parents = (left, right)
                    return node
            except ArithmeticError:
                pass  # lo explica _general
        return _general(op, rule, (left, right))

    return method


class Node:
    """Un nodo del grafo. ``Node(valor, "nombre")`` es una hoja: una entrada o un parámetro.

    Con los nodos se opera como con números y arrays, también mezclados: +, -, *, /, **, @, ``.T``, ``sum``,
    ``mean`` y las funciones de este módulo. Lo que no era un nodo entra como constante.

    Formas
        ``value`` es un float si el nodo es escalar y un array float64 si no; ``grad`` tiene su misma forma.
    Unidades
        ``grad`` es lo que sube la raíz por cada unidad que sube este nodo. Es 0 antes de ``backward``.
        **Se acumula**: cada ``backward`` suma lo suyo, hasta que ``zero_grad`` lo pone a 0.
    Errores
        TypeError, ShapeError o ValueError si el valor no son números reales y finitos, o no hay ninguno.
        GraphError si una operación da NaN o infinitos, y al asignar ``value`` o ``grad``.
    """

    # name: el que le diste. op: "" en una hoja, "const" en una constante; si no, "+", "@", "exp"…
    # parents: los nodos de los que viene. _scalar: si el nodo y todos ellos son números.
    # _saved: lo que había en el array. _delta y _mark solo valen mientras se recorre el grafo.
    __slots__ = ("name", "op", "parents", "_value", "_saved", "_local", "_scalar", "_grad", "_delta", "_mark", "_born")

    def __init__(self, value, name=""):
        if type(value) is int and abs(value) < 2**53:
            value = float(value)
        # Lo habitual se reconoce deprisa; lo demás, _leaf_value lo convierte o lo explica.
        if type(value) is float and isfinite(value):
            self._saved = None
        else:
            value, self._saved = _leaf_value(value, name)
        self._value = value
        self._local = self.parents = ()
        self._scalar = False
        self._grad = NOTHING
        self._mark = None
        self._born = next(_births)
        self.name = name
        self.op = ""

    @property
    def value(self):
        """Lo que vale el nodo: un float o un array. Si alguien escribe en el array, ``backward`` lo dice."""
        return self._value

    @value.setter
    def value(self, _):
        raise errors.fixed("value", self)

    @property
    def grad(self):
        """El gradiente acumulado, con la forma de ``value``. Es de solo lectura."""
        if type(self._value) is float:
            return self._grad
        grad = np.zeros(self._value.shape) if self._grad is NOTHING else self._grad.view()
        grad.setflags(write=False)
        return grad

    @grad.setter
    def grad(self, _):
        raise errors.fixed("grad", self)

    def named(self, name):
        """Pone nombre al nodo y lo devuelve: ``q = (x + y).named("q")``."""
        self.name = name
        return self

    def __repr__(self):
        label = ", ".join(repr(text) for text in (self.name, self.op) if text)
        return f"Node({self._value}{', ' * bool(label)}{label})"

    __add__ = __radd__ = _operator("+", rules.add)
    __sub__ = _operator("-", rules.subtract)
    __mul__ = __rmul__ = _operator("*", rules.multiply)
    __truediv__ = _operator("/", rules.divide)

    def __matmul__(self, other):
        return _general("@", rules.matmul, (self, _node(other)))

    def __rsub__(self, other):
        return _node(other) - self

    def __rtruediv__(self, other):
        return _node(other) / self

    def __rmatmul__(self, other):
        return _node(other) @ self

    def __neg__(self):
        return _unary("neg", rules.negate, self)

    def __pow__(self, p):
        if not isinstance(p, (int, float, np.integer, np.floating)):
            raise errors.bad_exponent(p)
        return _unary(f"**{p}", lambda a: rules.power(a, p), self)

    def __rpow__(self, base):
        raise errors.bad_exponent(self)

    def __float__(self):
        raise errors.not_a_number()

    @property
    def T(self):
        """La traspuesta. La de un escalar es él mismo."""
        if type(self._value) is float:
            return self
        value, local = rules.transpose(self._value)
        return _record("T", value, (self,), local)  # sin _saved: es el mismo array, que ya vigila este nodo

    def sum(self, axis=None):
        """Lo mismo que ``graph.sum``."""
        return sum(self, axis)

    def mean(self, axis=None):
        """Lo mismo que ``graph.mean``."""
        return mean(self, axis)

    # NumPy llama aquí con «array + nodo» y con «np.exp(nodo)».
    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return _from_numpy(ufunc if method == "__call__" else getattr(ufunc, method), inputs, options)

    def __array_function__(self, function, types, args, options):
        return _from_numpy(function, args, options)

    @np.errstate(all="ignore")
    def backward(self, delta=None):
        """La vuelta: suma en ``grad`` de cada nodo la derivada de este respecto de él.

        Se puede repetir: vuelve a sumar lo mismo. Si falla, no cambia ningún ``grad``.

        Formas
            ``delta``, la de este nodo. Si el nodo es escalar se puede callar: vale 1.
        Unidades
            ``delta`` es pérdida por unidad de este nodo; con 1, la pérdida es él mismo.
        Errores
            ShapeError, TypeError o ValueError si delta no son números finitos con esa forma.
            GraphError si el array de un nodo ha cambiado desde la ida, si algún gradiente no es finito o si
            hay un ciclo.
        Fuente
            Goodfellow, Bengio y Courville, *Deep Learning* (2016), §6.5.
        """
        order = topological_order(self)
        self._delta = _seed(self, delta)
        # Al llegar a un nodo ya se ha pasado por todos los que lo usan: su δ está completo.
        for node in reversed(order):
            delta, parents, local = node._delta, node.parents, node._local
            if not parents:
                _check_leaf(node, order)
            elif node._scalar:
                # Entre números, la regla de la cadena es un producto: sin bucle, porque en un grafo
                # escalar casi todo pasa por aquí.
                parents[0]._delta += local[0] * delta
                if len(local) == 2:
                    parents[1]._delta += local[1] * delta
            else:
                _check_unchanged(node)
                for parent, derivative in zip(parents, local, strict=True):
                    part = rules.chain(derivative, delta, parent._value)
                    parent._delta = part if parent._delta is NOTHING else parent._delta + part
        for node in order:
            node._grad = node._delta if node._grad is NOTHING else node._grad + node._delta


def _check_leaf(leaf, order):
    _check_unchanged(leaf)
    if leaf.op != CONSTANT and not _is_finite(leaf._delta):
        raise errors.not_finite_gradient(leaf, order)


def _check_unchanged(node):
    if node._saved is not None and node._value.tobytes() != node._saved:
        raise errors.changed_array(node)


def _seed(root, delta):
    if delta is None and type(root._value) is not float:
        raise errors.missing_delta(root)
    if delta is None:
        return 1.0
    delta = check_numbers("delta", delta, np.shape(root._value))
    return delta if delta.ndim else float(delta)


def topological_order(root):
    """Los nodos del grafo que acaba en ``root``, cada uno después de los nodos de los que viene.

    Un nodo solo puede venir de nodos que ya existían, así que basta con ordenarlos por nacimiento. No usa
    recursión: vale para cadenas de cualquier largo.

    Errores
        TypeError si root no es un nodo. GraphError si hay un ciclo, porque alguien cambió ``parents``.
    Fuente
        Cormen y otros, *Introduction to Algorithms* (4.ª ed., 2022), §20.4.
    """
    if type(root) is not Node:
        raise errors.not_a_node("root", root)
    seen = object()  # una señal nueva en cada llamada: la de otra que se interrumpió no confunde a esta
    root._mark, root._delta = seen, NOTHING
    order = [root]
    for node in order:  # la lista crece mientras se recorre
        for parent in node.parents:
            if parent._mark is not seen:
                parent._mark, parent._delta = seen, NOTHING
                order.append(parent)
            if parent._born >= node._born:
                raise errors.cycle(node)
    order.sort(key=_birth)
    return order


def zero_grad(root):
    """Pone a 0 el ``grad`` de todos los nodos del grafo que acaba en ``root``.

    Errores
        TypeError si root no es un nodo. GraphError si hay un ciclo.
    """
    for node in topological_order(root):
        node._grad = NOTHING


def local_derivatives(node):
    """Las derivadas locales de un nodo escalar: ``[(padre, derivada), …]``, en el orden de ``parents``.

    Errores
        TypeError si node no es un nodo. ShapeError si él o alguno de los que viene no es escalar.
    """
    if type(node) is not Node:
        raise errors.not_a_node("node", node)
    if any(type(n._value) is not float for n in (node, *node.parents)):
        raise errors.not_scalar(node)
    return list(zip(node.parents, node._local, strict=True))


# ---- De un valor, o de una operación, a un nodo.


def _leaf_value(value, name):
    """El valor de una hoja y, si es un array, lo que había en él: lo puede cambiar cualquiera antes de la vuelta."""
    plain = type(value) is np.ndarray and value.dtype == np.float64
    if not (plain and value.ndim and value.size and _is_finite(value)):
        value = check_numbers(name or "value", value)
    return (value, value.tobytes()) if value.ndim else (float(value), None)


def _node(x):
    if type(x) is Node:
        return x
    node = Node(x)
    node.op = CONSTANT
    return node


def _record(op, value, parents, local, scalar=False, saved=None):
    node = _new(Node)  # sin pasar por __init__: aquí ya está todo comprobado
    node._value = value
    node._saved = saved
    node._local = local
    node._scalar = scalar
    node._grad = NOTHING
    node._mark = None
    node._born = next(_births)
    node.name = ""
    node.op = op
    node.parents = parents
    return node


def _unary(op, rule, node):
    if type(node._value) is float:
        try:
            value, local = rule(node._value)
            if type(value) is float and isfinite(value):
                return _record(op, value, (node,), local, scalar=True)
        except ArithmeticError:
            pass
    return _general(op, rule, (node,))


@np.errstate(all="ignore")
def _general(op, rule, parents):
    """El camino de los arrays, y el de los números que dan algún problema."""
    # Con float64 de NumPy, 1/0 da infinito en vez de un error de Python: se explica todo en un solo sitio.
    values = [np.float64(p._value) if type(p._value) is float else p._value for p in parents]
    try:
        value, local = rule(*values)
    except (ValueError, TypeError, IndexError):
        raise errors.shapes_do_not_fit(op, parents) from None
    if not _is_finite(value):
        raise errors.not_finite(op, value, parents)
    if value.ndim:
        return _record(op, value, parents, local, saved=value.tobytes())
    if all(type(p._value) is float for p in parents):
        return _record(op, float(value), parents, tuple(map(float, local)), scalar=True)
    return _record(op, float(value), parents, local)


def _is_finite(value):
    if type(value) is float:
        return isfinite(value)
    # Un NaN o un infinito estropean la suma de los cuadrados, y cuesta menos que mirar número a número.
    return isfinite(np.vdot(value, value)) or bool(np.isfinite(value).all())


# ---- Las funciones.


def _function(name, rule, doc):
    def function(n):
        return _general(name, rule, (_node(n),))

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return function


exp = _function("exp", rules.exp, "e elevado a n.")
log = _function("log", rules.log, "Logaritmo natural; n debe ser positivo.")
sin = _function("sin", rules.sin, "Seno, en radianes.")
cos = _function("cos", rules.cos, "Coseno, en radianes.")
tanh = _function("tanh", rules.tanh, "Tangente hiperbólica, de −1 a 1.")
sigmoid = _function("sigmoid", rules.sigmoid, "1 / (1 + exp(−n)), de 0 a 1.")
softplus = _function("softplus", rules.softplus, "log(1 + exp(n)): una ReLU sin pico.")


def relu(n):
    """n donde es positivo y 0 donde no."""
    return _unary("relu", rules.relu, _node(n))


def sum(n, axis=None):
    """La suma de todo, o la de los ejes pedidos, que desaparecen."""
    return _general("sum", lambda a: rules.sum(a, axis), (_node(n),))


def mean(n, axis=None):
    """La media de todo, o la de los ejes pedidos, que desaparecen."""
    return _general("mean", lambda a: rules.mean(a, axis), (_node(n),))


FROM_NUMPY = {
    np.add: Node.__add__,
    np.subtract: Node.__sub__,
    np.multiply: Node.__mul__,
    np.divide: Node.__truediv__,
    np.matmul: Node.__matmul__,
    np.power: Node.__pow__,
    np.negative: Node.__neg__,
    np.transpose: lambda n: n.T,
    **{getattr(np, f.__name__): f for f in (exp, log, sin, cos, tanh, sum, mean)},
}


def _from_numpy(function, args, options):
    if function not in FROM_NUMPY or options.keys() - {"axis"}:
        raise errors.unknown_to_numpy(function, options)
    return FROM_NUMPY[function](_node(args[0]), *args[1:], **options)
