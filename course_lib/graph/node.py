"""El nodo, el paso adelante y el paso atrás: la retropropagación entera, para leerla de arriba abajo.

**Paso adelante**: al escribir ``a * b``, ``operate`` aplica la regla de «*» y crea un nodo que guarda el valor, los
nodos de los que viene (``parents``) y la **derivada local** respecto de cada uno. **Paso atrás**: ``backward`` recorre
los nodos al revés; cada derivada local se aplica al gradiente δ que ha llegado al nodo y lo que sale se suma en el
padre.

Las reglas están en ``rules.py``. Un número y un array siguen el mismo camino.
"""

from functools import partial
from itertools import count
from math import isfinite
from operator import attrgetter

import numpy as np

from course_lib.graph import checks, errors, rules
from course_lib.graph.protocols import Protocols

CONSTANT = "const"  # la operación de un número o un array que entró sin ser un nodo
_births = count()


def operate(op, rule, parents, *values):
    """El paso adelante de una operación: el nodo con su resultado y sus derivadas locales."""
    try:
        value, local = rule(*values)
        return Node(value, "", op, parents, local)
    except errors.REASONS as reason:
        raise errors.explain(op, rule, parents, reason) from None


def operator(op):
    """El método de una operación entre dos: con ``a * b``, Python llama a ``a.__mul__(b)``."""
    rule = rules.RULES[op].apply

    def method(left, right):
        right = right if isinstance(right, Node) else Node(right, op=CONSTANT)
        return operate(op, rule, (left, right), left._value, right._value)

    return method


class Node(Protocols):
    """Un nodo del grafo. ``Node(valor, "nombre")`` es una hoja: una entrada o un parámetro.

    Con los nodos se opera como con números y arrays, también mezclados: +, -, *, /, **, @, índices, ``.T``, ``sum``,
    ``mean``, ``reshape`` y las funciones de ``course_lib.graph``. Lo que no era un nodo entra como constante.

    Formas
        ``value`` es un float si el nodo es escalar y un array float64 si no; ``grad`` tiene su misma forma.
    Unidades
        ``grad`` es lo que sube la raíz por cada unidad que sube este nodo. Es 0 antes de ``backward``.
        **Se acumula**: cada ``backward`` suma lo suyo, hasta que ``zero_grad`` lo pone a 0.
    Errores
        TypeError, ShapeError o ValueError si el valor no son números reales y finitos, o no hay ninguno.
        GraphError si una operación da NaN o infinitos. Lo que no se sabe derivar lanza TypeError.
    """

    __slots__ = ("name", "op", "_parents", "_value", "_local", "_grad", "_birth", "_saved")

    def __init__(self, value, name="", op="", parents=(), local=()):
        # Los tres últimos los pone una operación: una hoja no viene de ningún sitio.
        self.name, self.op, self._parents, self._local = name, op, parents, local
        self._grad, self._birth = None, next(_births)
        if type(value) is float and isfinite(value):  # lo habitual, deprisa
            self._value, self._saved = value, None
        else:
            self._value, self._saved = checks.numbers(value, name, parents)

    __add__, __sub__, __mul__, __truediv__, __matmul__ = map(operator, "+-*/@")

    @staticmethod
    def of(op, *inputs, **options):
        """El resultado de una operación de la tabla: ``Node.of("sum", a, axis=0)`` es ``a.sum(axis=0)``."""
        rule = partial(rules.RULES[op].apply, **options) if options else rules.RULES[op].apply
        return apply(op, rule, *inputs)

    @np.errstate(all="ignore")
    def backward(self, delta=None):
        """El paso atrás: suma en ``grad`` de cada nodo la derivada de este respecto de él.

        Se puede repetir: vuelve a sumar lo mismo. Si falla, no cambia ningún ``grad``.

        Formas
            ``delta``, la de este nodo. Si el nodo es escalar se puede callar: vale 1.
        Unidades
            ``delta`` es pérdida por unidad de este nodo; con 1, la pérdida es él mismo.
        Errores
            ShapeError, TypeError o ValueError si delta no son números finitos con esa forma.
            GraphError si el array de un nodo ha cambiado desde el paso adelante, o si algún gradiente no es finito.
        Fuente
            Goodfellow, Bengio y Courville, *Deep Learning* (2016), §6.5.
        """
        order = topological_order(self)
        checks.unchanged(order)
        deltas = {self: checks.seed(self, delta)}
        # Al llegar a un nodo ya se ha pasado por todos los que lo usan: su δ está completo.
        for node in reversed(order):
            delta = deltas[node]
            for parent, derivative in zip(node._parents, node._local):  # noqa: B905
                part = derivative * delta
                if type(part) is not float:
                    part = rules.shaped_like(parent._value, part)
                # Sin +=, que escribiría dentro del array: puede ser también el δ de otro nodo.
                deltas[parent] = deltas[parent] + part if parent in deltas else part
        checks.finite_gradients(deltas)
        for node, delta in deltas.items():
            node._grad = delta if node._grad is None else node._grad + delta


def topological_order(root):
    """Los nodos del grafo que acaba en ``root``, cada uno después de los nodos de los que viene.

    Un nodo solo puede venir de nodos que ya existían, así que basta con ordenarlos por nacimiento. No usa
    recursión: vale para cadenas de cualquier largo.

    Errores
        TypeError si root no es un nodo.
    """
    checks.is_node("root", root)
    pending, seen = [root], set()
    for node in pending:  # la lista crece mientras se recorre
        if node not in seen:
            seen.add(node)
            pending += node._parents
    return sorted(seen, key=attrgetter("_birth"))


def zero_grad(root):
    """Pone a 0 el ``grad`` de todos los nodos del grafo que acaba en ``root``."""
    for node in topological_order(root):
        node._grad = None


def apply(op, rule, *inputs):
    """Lo mismo que ``operator``, con cualquier número de entradas."""
    parents = tuple([x if isinstance(x, Node) else Node(x, op=CONSTANT) for x in inputs])
    return operate(op, rule, parents, *[parent._value for parent in parents])
