"""Ejercicio «El paso atrás de softmax, sin jacobianos»."""

from autograder.exercise import FORBIDDEN, Exercise, Misconception
from autograder.exercises._bank import D13, D43, Z13, Z43, draw_sizes, draw_values, frozen, repeated, softmax
from autograder.judging.oracle import load_torch, tensor

A43, A13 = frozen(softmax(Z43)), frozen(softmax(Z13))


def torch_softmax(dA, A):
    """Oráculo: log A son unos logits de los que sale A; hasta ellos se lleva dA."""
    Z = tensor(A).log().requires_grad_()
    (dZ,) = load_torch().autograd.grad(Z.softmax(1), Z, grad_outputs=tensor(dA))
    return dZ.numpy()


def draw(rng):
    B, C = draw_sizes(rng, 2)
    return dict(dA=draw_values(rng, B, C), A=softmax(rng.normal(size=(B, C)) * 2))


def row_sum(values):
    return values.sum(axis=1, keepdims=True)


EXERCISE = Exercise(
    id="softmax_backward",
    lesson="08b_un_clasificador_de_digitos",
    order=20,
    title="El paso atrás de softmax, sin jacobianos",
    points=3,
    args=("dA", "A"),
    returns={"dZ": "(B, C)"},
    examples=(
        dict(dA=D43, A=A43),
        dict(dA=D13, A=A13),
        dict(dA=Z43[:2], A=frozen([[0.1, 0.2, 0.7], [0.6, 0.3, 0.1]])),
    ),
    edge_cases=(
        dict(dA=frozen([[3]]), A=frozen([[1]])),
        # Lo mismo para todas las clases: subirlo todo no cambia nada.
        dict(dA=frozen([[2, 2, 2], [-1, -1, -1]]), A=frozen([[0.2, 0.3, 0.5], [0.25, 0.5, 0.25]])),
        # Una fila segura del todo no se mueve.
        dict(dA=frozen([[1, -2], [3, 5]]), A=frozen([[1, 0], [0.5, 0.5]])),
        # El gradiente que trae la entropía cruzada con una probabilidad casi nula.
        dict(dA=frozen([[-1e6, 0, 0], [0, -2, 0]]), A=frozen([[1e-6, 0.25, 0.749999], [0.25, 0.5, 0.25]])),
        # El jacobiano de esta fila tendría 10¹⁰ casillas: quien lo forma se queda sin memoria.
        dict(
            dA=frozen(repeated([0.5, -1, 4, 2, -3], 100_000)[None, :]),
            A=frozen(repeated([1, 2, 3, 4], 100_000)[None, :] / 250_000),
        ),
    ),
    draw=draw,
    # Sale con todas sus cifras; medido, con la mitad.
    rtol=1e-11,
    atol=1e-13,
    oracle=torch_softmax,
    # Se pide sin formar la matriz: con ella saldría el mismo número.
    forbids=(*FORBIDDEN, "np.diag", "np.diagflat", "np.eye", "np.identity"),
    misconceptions=(
        Misconception(
            "solo_diagonal",
            wrong=lambda ok, dA, A: dA * A * (1 - A),
            hint="Subir un logit baja las probabilidades de las otras clases. ¿Dónde está eso en tu cuenta?",
        ),
        Misconception(
            "sin_ponderar",
            wrong=lambda ok, dA, A: A * (dA - row_sum(dA)),
            hint="Lo que se resta es una media de dA. ¿Con qué pesos?",
        ),
        Misconception(
            "media_sin_pesos",
            wrong=lambda ok, dA, A: A * (dA - dA.mean(axis=1, keepdims=True)),
            hint="¿Pesan lo mismo todas las clases? Prueba a que una se lleve toda la probabilidad.",
        ),
        Misconception(
            "suma_lote",
            wrong=lambda ok, dA, A: A * (dA - (dA * A).sum()),
            hint="Cada fila es un ejemplo distinto. ¿Sobre qué has sumado?",
        ),
        Misconception(
            "otro_eje",
            wrong=lambda ok, dA, A: A * (dA - (dA * A).sum(axis=0, keepdims=True)),
            hint="Has sumado a lo largo de los ejemplos. ¿Sobre qué eje compiten las clases?",
        ),
        Misconception(
            "falta_factor",
            wrong=lambda ok, dA, A: dA - row_sum(dA * A),
            hint="¿Qué gradiente recibe un logit con probabilidad casi nula?",
        ),
        Misconception(
            "signo",
            wrong=lambda ok, dA, A: A * (row_sum(dA * A) - dA),
            hint="Con dos clases y dA = (1, 0), ¿qué le pasa a la primera si sube su logit?",
        ),
        Misconception(
            "sin_el_otro_termino",
            wrong=lambda ok, dA, A: A * dA,
            hint="Eso valdría si el denominador no dependiera de los logits. ¿Qué falta?",
        ),
    ),
    hints=(
        "Multiplica en papel el jacobiano de una fila, ∂A_j/∂Z_i, por esa fila de dA. ¿Qué dos términos salen?",
        "Uno es elemento a elemento. En el otro hay un número que es el mismo para toda la fila: ¿una suma de qué?",
        "Ese número es la media de dA con las probabilidades como pesos. Saca factor común lo que se repite.",
    ),
    takeaway="A cada logit le llega su probabilidad por lo que su clase se aparta de la media.",
)
