"""Ejercicio «Los ocho gradientes de los parámetros»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises.red_de_juguete._common import (
    ARGS,
    EDGE_CASES,
    EXAMPLES,
    df_and_h,
    draw,
    forward,
    torch_loss,
)
from autograder.judging.oracle import gradient_of


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


def own_weight(ok, x, y, beta, omega):
    """Multiplica por el propio peso en lugar de por lo que entra: deriva respecto de h_k."""
    df, _ = df_and_h(x, y, beta, omega)
    return df, df * omega


def locals_only(ok, x, y, beta, omega):
    """Deja el último eslabón a solas: 1 para el sesgo y lo que entra para el peso."""
    _, h = df_and_h(x, y, beta, omega)
    return np.ones(4), h


def first_weight_alone(ok, x, y, beta, omega):
    """En la primera recta pone x y no lo multiplica por nada."""
    df, h = df_and_h(x, y, beta, omega)
    return df, np.append(x, df[1:] * h[1:])


def last_bias_one(ok, x, y, beta, omega):
    """Pone ∂f_3/∂β_3 = 1 y se olvida de multiplicarlo por lo que llega."""
    df, h = df_and_h(x, y, beta, omega)
    return np.append(df[:3], 1.0), df * h


def copied_line(ok, x, y, beta, omega):
    """Copia la línea de β_2 para β_0 y no cambia el índice."""
    df, h = df_and_h(x, y, beta, omega)
    return np.append(df[2], df[1:]), df * h


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
            "solo_locales",
            wrong=locals_only,
            hint="Eso es lo que el parámetro mueve a su f_k. ¿Y lo que esa f_k mueve a la pérdida?",
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
            "por_su_peso",
            wrong=own_weight,
            output="domega",
            hint="Si se mueve ω_k y h_k se queda quieta, ¿por qué número va multiplicado ω_k?",
        ),
        Misconception(
            "omega0_sin_cadena",
            wrong=first_weight_alone,
            output="domega",
            hint="En ω_0 has puesto lo que entra. ¿Y lo que llega hasta f_0 desde la pérdida?",
        ),
        Misconception(
            "beta3_vale_uno",
            wrong=last_bias_one,
            output="dbeta",
            hint="El 1 de β_3 es la derivada local. ¿Y lo que llega hasta f_3?",
        ),
        Misconception(
            "linea_copiada",
            wrong=copied_line,
            output="dbeta",
            hint="Solo falla β_0: trae lo que es de otra recta. ¿De cuál?",
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
        "Un eslabón más y ya está: cuánto mueve el parámetro a su f_k, por lo que esa f_k mueve a ℓ. ¿Cuánto vale el "
        "primero para un sesgo? ¿Y para un peso?",
        "De las siete derivadas del paso atrás, ¿cuáles cuatro hacen falta, y en qué orden salieron? ¿Qué entra en la "
        "primera recta, donde no hay ninguna h?",
    ),
    takeaway="Sesgo: lo que llega a f_k. Peso: lo que llega a f_k por lo que entró en ella.",
)
