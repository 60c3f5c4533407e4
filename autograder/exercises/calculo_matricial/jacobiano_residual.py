"""Ejercicio «Una capa con atajo»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import M33, draw_sizes, draw_values, frozen, v2, v3b
from autograder.judging.oracle import jacobian_of


def draw(rng):
    (n,) = draw_sizes(rng, 1)
    return dict(Omega=draw_values(rng, n, n), h=draw_values(rng, n))


EXERCISE = Exercise(
    id="jacobiano_residual",
    lesson="04_calculo_matricial",
    order=40,
    title="Una capa con atajo",
    points=1,
    args=("Omega", "h"),
    returns={"J": "(n, n)"},
    examples=(dict(Omega=M33, h=v3b), dict(Omega=frozen([[0.7, -1], [2, 0.4]]), h=v2)),
    edge_cases=(
        dict(Omega=frozen([[-3]]), h=frozen([2])),
        dict(Omega=frozen([[0, 0], [0, 0]]), h=frozen([1, -1])),
        dict(Omega=frozen([[0, 2, -1], [-2, 0, 3], [1, -3, 0]]), h=frozen([0, 0, 0])),
        dict(Omega=frozen([[1e6, -1], [3e-3, -4e5]]), h=frozen([-1e3, 5])),
        # A quien mide: al lado de 10¹⁶, lo que mueve h_2 se pierde en el redondeo.
        dict(Omega=frozen([[2, -0.7], [-3, 0.4]]), h=frozen([1e16, 1])),
    ),
    draw=draw,
    # β se suma y no se mueve: su derivada respecto de h es 0 y puede faltar.
    oracle=jacobian_of(lambda Omega, h: Omega @ h + h, wrt="h"),
    misconceptions=(
        Misconception(
            "sin_trasponer",
            wrong=lambda ok, Omega, h: np.eye(h.size) + Omega,
            hint="Es cuadrada y la forma no avisa. En la casilla (1, 2), ¿qué componente se mueve y cuál se mira?",
        ),
        Misconception(
            "olvida_el_atajo",
            wrong=lambda ok, Omega, h: Omega.T,
            hint="h llega a f por dos caminos. ¿Dónde está el que no pasa por Ω?",
        ),
        Misconception(
            "suma_uno_a_todo",
            wrong=lambda ok, Omega, h: 1 + Omega.T,
            hint="NumPy ha sumado el 1 a todas las casillas. Por el atajo, ¿mueve h_1 a f_2?",
        ),
        Misconception(
            "multiplica_los_caminos",
            wrong=lambda ok, Omega, h: Omega.T * np.eye(h.size),
            hint="Los dos caminos llegan a la misma salida. ¿Se multiplican o se suman?",
        ),
        Misconception(
            "deja_h",
            wrong=lambda ok, Omega, h: Omega.T + np.diag(h),
            hint="f es lineal en h: ¿puede quedar h en su derivada?",
        ),
    ),
    hints=(
        "Escribe f_1 con todas sus letras para n = 2. ¿En cuántos sumandos está h_1? ¿Y h_2?",
        "Son dos sumandos, β + Ωh y h. Deriva cada uno por su cuenta: ¿qué jacobiano tiene «no hacer nada»?",
        "Ya conoces las dos matrices de esta lección. ¿Qué se hace con dos caminos que llegan al mismo sitio?",
    ),
    takeaway="Un atajo suma la identidad al jacobiano: por ahí el gradiente vuelve entero, valga Ω lo que valga.",
)
