"""Ejercicio «Un paso que encoge los pesos»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_sizes, draw_values, frozen, s2, v2, v3, v3b
from autograder.judging.oracle import load_torch, tensor


def torch_weight_decay(w, g, lr, lam):
    """Oráculo: un paso de ``torch.optim.SGD`` con ``weight_decay``."""
    w = tensor(w, requires_grad=True)
    w.grad = tensor(g)
    load_torch().optim.SGD([w], lr=lr, weight_decay=lam).step()
    return w.detach().numpy()


def draw(rng):
    (D,) = draw_sizes(rng, 1)
    w, g = draw_values(rng, D), draw_values(rng, D)
    return dict(w=w, g=g, lr=float(rng.choice([0.05, 0.1, 0.5])), lam=float(rng.choice([0.01, 0.1, 0.3])))


EXERCISE = Exercise(
    id="paso_weight_decay",
    lesson="10_regularizacion",
    order=20,
    title="Un paso que encoge los pesos",
    points=1,
    args=("w", "g", "lr", "lam"),
    returns={"w_nuevo": "(D,)"},
    examples=(dict(w=v3, g=v3b, lr=0.1, lam=0.5), dict(w=v2, g=s2, lr=0.2, lam=0.3)),
    edge_cases=(
        # Sin gradiente solo queda lo que encoge; sin lam, el paso de siempre.
        dict(w=v3, g=frozen([0, 0, 0]), lr=0.1, lam=0.5),
        dict(w=v2, g=s2, lr=0.2, lam=0.0),
        dict(w=frozen([0]), g=frozen([-3]), lr=0.5, lam=0.1),
        dict(w=v3, g=v3b, lr=0.0, lam=0.5),
        # En float32 no existe 16777217, y aquí lo que queda son las últimas cifras.
        dict(w=frozen([2**25 + 2, 1]), g=frozen([2**25 - 1, 3]), lr=0.5, lam=1.0),
        dict(w=frozen([1e5, -2e4]), g=frozen([3e6, 0]), lr=0.01, lam=0.1),
    ),
    draw=draw,
    oracle=torch_weight_decay,
    misconceptions=(
        Misconception(
            "ridge_doble",
            wrong=lambda ok, w, g, lr, lam: w - lr * (g + 2 * lam * w),
            hint="Eso penaliza λ‖w‖². ¿Qué número lleva delante la de aquí, y para qué está?",
        ),
        Misconception(
            "sin_lr",
            wrong=lambda ok, w, g, lr, lam: w - lr * g - lam * w,
            hint="La penalización es parte de la pérdida. ¿Qué multiplica a toda su derivada al dar el paso?",
        ),
        Misconception(
            "signo",
            wrong=lambda ok, w, g, lr, lam: w - lr * (g - lam * w),
            hint="Pon g a cero: ¿tus pesos encogen o crecen?",
        ),
        Misconception(
            "l1",
            wrong=lambda ok, w, g, lr, lam: w - lr * (g + lam * np.sign(w)),
            hint="A todos les quitas lo mismo: eso es derivar |w|. ¿Y la derivada de w²?",
        ),
        Misconception(
            "encoge_despues",
            wrong=lambda ok, w, g, lr, lam: (w - lr * g) * (1 - lr * lam),
            hint="Encoges también el paso recién dado. ¿En qué punto se derivan las dos partes de la pérdida?",
        ),
        Misconception(
            "lambda_entre_dos",
            wrong=lambda ok, w, g, lr, lam: w - lr * (g + lam / 2 * w),
            hint="Deriva w²/2: ¿queda algún ½?",
        ),
        Misconception(
            "suma_la_penalizacion",
            wrong=lambda ok, w, g, lr, lam: w - lr * (g + lam / 2 * np.sum(w**2)),
            hint="Has sumado el valor de la penalización. ¿Qué hay que sumarle a un gradiente?",
        ),
        Misconception(
            "sin_decaer",
            wrong=lambda ok, w, g, lr, lam: w - lr * g,
            hint="Es el paso de siempre. ¿Dónde entra lam?",
        ),
        Misconception(
            "sube",
            wrong=lambda ok, w, g, lr, lam: w + lr * (g + lam * w),
            hint="El gradiente dice hacia dónde crece la pérdida. ¿Hacia dónde vas tú?",
        ),
    ),
    hints=(
        "La pérdida nueva es una suma de dos. ¿Cuál es su gradiente, si el de la primera ya te lo dan?",
        "‖w‖² es una suma de cuadrados, y cada peso está en uno solo. ¿Cuánto vale la derivada de ese sumando, con lo "
        "que lleva delante?",
        "El paso es el de siempre, con el gradiente de las dos partes juntas en el sitio de g.",
    ),
    takeaway="Penalizar los pesos grandes es sumar al gradiente un tirón hacia 0, proporcional a cada peso.",
)
