"""Ejercicio «El bloque que empieza el paso atrás: MSE»."""

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import a41, draw_sizes, draw_values, frozen, y41
from autograder.judging.oracle import gradient_of, load_torch


def draw(rng):
    (B,) = draw_sizes(rng, 1)
    return dict(A=draw_values(rng, B, 1), Y=draw_values(rng, B, 1))


EXERCISE = Exercise(
    id="mse_backward",
    lesson="08_bloques_lego_por_lotes",
    order=50,
    title="El bloque que empieza el paso atrás: MSE",
    points=1,
    args=("A", "Y"),
    returns={"dA": "(B, 1)"},
    examples=(
        dict(A=a41, Y=y41),
        dict(A=frozen([[2]]), Y=frozen([[0.5]])),
        dict(A=frozen([[1], [-3], [0.5]]), Y=frozen([[2], [1], [0.5]])),
    ),
    edge_cases=(
        dict(A=a41, Y=a41),
        dict(A=frozen([[0], [0]]), Y=frozen([[1], [-1]])),
        # En float32 no existe 16777217, y la resta daría 0.
        dict(A=frozen([[16777217], [2]]), Y=frozen([[16777216], [1]])),
        # A quien mide: junto a un residuo de 10⁹, lo que mueven los demás se pierde en el redondeo.
        dict(A=frozen([[1e9], [0], [4e4], [-2], [1]]), Y=frozen([[-1e9], [0], [1], [3], [1]])),
    ),
    draw=draw,
    oracle=gradient_of(lambda A, Y: load_torch().nn.functional.mse_loss(A, Y), wrt="A"),
    misconceptions=(
        Misconception("sin_lote", wrong=lambda ok, A, Y: 2 * (A - Y), hint="¿Suma o media?"),
        Misconception(
            "falta_dos",
            wrong=lambda ok, A, Y: (A - Y) / len(A),
            hint="Te sale justo la mitad. ¿Qué baja al derivar un cuadrado?",
        ),
        Misconception(
            "signo",
            wrong=lambda ok, A, Y: 2 * (Y - A) / len(A),
            hint="Si A se queda corta y la subes, ¿la pérdida crece o baja?",
        ),
        Misconception(
            "el_valor",
            wrong=lambda ok, A, Y: (A - Y) ** 2 / len(A),
            hint="Eso es lo que cada ejemplo pone en la pérdida. Se pide cuánto cambia.",
        ),
        Misconception(
            "sin_forma",
            wrong=lambda ok, A, Y: (2 * (A - Y) / len(A))[:, 0],
            hint="Los números son los buenos. ¿Qué forma tiene A?",
        ),
        Misconception(
            "difundido",
            wrong=lambda ok, A, Y: 2 * (A - Y[:, 0]) / len(A),
            hint="De una columna menos un vector suelto sale una matriz. ¿Qué formas estás restando?",
        ),
        Misconception(
            "uno_por_lote",
            wrong=lambda ok, A, Y: (2 * (A - Y) / len(A)).sum(axis=0, keepdims=True),
            hint="Cada ejemplo tiene su propio gradiente. ¿Por qué los has juntado?",
        ),
    ),
    hints=(
        "L es una media de B cuadrados. Mueve una sola casilla de A: ¿en cuántos sumandos está?",
        "Deriva ese sumando, con lo que lleva delante por ser una media.",
        "La misma cuenta en cada fila: mira qué forma tiene lo que restas, y que siga siendo una columna.",
    ),
    takeaway="El 1/B entra en el paso atrás por la pérdida, una sola vez, y los demás bloques solo lo llevan.",
)
