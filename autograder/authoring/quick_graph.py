"""El grafo de un ejercicio que pide adivinar gradientes, hecho con los nodos del curso a partir de sus líneas."""

from autograder.authoring.quick_kinds import FUNCTIONS


def graph(data: dict):
    """El nodo final: cada línea «nombre = cuenta» es un nodo con ese nombre."""
    from course_lib import graph
    from course_lib.graph import Node

    functions = {name: getattr(graph, name) for name in FUNCTIONS}
    known = {name: Node(value, name) for name, value in data["inputs"].items()}
    for line in data["program"]:
        name, _, written = line.partition("=")
        name = name.strip()
        known[name] = eval(written, {**functions, **known}).named(name)
    return known[name]


def answers(data: dict) -> tuple[str, dict[str, float]]:
    """El nombre de la salida y, de la última cuenta a las entradas, la derivada respecto de cada cosa con nombre."""
    from course_lib.graph import topological_order

    root = graph(data)
    root.backward()
    asked = [node for node in reversed(topological_order(root)) if node.name and node is not root]
    return root.name, {node.name: float(node.grad) for node in asked}
