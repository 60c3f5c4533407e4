"""Ejercicio «Los ocho gradientes de los parámetros»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises.red_de_juguete._common import ARGS, EDGE_CASES, EXAMPLES, backward, draw, forward, torch_loss
from autograder.judging.oracle import gradient_of


def df_and_h(x, y, beta, omega):
    """∂ℓ/∂f_k y lo que entra en cada f_k, los dos con k de 0 a 3, forma (4,)."""
    _, h1, _, h2, _, h3, _, _ = forward(x, y, beta, omega)
    return backward(x, y, beta, omega)[::-2], np.array([x, h1, h2, h3])


def bias_times_h(ok, x, y, beta, omega):
    """Trata al sesgo como si también multiplicara a h_k."""
    df, h = df_and_h(x, y, beta, omega)
    return df * h, df * h


def weight_without_h(ok, x, y, beta, omega):
    """Da al peso el gradiente del sesgo."""
    df, _ = df_and_h(x, y, beta, omega)
    return df, df


def shifted_h(ok, x, y, beta, omega):
    """Multiplica por lo que sale de la capa en lugar de por lo que entra."""
    df, _ = df_and_h(x, y, beta, omega)
    _, h1, _, h2, _, h3, f3, _ = forward(x, y, beta, omega)
    return df, df * np.array([h1, h2, h3, f3])


def backward_order(ok, x, y, beta, omega):
    """Los deja en el orden en que salen del paso atrás, de la capa 3 a la 0."""
    df, h = df_and_h(x, y, beta, omega)
    return df[::-1], (df * h)[::-1]


EXERCISE = Exercise(
    id="gradientes_juguete",
    lesson="03_red_de_juguete",
    order=40,
    title="Los ocho gradientes de los parámetros",
    points=3,
    args=ARGS,
    returns={"dbeta": "(4,)", "domega": "(4,)"},
    examples=EXAMPLES,
    edge_cases=EDGE_CASES,
    draw=draw,
    oracle=gradient_of(torch_loss, wrt=("beta", "omega")),
    misconceptions=(
        # Va antes que beta_por_h: también deja en dbeta lo que es de domega.
        Misconception(
            "salidas_cambiadas",
            wrong=lambda ok, x, y, beta, omega: ok[::-1],
            hint="Los números son buenos. ¿Cuál de las dos salidas se pide primero?",
        ),
        Misconception(
            "beta_por_h",
            wrong=bias_times_h,
            output="dbeta",
            hint="¿Qué multiplica a β_k dentro de f_k?",
        ),
        Misconception(
            "omega_sin_h",
            wrong=weight_without_h,
            output="domega",
            hint="¿Qué multiplica a ω_k dentro de f_k?",
        ),
        Misconception(
            "h_desplazada",
            wrong=shifted_h,
            output="domega",
            hint="¿Qué activación entra en f_0?",
        ),
        Misconception(
            "orden_3_a_0",
            wrong=backward_order,
            output="dbeta",
            hint="Revisa el orden de los índices.",
        ),
    ),
    hints=(
        "Cada parámetro aparece en una sola f_k. ¿En cuál están β_2 y ω_2?",
        "Un eslabón más y ya está: cuánto mueve el parámetro a su f_k, por lo que esa f_k mueve a ℓ. ¿Qué vale el "
        "primero para un sesgo? ¿Y para un peso?",
        "De las siete derivadas del paso atrás usa las cuatro de las f_k, colocadas de f_0 a f_3. Los sesgos las "
        "heredan tal cual; los pesos, multiplicadas por lo que entra en cada capa (en la primera entra x).",
    ),
    takeaway="Sesgo: lo que llega a f_k. Peso: lo que llega a f_k por lo que entró en ella.",
)
