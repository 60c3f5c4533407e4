"""Lo que comparten los ejercicios de 05_retropropagacion_mlp."""

import numpy as np

from autograder.exercises._bank import draw_sizes, draw_values, frozen, ind, red_a, red_b, relu
from autograder.judging.oracle import load_torch, tensor


def arrays(red):
    """La red del banco como dos listas de arrays de solo lectura."""
    betas, omegas = red
    return [[frozen(beta) for beta in betas], [frozen(Omega) for Omega in omegas]]


RED_A, RED_B = arrays(red_a), arrays(red_b)
# Una sola capa lineal; una unidad por capa; la capa oculta entera apagada.
ONE_LAYER = arrays(([[1, -2]], [[[1, 2, 0], [0, -1, 3]]]))
ONE_UNIT = arrays(([[0.5], [-1]], [[[2]], [[-3]]]))
ALL_OFF = arrays(([[-50, -50, -50], [1, 2]], [[[1, 2], [0, 1], [3, -1]], [[1, 2, 3], [4, 5, 6]]]))
# En (1, 1), preactivaciones (0, 1): el codo de la ReLU.
AT_ZERO = arrays(([[-3, 0], [0, 1, 2]], [[[1, 2], [0, 1]], [[1, -2], [3, 4], [-5, 6]]]))


def draw_network(rng, x, widths):
    """Sortea una red con esas anchuras; en cada capa oculta hay una unidad encendida y otra apagada."""
    betas, omegas, h = [], [], x
    for width in widths:
        Omega = rng.normal(size=(width, h.size)) / np.sqrt(h.size)
        # Sesgos tan grandes como Ω h: olvidarlos tiene que notarse.
        beta = rng.normal(size=width) * (1.0 + np.abs(Omega @ h))
        # Cambiar de signo una fila cambia el de su preactivación.
        for row, wanted in ((0, 1.0), (width - 1, -1.0)):
            sign = wanted * np.sign(beta[row] + Omega[row] @ h)
            beta[row], Omega[row] = sign * beta[row], sign * Omega[row]
        betas.append(beta)
        omegas.append(Omega)
        h = relu(beta + Omega @ h)
    return [betas, omegas]


def draw_mlp(rng):
    """Entrada, objetivo y red, con una, dos o tres capas ocultas."""
    D_i, *widths = draw_sizes(rng, int(rng.integers(3, 6)))
    x = draw_values(rng, D_i)
    return dict(x=x, y=draw_values(rng, widths[-1]), red=draw_network(rng, x, widths))


def torch_mlp(x, red):
    """La red en torch: ReLU en las capas ocultas y salida lineal."""
    betas, omegas = red
    h = x
    for beta, Omega in zip(betas[:-1], omegas[:-1], strict=True):
        h = (beta + Omega @ h).relu()
    return betas[-1] + omegas[-1] @ h


def network_gradients(x, y, red):
    """Oráculo: el gradiente de ‖f_K − y‖² respecto de todos los sesgos y pesos."""
    torch = load_torch()
    betas, omegas = tensor(red, requires_grad=True)
    loss = ((torch_mlp(tensor(x), (betas, omegas)) - tensor(y)) ** 2).sum()
    grads = [g.numpy() for g in torch.autograd.grad(loss, betas + omegas)]
    return grads[: len(betas)], grads[len(betas) :]


def walk_forward(x, red):
    """Todo lo que se guarda en el paso adelante: f_0…f_K y h_0…h_K, con h_0 = x."""
    fs, hs = [], [x]
    for beta, Omega in zip(*red, strict=True):
        fs.append(beta + Omega @ hs[-1])
        hs.append(relu(fs[-1]))
    return fs, hs[:-1]


def walk_back(delta, fs, hs, omegas, slope=ind):
    """Los gradientes de todas las capas, desde ``delta`` = ∂ℓ/∂f_K."""
    dbetas, domegas = [], []
    for k in reversed(range(len(omegas))):
        dbetas.insert(0, delta)
        domegas.insert(0, np.outer(delta, hs[k]))
        if k:
            delta = slope(fs[k - 1]) * (omegas[k].T @ delta)
    return dbetas, domegas
