"""Ejercicio «El tensor: un vector derivado respecto de una matriz»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import M23, M33, draw_sizes, draw_values, frozen, v2, v3b
from autograder.judging.oracle import jacobian_of


def draw(rng):
    m, n = draw_sizes(rng, 2)
    return dict(W=draw_values(rng, m, n), h=draw_values(rng, n))


def draw_by_columns(rng):
    """Con W por entradas: una fila por cada una."""
    m, n = draw_sizes(rng, 2)
    return dict(W=draw_values(rng, m, n), h=draw_values(rng, m))


EXERCISE = Exercise(
    id="t1_tensor_pesos",
    lesson="tarea_jacobiano",
    order=90,
    title="El tensor: un vector derivado respecto de una matriz",
    points=2,
    args=("W", "h"),
    returns={"T": "(m, n, m)"},
    examples=(dict(W=M23, h=v3b), dict(W=M33, h=v3b)),
    edge_cases=(
        dict(W=frozen([[5]]), h=frozen([-2])),
        dict(W=frozen([[1, -2, 0.5]]), h=frozen([3, 0, -1])),
        dict(W=frozen([[1], [2], [-3]]), h=frozen([4])),
        # A quien mide: al lado de 10¹⁶, lo que mueven las otras casillas se pierde en el redondeo.
        dict(W=frozen([[1e16, 2, -1], [3, 1e16, 0.5]]), h=frozen([1, -0.7, 0.3])),
        dict(W=frozen([[0, 0, 0], [0, 0, 0]]), h=frozen([0, 1e6, -1e6])),
    ),
    draw=draw,
    oracle=jacobian_of(lambda W, h: W @ h, wrt="W"),
    misconceptions=(
        Misconception(
            "eje_salida_primero",
            wrong=lambda ok, W, h: np.einsum("ij,k->ijk", np.eye(W.shape[0]), h),
            hint="¿Dónde pide el curso el índice i?",
        ),
        Misconception(
            "todas_las_salidas",
            wrong=lambda ok, W, h: np.einsum("ji,k->jki", np.ones((W.shape[0],) * 2), h),
            hint="¿Depende f_1 de la fila 2 de W?",
        ),
        Misconception(
            "pone_unos",
            wrong=lambda ok, W, h: np.einsum("ji,k->jki", np.eye(W.shape[0]), np.ones(W.shape[1])),
            hint="Has encontrado las casillas. Si W_jk sube una unidad, ¿f_j sube también una unidad?",
        ),
        Misconception(
            "cambia_j_por_k",
            wrong=lambda ok, W, h: np.einsum("ji,k->kji", np.eye(W.shape[0]), h),
            hint="Los ejes de lo que se mueve van en el orden de W: primero su fila, después su columna.",
        ),
        Misconception(
            "deja_w",
            wrong=lambda ok, W, h: np.einsum("ji,jk->jki", np.eye(W.shape[0]), W),
            hint="Lineal en W: ¿puede quedar W?",
        ),
    ),
    hints=(
        "f_i = Σ_k W_ik h_k. ¿De qué fila de W depende f_i? ¿Y de las demás?",
        "Haz en papel el caso m = 2, n = 3: una matriz de 2×3 por cada salida. ¿Cuántas filas no son cero en cada una?",
        "Elige una casilla que no sea cero. ¿Qué relación hay entre sus índices j e i, y qué número guarda?",
    ),
    takeaway="El tensor de una capa lineal es casi todo ceros: por eso en la práctica nadie lo construye.",
    # La misma pregunta con otra función, para repartir: enunciados en solutions/variantes/.
    variants=(
        dict(
            returns={"T": "(m, n, n)"},
            examples=(dict(W=M23, h=v2), dict(W=M33, h=v3b)),
            edge_cases=(
                dict(W=frozen([[5]]), h=frozen([-2])),
                dict(W=frozen([[1], [-2], [0.5]]), h=frozen([3, 0, -1])),
                dict(W=frozen([[1, 2, -3]]), h=frozen([4])),
                dict(W=frozen([[1e16, 3], [2, 1e16], [-1, 0.5]]), h=frozen([1, -0.7, 0.3])),
                dict(W=frozen([[0, 0], [0, 0], [0, 0]]), h=frozen([0, 1e6, -1e6])),
            ),
            draw=draw_by_columns,
            oracle=jacobian_of(lambda W, h: W.T @ h, wrt="W"),
            misconceptions=(
                Misconception(
                    "eje_salida_primero",
                    wrong=lambda ok, W, h: np.einsum("ik,j->ijk", np.eye(W.shape[1]), h),
                    hint="¿Dónde pide el curso el índice i?",
                ),
                Misconception(
                    "todas_las_salidas",
                    wrong=lambda ok, W, h: np.einsum("ki,j->jki", np.ones((W.shape[1],) * 2), h),
                    hint="¿Depende f_1 de la columna 2 de W?",
                ),
                Misconception(
                    "pone_unos",
                    wrong=lambda ok, W, h: np.einsum("ki,j->jki", np.eye(W.shape[1]), np.ones(W.shape[0])),
                    hint="Has encontrado las casillas. Si W_jk sube una unidad, ¿f_k sube también una unidad?",
                ),
                Misconception(
                    "deja_w",
                    wrong=lambda ok, W, h: np.einsum("ki,jk->jki", np.eye(W.shape[1]), W),
                    hint="Lineal en W: ¿puede quedar W?",
                ),
            ),
            hints=(
                "f_i = Σ_j W_ji h_j. ¿De qué columna de W depende f_i? ¿Y de las demás?",
                "Haz en papel el caso m = 2, n = 3: una matriz de 2×3 por cada salida. ¿Cuántas columnas no son cero?",
                "Elige una casilla que no sea cero. ¿Qué relación hay entre sus índices k e i, y qué número guarda?",
            ),
        ),
        dict(
            oracle=jacobian_of(lambda W, h: (W**2) @ h, wrt="W"),
            misconceptions=(
                Misconception(
                    "eje_salida_primero",
                    wrong=lambda ok, W, h: np.einsum("ij,jk->ijk", np.eye(W.shape[0]), 2 * W * h),
                    hint="¿Dónde pide el curso el índice i?",
                ),
                Misconception(
                    "todas_las_salidas",
                    wrong=lambda ok, W, h: np.einsum("ji,jk->jki", np.ones((W.shape[0],) * 2), 2 * W * h),
                    hint="¿Depende f_1 de la fila 2 de W?",
                ),
                Misconception(
                    "falta_dos",
                    wrong=lambda ok, W, h: np.einsum("ji,jk->jki", np.eye(W.shape[0]), W * h),
                    hint="Al derivar un cuadrado, ¿qué baja?",
                ),
                Misconception(
                    "sin_w",
                    wrong=lambda ok, W, h: np.einsum("ji,jk->jki", np.eye(W.shape[0]), h + 0 * W),
                    hint="Eso sería con W sin elevar. ¿Cuánto cambia W_jk² al mover W_jk?",
                ),
                Misconception(
                    "sin_h",
                    wrong=lambda ok, W, h: np.einsum("ji,jk->jki", np.eye(W.shape[0]), 2 * W),
                    hint="¿Por qué número está multiplicado cada W_jk²?",
                ),
            ),
            hints=(
                "f_i = Σ_k W_ik² h_k. ¿De qué fila de W depende f_i? ¿Y de las demás?",
                "Haz en papel el caso m = 2, n = 3: una matriz de 2×3 por salida. ¿Cuántas filas no son cero?",
                "Elige una casilla que no sea cero. ¿Qué relación hay entre j e i, y qué dos números multiplica?",
            ),
            takeaway="También aquí el tensor es casi todo ceros: cada salida mira una sola fila de pesos.",
        ),
    ),
)
