"""Ejercicio «Gradiente respecto de una matriz de pesos»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import M23, M33, draw_sizes, draw_values, frozen, v2, v3, v3b
from autograder.judging.oracle import gradient_of


def draw(rng):
    m, n = draw_sizes(rng, 2)
    return dict(W=draw_values(rng, m, n), x=draw_values(rng, n), y=draw_values(rng, m))


def draw_by_columns(rng):
    """Con W por entradas: una fila por cada una."""
    m, n = draw_sizes(rng, 2)
    return dict(W=draw_values(rng, m, n), x=draw_values(rng, m), y=draw_values(rng, n))


EXERCISE = Exercise(
    id="t1_escalar_matriz",
    lesson="tarea_jacobiano",
    order=80,
    title="Gradiente respecto de una matriz de pesos",
    points=2,
    args=("W", "x", "y"),
    returns={"grad": "(m, n)"},
    examples=(dict(W=M23, x=v3b, y=v2), dict(W=M33, x=v3, y=v3b)),
    edge_cases=(
        dict(W=frozen([[2]]), x=frozen([-3]), y=frozen([1])),
        # El residuo es 0: estamos en el mínimo y el gradiente se anula.
        dict(W=frozen([[1, 2], [3, -1], [0, 1]]), x=frozen([1, 1]), y=frozen([3, 2, 1])),
        dict(W=frozen([[1, -2, 0.5]]), x=frozen([0, 0, 0]), y=frozen([4])),
        # A quien mide: la pérdida pasa de 10¹⁸ y lo que mueve la segunda salida se pierde en el redondeo.
        dict(W=frozen([[1, -2, 0.5], [0.3, 1, 2]]), x=frozen([1, -1, 2]), y=frozen([1e9, 1])),
        dict(W=frozen([[1e3, -2], [0, 5e2]]), x=frozen([1e3, -1]), y=frozen([-1e4, 0])),
    ),
    draw=draw,
    oracle=gradient_of(lambda W, x, y: ((W @ x - y) ** 2).sum(), wrt="W"),
    misconceptions=(
        Misconception(
            "traspuesto",
            wrong=lambda ok, W, x, y: 2 * np.outer(x, W @ x - y),
            hint="La forma debe ser la de W.",
        ),
        Misconception(
            "falta_dos",
            wrong=lambda ok, W, x, y: np.outer(W @ x - y, x),
            hint="Se deriva un cuadrado, y delante no hay ningún ½. ¿Qué baja?",
        ),
        Misconception(
            "signo",
            wrong=lambda ok, W, x, y: 2 * np.outer(y - W @ x, x),
            hint="Comprueba el signo del residuo.",
        ),
        Misconception(
            "respecto_de_la_entrada",
            wrong=lambda ok, W, x, y: 2 * W.T @ (W @ x - y),
            hint="Eso es ∂ℓ/∂x. ¿Qué se mueve aquí, la entrada o los pesos?",
        ),
        Misconception(
            "sin_objetivo",
            wrong=lambda ok, W, x, y: 2 * np.outer(W @ x, x),
            hint="¿Qué es exactamente lo que se eleva al cuadrado?",
        ),
    ),
    hints=(
        "Llama r = Wx − y al residuo. Si W_ij sube una unidad, ¿qué componente de r cambia, y cuánto?",
        "La pérdida es Σ_k r_k². Derívala respecto de un solo W_ij: solo un sumando se entera.",
        "En la casilla (i, j), ¿qué parte depende solo de i y cuál solo de j? Escribe las de una W de 2×3.",
    ),
    takeaway="El gradiente de unos pesos es un producto exterior: lo que llega de la pérdida por lo que entró.",
    # La misma pregunta con otra función, para repartir: enunciados en solutions/variantes/.
    variants=(
        dict(
            examples=(dict(W=M23, x=v2, y=v3b), dict(W=M33, x=v3, y=v3b)),
            edge_cases=(
                dict(W=frozen([[2]]), x=frozen([-3]), y=frozen([1])),
                # El residuo es 0: estamos en el mínimo y el gradiente se anula.
                dict(W=frozen([[1, 3, 0], [2, -1, 1]]), x=frozen([1, 1]), y=frozen([3, 2, 1])),
                dict(W=frozen([[1], [-2], [0.5]]), x=frozen([0, 0, 0]), y=frozen([4])),
                dict(W=frozen([[1, 0.3], [-2, 1], [0.5, 2]]), x=frozen([1, -1, 2]), y=frozen([1e9, 1])),
                dict(W=frozen([[1e3, 0], [-2, 5e2]]), x=frozen([1e3, -1]), y=frozen([-1e4, 0])),
            ),
            draw=draw_by_columns,
            oracle=gradient_of(lambda W, x, y: ((W.T @ x - y) ** 2).sum(), wrt="W"),
            misconceptions=(
                Misconception(
                    "traspuesto",
                    wrong=lambda ok, W, x, y: 2 * np.outer(W.T @ x - y, x),
                    hint="La forma debe ser la de W.",
                ),
                Misconception(
                    "falta_dos",
                    wrong=lambda ok, W, x, y: np.outer(x, W.T @ x - y),
                    hint="Se deriva un cuadrado, y delante no hay ningún ½. ¿Qué baja?",
                ),
                Misconception(
                    "signo",
                    wrong=lambda ok, W, x, y: 2 * np.outer(x, y - W.T @ x),
                    hint="Comprueba el signo del residuo.",
                ),
                Misconception(
                    "respecto_de_la_entrada",
                    wrong=lambda ok, W, x, y: 2 * W @ (W.T @ x - y),
                    hint="Eso es ∂ℓ/∂x. ¿Qué se mueve aquí, la entrada o los pesos?",
                ),
                Misconception(
                    "sin_objetivo",
                    wrong=lambda ok, W, x, y: 2 * np.outer(x, W.T @ x),
                    hint="¿Qué es exactamente lo que se eleva al cuadrado?",
                ),
            ),
            hints=(
                "Llama r = Wᵀx − y al residuo. Si W_ij sube una unidad, ¿qué componente de r cambia, y cuánto?",
                "La pérdida es Σ_k r_k². Derívala respecto de un solo W_ij: solo un sumando se entera.",
                "En la casilla (i, j), ¿qué parte depende solo de i y cuál solo de j? Escribe las de una W de 2×3.",
            ),
            takeaway="El gradiente de unos pesos es un producto exterior; cómo se guarde W decide cuál va delante.",
        ),
        dict(
            edge_cases=(
                dict(W=frozen([[2]]), x=frozen([-3]), y=frozen([1])),
                # yᵀWx es 0: estamos en el mínimo y el gradiente se anula.
                dict(W=frozen([[1, 2], [3, -1], [0, 1]]), x=frozen([1, 1]), y=frozen([1, -2, 1])),
                dict(W=frozen([[1, -2, 0.5]]), x=frozen([0, 0, 0]), y=frozen([4])),
                # A quien mide: la pérdida pasa de 10¹⁹ y lo que mueve la segunda fila se pierde en el redondeo.
                dict(W=frozen([[1, -2, 0.5], [0.3, 1, 2]]), x=frozen([1, -1, 2]), y=frozen([1e9, 1e-3])),
                dict(W=frozen([[1e3, -2], [0, 5e2]]), x=frozen([1e3, -1]), y=frozen([-1e4, 0])),
            ),
            oracle=gradient_of(lambda W, x, y: (y @ W @ x) ** 2, wrt="W"),
            misconceptions=(
                Misconception(
                    "traspuesto",
                    wrong=lambda ok, W, x, y: 2 * (y @ W @ x) * np.outer(x, y),
                    hint="La forma debe ser la de W.",
                ),
                Misconception(
                    "falta_dos",
                    wrong=lambda ok, W, x, y: (y @ W @ x) * np.outer(y, x),
                    hint="Se deriva un cuadrado, y delante no hay ningún ½. ¿Qué baja?",
                ),
                Misconception(
                    "sin_cadena",
                    wrong=lambda ok, W, x, y: np.outer(y, x),
                    hint="Eso es derivar yᵀWx. ¿Y el cuadrado de fuera?",
                ),
                Misconception(
                    "respecto_de_la_entrada",
                    wrong=lambda ok, W, x, y: 2 * (y @ W @ x) * (W.T @ y),
                    hint="Eso es ∂ℓ/∂x. ¿Qué se mueve aquí, la entrada o los pesos?",
                ),
                Misconception(
                    "valor_en_todas",
                    wrong=lambda ok, W, x, y: 2 * (y @ W @ x) * W,
                    hint="El número de fuera está. Si W_ij sube una unidad, ¿cuánto sube yᵀWx?",
                ),
            ),
            hints=(
                "Llama p = yᵀWx, que es un número. Si W_ij sube una unidad, ¿cuánto sube p?",
                "La pérdida es p². ¿Cuánto sube p² cuando p sube un poco?",
                "En la casilla (i, j), ¿qué parte depende solo de i, cuál solo de j y cuál de ninguno de los dos?",
            ),
            takeaway="El gradiente de unos pesos es un producto exterior: un vector a cada lado y un número delante.",
        ),
    ),
)
