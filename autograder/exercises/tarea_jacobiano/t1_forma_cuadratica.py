"""Ejercicio «Gradiente de una forma cuadrática»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import M23, M33, draw_sizes, draw_values, frozen, v2, v3b, v3g
from autograder.judging.oracle import gradient_of


def draw(rng):
    (n,) = draw_sizes(rng, 1)
    return dict(A=draw_values(rng, n, n), x=draw_values(rng, n))


def draw_wide(rng):
    """Con A de cualquier forma."""
    m, n = draw_sizes(rng, 2)
    return dict(A=draw_values(rng, m, n), x=draw_values(rng, n))


EXERCISE = Exercise(
    id="t1_forma_cuadratica",
    lesson="tarea_jacobiano",
    order=60,
    title="Gradiente de una forma cuadrática",
    points=1,
    args=("A", "x"),
    returns={"grad": "(n,)"},
    # La tercera es simétrica: sola no distinguiría 2Ax de la respuesta.
    examples=(dict(A=M33, x=v3b), dict(A=M33, x=v3g), dict(A=frozen([[2, 1], [1, 3]]), x=v2)),
    edge_cases=(
        dict(A=frozen([[-4]]), x=frozen([1.5])),
        dict(A=frozen([[1, 2], [-3, 0.5]]), x=frozen([0, 0])),
        # Antisimétrica: la función vale siempre 0 y su gradiente también.
        dict(A=frozen([[0, 2, -1], [-2, 0, 3], [1, -3, 0]]), x=frozen([1, -2, 3])),
        dict(A=frozen([[1e4, -2e4], [5e3, 0]]), x=frozen([1e3, -1e2])),
        # A quien mide: la función pasa de 10¹⁸ y lo que mueve x_2 se pierde en el redondeo.
        dict(A=frozen([[1, 2], [-2, 0.5]]), x=frozen([1e9, 1])),
    ),
    draw=draw,
    oracle=gradient_of(lambda A, x: x @ A @ x, wrt="x"),
    misconceptions=(
        Misconception(
            "supone_simetrica",
            wrong=lambda ok, A, x: 2 * A @ x,
            hint="Prueba con una A no simétrica.",
        ),
        Misconception(
            "solo_ax",
            wrong=lambda ok, A, x: A @ x,
            hint="x aparece dos veces: ¿cuántos caminos hay?",
        ),
        Misconception("solo_atx", wrong=lambda ok, A, x: A.T @ x, hint="Falta uno de los dos caminos."),
        Misconception(
            "valor",
            wrong=lambda ok, A, x: x @ A @ x,
            hint="Eso es lo que vale ℓ. Se pide su gradiente, con la forma de x.",
        ),
    ),
    hints=(
        "x aparece dos veces en xᵀAx. ¿Qué harías si fueran dos vectores distintos, uᵀAx?",
        "Deriva dejando quieta la x de la derecha; luego, dejando quieta la de la izquierda. Salen dos vectores (n,).",
        "Dos caminos llegan a la misma x. ¿Qué se hace con lo que llega por cada uno? ¿Resiste eso trasponer A?",
    ),
    takeaway="Si una variable entra por dos caminos, su gradiente es la suma de lo que llega por cada uno.",
    # La misma pregunta con otra función, para repartir: enunciados en solutions/variantes/.
    variants=(
        dict(
            oracle=gradient_of(lambda A, x: x @ A @ x / 2, wrt="x"),
            misconceptions=(
                Misconception(
                    "supone_simetrica",
                    wrong=lambda ok, A, x: A @ x,
                    hint="Prueba con una A no simétrica.",
                ),
                Misconception(
                    "sin_el_medio",
                    wrong=lambda ok, A, x: 2 * ok,
                    hint="Los dos caminos están. ¿Dónde ha quedado el ½ de delante?",
                ),
                Misconception(
                    "solo_ax",
                    wrong=lambda ok, A, x: A @ x / 2,
                    hint="x aparece dos veces: ¿cuántos caminos hay?",
                ),
                Misconception("solo_atx", wrong=lambda ok, A, x: A.T @ x / 2, hint="Falta uno de los dos caminos."),
                Misconception(
                    "valor",
                    wrong=lambda ok, A, x: x @ A @ x / 2,
                    hint="Eso es lo que vale ℓ. Se pide su gradiente, con la forma de x.",
                ),
            ),
            takeaway="El ½ no borra un camino: con una A que no es simétrica siguen siendo dos, a medias.",
        ),
        dict(
            examples=(dict(A=M23, x=v3b), dict(A=M33, x=v3g), dict(A=frozen([[2, 1], [1, 3], [0, -1]]), x=v2)),
            edge_cases=(
                dict(A=frozen([[-4]]), x=frozen([1.5])),
                dict(A=frozen([[1, 2], [-3, 0.5], [0, 4]]), x=frozen([0, 0])),
                # Una sola salida, y x en su núcleo: ni ℓ ni su gradiente se enteran.
                dict(A=frozen([[1, 2, -1]]), x=frozen([1, 1, 3])),
                dict(A=frozen([[1e4, -2e4], [5e3, 0]]), x=frozen([1e3, -1e2])),
                # A quien mide: con columnas perpendiculares, lo que mueve x_2 se pierde en el redondeo.
                dict(A=frozen([[1, 2], [-2, 1]]), x=frozen([1e9, 1])),
            ),
            draw=draw_wide,
            oracle=gradient_of(lambda A, x: (A @ x) @ (A @ x), wrt="x"),
            misconceptions=(
                Misconception(
                    "falta_dos",
                    wrong=lambda ok, A, x: A.T @ (A @ x),
                    hint="Se deriva un cuadrado, y delante no hay ningún ½. ¿Qué baja?",
                ),
                Misconception(
                    "sin_cadena",
                    wrong=lambda ok, A, x: 2 * (A @ x),
                    hint="Eso es derivar respecto de Ax. ¿Y Ax respecto de x?",
                ),
                # Si A no es cuadrada este producto no cuadra y lanza ValueError, como al estudiante.
                Misconception(
                    "sin_trasponer",
                    wrong=lambda ok, A, x: 2 * A @ (A @ x),
                    hint="Escribe las formas: ¿qué matriz va de m números a n?",
                ),
                Misconception(
                    "norma",
                    wrong=lambda ok, A, x: A.T @ (A @ x) / np.linalg.norm(A @ x),
                    hint="Ese es el gradiente de ‖Ax‖. Aquí se mide su cuadrado.",
                ),
                Misconception(
                    "valor",
                    wrong=lambda ok, A, x: (A @ x) @ (A @ x),
                    hint="Eso es lo que vale ℓ. Se pide su gradiente, con la forma de x.",
                ),
            ),
            hints=(
                "Llama z = Ax. ¿Cuánto vale el gradiente de zᵀz respecto de z?",
                "La cadena va de x a z y de z a ℓ. ¿Qué forma tiene el jacobiano de z respecto de x?",
                "El jacobiano de z sale en esta tarea. ¿En qué orden encajan las formas de los dos eslabones?",
            ),
            takeaway="Una longitud al cuadrado, por la cadena: el jacobiano de dentro por el doble de lo de dentro.",
        ),
    ),
)
