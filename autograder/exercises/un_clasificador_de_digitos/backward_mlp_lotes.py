"""Ejercicio «La red entera, por lotes»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import (
    M32,
    M33,
    X12,
    X42,
    Y13,
    Y43,
    draw_sizes,
    draw_values,
    frozen,
    ind,
    relu,
    s3,
    softmax,
    v3,
    v3b,
)
from autograder.exercises.un_clasificador_de_digitos._common import draw_targets
from autograder.judging.oracle import gradient_of, load_torch


def loss(X, Y, W1, b1, W2, b2):
    """La pérdida, en torch: Linear, ReLU, Linear y entropía cruzada."""
    functional = load_torch().nn.functional
    return functional.cross_entropy(functional.linear(functional.linear(X, W1, b1).relu(), W2, b2), Y)


def walk(X, Y, W1, b1, W2, b2):
    """Z1, H y ∂L/∂Z2: de ahí hacia atrás empiezan los errores."""
    Z1 = X @ W1.T + b1
    H = relu(Z1)
    return Z1, H, (softmax(H @ W2.T + b2) - Y) / len(X)


def back(X, H, d1, d2):
    return d1.T @ X, d1.sum(axis=0), d2.T @ H, d2.sum(axis=0)


def without_mask(ok, X, Y, W1, b1, W2, b2):
    _, H, d2 = walk(X, Y, W1, b1, W2, b2)
    return back(X, H, d2 @ W2, d2)


def mask_keeps_zero(ok, X, Y, W1, b1, W2, b2):
    Z1, H, d2 = walk(X, Y, W1, b1, W2, b2)
    return back(X, H, (d2 @ W2) * (Z1 >= 0), d2)


def preactivation_enters(ok, X, Y, W1, b1, W2, b2):
    Z1, H, d2 = walk(X, Y, W1, b1, W2, b2)
    return back(X, Z1, (d2 @ W2) * ind(Z1), d2)


def transposed_weights(ok, X, Y, W1, b1, W2, b2):
    Z1, H, d2 = walk(X, Y, W1, b1, W2, b2)
    return back(X, H, (d2 @ W2.T) * ind(Z1), d2)


def linear_hidden(ok, X, Y, W1, b1, W2, b2):
    """Sin ReLU en ninguno de los dos pasos: es la red de otra persona."""
    Z1 = X @ W1.T + b1
    d2 = (softmax(Z1 @ W2.T + b2) - Y) / len(X)
    return back(X, Z1, d2 @ W2, d2)


def mask_of_the_gradient(ok, X, Y, W1, b1, W2, b2):
    _, H, d2 = walk(X, Y, W1, b1, W2, b2)
    d1 = d2 @ W2
    return back(X, H, d1 * ind(d1), d2)


def wrong_axis(ok, X, Y, W1, b1, W2, b2):
    Z1 = X @ W1.T + b1
    H = relu(Z1)
    d2 = (softmax((H @ W2.T + b2).T).T - Y) / len(X)
    return back(X, H, (d2 @ W2) * ind(Z1), d2)


def squared_error(ok, X, Y, W1, b1, W2, b2):
    Z1 = X @ W1.T + b1
    H = relu(Z1)
    d2 = 2 * (H @ W2.T + b2 - Y) / len(X)
    return back(X, H, (d2 @ W2) * ind(Z1), d2)


def draw(rng):
    B, D, H, C = draw_sizes(rng, 4)
    X, W1 = draw_values(rng, B, D), draw_values(rng, H, D)
    b1 = rng.normal(size=H)
    # Una unidad justo en el codo con el primer ejemplo: mira una sola entrada, y así el 0 sale exacto.
    W1[0], b1[0] = np.eye(D)[0], -X[0, 0]
    return dict(X=X, Y=draw_targets(rng, B, C), W1=W1, b1=b1, W2=rng.normal(size=(C, H)), b2=rng.normal(size=C))


EXERCISE = Exercise(
    id="backward_mlp_lotes",
    lesson="08b_un_clasificador_de_digitos",
    order=50,
    title="La red entera, por lotes",
    points=4,
    args=("X", "Y", "W1", "b1", "W2", "b2"),
    returns={"dW1": "(H, D)", "db1": "(H,)", "dW2": "(C, H)", "db2": "(C,)"},
    examples=(
        dict(X=X42, Y=Y43, W1=M32, b1=s3, W2=M33, b2=v3b),
        dict(X=X12, Y=Y13, W1=M32, b1=s3, W2=M33, b2=v3),
        # Preactivaciones 0 y exactas: dos unidades caen en el codo.
        dict(
            X=frozen([[1, 1], [2, -1]]),
            Y=frozen([[1, 0, 0], [0.2, 0.5, 0.3]]),
            W1=frozen([[1, 2], [0, 1], [-1, 0]]),
            b1=frozen([-3, 0, 2]),
            W2=frozen([[1, -2, 3], [0.5, 1, -1], [1, 0, 1]]),
            b2=frozen([0, 0.5, -0.5]),
        ),
    ),
    edge_cases=(
        dict(
            X=frozen([[2]]),
            Y=frozen([[0, 1]]),
            W1=frozen([[3]]),
            b1=frozen([-1]),
            W2=frozen([[1], [-1]]),
            b2=frozen([0, 0]),
        ),
        # Todas apagadas: a la primera capa no llega nada.
        dict(
            X=X42,
            Y=Y43,
            W1=M32,
            b1=frozen([-90, -90, -90]),
            W2=M33,
            b2=v3,
        ),
        # Logits de cientos: softmax tiene que aguantarlos.
        dict(
            X=frozen([[100, -50], [0, 1], [-30, 20]]),
            Y=frozen([[0, 1], [1, 0], [0.5, 0.5]]),
            W1=frozen([[2, -1], [1, 3], [0.5, 0.5], [-1, 2]]),
            b1=frozen([0, 1, -1, 0.5]),
            W2=frozen([[3, -2, 1, 0], [-1, 2, 0.5, 4]]),
            b2=frozen([1, -1]),
        ),
        # A quien mide: los logits pasan de 10⁸ y un empujón se redondea.
        dict(
            X=frozen([[1, 2], [2, 1]]),
            Y=frozen([[0, 1, 0], [1, 0, 0]]),
            W1=frozen([[1, 0.5], [-1, -2]]),
            b1=frozen([0, 7]),
            W2=frozen([[1, -2], [0.5, 1], [0.25, 2]]),
            b2=frozen([2**27, 2**27 + 1, 2**27 - 1]),
        ),
    ),
    draw=draw,
    oracle=gradient_of(loss, wrt=("W1", "b1", "W2", "b2")),
    misconceptions=(
        Misconception("sin_mascara", wrong=without_mask, hint="¿Qué unidades estaban apagadas?"),
        Misconception("cero_cuenta", wrong=mask_keeps_zero, hint="¿Cuánto vale la pendiente de la ReLU justo en 0?"),
        Misconception("z_en_vez_de_h", wrong=preactivation_enters, hint="¿Qué entra en la segunda capa?"),
        # Si C y H no coinciden este producto no cuadra y lanza ValueError, como al estudiante.
        Misconception("w2_traspuesta", wrong=transposed_weights, hint="Por lotes, ¿dZ por W o por su traspuesta?"),
        Misconception(
            "lote_dos_veces",
            wrong=lambda ok, X, Y, W1, b1, W2, b2: tuple(part / len(X) for part in ok),
            hint="¿Dónde entró ya el 1/B?",
        ),
        Misconception(
            "sin_lote",
            wrong=lambda ok, X, Y, W1, b1, W2, b2: tuple(part * len(X) for part in ok),
            hint="La pérdida es una media. ¿En qué bloque se divide?",
        ),
        Misconception(
            "sesgos_media",
            wrong=lambda ok, X, Y, W1, b1, W2, b2: (ok[0], ok[1] / len(X), ok[2], ok[3] / len(X)),
            hint="Los pesos salen bien y los sesgos, divididos entre B. ¿Suma o media?",
        ),
        Misconception(
            "sin_relu",
            wrong=linear_hidden,
            hint="Entre las dos capas hay otro bloque. ¿Lo cruzas en los dos pasos?",
        ),
        Misconception("mascara_de_da", wrong=mask_of_the_gradient, hint="¿El signo de quién decide la máscara?"),
        Misconception("eje_equivocado", wrong=wrong_axis, hint="¿Qué debe sumar 1: cada fila o cada columna?"),
        Misconception("con_mse", wrong=squared_error, hint="Ese es el primer eslabón de otra pérdida. ¿Cuál es esta?"),
        Misconception(
            "segunda_primero",
            wrong=lambda ok, X, Y, W1, b1, W2, b2: (*ok[2:], *ok[:2]),
            hint="Los cuatro están bien. ¿Qué capa se pide primero?",
        ),
    ),
    hints=(
        "Cuatro bloques en fila. ¿Qué tiene que recordar cada uno del paso adelante?",
        "El paso atrás empieza por el último bloque, que ya tienes junto. ¿Qué forma tiene lo que va saliendo?",
        "Puedes llamar a tus funciones, y traerte las de la 08: cada una recibe lo que devolvió la anterior.",
    ),
    takeaway="Cuatro bloques, cuatro pasos atrás: ninguno sabe en qué red está, y la red aprende.",
)
