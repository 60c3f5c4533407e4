"""Ejercicio «El paso atrás de la sigmoide, con lo que salió»."""

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import D13, D43, Z13, Z43, draw_sizes, draw_values, frozen, sig
from autograder.judging.oracle import load_torch, tensor


def torch_sigmoid(dA, A):
    """Oráculo: se busca la Z de la que salió A, y se lleva dA hasta ella."""
    torch = load_torch()
    Z = torch.logit(tensor(A)).requires_grad_()
    (dZ,) = torch.autograd.grad(torch.sigmoid(Z), Z, grad_outputs=tensor(dA))
    return dZ.numpy()


def draw(rng):
    B, D = draw_sizes(rng, 2)
    return dict(dA=draw_values(rng, B, D), A=sig(rng.normal(size=(B, D)) * 2))


EXERCISE = Exercise(
    id="sigmoid_backward",
    lesson="08_bloques_lego_por_lotes",
    order=40,
    title="El paso atrás de la sigmoide, con lo que salió",
    points=1,
    args=("dA", "A"),
    returns={"dZ": "(B, D)"},
    examples=(
        dict(dA=D43, A=frozen(sig(Z43))),
        dict(dA=D13, A=frozen(sig(Z13))),
        dict(dA=Z43, A=frozen([[0.1, 0.9, 0.3], [0.75, 0.2, 0.5], [0.95, 0.6, 0.05], [0.4, 0.8, 0.25]])),
    ),
    edge_cases=(
        dict(dA=frozen([[-2]]), A=frozen([[0.5]])),
        # Saturada: allí ya no llega nada.
        dict(dA=frozen([[3, -3], [1, 1]]), A=frozen([[0, 1], [1, 0]])),
        dict(dA=frozen([[0, 0, 0]]), A=frozen([[0.2, 0.5, 0.9]])),
        dict(dA=frozen([[1e6, -1e-6], [1e4, 2]]), A=frozen([[1e-6, 0.25], [0.999, 1e-9]])),
    ),
    draw=draw,
    # Un producto de tres números: sale con todas sus cifras, y medido, con la mitad.
    rtol=1e-11,
    atol=1e-15,
    oracle=torch_sigmoid,
    misconceptions=(
        Misconception(
            "sigma_dos_veces",
            wrong=lambda ok, dA, A: dA * sig(A) * (1 - sig(A)),
            hint="¿Qué es A: lo que entró en σ o lo que salió?",
        ),
        Misconception("sin_da", wrong=lambda ok, dA, A: A * (1 - A), hint="¿Y el gradiente que llega?"),
        Misconception(
            "signo",
            wrong=lambda ok, dA, A: dA * A * (A - 1),
            hint="σ es creciente. ¿Qué signo tiene su pendiente?",
        ),
        Misconception(
            "sin_complemento",
            wrong=lambda ok, dA, A: dA * A,
            hint="Esa es la pendiente de la exponencial. Con A = 1, ¿sigue subiendo la sigmoide?",
        ),
        Misconception(
            "da_en_el_complemento",
            wrong=lambda ok, dA, A: A * (1 - A * dA),
            hint="El gradiente que llega multiplica a toda la pendiente. ¿Dónde lo has metido?",
        ),
        Misconception(
            "cuadrado",
            wrong=lambda ok, dA, A: dA * (1 - A**2),
            hint="Esa es la pendiente de la tangente hiperbólica. ¿Y la de σ?",
        ),
    ),
    hints=(
        "¿Cuál es la pendiente de σ, escrita con lo que sale de ella? La demostraste en la lección 01.",
        "A ya es lo que salió: no hace falta ninguna exponencial. ¿En qué casillas es más empinada la sigmoide?",
        "Es elemento a elemento. Multiplica lo que llega por la pendiente de su casilla.",
    ),
    takeaway="Para volver por una sigmoide basta con haber guardado lo que salió de ella.",
)
