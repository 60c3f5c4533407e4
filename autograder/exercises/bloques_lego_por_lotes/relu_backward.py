"""Ejercicio «El paso atrás de la ReLU, por lotes»."""

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import D13, D43, Z13, Z43, draw_sizes, draw_values, frozen, ind, relu
from autograder.judging.oracle import vjp_of


def draw(rng):
    B, D = draw_sizes(rng, 2)
    Z = draw_values(rng, B, D)
    Z[rng.integers(B), rng.integers(D)] = 0.0  # el punto dudoso
    return dict(dA=draw_values(rng, B, D), Z=Z)


EXERCISE = Exercise(
    id="relu_backward",
    lesson="08_bloques_lego_por_lotes",
    order=30,
    title="El paso atrás de la ReLU, por lotes",
    points=1,
    args=("dA", "Z"),
    returns={"dZ": "(B, D)"},
    examples=(dict(dA=D43, Z=Z43), dict(dA=D13, Z=Z13), dict(dA=Z43, Z=D43)),
    edge_cases=(
        dict(dA=frozen([[-2]]), Z=frozen([[3]])),
        dict(dA=frozen([[1, -1], [2, 5]]), Z=frozen([[0, 0], [0, 0]])),
        dict(dA=frozen([[1, 2, 3]]), Z=frozen([[-1, -1e-12, -700]])),
        dict(dA=frozen([[1e5, -3], [1e-9, 2]]), Z=frozen([[1e-9, 1e6], [4, -1e6]])),
        # A quien mide: junto a 10¹⁰ un empujón se pierde en el redondeo, y junto a 0 cruza el codo.
        dict(dA=frozen([[1.5, -2, 3], [1, 1, -1]]), Z=frozen([[1e10, 1e-10, -1e-10], [-1e10, 0, 1e-300]])),
    ),
    draw=draw,
    oracle=vjp_of(lambda Z: Z.relu(), wrt="Z", cotangent="dA"),
    misconceptions=(
        Misconception(
            "mascara_de_da",
            wrong=lambda ok, dA, Z: dA * ind(dA),
            hint="¿De qué matriz es la máscara: de lo que entró o de lo que llega?",
        ),
        Misconception(
            "cero_cuenta",
            wrong=lambda ok, dA, Z: dA * (Z >= 0),
            hint="¿Cuánto vale en el curso la pendiente de la ReLU justo en 0?",
        ),
        Misconception(
            "sin_mascara", wrong=lambda ok, dA, Z: dA, hint="Lo devuelves tal cual. ¿Estaban todas encendidas?"
        ),
        Misconception(
            "por_z",
            wrong=lambda ok, dA, Z: dA * relu(Z),
            hint="¿La pendiente de la ReLU o su valor? La máscara solo tiene ceros y unos.",
        ),
        Misconception(
            "solo_la_mascara",
            wrong=lambda ok, dA, Z: ind(Z),
            hint="Eso es la pendiente. ¿Y el gradiente que llega?",
        ),
        Misconception(
            "al_reves",
            wrong=lambda ok, dA, Z: dA * (1 - ind(Z)),
            hint="Dejas pasar el gradiente por las apagadas. ¿Cuáles son las que influyen en la pérdida?",
        ),
        Misconception(
            "relu_de_lo_que_llega",
            wrong=lambda ok, dA, Z: relu(dA) * ind(Z),
            hint="Un gradiente negativo también es un gradiente. ¿Quién lo ha borrado?",
        ),
    ),
    hints=(
        "¿Qué unidades dejaron pasar algo hacia delante? ¿Y qué se movería en la pérdida si empujas una de las otras?",
        "En cada casilla el gradiente pasa entero o no pasa. Lo decide el signo de una sola de las dos matrices.",
        "Las casillas no se mezclan ni entre unidades ni entre ejemplos: basta una operación elemento a elemento.",
    ),
    takeaway="Por lotes la ReLU no cambia nada: la misma máscara, casilla a casilla, que decidió el paso adelante.",
)
