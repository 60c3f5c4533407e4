"""Ejercicio «Normalizar un lote»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import D43, Z43, draw_sizes, draw_values, frozen, s3, v3, v3b
from autograder.judging.oracle import load_torch, value_of


def batch_norm(X, gamma, beta_bn, eps):
    """BatchNorm al entrenar, con los números del propio lote. Recibe y devuelve tensores."""
    return load_torch().nn.functional.batch_norm(X, None, None, gamma, beta_bn, training=True, eps=float(eps))


def by_rows(ok, X, gamma, beta_bn, eps):
    """Cada ejemplo, con la media y la varianza de sus propias entradas: eso es LayerNorm."""
    return gamma * ((X.T - X.mean(1)) / np.sqrt(X.var(1) + eps)).T + beta_bn


def whole_batch(ok, X, gamma, beta_bn, eps):
    return gamma * (X - X.mean()) / np.sqrt(X.var() + eps) + beta_bn


def draw(rng):
    B, D = draw_sizes(rng, 2)
    X = draw_values(rng, B, D) + draw_values(rng, D)  # cada columna, en su sitio
    return dict(X=X, gamma=draw_values(rng, D), beta_bn=draw_values(rng, D), eps=float(rng.choice([1e-5, 1e-3, 0.5])))


EXERCISE = Exercise(
    id="batchnorm_forward",
    lesson="10b_batchnorm",
    order=10,
    title="Normalizar un lote",
    points=2,
    args=("X", "gamma", "beta_bn", "eps"),
    returns={"Y": "(B, D)"},
    examples=(dict(X=D43, gamma=v3b, beta_bn=s3, eps=1e-5), dict(X=Z43, gamma=v3b, beta_bn=v3, eps=0.5)),
    edge_cases=(
        # Una columna constante: la varianza es 0 y eps evita dividir por 0.
        dict(X=frozen([[7, 1], [7, -1], [7, 3]]), gamma=frozen([2, 1]), beta_bn=frozen([0.5, -1]), eps=1e-5),
        dict(X=frozen([[1], [2], [4]]), gamma=frozen([1]), beta_bn=frozen([0]), eps=1e-5),
        dict(X=frozen([[3, -2, 0.5], [-1, 4, 0.5]]), gamma=v3b, beta_bn=v3, eps=1e-3),
        dict(X=Z43, gamma=frozen([0, 0, 0]), beta_bn=v3, eps=1e-5),
        # Lejos de 0, la media de los cuadrados menos el cuadrado de la media se queda sin cifras.
        dict(X=frozen([[2**27 + 1, 5], [2**27, 5.5], [2**27 - 3, -2]]), gamma=s3[:2], beta_bn=v3[:2], eps=1e-5),
    ),
    draw=draw,
    oracle=value_of(batch_norm),
    misconceptions=(
        Misconception(
            "varianza_insesgada",
            wrong=lambda ok, X, gamma, beta_bn, eps: (
                gamma * (X - X.mean(0)) / np.sqrt(X.var(0, ddof=1) + eps) + beta_bn
            ),
            hint="¿La varianza es la media de los cuadrados, o los divides entre uno menos?",
        ),
        Misconception(
            "eps_fuera",
            wrong=lambda ok, X, gamma, beta_bn, eps: gamma * (X - X.mean(0)) / (np.sqrt(X.var(0)) + eps) + beta_bn,
            hint="¿Dónde va ε respecto de la raíz?",
        ),
        Misconception(
            "por_filas",
            wrong=by_rows,
            hint="¿La media es de cada columna del lote o de cada ejemplo?",
        ),
        Misconception(
            "sin_raiz",
            wrong=lambda ok, X, gamma, beta_bn, eps: gamma * (X - X.mean(0)) / (X.var(0) + eps) + beta_bn,
            hint="¿Divides entre la varianza o entre la desviación?",
        ),
        Misconception(
            "todo_el_lote",
            wrong=whole_batch,
            hint="Una sola media para todo el lote. ¿Cuántas columnas hay que dejar con media 0?",
        ),
        Misconception(
            "sin_eps",
            wrong=lambda ok, X, gamma, beta_bn, eps: gamma * (X - X.mean(0)) / np.sqrt(X.var(0)) + beta_bn,
            hint="¿Y eps? Prueba con una columna constante.",
        ),
        Misconception(
            "sin_desplazar",
            wrong=lambda ok, X, gamma, beta_bn, eps: gamma * (X - X.mean(0)) / np.sqrt(X.var(0) + eps),
            hint="¿Dónde está beta_bn?",
        ),
        Misconception(
            "sin_escalar",
            wrong=lambda ok, X, gamma, beta_bn, eps: (X - X.mean(0)) / np.sqrt(X.var(0) + eps) + beta_bn,
            hint="¿Dónde está gamma?",
        ),
        Misconception(
            "escala_lo_desplazado",
            wrong=lambda ok, X, gamma, beta_bn, eps: gamma * ((X - X.mean(0)) / np.sqrt(X.var(0) + eps) + beta_bn),
            hint="La media de la salida debe ser beta_bn. ¿Cuál es la tuya?",
        ),
        Misconception(
            "sin_centrar",
            wrong=lambda ok, X, gamma, beta_bn, eps: gamma * X / np.sqrt(X.var(0) + eps) + beta_bn,
            hint="¿Qué media tiene tu salida en cada columna?",
        ),
    ),
    hints=(
        "Hay una media y una varianza por columna: D de cada. ¿Por qué eje se promedia?",
        "Resta a cada columna su media; ahora, ¿entre qué número hay que dividir para que su varianza sea 1?",
        "Entre una raíz, y eps va dentro, junto a la varianza. Después, a cada columna su gamma y su beta_bn.",
    ),
    takeaway="BatchNorm deja cada columna con media β y, salvo por ε, desviación |γ|, vengan como vengan los números.",
)
