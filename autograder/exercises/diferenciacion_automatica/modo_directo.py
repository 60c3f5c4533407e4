"""Ejercicio «El modo directo: derivadas que van con los valores»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises.grafos_de_computo._common import draw_graph, torch_nodes
from autograder.judging.oracle import load_torch


def draw(rng):
    graph = draw_graph(rng)
    inputs = sum(not parents for parents in graph["padres"])
    return graph | dict(entrada=int(rng.integers(inputs)))


def derivatives(padres, locales, entrada):
    """Oráculo: la derivada de cada nodo respecto de uno; 0 si no depende de él."""
    nodes = torch_nodes(padres, locales)
    grads = []
    for node in nodes:
        (grad,) = load_torch().autograd.grad(node, nodes[entrada], allow_unused=True, retain_graph=True)
        grads.append(0.0 if grad is None else grad.item())
    return np.array(grads)


def travel(padres, locales, seed, add=True, pairs=zip):
    """Un paso adelante con derivadas: ``seed`` es lo que tienen al empezar y ``add``, si las ramas se suman."""
    slope = np.array(seed, dtype=float)
    for n, parents in enumerate(padres):
        for parent, local in pairs(parents, locales[n]):
            slope[n] = slope[n] * add + local * slope[parent]
    return slope


def last_of_each(parents, derivatives):
    """Las parejas (padre, derivada) de quien las guarda en un diccionario: de un padre repetido queda una."""
    return dict(zip(parents, derivatives, strict=True)).items()


def overwrites(ok, padres, locales, entrada):
    return travel(padres, locales, np.eye(len(padres))[entrada], add=False)


def no_seed(ok, padres, locales, entrada):
    return np.zeros(len(padres))


def every_input(ok, padres, locales, entrada):
    return travel(padres, locales, [float(not parents) for parents in padres])


def one_of_each_parent(ok, padres, locales, entrada):
    return travel(padres, locales, np.eye(len(padres))[entrada], pairs=last_of_each)


def only_locals(ok, padres, locales, entrada):
    slope = np.eye(len(padres))[entrada]
    for n, parents in enumerate(padres):
        for parent, local in zip(parents, locales[n], strict=True):
            slope[n] += local * (parent == entrada)
    return slope


def backwards(ok, padres, locales, entrada):
    delta = np.zeros(len(padres))
    delta[-1] = 1.0
    for n in reversed(range(len(padres))):
        for parent, local in zip(padres[n], locales[n], strict=True):
            delta[parent] += local * delta[n]
    return delta


EXERCISE = Exercise(
    id="modo_directo",
    lesson="02b_diferenciacion_automatica",
    order=30,
    title="El modo directo: derivadas que van con los valores",
    points=2,
    args=("padres", "locales", "entrada"),
    returns={"derivadas": "(n,)"},
    examples=(
        dict(padres=[[], [], [0, 1], [1], [2, 3]], locales=[[], [], [1.0, 1.0], [1.0], [4.0, 5.0]], entrada=1),
        dict(padres=[[], [0, 0], [1], [2], [2, 3]], locales=[[], [1.0, 3.0], [-2.0], [0.5], [5.0, 7.0]], entrada=0),
        dict(
            padres=[[], [], [0], [0, 1], [3, 1], [4, 3, 0]],
            locales=[[], [], [9.0], [2.0, -1.0], [3.0, 0.0], [0.5, -4.0, 10.0]],
            entrada=0,
        ),
    ),
    edge_cases=(
        dict(padres=[[]], locales=[[]], entrada=0),
        # La entrada 1 no la usa nadie.
        dict(padres=[[], [], [0], [2]], locales=[[], [], [2.0], [-3.0]], entrada=1),
        dict(padres=[[], [0, 0, 0]], locales=[[], [1e6, -1e6, 2.0]], entrada=0),
        dict(padres=[[], *([k, k] for k in range(7))], locales=[[], *([1.0, 1.0] for _ in range(7))], entrada=0),
    ),
    draw=draw,
    oracle=derivatives,
    misconceptions=(
        Misconception(
            "asigna",
            wrong=overwrites,
            hint="Un nodo con dos padres se mueve por los dos. ¿Qué haces con lo que trajo el primero?",
        ),
        Misconception(
            "sin_semilla",
            wrong=no_seed,
            hint="Todo es 0. ¿Cuánto sube la entrada por unidad de sí misma? ¿Y lo estás borrando después?",
        ),
        Misconception(
            "todas_las_entradas",
            wrong=every_input,
            hint="Se mueve una sola entrada. ¿Con qué derivada empiezan las otras?",
        ),
        Misconception(
            "padre_repetido",
            wrong=one_of_each_parent,
            hint="En a + a, el padre es el mismo las dos veces. ¿Cuántas aristas hay?",
        ),
        Misconception(
            "un_solo_paso",
            wrong=only_locals,
            hint="Solo se mueven los hijos de la entrada. ¿Y los hijos de los que ya se han movido?",
        ),
        Misconception(
            "modo_inverso",
            wrong=backwards,
            hint="Eso son los δ del paso atrás. Aquí se parte de una entrada y se va hacia la salida.",
        ),
    ),
    hints=(
        "¿Qué nodos tienen ya su derivada antes de empezar, y cuánto vale?",
        "Cuando le toca a un nodo, sus padres ya tienen la suya. ¿Cuánto se mueve él por cada padre?",
        "En orden, sin invertir nada. Cada arista aporta su derivada local por lo que se mueve el padre, y lo de "
        "todas las aristas que entran en un nodo se junta.",
    ),
    takeaway="El modo directo da en una pasada las derivadas de todo respecto de una entrada; el inverso, las de una "
    "salida respecto de todo.",
)
