"""Ejercicio «El gradiente del error cuadrático medio»."""

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import Y13, Y43, Z13, Z43, draw_sizes, draw_values, frozen
from autograder.exercises.bucle_pytorch._common import mse
from autograder.judging.oracle import gradient_of


def draw(rng):
    B, D = draw_sizes(rng, 2)
    return dict(pred=draw_values(rng, B, D), y=draw_values(rng, B, D))


EXERCISE = Exercise(
    id="grad_mse_lote",
    lesson="06_bucle_pytorch",
    order=10,
    title="El gradiente del error cuadrático medio",
    points=1,
    args=("pred", "y"),
    returns={"dpred": "(B, D)"},
    examples=(dict(pred=Z43, y=Y43), dict(pred=Z13, y=Y13)),
    edge_cases=(
        dict(pred=frozen([[2]]), y=frozen([[0.5]])),
        dict(pred=Z13, y=Z13),
        # En float32 no existe 16777217, y la resta daría 0.
        dict(pred=frozen([[16777217, 2]]), y=frozen([[16777216, 1]])),
        dict(pred=frozen([[0], [0], [0], [0], [0]]), y=frozen([[1], [-2], [0], [3], [4]])),
        dict(pred=frozen([[1e6, -3e5], [0, 2], [4e4, -1]]), y=frozen([[-1e6, 3e5], [0, 2], [1, 1]])),
    ),
    draw=draw,
    oracle=gradient_of(mse, wrt="pred"),
    misconceptions=(
        Misconception(
            "divide_por_lote",
            wrong=lambda ok, pred, y: 2 * (pred - y) / pred.shape[0],
            hint="¿Entre cuántos números promedia MSELoss?",
        ),
        Misconception(
            "sin_media",
            wrong=lambda ok, pred, y: 2 * (pred - y),
            hint="MSELoss reduce con la media.",
        ),
        Misconception(
            "falta_dos",
            wrong=lambda ok, pred, y: (pred - y) / pred.size,
            hint="Deriva el cuadrado.",
        ),
    ),
    hints=(
        "Escribe la pérdida como una suma. ¿Cuántos sumandos tiene un lote de B ejemplos con D salidas?",
        "Mueve una sola casilla de pred. ¿En cuántos sumandos aparece, y qué tiene delante ese sumando?",
        "Todas las casillas hacen la misma cuenta, así que no hace falta ningún bucle. ¿Qué atributo de un array dice "
        "cuántos números tiene?",
    ),
    takeaway="nn.MSELoss promedia sobre los B·D números, no sobre los B ejemplos: su gradiente ya viene repartido.",
)
