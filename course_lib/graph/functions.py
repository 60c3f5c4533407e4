"""Las operaciones con nombre: ``exp(n)``, ``relu(n)``, ``sum(n)``… y ``operation``, que hace las tuyas."""

import numpy as np

from course_lib.graph import checks, errors
from course_lib.graph.node import Node, apply
from course_lib.graph.rules import RULES, Jacobian, shaped_like
from course_lib.numbers import check_numbers
from course_lib.shapes import check_shape


def _function(op, doc):
    rule = RULES[op].apply

    def function(n):
        return apply(op, rule, n)

    function.__name__ = function.__qualname__ = op
    function.__doc__ = doc
    return function


exp = _function("exp", "e elevado a n.")
log = _function("log", "Logaritmo natural; n debe ser positivo.")
sqrt = _function("sqrt", "Raíz cuadrada; n no debe ser negativo, ni 0 si se deriva respecto de él.")
sin = _function("sin", "Seno, en radianes.")
cos = _function("cos", "Coseno, en radianes.")
tanh = _function("tanh", "Tangente hiperbólica, de −1 a 1.")
sigmoid = _function("sigmoid", "1 / (1 + exp(−n)), de 0 a 1.")
softplus = _function("softplus", "log(1 + exp(n)): una ReLU sin codo.")
relu = _function("relu", "n donde es positivo y 0 donde no. En 0, por convenio, su derivada es 0.")
abs = _function("abs", "Valor absoluto. En 0, por convenio, su derivada es 0.")


def maximum(a, b):
    """El mayor de los dos, elemento a elemento. El gradiente pasa por él; en un empate, la mitad por cada uno."""
    return Node.of("maximum", a, b)


def minimum(a, b):
    """El menor de los dos, elemento a elemento. El gradiente pasa por él; en un empate, la mitad por cada uno."""
    return Node.of("minimum", a, b)


def sum(n, axis=None, keepdims=False):
    """La suma de todo, o la de los ejes pedidos, que desaparecen o, con ``keepdims``, se quedan midiendo 1."""
    return Node.of("sum", n, axis=axis, keepdims=keepdims)


def mean(n, axis=None, keepdims=False):
    """La media de todo, o la de los ejes pedidos, que desaparecen o, con ``keepdims``, se quedan midiendo 1."""
    return Node.of("mean", n, axis=axis, keepdims=keepdims)


def reshape(n, shape):
    """Los mismos números con otra forma; un −1 se deduce de los demás ejes."""
    return Node.of("reshape", n, shape=shape)


def softmax(n, axis=-1):
    """exp(n) repartido para que sume 1 a lo largo de ``axis``: con un ejemplo por fila, el último."""
    return Node.of("softmax", n, axis=axis)


def log_softmax(n, axis=-1):
    """El logaritmo de ``softmax(n, axis)``, sin que se desborde."""
    return Node.of("log_softmax", n, axis=axis)


def dot(a, b):
    """Lo mismo que ``a @ b``: el producto escalar de dos vectores, o el de matrices."""
    return Node.of("@", a, b)


def outer(a, b):
    """El producto exterior de dos vectores: (n,) y (m,) dan (n, m), con a_i·b_j en la fila i, columna j."""
    return Node.of("outer", a, b)


def stack(nodes, axis=0):
    """Un nodo con todos los de la lista, de igual forma, apilados en un eje nuevo."""
    nodes = list(nodes)
    if not nodes:
        raise errors.nothing_to_stack()
    return Node.of("stack", *nodes, axis=axis)


def operation(name, value, *derivatives):
    """Una operación tuya: devuelve una función que se usa como las de este módulo.

        cubo = operation("cubo", lambda a: a**3, lambda a: 3 * a**2)
        x = Node(2.0)
        cubo(x).backward()
        x.grad                                                   # 12.0
        gradcheck(lambda a: cubo(a).value, x.value, x.grad).ok   # True: compruébala siempre así

    Nadie más sabe si la derivada es buena: compárala con diferencias finitas (``course_lib.gradcheck``).

    Formas
        ``value(a, b, …)`` recibe los valores, números o arrays, y da el resultado. Hay una derivada por entrada y
        recibe lo mismo. Da un número o un array que multiplica a δ elemento a elemento; si el resultado no depende
        de la entrada elemento a elemento, da la función que le aplica el jacobiano a δ, con la forma de la entrada:
        ``lambda A: lambda delta: …``.
    Errores
        TypeError si ``value`` o alguna derivada no es una función, o si no hay una por entrada. ValueError si el
        nombre es el de otra operación. ShapeError si lo que da una derivada no encaja.
    """
    if not all(map(callable, (value, *derivatives))) or not derivatives:
        raise errors.not_functions(name)
    if name in RULES or not isinstance(name, str) or not name or name.startswith("**"):
        raise errors.name_taken(name)

    def rule(*values):
        if len(values) != len(derivatives):
            raise errors.one_derivative_each(name, len(derivatives), len(values))
        result = check_numbers(f"el resultado de {name}", value(*values))
        local = [_own_derivative(name, result, v, f(*values)) for v, f in zip(values, derivatives, strict=True)]
        return result, tuple(local)

    def function(*inputs):
        return apply(name, rule, *inputs)

    function.__name__ = function.__qualname__ = name
    return function


def _own_derivative(name, result, value, derivative):
    """La derivada que dio una función ajena, comprobada."""
    what, shape = f"la derivada de {name}", np.shape(value)
    if callable(derivative):
        return Jacobian(lambda delta: check_shape(what, check_numbers(what, derivative(delta)), shape))
    derivative = check_numbers(what, derivative)
    return derivative if derivative.shape == () else check_shape(what, derivative, result.shape)


def local_derivatives(node):
    """Las derivadas locales de un nodo que viene de escalares: ``[(padre, derivada), …]``, en el orden de ``parents``.

    Errores
        TypeError si node no es un nodo. ShapeError si él o alguno de los que viene no es escalar.
    """
    checks.is_node("node", node)
    if any(n.shape for n in (node, *node.parents)):
        raise errors.not_scalar(node)
    edges = zip(node.parents, node._local, strict=True)
    return [(parent, shaped_like(parent.value, derivative * 1.0)) for parent, derivative in edges]
