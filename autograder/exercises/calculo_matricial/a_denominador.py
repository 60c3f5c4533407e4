"""Ejercicio «El tensor de PyTorch, en el orden del curso»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_sizes, draw_values, frozen
from autograder.judging.oracle import value_of


def draw(rng):
    return dict(J=draw_values(rng, *draw_sizes(rng, 3)))


EXERCISE = Exercise(
    id="a_denominador",
    lesson="04_calculo_matricial",
    order=50,
    title="El tensor de PyTorch, en el orden del curso",
    points=1,
    args=("J",),
    returns={"T": "(D_1, D_2, D_y)"},
    examples=(
        dict(J=frozen(np.arange(24).reshape(2, 3, 4))),
        # Con los tres ejes iguales la forma no avisa: hay que mirar dentro.
        dict(J=frozen(np.arange(27).reshape(3, 3, 3) ** 1.5)),
    ),
    edge_cases=(
        dict(J=frozen([[[-7]]])),
        dict(J=frozen([[[1, -2, 0.5], [0, 3, -1.5]]])),
        dict(J=frozen([[[1], [2]], [[3], [4]], [[5], [6]]])),
        dict(J=frozen(np.zeros((2, 2, 3)))),
        dict(J=frozen([[[1e9, -1e-9]], [[0, 1e6]]])),
    ),
    draw=draw,
    oracle=value_of(lambda J: J.movedim(0, -1).contiguous()),
    misconceptions=(
        Misconception(
            "traspone_todo",
            wrong=lambda ok, J: J.T,
            hint="Eso invierte todos los ejes, como J.T: ¿lo quieres?",
        ),
        Misconception("no_cambia", wrong=lambda ok, J: J, hint="¿Qué eje es ahora el de la salida?"),
        Misconception(
            "mueve_al_medio",
            wrong=lambda ok, J: np.moveaxis(J, 0, 1),
            hint="¿En qué posición va el índice i?",
        ),
        Misconception(
            "reshape",
            wrong=lambda ok, J: J.reshape(*J.shape[1:], J.shape[0]),
            hint="reshape no mueve ejes, solo vuelve a repartir los números: busca dónde cae J[1, 0, 0].",
        ),
    ),
    hints=(
        "En el array que llega, ¿qué eje corresponde a la salida? ¿Y dónde lo quiere el curso?",
        "Los otros dos ejes, j y k, no cambian de orden entre sí: solo se adelantan un puesto.",
        "Busca en la ayuda de NumPy la función que lleva un eje de un sitio a otro sin tocar los demás.",
    ),
    takeaway="Cambiar de notación es llevar el eje de la salida al final, no darle la vuelta a todo.",
)
