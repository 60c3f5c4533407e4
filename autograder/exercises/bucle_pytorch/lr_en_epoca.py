"""Ejercicio «La tasa de aprendizaje de cada época»."""

from autograder.exercise import Exercise, Misconception
from autograder.judging.oracle import load_torch, tensor


def torch_step_lr(epoca, lr0, step_size, gamma):
    """Oráculo: se crea el planificador y se le llama una vez por época."""
    torch = load_torch()
    parameter = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([parameter], lr=lr0)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=step_size, gamma=gamma)
    for _ in range(epoca):
        optimizer.step()  # sin gradiente no mueve nada, pero el planificador avisa si no se llama antes
        scheduler.step()
    return tensor(optimizer.param_groups[0]["lr"]).numpy()


def draw(rng):
    return dict(
        epoca=int(rng.integers(0, 100)),
        lr0=float(rng.choice([0.01, 0.1, 1.0, 8.0])),
        step_size=int(rng.integers(2, 31)),
        gamma=float(rng.choice([0.5, 0.8, 0.9])),
    )


EXERCISE = Exercise(
    id="lr_en_epoca",
    lesson="06_bucle_pytorch",
    order=40,
    title="La tasa de aprendizaje de cada época",
    points=1,
    args=("epoca", "lr0", "step_size", "gamma"),
    returns={"lr": "()"},
    examples=(
        dict(epoca=9, lr0=1.0, step_size=10, gamma=0.5),
        dict(epoca=10, lr0=1.0, step_size=10, gamma=0.5),
        dict(epoca=99, lr0=8.0, step_size=10, gamma=0.5),
    ),
    edge_cases=(
        dict(epoca=0, lr0=0.01, step_size=10, gamma=0.5),
        dict(epoca=5, lr0=0.3, step_size=1, gamma=0.9),
        dict(epoca=29, lr0=2.0, step_size=30, gamma=0.1),
        dict(epoca=60, lr0=2.0, step_size=30, gamma=0.1),
        dict(epoca=40, lr0=0.1, step_size=7, gamma=1.0),
    ),
    draw=draw,
    oracle=torch_step_lr,
    misconceptions=(
        Misconception(
            "continuo",
            wrong=lambda ok, epoca, lr0, step_size, gamma: lr0 * gamma ** (epoca / step_size),
            hint="StepLR baja a escalones.",
        ),
        Misconception(
            "cada_epoca",
            wrong=lambda ok, epoca, lr0, step_size, gamma: lr0 * gamma**epoca,
            hint="¿Cada cuántas épocas actúa?",
        ),
        Misconception(
            "un_paso_antes",
            wrong=lambda ok, epoca, lr0, step_size, gamma: lr0 * gamma ** ((epoca + 1) // step_size),
            hint="¿Qué tasa hay en la época 9?",
        ),
    ),
    hints=(
        "Con step_size = 10, ¿qué tasa hay en las épocas 0, 9, 10, 19 y 20? Escríbelas como lr0 por una potencia.",
        "El exponente es el número de escalones que ya se han bajado. ¿Cuántas veces cabe step_size en la época?",
        "Ese número es entero, y no cambia hasta el escalón siguiente. ¿Qué división de Python tira los decimales?",
    ),
    takeaway="StepLR mantiene la tasa step_size épocas seguidas y después la multiplica, de golpe, por gamma.",
)
