"""Ejercicio «Gradiente de la norma»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_sizes, draw_values, frozen, v3, v3g, v4b
from autograder.judging.oracle import gradient_of, load_torch


def draw(rng):
    (D,) = draw_sizes(rng, 1)
    return dict(x=draw_values(rng, D))


EXERCISE = Exercise(
    id="t1_norma",
    lesson="tarea_jacobiano",
    order=50,
    title="Gradiente de la norma",
    points=1,
    args=("x",),
    returns={"grad": "(D,)"},
    examples=(dict(x=v3), dict(x=v3g), dict(x=v4b)),
    # x = 0 queda fuera: ahí la norma tiene un codo y no hay gradiente.
    edge_cases=(
        dict(x=frozen([-7])),
        dict(x=frozen([0, 0, 2])),
        dict(x=frozen([-3, -4])),
        dict(x=frozen([1e6, -2e6, 5])),
        dict(x=frozen([1e-6, 2e-6])),
        # A quien mide: al lado de 10⁷, mover un número pequeño no cambia la longitud.
        dict(x=frozen([1e7, 3, -0.5])),
        # Elevado al cuadrado no cabe en float32.
        dict(x=frozen([3e25, -4e25])),
    ),
    draw=draw,
    oracle=gradient_of(lambda x: load_torch().linalg.norm(x), wrt="x"),
    misconceptions=(
        Misconception(
            "norma_al_cuadrado",
            wrong=lambda ok, x: 2 * x,
            hint="Se pide la norma, no su cuadrado.",
        ),
        Misconception(
            "divide_dos_veces",
            wrong=lambda ok, x: x / (x @ x),
            hint="¿Qué longitud tiene el gradiente correcto?",
        ),
        Misconception(
            "signo",
            wrong=lambda ok, x: np.sign(x),
            hint="Ese es el gradiente de |x_1| + … + |x_D|, que es otra manera de medir. ¿Qué te dice el experimento "
            "en (3, 4)?",
        ),
        Misconception(
            "medio_de_mas",
            wrong=lambda ok, x: x / (2 * np.linalg.norm(x)),
            hint="El ½ de derivar la raíz está. ¿Has derivado también lo que hay dentro?",
        ),
        Misconception(
            "valor",
            wrong=lambda ok, x: np.linalg.norm(x),
            hint="Eso es la longitud. Se pide cuánto cambia al mover cada componente.",
        ),
    ),
    hints=(
        "Estás en el punto x. ¿Hacia dónde te moverías para alejarte del origen lo más deprisa posible?",
        "Escribe ‖x‖ = √(xᵀx) y usa la regla de la cadena: fuera, la raíz; dentro, la suma de cuadrados.",
        "¿Qué sale de derivar la raíz? ¿Y de derivar lo de dentro respecto de x_i? Mide la longitud de tu respuesta.",
    ),
    takeaway="El gradiente de la distancia al origen apunta hacia fuera y mide siempre 1.",
    # La misma pregunta con otra función, para repartir: enunciados en solutions/variantes/.
    variants=(
        dict(
            oracle=gradient_of(lambda x: load_torch().linalg.norm(x - 1), wrt="x"),
            misconceptions=(
                Misconception(
                    "norma_al_cuadrado",
                    wrong=lambda ok, x: 2 * (x - 1),
                    hint="Se pide la distancia, no su cuadrado.",
                ),
                Misconception(
                    "desde_el_origen",
                    wrong=lambda ok, x: (1 + ok * np.linalg.norm(x - 1)) / np.linalg.norm(x),
                    hint="¿Desde qué punto se mide la distancia?",
                ),
                Misconception(
                    "longitud_de_x",
                    wrong=lambda ok, x: (x - 1) / np.linalg.norm(x),
                    hint="La dirección es la buena. ¿Entre qué longitud hay que dividir para que mida 1?",
                ),
                Misconception(
                    "signo",
                    wrong=lambda ok, x: np.sign(x - 1),
                    hint="Ese es el gradiente de |x_1 − 1| + … + |x_D − 1|, que es otra manera de medir.",
                ),
                Misconception(
                    "medio_de_mas",
                    wrong=lambda ok, x: (x - 1) / (2 * np.linalg.norm(x - 1)),
                    hint="El ½ de derivar la raíz está. ¿Has derivado también lo que hay dentro?",
                ),
                Misconception(
                    "valor",
                    wrong=lambda ok, x: np.linalg.norm(x - 1),
                    hint="Eso es la distancia. Se pide cuánto cambia al mover cada componente.",
                ),
            ),
            hints=(
                "Estás en el punto x. ¿Hacia dónde te moverías para alejarte de u lo más deprisa posible?",
                "Escribe la distancia como una raíz y usa la cadena: fuera, la raíz; dentro, los cuadrados.",
                "¿Qué sale de derivar la raíz? ¿Y de derivar lo de dentro respecto de x_i? ¿Cuánto mide tu respuesta?",
            ),
            takeaway="El gradiente de la distancia a un punto apunta desde él hacia fuera y mide siempre 1.",
        ),
        dict(
            oracle=gradient_of(lambda x: (1 + x @ x).sqrt(), wrt="x"),
            misconceptions=(
                Misconception(
                    "norma_al_cuadrado",
                    wrong=lambda ok, x: 2 * x,
                    hint="Eso es derivar lo de dentro. ¿Y la raíz?",
                ),
                Misconception(
                    "sin_el_uno",
                    wrong=lambda ok, x: ok * np.sqrt(1 + x @ x) / np.linalg.norm(x),
                    hint="Ese es el gradiente de la norma de siempre. ¿Dónde ha quedado el 1?",
                ),
                Misconception(
                    "uno_fuera",
                    wrong=lambda ok, x: x / (1 + np.linalg.norm(x)),
                    hint="¿El 1 está dentro o fuera de la raíz?",
                ),
                Misconception(
                    "divide_dos_veces",
                    wrong=lambda ok, x: x / (1 + x @ x),
                    hint="Falta la raíz: ¿entre qué se divide al derivarla?",
                ),
                Misconception(
                    "medio_de_mas",
                    wrong=lambda ok, x: x / (2 * np.sqrt(1 + x @ x)),
                    hint="El ½ de derivar la raíz está. ¿Has derivado también lo que hay dentro?",
                ),
                Misconception(
                    "valor",
                    wrong=lambda ok, x: np.sqrt(1 + x @ x),
                    hint="Eso es lo que vale ℓ. Se pide cuánto cambia al mover cada componente.",
                ),
            ),
            hints=(
                "Lejos del 0, ¿se parece a la norma de siempre? ¿Y en el 0, qué pendiente tendría que tener?",
                "Usa la regla de la cadena: fuera, la raíz; dentro, uno más la suma de cuadrados.",
                "¿Qué sale de derivar la raíz? ¿Y de derivar lo de dentro respecto de x_i? ¿Entre qué se divide?",
            ),
            takeaway="Un 1 dentro de la raíz quita el codo: el gradiente se apaga poco a poco al llegar al 0.",
        ),
    ),
)
