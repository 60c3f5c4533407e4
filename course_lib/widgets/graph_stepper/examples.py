"""Los grafos de las lecciones, listos para recorrer: cada función devuelve la salida.

Los valores son los de las lecciones. La red de juguete se deriva también de
``course_lib.toy_network``, que hace lo mismo sin grafo.
"""

from course_lib import graph
from course_lib.graph import Node


def suma_producto():
    """f = (x + y) z, con x = −2, y = 5, z = −4."""
    x, y, z = Node(-2, "x"), Node(5, "y"), Node(-4, "z")
    q = (x + y).named("q")
    return (q * z).named("f")


def grafo_1():
    """J = (a + 2b) c, con a = 3, b = 1, c = 2."""
    a, b, c = Node(3, "a"), Node(1, "b"), Node(2, "c")
    s = (2 * b).named("s")
    x = (a + s).named("x")
    return (x * c).named("J")


def grafo_2():
    """J = (a + b)(b + 1), con a = 2, b = 3: de b salen dos ramas."""
    a, b = Node(2, "a"), Node(3, "b")
    g = (a + b).named("g")
    h = (b + 1).named("h")
    return (g * h).named("J")


def grafo_3():
    """L = (x₁φ₁ + x₂φ₂ − y)², con x = (1, 2), φ = (3, −1), y = 4."""
    x1, x2, y = Node(1, "x_1"), Node(2, "x_2"), Node(4, "y")
    phi1, phi2 = Node(3, "φ_1"), Node(-1, "φ_2")
    m = (x1 * phi1).named("m")
    n = (x2 * phi2).named("n")
    h = (m + n).named("h")
    g = (h - y).named("g")
    return (g**2).named("L")


def neurona_sigmoide():
    """f = 1/(1 + e^(−z)) con z = w₀x₀ + w₁x₁ + w₂; w = (2, −3, −3), x = (−1, −2)."""
    w = [Node(value, f"w_{k}") for k, value in enumerate([2, -3, -3])]
    x = [Node(value, f"x_{k}") for k, value in enumerate([-1, -2])]
    z = (w[0] * x[0] + w[1] * x[1] + w[2]).named("z")
    return (1 / (1 + graph.exp(-z))).named("f")


def red_de_juguete():
    """ℓ = (β₃ + ω₃ cos(β₂ + ω₂ exp(β₁ + ω₁ sin(β₀ + ω₀ x))) − y)², con x = 0.5, y = 0.3."""
    x, y = Node(0.5, "x"), Node(0.3, "y")
    beta = [Node(value, f"β_{k}") for k, value in enumerate([0.1, -0.4, 0.7, 0.2])]
    omega = [Node(value, f"ω_{k}") for k, value in enumerate([1.1, -0.8, 0.6, -1.5])]
    h = x
    for k, activation in enumerate((graph.sin, graph.exp, graph.cos)):
        f = (beta[k] + omega[k] * h).named(f"f_{k}")
        h = activation(f).named(f"h_{k + 1}")
    f = (beta[3] + omega[3] * h).named("f_3")
    return ((f - y) ** 2).named("ℓ")


EXAMPLES = {
    build.__name__: build for build in (suma_producto, grafo_1, grafo_2, grafo_3, neurona_sigmoide, red_de_juguete)
}
