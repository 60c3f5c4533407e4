"""Lo que comparten los ejercicios sobre grafos: sorteos y referencias."""

import numpy as np

from autograder.exercises._bank import draw_values
from autograder.judging.oracle import gradient_of, load_torch


def stacked_gradient(f, *names):
    """Oráculo: las derivadas de ``f`` respecto de varios números, en un solo array de forma (n,)."""
    gradients = gradient_of(f, wrt=names)
    return lambda **inputs: np.stack(gradients(**inputs))


def draw_numbers(*names):
    """Un sorteo de un número por nombre, con órdenes de magnitud distintos."""
    return lambda rng: {name: float(value) for name, value in zip(names, draw_values(rng, len(names)), strict=True)}


def draw_graph(rng):
    """Un grafo al azar: ``padres[n]`` y ``locales[n]`` de cada nodo, en orden topológico y con la salida al final.

    Cada operación usa la anterior y hasta dos nodos más, que se pueden repetir: hay ramas de distinta longitud,
    padres dobles y alguna entrada que no llega a ninguna parte.
    """
    inputs = int(rng.integers(2, 5))
    padres, locales = [[] for _ in range(inputs)], [[] for _ in range(inputs)]
    for n in range(inputs, inputs + int(rng.integers(3, 7))):
        parents = [n - 1, *rng.integers(n, size=rng.integers(3))]
        padres.append([int(p) for p in rng.permutation(parents)])
        locales.append([float(local) for local in draw_values(rng, len(parents))])
    return dict(padres=padres, locales=locales)


def torch_nodes(padres, locales):
    """Los nodos de un grafo como tensores: cada uno es la suma de sus padres por sus derivadas locales."""
    torch = load_torch()
    nodes = []
    for parents, derivatives in zip(padres, locales, strict=True):
        if parents:
            nodes.append(sum(local * nodes[p] for p, local in zip(parents, derivatives, strict=True)))
        else:
            nodes.append(torch.zeros((), dtype=torch.float64, requires_grad=True))
    return nodes
