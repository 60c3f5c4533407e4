"""Ejercicio «La norma de todos los gradientes»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import M23, M33, draw_sizes, draw_values, frozen, v3, v4b
from autograder.judging.oracle import load_torch, tensor

norm = np.linalg.norm


def torch_norm(grads):
    """Oráculo: lo que devuelve ``clip_grad_norm_``, sin recortar nada."""
    torch = load_torch()
    parameters = [torch.zeros_like(g, requires_grad=True) for g in tensor(grads)]
    for parameter, g in zip(parameters, tensor(grads), strict=True):
        parameter.grad = g
    return torch.nn.utils.clip_grad_norm_(parameters, max_norm=float("inf")).numpy()


def spectral(ok, grads):
    """``norm(g, 2)`` de una matriz es su mayor valor singular."""
    return np.sqrt(sum(norm(g, 2) ** 2 for g in grads))


def draw(rng):
    sizes = draw_sizes(rng, int(rng.integers(3, 5)))
    weights = [draw_values(rng, m, n) for n, m in zip(sizes, sizes[1:], strict=False)]
    return dict(grads=[part for W in weights for part in (W, draw_values(rng, len(W)))])


EXERCISE = Exercise(
    id="norma_global",
    lesson="13_receta_de_depuracion",
    order=30,
    title="La norma de todos los gradientes",
    points=1,
    args=("grads",),
    returns={"norma": "()"},
    examples=(dict(grads=[v3, M23]), dict(grads=[v4b, M33]), dict(grads=[M23, v3, M33, v4b])),
    edge_cases=(
        dict(grads=[frozen([-3])]),
        dict(grads=[frozen([[3, 0], [0, 0]]), frozen([-4])]),
        dict(grads=[frozen([0, 0]), frozen([[0], [0]])]),
        dict(grads=[frozen([1e6, -1e6]), frozen([[1e-3]])]),
        dict(grads=[frozen([1]), frozen([1]), frozen([1]), frozen([1])]),
    ),
    draw=draw,
    oracle=torch_norm,
    misconceptions=(
        Misconception(
            "suma_de_normas",
            wrong=lambda ok, grads: sum(norm(g) for g in grads),
            hint="¿Se suman las normas o los cuadrados?",
        ),
        Misconception(
            "sin_raiz",
            wrong=lambda ok, grads: sum((g**2).sum() for g in grads),
            hint="Eso es la suma de los cuadrados. ¿Qué le falta para ser una norma?",
        ),
        Misconception(
            "maximo",
            wrong=lambda ok, grads: max(norm(g) for g in grads),
            hint="Cuentan todos los parámetros, no solo los del array mayor.",
        ),
        Misconception(
            "media_cuadratica",
            wrong=lambda ok, grads: np.sqrt(sum((g**2).sum() for g in grads) / sum(g.size for g in grads)),
            hint="Eso es lo que mide un parámetro por término medio. ¿Y el vector entero?",
        ),
        Misconception(
            "media_de_normas",
            wrong=lambda ok, grads: np.mean([norm(g) for g in grads]),
            hint="Si todos fueran un solo vector, ¿cómo sería su norma? No es la media de las de sus trozos.",
        ),
        Misconception(
            "valor_absoluto",
            wrong=lambda ok, grads: sum(np.abs(g).sum() for g in grads),
            hint="Esa es otra norma, la de los valores absolutos. ¿Qué se hace con cada número en la L2?",
        ),
        Misconception(
            "espectral",
            wrong=spectral,
            hint="De una matriz, `norm(g, 2)` no suma los cuadrados de sus números. ¿Y `norm(g)`, a secas?",
        ),
        Misconception(
            "solo_el_primero",
            wrong=lambda ok, grads: norm(grads[0]),
            hint="Solo cuenta el primer array. ¿Dónde está el return?",
        ),
        Misconception(
            "solo_el_ultimo",
            wrong=lambda ok, grads: norm(grads[-1]),
            hint="Solo cuenta el último array. ¿Qué le pasa a lo acumulado en cada vuelta?",
        ),
    ),
    hints=(
        "Si pusieras todos los números de todos los arrays en una sola fila, ¿cómo calcularías su norma?",
        "La norma es la raíz de una suma de cuadrados, y a una suma le da igual que la hagan por partes.",
        "Recorre la lista y junta lo que aporta cada array, todavía sin raíz. ¿Cuántas raíces hay en total?",
    ),
    takeaway="Todos los gradientes son un solo vector repartido en arrays, y su norma es un solo número que vigilar.",
)
