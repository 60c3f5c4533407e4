"""Ejercicio «Un paso atrás: de una preactivación a la anterior»."""

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import (
    M23,
    M33,
    draw_sizes,
    draw_values,
    draw_with_zero,
    frozen,
    ind,
    relu,
    s2,
    v3,
    v3b,
    v3g,
)
from autograder.judging.oracle import vjp_of


def draw(rng):
    m, n = draw_sizes(rng, 2)
    return dict(delta=draw_values(rng, m), Omega=draw_values(rng, m, n), f_prev=draw_with_zero(rng, n))


EXERCISE = Exercise(
    id="paso_atras_capa",
    lesson="05_retropropagacion_mlp",
    order=40,
    title="Un paso atrás: de una preactivación a la anterior",
    points=2,
    args=("delta", "Omega", "f_prev"),
    returns={"dl_df_prev": "(n,)"},
    examples=(
        dict(delta=s2, Omega=M23, f_prev=v3),
        dict(delta=v3b, Omega=M33, f_prev=v3g),
        dict(delta=v3, Omega=M33, f_prev=v3),
    ),
    edge_cases=(
        dict(delta=frozen([-2]), Omega=frozen([[3]]), f_prev=frozen([0.5])),
        dict(delta=frozen([1, -1]), Omega=frozen([[1, 2, 3], [4, 5, 6]]), f_prev=frozen([-1, -2, -3])),
        dict(delta=frozen([1, 2, 3]), Omega=frozen([[1, 0], [0, 1], [2, -1]]), f_prev=frozen([0, 0])),
        dict(delta=frozen([1e5, -1e5]), Omega=frozen([[1, 1e3], [2, 0]]), f_prev=frozen([1e-9, 1e6])),
    ),
    draw=draw,
    oracle=vjp_of(lambda Omega, f_prev: Omega @ f_prev.relu(), wrt="f_prev", cotangent="delta"),
    misconceptions=(
        Misconception(
            "sin_mascara",
            wrong=lambda ok, delta, Omega, f_prev: Omega.T @ delta,
            hint="¿Qué ReLU se atraviesa?",
        ),
        Misconception(
            "mascara_antes",
            wrong=lambda ok, delta, Omega, f_prev: Omega.T @ (ind(delta) * delta),
            hint="¿El signo de quién decide?",
        ),
        Misconception(
            "cero_cuenta",
            wrong=lambda ok, delta, Omega, f_prev: (f_prev >= 0) * (Omega.T @ delta),
            hint="¿Cuánto vale en el curso la pendiente de la ReLU justo en 0?",
        ),
        Misconception(
            "relu_en_vez_de_indicador",
            wrong=lambda ok, delta, Omega, f_prev: relu(f_prev) * (Omega.T @ delta),
            hint="¿La pendiente de la ReLU o su valor?",
        ),
        Misconception(
            "sin_trasponer",
            wrong=lambda ok, delta, Omega, f_prev: ind(f_prev) * (Omega @ delta),
            hint="Por los pesos vuelves de la salida de la capa a su entrada. ¿Qué matriz hace ese viaje?",
        ),
    ),
    hints=(
        "Hacia atrás hay dos eslabones: primero los pesos y después la ReLU. ¿Qué forma tiene el vector tras cada uno?",
        "Los pesos llevan delta, de (m,), a ∂ℓ/∂h, de (n,). ¿Qué matriz hace eso?",
        "La ReLU no mezcla componentes: deja pasar las que estaban encendidas. ¿Quién lo dice?",
    ),
    takeaway="Un paso atrás es un producto por la matriz traspuesta y una máscara. Nada más.",
)
