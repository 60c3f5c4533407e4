"""Ejercicio «El paso atrás del dropout»."""

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import D13, D43, draw_sizes, draw_values, frozen, u13, u43
from autograder.judging.oracle import load_torch, tensor


def inverted_dropout(a, v, p):
    """El paso adelante: las que quedan, aumentadas. Recibe y devuelve tensores."""
    return a * (v >= p) / (1 - p)


def torch_backward(dout, v, p):
    """Oráculo: la capa es lineal en a, así que su derivada no depende del a en que se mire."""
    torch = load_torch()
    dout, v = tensor(dout), tensor(v)
    a = torch.zeros_like(dout, requires_grad=True)
    (grad,) = torch.autograd.grad(inverted_dropout(a, v, p), a, grad_outputs=dout)
    return grad.numpy()


def draw(rng):
    B, D = draw_sizes(rng, 2)
    return dict(dout=draw_values(rng, B, D), v=rng.random(size=(B, D)), p=float(rng.choice([0.2, 0.4, 0.7])))


EXERCISE = Exercise(
    id="dropout_invertido_backward",
    lesson="10_regularizacion",
    order=50,
    title="El paso atrás del dropout",
    points=1,
    args=("dout", "v", "p"),
    returns={"da": "(B, D)"},
    examples=(dict(dout=D43, v=u43, p=0.25), dict(dout=D13, v=u13, p=0.3)),
    edge_cases=(
        dict(dout=D43, v=u43, p=0.0),
        dict(dout=frozen([[-2]]), v=frozen([[0.75]]), p=0.75),
        dict(dout=frozen([[1], [2], [0]]), v=frozen([[0.1], [0.2], [0.3]]), p=0.9),
        dict(dout=frozen([[16777217, 3]]), v=frozen([[0.8, 0.1]]), p=0.5),
        dict(dout=frozen([[1e6, -2e-4, 5]]), v=frozen([[0.99, 0.9, 0.2]]), p=0.8),
    ),
    draw=draw,
    oracle=torch_backward,
    misconceptions=(
        Misconception(
            "sin_escala",
            wrong=lambda ok, dout, v, p: dout * (v >= p),
            hint="En el paso adelante las que quedaban se aumentaron. ¿Por cuánto?",
        ),
        Misconception(
            "escala_por_p",
            wrong=lambda ok, dout, v, p: dout * (v >= p) / p if p else dout * (v >= p),
            hint="¿Qué fracción sobrevive, p o lo que le falta para 1?",
        ),
        Misconception(
            "sin_mascara",
            wrong=lambda ok, dout, v, p: dout / (1 - p),
            hint="¿Influye en la pérdida una unidad anulada?",
        ),
        Misconception(
            "otra_mascara",
            wrong=lambda ok, dout, v, p: dout * (v < p) / (1 - p),
            hint="Esas son las que se quitaron. Hacia atrás se usa la misma máscara.",
        ),
        Misconception(
            "multiplica_por_lo_que_queda",
            wrong=lambda ok, dout, v, p: dout * (v >= p) * (1 - p),
            hint="La derivada de 3a es 3, no un tercio. ¿Por qué número se multiplicó al ir hacia delante?",
        ),
        Misconception(
            "mira_el_gradiente",
            wrong=lambda ok, dout, v, p: dout * (dout >= p) / (1 - p),
            hint="La máscara no sale del gradiente que llega. ¿De dónde salió en el paso adelante?",
        ),
    ),
    hints=(
        "Con la máscara ya sorteada, cada salida es su entrada por un número. ¿Qué dos números puede ser?",
        "La derivada de «por un número» es ese número, y no hay mezcla entre casillas.",
        "La máscara sale de v y de p igual que en el paso adelante, y la escala también.",
    ),
    takeaway="Hacia atrás, el dropout hace lo mismo que hacia delante: la misma máscara y la misma escala.",
)
