"""Ejercicio «Varios pasos, cada vez más cortos»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_values, frozen
from autograder.exercises.descenso_de_gradiente._common import START, TINY_BESIDE_HUGE, height
from autograder.judging.oracle import load_torch, tensor


def torch_descent(p0, step, decay, n):
    """Oráculo: n pasos de ``torch.optim.SGD`` con ``ExponentialLR``."""
    torch = load_torch()
    p = tensor(p0, requires_grad=True)
    optimizer = torch.optim.SGD([p], lr=float(step))
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=float(decay))
    for _ in range(n):
        optimizer.zero_grad()
        height(p).backward()
        optimizer.step()
        schedule.step()
    return p.detach().numpy()


def walk(p0, step, decay, n, slopes=(2.0, 4.0), sign=-1.0):
    """n pasos; ``slopes`` multiplica a cada coordenada en el gradiente."""
    p = np.array(p0, dtype=np.float64)
    for _ in range(n):
        p = p + sign * step * np.array(slopes) * p
        step = step * decay
    return p


def shrinks_first(ok, p0, step, decay, n):
    return walk(p0, step * decay, decay, n)


def shrinks_once(ok, p0, step, decay, n):
    p = walk(p0, step, 1.0, min(n, 1))
    return walk(p, step * decay, 1.0, max(n - 1, 0))


def slope_of_the_start(ok, p0, step, decay, n):
    return p0 - step * sum(decay**k for k in range(n)) * np.array([2.0, 4.0]) * p0


def draw(rng):
    return dict(
        p0=draw_values(rng, 2),
        step=float(rng.choice([0.05, 0.1, 0.2])),
        decay=float(rng.choice([0.5, 0.8, 0.9])),
        n=int(rng.integers(3, 9)),
    )


EXERCISE = Exercise(
    id="descenso_cuadratica",
    lesson="07_descenso_de_gradiente",
    order=30,
    title="Varios pasos, cada vez más cortos",
    points=2,
    args=("p0", "step", "decay", "n"),
    returns={"p": "(2,)"},
    examples=(
        dict(p0=START, step=0.2, decay=0.9, n=5),
        dict(p0=frozen([1, 1]), step=0.1, decay=0.5, n=3),
    ),
    edge_cases=(
        dict(p0=frozen([3, -2]), step=0.2, decay=0.9, n=0),
        dict(p0=frozen([-1, 2]), step=0.3, decay=0.5, n=1),
        dict(p0=frozen([2, 0]), step=0.4, decay=0.8, n=4),
        # Con un paso tan largo la segunda coordenada se escapa: eso también es lo que se pide.
        dict(p0=frozen([1, -1]), step=0.8, decay=1.0, n=6),
        dict(p0=TINY_BESIDE_HUGE, step=0.1, decay=0.5, n=3),
        dict(p0=frozen([16777217, 1]), step=0.125, decay=0.5, n=2),
    ),
    draw=draw,
    oracle=torch_descent,
    misconceptions=(
        Misconception(
            "sin_decay",
            wrong=lambda ok, p0, step, decay, n: walk(p0, step, 1.0, n),
            hint="Todos los pasos te salen con la misma tasa. ¿Qué le pasa entre uno y el siguiente?",
        ),
        Misconception(
            "decay_antes",
            wrong=shrinks_first,
            hint="El primer paso ya va encogido. ¿Se reduce antes o después de darlo?",
        ),
        Misconception(
            "decay_una_vez",
            wrong=shrinks_once,
            hint="La tasa solo se encoge una vez. ¿Con qué tasa se da el tercer paso?",
        ),
        Misconception(
            "un_paso_menos",
            wrong=lambda ok, p0, step, decay, n: walk(p0, step, decay, max(n - 1, 0)),
            hint="Falta un paso. ¿Cuántas vueltas da tu bucle con n = 1?",
        ),
        Misconception(
            "un_paso_mas",
            wrong=lambda ok, p0, step, decay, n: walk(p0, step, decay, n + 1),
            hint="Sobra un paso. ¿Dónde tendrías que estar con n = 0?",
        ),
        Misconception(
            "gradiente_igual",
            wrong=lambda ok, p0, step, decay, n: walk(p0, step, decay, n, slopes=(2.0, 2.0)),
            hint="¿Sube la montaña igual hacia los dos lados? Compara con tu gradiente del primer ejercicio.",
        ),
        Misconception(
            "gradiente_del_principio",
            wrong=slope_of_the_start,
            hint="Todos los pasos van en la misma dirección. ¿En qué punto se toma el gradiente de cada uno?",
        ),
        Misconception(
            "asciende",
            wrong=lambda ok, p0, step, decay, n: walk(p0, step, decay, n, sign=1.0),
            hint="Te alejas del fondo. ¿Hacia dónde apunta el gradiente?",
        ),
    ),
    hints=(
        "Haz a mano los dos primeros pasos desde (1, 1). ¿Qué cambia del primero al segundo? Son dos cosas.",
        "Dentro del bucle hay tres cosas, y el orden importa: mirar la cuesta donde estás, moverte, encoger la tasa.",
        "Tienes ya dos funciones: una da el gradiente en un punto y otra el paso. El bucle las llama y cambia la tasa.",
    ),
    takeaway="En cada vuelta, el gradiente es el del punto de ahora y la tasa, la de ahora.",
)
