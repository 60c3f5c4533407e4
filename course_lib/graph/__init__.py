"""El grafo de cómputo: escribe una fórmula con nodos y ``backward`` da su derivada respecto de cada uno.

    a, b, c = Node(3.0, "a"), Node(1.0, "b"), Node(2.0, "c")
    J = (a + 2 * b) * c
    J.backward()
    b.grad                      # 4.0: si b sube una milésima, J sube cuatro

**Para leerlo, abre ``node.py``**: el nodo, el paso adelante y el paso atrás, enteros. Después, ``rules.py``: la tabla
con la fórmula de cada operación y sus derivadas locales. Lo demás es servicio: ``functions.py`` da nombre a las
operaciones (y deja añadir las tuyas, con ``operation``), ``protocols.py`` contesta a lo que Python y NumPy piden a un
nodo, ``checks.py`` comprueba y ``errors.py`` lo cuenta.
"""

from course_lib.graph.errors import GraphError
from course_lib.graph.functions import (
    abs,
    cos,
    dot,
    exp,
    local_derivatives,
    log,
    log_softmax,
    maximum,
    mean,
    minimum,
    operation,
    outer,
    relu,
    reshape,
    sigmoid,
    sin,
    softmax,
    softplus,
    sqrt,
    stack,
    sum,
    tanh,
)
from course_lib.graph.node import CONSTANT, Node, topological_order, zero_grad

__all__ = [
    "CONSTANT",
    "GraphError",
    "Node",
    "abs",
    "cos",
    "dot",
    "exp",
    "local_derivatives",
    "log",
    "log_softmax",
    "maximum",
    "mean",
    "minimum",
    "operation",
    "outer",
    "relu",
    "reshape",
    "sigmoid",
    "sin",
    "softmax",
    "softplus",
    "sqrt",
    "stack",
    "sum",
    "tanh",
    "topological_order",
    "zero_grad",
]
