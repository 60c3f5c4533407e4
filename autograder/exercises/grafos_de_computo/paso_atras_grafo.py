"""Ejercicio «El paso atrás, en cualquier grafo»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises.grafos_de_computo._common import draw_graph, torch_nodes
from autograder.judging.oracle import load_torch


def deltas(padres, locales):
    """Oráculo: la derivada de la salida respecto de cada nodo; 0 si el nodo no llega a ella."""
    nodes = torch_nodes(padres, locales)
    grads = load_torch().autograd.grad(nodes[-1], nodes, allow_unused=True)
    return np.array([0.0 if grad is None else grad.item() for grad in grads])


def overwrites(ok, padres, locales):
    delta = np.zeros(len(padres))
    delta[-1] = 1.0
    for n in reversed(range(len(padres))):
        for parent, local in zip(padres[n], locales[n], strict=True):
            delta[parent] = local * delta[n]
    return delta


def forwards(ok, padres, locales):
    delta = np.zeros(len(padres))
    delta[-1] = 1.0
    for n in range(len(padres)):
        for parent, local in zip(padres[n], locales[n], strict=True):
            delta[parent] += local * delta[n]
    return delta


def no_seed(ok, padres, locales):
    return np.zeros(len(padres))


def skips_the_output(ok, padres, locales):
    delta = np.zeros(len(padres))
    delta[-1] = 1.0
    return delta


def one_of_each_parent(ok, padres, locales):
    delta = np.zeros(len(padres))
    delta[-1] = 1.0
    for n in reversed(range(len(padres))):
        for parent, local in dict(zip(padres[n], locales[n], strict=True)).items():
            delta[parent] += local * delta[n]
    return delta


def only_locals(ok, padres, locales):
    delta = np.zeros(len(padres))
    delta[-1] = 1.0
    for n in reversed(range(len(padres))):
        for parent, local in zip(padres[n], locales[n], strict=True):
            delta[parent] += local
    return delta


def no_locals(ok, padres, locales):
    delta = np.zeros(len(padres))
    delta[-1] = 1.0
    for n in reversed(range(len(padres))):
        for parent in padres[n]:
            delta[parent] += delta[n]
    return delta


def only_the_inputs(ok, padres, locales):
    return ok[[n for n, parents in enumerate(padres) if not parents]]


EXERCISE = Exercise(
    id="paso_atras_grafo",
    lesson="02_grafos_de_computo",
    order=30,
    title="El paso atrás, en cualquier grafo",
    points=3,
    args=("padres", "locales"),
    returns={"delta": "(n,)"},
    examples=(
        # Con los números del grafo 2.
        dict(padres=[[], [], [0, 1], [1], [2, 3]], locales=[[], [], [1.0, 1.0], [1.0], [4.0, 5.0]]),
        # El nodo 1 es a + a, y el 2 se usa dos veces: en el 3 y en la salida.
        dict(padres=[[], [0, 0], [1], [2], [2, 3]], locales=[[], [1.0, 3.0], [-2.0], [0.5], [5.0, 7.0]]),
        # El nodo 2 no llega a la salida, y una derivada local vale 0.
        dict(
            padres=[[], [], [0], [0, 1], [3, 1], [4, 3, 0]],
            locales=[[], [], [9.0], [2.0, -1.0], [3.0, 0.0], [0.5, -4.0, 10.0]],
        ),
    ),
    edge_cases=(
        dict(padres=[[]], locales=[[]]),
        dict(padres=[[], [0], [1], [2], [3]], locales=[[], [2.0], [-3.0], [0.5], [-1.0]]),
        dict(padres=[[], [0, 0, 0]], locales=[[], [1e6, -1e6, 2.0]]),
        # Siete peldaños de y = y + y: 128 caminos.
        dict(padres=[[], *([k, k] for k in range(7))], locales=[[], *([1.0, 1.0] for _ in range(7))]),
    ),
    draw=draw_graph,
    oracle=deltas,
    misconceptions=(
        Misconception(
            "asigna",
            wrong=overwrites,
            hint="Cuando a un nodo le llega algo por segunda vez, ¿qué haces con lo que ya tenía?",
        ),
        Misconception(
            "sin_invertir",
            wrong=forwards,
            hint="¿Puede repartir un nodo antes de que le haya llegado lo suyo? Mira quién reparte primero.",
        ),
        Misconception("sin_semilla", wrong=no_seed, hint="Todo es 0. ¿Cuánto sube la salida por unidad de sí misma?"),
        Misconception(
            "se_salta_la_salida",
            wrong=skips_the_output,
            hint="La salida tiene su 1 y a los demás no les llega nada. ¿Empieza tu bucle por ella? ¿Y cómo juntas "
            "lo que llega con el 0 que había?",
        ),
        Misconception(
            "padre_repetido",
            wrong=one_of_each_parent,
            hint="En a + a, el padre es el mismo las dos veces. ¿Cuántas aristas hay?",
        ),
        Misconception(
            "sin_lo_que_llega",
            wrong=only_locals,
            hint="Repartes la derivada local a secas. ¿Y el δ del nodo que reparte?",
        ),
        Misconception(
            "sin_locales",
            wrong=no_locals,
            hint="Repartes δ tal cual. ¿Qué le hace cada caja antes de pasarlo a sus padres?",
        ),
        Misconception(
            "solo_las_entradas",
            wrong=only_the_inputs,
            hint="Los números son buenos, pero se pide el δ de todos los nodos: uno por cada lista de padres.",
        ),
    ),
    hints=(
        "¿Con qué valor empieza el δ de cada nodo, y cuál es la excepción?",
        "¿A qué nodo le toca repartir primero? ¿Y qué sabes de los nodos que van detrás de uno en un orden topológico?",
        "Dos bucles, uno dentro de otro: los nodos, en el orden que acabas de decidir; y de cada uno, sus padres con "
        "sus derivadas locales. En cada arista hay un producto, y a un padre le puede llegar algo más de una vez.",
    ),
    takeaway="Esto es la retropropagación: el orden topológico al revés, un producto por arista y una suma por nodo.",
)
