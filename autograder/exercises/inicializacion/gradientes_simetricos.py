"""Ejercicio «Todas las unidades iguales»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_values, frozen, ind, relu
from autograder.judging.oracle import load_torch, tensor


def torch_symmetric_loss(W, c, x, y):
    """La pérdida con W de primera capa y todos los pesos de salida iguales a c."""
    return (((W @ x).relu() * c).sum() - y) ** 2


def symmetric_gradient(c, x, y, m):
    """Oráculo: se llena W con c y torch deriva respecto de ella."""
    torch = load_torch()
    W = torch.full((m, len(x)), float(c), dtype=torch.float64, requires_grad=True)
    (grad,) = torch.autograd.grad(torch_symmetric_loss(W, c, tensor(x), float(y)), W)
    return grad.numpy()


def by_hand(c, x, y, m, *, units=None, slope=ind, activation=relu, out=None):
    """El gradiente, con las piezas cambiadas que se digan: es donde se equivoca quien lo escribe."""
    z = c * np.sum(x)
    error = (m if units is None else units) * c * activation(z) - y
    return np.tile(2 * error * (c if out is None else out) * slope(z) * x, (m, 1))


def draw(rng):
    x = draw_values(rng, int(rng.integers(2, 7)))
    c = float(rng.choice([0.2, 0.5, 1.0, 2.0]) * rng.choice([-1, 1]))
    if rng.random() < 0.7 and c * x.sum() < 0:
        x = -x  # casi siempre encendidas
    return dict(c=c, x=x, y=float(rng.normal(scale=3)), m=int(rng.integers(2, 8)))


EXERCISE = Exercise(
    id="gradientes_simetricos",
    lesson="09_inicializacion",
    order=10,
    title="Todas las unidades iguales",
    points=2,
    args=("c", "x", "y", "m"),
    returns={"dW": "(m, n)"},
    examples=(
        dict(c=0.5, x=frozen([1, 2, -0.5]), y=1.0, m=4),
        dict(c=1.0, x=frozen([0.3, 0.4]), y=-1.0, m=3),
        # Con c negativo se encienden las x de suma negativa.
        dict(c=-0.5, x=frozen([1, -3]), y=2.0, m=3),
        # Apagadas todas.
        dict(c=0.5, x=frozen([1, -3]), y=2.0, m=2),
        # Justo en el codo: las componentes suman 0.
        dict(c=1.5, x=frozen([1, -2, 1]), y=3.0, m=2),
    ),
    edge_cases=(
        dict(c=2.0, x=frozen([3]), y=-1.0, m=1),
        dict(c=2.0, x=frozen([0.5, 0.25]), y=9.0, m=6),
        dict(c=0.0, x=frozen([1, 2]), y=1.0, m=3),
        dict(c=1e-3, x=frozen([1e4, -3e3, 1e-2]), y=-2e7, m=5),
    ),
    draw=draw,
    oracle=symmetric_gradient,
    misconceptions=(
        Misconception(
            "olvida_m",
            wrong=lambda ok, c, x, y, m: by_hand(c, x, y, m, units=1),
            hint="¿Cuántas unidades suman en la salida?",
        ),
        Misconception(
            "solo_una_fila",
            wrong=lambda ok, c, x, y, m: np.vstack([ok[:1], 0 * ok[1:]]),
            hint="¿Hay algo que distinga a una unidad?",
        ),
        Misconception(
            "sin_peso_salida",
            wrong=lambda ok, c, x, y, m: by_hand(c, x, y, m, out=1.0),
            hint="¿Qué pesos atraviesa el gradiente?",
        ),
        Misconception(
            "sin_mascara",
            wrong=lambda ok, c, x, y, m: by_hand(c, x, y, m, slope=np.ones_like),
            hint="Entre W y la salida hay una ReLU. ¿Y si está apagada?",
        ),
        Misconception(
            "sin_relu",
            wrong=lambda ok, c, x, y, m: by_hand(c, x, y, m, slope=np.ones_like, activation=lambda z: z),
            hint="¿Dónde está la ReLU? Mira qué pasa cuando las unidades se apagan.",
        ),
        Misconception(
            "cero_cuenta",
            wrong=lambda ok, c, x, y, m: by_hand(c, x, y, m, slope=lambda z: float(z >= 0)),
            hint="¿Cuánto vale la pendiente de la ReLU justo en 0?",
        ),
        Misconception(
            "falta_dos",
            wrong=lambda ok, c, x, y, m: ok / 2,
            hint="Te sale justo la mitad. ¿Lleva ½ la pérdida?",
        ),
        Misconception(
            "signo_invertido",
            wrong=lambda ok, c, x, y, m: -ok,
            hint="¿Qué va primero en la resta: lo que dice la red o lo que debe decir?",
        ),
        Misconception(
            "m_de_mas",
            wrong=lambda ok, c, x, y, m: m * ok,
            hint="El error ya cuenta las m unidades. ¿Cuánto le toca a una sola fila?",
        ),
        Misconception(
            "valor_por_pendiente",
            wrong=lambda ok, c, x, y, m: by_hand(c, x, y, m, slope=relu),
            hint="La ReLU se cruza con su pendiente. ¿Con qué la estás cruzando tú?",
        ),
        Misconception(
            "traspuesta",
            wrong=lambda ok, c, x, y, m: ok.T,
            hint="El gradiente tiene la forma de W. ¿Qué va en cada fila?",
        ),
    ),
    hints=(
        "Llama z a lo que entra en la ReLU de una unidad. ¿Cuánto vale, si toda su fila de W es c?",
        "Escribe la salida f: m unidades que valen lo mismo, cada una por su peso. ¿Cuánto es ∂ℓ/∂f?",
        "De la salida a una fila de W hay tres eslabones: el peso de salida, la ReLU y la entrada. ¿Cambia alguno de "
        "una fila a otra?",
    ),
    takeaway="Si las unidades empiezan iguales, sus gradientes son iguales, y ningún paso las separa.",
)
