"""Ejercicio «El paso atrás de BatchNorm»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import D43, Z43, draw_sizes, draw_values, frozen, v3b
from autograder.exercises.batchnorm.batchnorm_forward import batch_norm
from autograder.judging.oracle import vjp_of


def normalized(X, eps):
    """x̂ y la raíz s, del lote."""
    s = np.sqrt(X.var(0) + eps)
    return (X - X.mean(0)) / s, s


def as_if_constant(dY, X, gamma, eps, mean=False, variance=False):
    """dX de quien toma como números fijos la media, la varianza o las dos."""
    xh, s = normalized(X, eps)
    through_mean = 0 if mean else dY.mean(0)
    through_variance = 0 if variance else xh * (dY * xh).mean(0)
    return gamma / s * (dY - through_mean - through_variance)


def sums_instead_of_means(ok, dY, X, gamma, eps):
    xh, s = normalized(X, eps)
    return gamma / s * (dY - dY.sum(0) - xh * (dY * xh).sum(0)), *ok[1:]


def without_gamma(ok, dY, X, gamma, eps):
    xh, s = normalized(X, eps)
    return (dY - dY.mean(0) - xh * (dY * xh).mean(0)) / s, *ok[1:]


def without_root(ok, dY, X, gamma, eps):
    xh, _ = normalized(X, eps)
    return gamma * (dY - dY.mean(0) - xh * (dY * xh).mean(0)), *ok[1:]


def variance_sign(ok, dY, X, gamma, eps):
    xh, s = normalized(X, eps)
    return gamma / s * (dY - dY.mean(0) + xh * (dY * xh).mean(0)), *ok[1:]


def draw(rng):
    B, D = draw_sizes(rng, 2)
    X = draw_values(rng, B, D) + draw_values(rng, D)
    return dict(dY=draw_values(rng, B, D), X=X, gamma=draw_values(rng, D), eps=float(rng.choice([1e-5, 1e-3, 0.1])))


EXERCISE = Exercise(
    id="batchnorm_backward",
    lesson="10b_batchnorm",
    order=20,
    title="El paso atrás de BatchNorm",
    points=4,
    args=("dY", "X", "gamma", "eps"),
    returns={"dX": "(B, D)", "dgamma": "(D,)", "dbeta": "(D,)"},
    examples=(dict(dY=D43, X=Z43, gamma=v3b, eps=0.001), dict(dY=D43, X=D43, gamma=v3b, eps=0.1)),
    edge_cases=(
        dict(dY=frozen([[1], [-2], [0.5]]), X=frozen([[1], [2], [4]]), gamma=frozen([2]), eps=1e-5),
        # Todas las filas reciben lo mismo: subir la columna entera no cambia nada, y dX es 0.
        dict(dY=frozen([[1, -3], [1, -3], [1, -3]]), X=Z43[:3, :2], gamma=frozen([2, 0.5]), eps=1e-5),
        dict(dY=D43, X=Z43, gamma=frozen([0, 0, 0]), eps=1e-3),
        # Una columna constante: solo eps evita dividir por 0.
        dict(
            dY=frozen([[2, 1], [-1, 0], [3, 5]]),
            X=frozen([[7, 1], [7, -1], [7, 3]]),
            gamma=frozen([2, 1]),
            eps=0.01,
        ),
        dict(dY=D43[:2], X=Z43[:2], gamma=v3b, eps=0.5),
        # Lejos de 0: lo que se mide moviendo X un poco se queda sin cifras.
        dict(
            dY=frozen([[2, 1], [-1, 0], [3, 5]]),
            X=frozen([[2**27 + 1, 5], [2**27, 5.5], [2**27 - 3, -2]]),
            gamma=frozen([2, 1]),
            eps=1e-3,
        ),
    ),
    draw=draw,
    oracle=vjp_of(batch_norm, wrt=("X", "gamma", "beta_bn"), cotangent="dY", zeros={"beta_bn": "D"}),
    misconceptions=(
        Misconception(
            "media_constante",
            wrong=lambda ok, dY, X, gamma, eps: (as_if_constant(dY, X, gamma, eps, mean=True), *ok[1:]),
            output="dX",
            hint="μ también depende de X: mover un ejemplo mueve la media que se resta a todos.",
        ),
        Misconception(
            "varianza_constante",
            wrong=lambda ok, dY, X, gamma, eps: (as_if_constant(dY, X, gamma, eps, variance=True), *ok[1:]),
            output="dX",
            hint="σ² también depende de X. ¿Por dónde vuelve el gradiente de la raíz?",
        ),
        Misconception(
            "todo_constante",
            wrong=lambda ok, dY, X, gamma, eps: (as_if_constant(dY, X, gamma, eps, True, True), *ok[1:]),
            output="dX",
            hint="Has tomado μ y σ² como si fueran números fijos. ¿De qué dependen?",
        ),
        Misconception(
            "suma_por_media",
            wrong=sums_instead_of_means,
            output="dX",
            hint="En μ y en σ² cada ejemplo pesa 1/B. ¿Dónde está ese 1/B?",
        ),
        Misconception(
            "sin_gamma",
            wrong=without_gamma,
            output="dX",
            hint="Entre X e Y también está γ. ¿Por dónde pasa el gradiente antes de llegar a x̂?",
        ),
        Misconception(
            "sin_dividir",
            wrong=without_root,
            output="dX",
            hint="Para pasar de X a x̂ se divide por una raíz. ¿Y al volver?",
        ),
        Misconception(
            "signo_de_la_varianza",
            wrong=variance_sign,
            output="dX",
            hint="Si σ² crece, ¿x̂ crece o decrece?",
        ),
        Misconception(
            "dgamma_con_x",
            wrong=lambda ok, dY, X, gamma, eps: (ok[0], (dY * X).sum(0), ok[2]),
            output="dgamma",
            hint="¿Qué es lo que multiplica a γ: X, o X ya normalizada?",
        ),
        Misconception(
            "dgamma_media",
            wrong=lambda ok, dY, X, gamma, eps: (ok[0], ok[1] / len(X), ok[2]),
            output="dgamma",
            hint="γ se usa en todas las filas. ¿Suma o media de sus aportes?",
        ),
        Misconception(
            "dbeta_media",
            wrong=lambda ok, dY, X, gamma, eps: (*ok[:2], dY.mean(0)),
            output="dbeta",
            hint="β se suma a cada fila: ¿cuántos aportes recibe?",
        ),
        Misconception(
            "sin_sumar_filas",
            wrong=lambda ok, dY, X, gamma, eps: (ok[0], dY * normalized(X, eps)[0], dY),
            hint="γ y β son uno por columna. ¿Qué se hace con los aportes de las B filas?",
        ),
    ),
    hints=(
        "Empieza por lo fácil: Y es γ por x̂ más β. ¿Qué gradientes salen de ahí, y cuál es la forma de cada uno?",
        "Mueve una sola casilla de X. Se mueve su x̂, y además la media y la varianza, que están en todas las filas. "
        "Son tres caminos: los gradientes se suman.",
        "Calcula el de la varianza sumando los aportes de todas las filas; después el de la media, igual. Luego "
        "reparte: cada fila tiene un B-ésimo de la media, y en la varianza pesa lo que se aparta de ella.",
    ),
    takeaway="Cada ejemplo influye en los demás a través de la media y de la varianza, y por ahí vuelve gradiente.",
)
