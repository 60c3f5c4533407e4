"""Ejercicios de la lección 06: lo que hay dentro del bucle de entrenamiento.

La pérdida por lotes, el gradiente que se acumula, el paso con momentum y la
tasa por escalones. La referencia son los objetos de PyTorch que se usan en el
bucle; la respuesta del estudiante va en NumPy, con un ejemplo por fila.
"""

import numpy as np

from autograder.bank import FORBIDDEN, X12, X42, Y13, Y43, Z13, Z43, draw_sizes, draw_values, frozen, v2, v3, v3b
from autograder.exercise import Exercise, Misconception
from autograder.judging.oracle import gradient_of, load_torch, tensor

LESSON = "06_bucle_pytorch"


def mse(pred, y):
    return load_torch().nn.MSELoss()(pred, y)


def draw_mse(rng):
    B, D = draw_sizes(rng, 2)
    return dict(pred=draw_values(rng, B, D), y=draw_values(rng, B, D))


GRAD_MSE_LOTE = Exercise(
    id="grad_mse_lote",
    lesson=LESSON,
    title="El gradiente del error cuadrático medio",
    points=1,
    args=("pred", "y"),
    returns={"dpred": "(B, D)"},
    examples=(dict(pred=Z43, y=Y43), dict(pred=Z13, y=Y13)),
    edge_cases=(
        dict(pred=frozen([[2]]), y=frozen([[0.5]])),
        dict(pred=Z13, y=Z13),
        dict(pred=frozen([[0], [0], [0], [0], [0]]), y=frozen([[1], [-2], [0], [3], [4]])),
        dict(pred=frozen([[1e6, -3e5], [0, 2], [4e4, -1]]), y=frozen([[-1e6, 3e5], [0, 2], [1, 1]])),
    ),
    draw=draw_mse,
    oracle=gradient_of(mse, wrt="pred"),
    misconceptions=(
        Misconception(
            "divide_por_lote",
            wrong=lambda ok, pred, y: 2 * (pred - y) / pred.shape[0],
            hint="¿Entre cuántos números promedia MSELoss?",
        ),
        Misconception(
            "sin_media",
            wrong=lambda ok, pred, y: 2 * (pred - y),
            hint="MSELoss reduce con la media.",
        ),
        Misconception(
            "falta_dos",
            wrong=lambda ok, pred, y: (pred - y) / pred.size,
            hint="Deriva el cuadrado.",
        ),
    ),
    hints=(
        "Escribe la pérdida como una suma. ¿Cuántos sumandos tiene un lote de B ejemplos con D salidas?",
        "Mueve una sola casilla de pred. ¿En cuántos sumandos aparece, y qué tiene delante ese sumando?",
        "Cada casilla recibe el doble de su residuo, repartido entre todas las casillas. Haz la cuenta con el array "
        "entero: no hace falta ningún bucle.",
    ),
    takeaway="nn.MSELoss promedia sobre los B·D números, no sobre los B ejemplos: su gradiente ya viene repartido.",
    forbids=FORBIDDEN,
)


def accumulated(w, X1, y1, X2, y2):
    """Oráculo: lo que queda en ``w.grad`` tras dos ``backward`` sin borrar nada."""
    w = tensor(w, requires_grad=True)
    for X, y in ((X1, y1), (X2, y2)):
        mse(tensor(X) @ w, tensor(y)).backward()
    return w.grad.numpy()


def one_batch(w, X, y):
    """El gradiente de la MSE de Xw en un solo lote."""
    return 2 * X.T @ (X @ w - y) / len(y)


def draw_accumulated(rng):
    D, B1, B2 = draw_sizes(rng, 3)
    return dict(
        w=draw_values(rng, D),
        X1=draw_values(rng, B1, D),
        y1=draw_values(rng, B1),
        X2=draw_values(rng, B2, D),
        y2=draw_values(rng, B2),
    )


GRAD_ACUMULADO = Exercise(
    id="grad_acumulado",
    lesson=LESSON,
    title="Lo que queda en w.grad",
    points=2,
    args=("w", "X1", "y1", "X2", "y2"),
    returns={"grad": "(D,)"},
    examples=(dict(w=v2, X1=X42, y1=frozen([1, 0, -1, 2]), X2=X12, y2=frozen([0.5])),),
    edge_cases=(
        dict(w=frozen([3]), X1=frozen([[1]]), y1=frozen([0]), X2=frozen([[-2]]), y2=frozen([1])),
        # El segundo lote ya está bien predicho: no aporta nada, pero tampoco borra.
        dict(w=v2, X1=X42, y1=frozen([1, 0, -1, 2]), X2=frozen([[2, 0]]), y2=frozen([3])),
        dict(w=frozen([0, 0, 0]), X1=Z43, y1=frozen([0, 0, 0, 0]), X2=Z13, y2=frozen([2])),
        dict(w=v2, X1=frozen([[1e3, -2e3]]), y1=frozen([1e4]), X2=X42, y2=frozen([0, 0, 0, 0])),
    ),
    draw=draw_accumulated,
    oracle=accumulated,
    misconceptions=(
        Misconception(
            "solo_ultimo",
            wrong=lambda ok, w, X1, y1, X2, y2: one_batch(w, X2, y2),
            hint="backward no borra: ¿qué había antes?",
        ),
        Misconception(
            "media_de_dos",
            wrong=lambda ok, w, X1, y1, X2, y2: (one_batch(w, X1, y1) + one_batch(w, X2, y2)) / 2,
            # Olvidar el 2 del cuadrado da lo mismo: la pista vale para los dos.
            hint="Te sale justo la mitad. ¿PyTorch suma o promedia? Y si ya sumas, ¿has derivado el cuadrado?",
        ),
        Misconception(
            "solo_primero",
            wrong=lambda ok, w, X1, y1, X2, y2: one_batch(w, X1, y1),
            hint="El segundo backward también cuenta.",
        ),
        Misconception(
            "un_solo_lote",
            wrong=lambda ok, w, X1, y1, X2, y2: one_batch(w, np.vstack([X1, X2]), np.concatenate([y1, y2])),
            hint="¿Cuántas medias se calculan aquí, y sobre cuántos ejemplos cada una?",
        ),
    ),
    hints=(
        "Empieza por un solo lote. La predicción es Xw, con forma (B,): ¿cuál es el gradiente de su MSE respecto de w?",
        "Es una cadena de dos eslabones: de w a la predicción, y de la predicción a la pérdida. El Jacobiano del "
        "primero, en denominador, es X traspuesta.",
        "Haz esa cuenta en cada lote, con su propia media. Después piensa qué hace PyTorch con lo que ya había en "
        "w.grad cuando llega lo segundo.",
    ),
    takeaway="backward suma sobre lo que ya había en .grad. Si no lo borras tú, no lo borra nadie.",
    forbids=FORBIDDEN,
)


def torch_momentum(w, g, v, lr, mu):
    """Oráculo: un paso de ``torch.optim.SGD`` con la velocidad v ya guardada."""
    w, v = tensor(w, requires_grad=True), tensor(v)
    w.grad = tensor(g)
    optimizer = load_torch().optim.SGD([w], lr=lr, momentum=mu)
    optimizer.state[w]["momentum_buffer"] = v
    optimizer.step()
    return w.detach().numpy(), v.numpy()


def moving_average(ok, w, g, v, lr, mu):
    v_new = mu * v + (1 - mu) * g
    return w - lr * v_new, v_new


def lr_in_velocity(ok, w, g, v, lr, mu):
    v_new = mu * v + lr * g
    return w - v_new, v_new


def draw_momentum(rng):
    (D,) = draw_sizes(rng, 1)
    w, g, v = (draw_values(rng, D) for _ in range(3))
    return dict(w=w, g=g, v=v, lr=float(rng.choice([0.01, 0.1, 0.5])), mu=float(rng.choice([0.3, 0.5, 0.9])))


PASO_MOMENTUM = Exercise(
    id="paso_momentum",
    lesson=LESSON,
    title="Un paso de SGD con momentum",
    points=2,
    args=("w", "g", "v", "lr", "mu"),
    returns={"w_nuevo": "(D,)", "v_nuevo": "(D,)"},
    examples=(dict(w=v3, g=v3b, v=frozen([0.5, 1, -1]), lr=0.1, mu=0.9),),
    # Con mu = 0 PyTorch no guarda ninguna velocidad: ese caso no se puede preguntar.
    edge_cases=(
        dict(w=frozen([2]), g=frozen([-3]), v=frozen([0]), lr=0.5, mu=0.9),
        dict(w=v3, g=frozen([0, 0, 0]), v=v3b, lr=0.1, mu=0.5),
        dict(w=v3, g=v3b, v=v3, lr=0.0, mu=0.9),
        dict(w=frozen([1e5, -2e4]), g=frozen([3e6, 0]), v=frozen([-1e6, 4]), lr=0.01, mu=0.9),
    ),
    draw=draw_momentum,
    oracle=torch_momentum,
    misconceptions=(
        Misconception(
            "sin_inercia",
            wrong=lambda ok, w, g, v, lr, mu: (w - lr * g, mu * v + g),
            output="w_nuevo",
            hint="¿Dónde entra v?",
        ),
        Misconception(
            "media_movil",
            wrong=moving_average,
            hint="¿Lleva PyTorch el factor 1−μ por defecto?",
        ),
        Misconception(
            "usa_v_viejo",
            wrong=lambda ok, w, g, v, lr, mu: (w - lr * v, mu * v + g),
            output="w_nuevo",
            hint="¿Primero se actualiza v o w?",
        ),
        Misconception(
            "sube",
            wrong=lambda ok, w, g, v, lr, mu: (w + lr * (mu * v + g), mu * v + g),
            output="w_nuevo",
            hint="Descenso, no ascenso.",
        ),
        Misconception(
            "lr_en_la_velocidad",
            wrong=lr_in_velocity,
            hint="Hay libros que lo escriben así. En PyTorch, ¿multiplica lr a g o a la velocidad entera?",
        ),
    ),
    hints=(
        "Son dos líneas, y el orden importa. ¿Cuál de las dos cantidades hay que conocer para calcular la otra?",
        "La velocidad nueva es la vieja, frenada por μ, más el empujón de este paso, que es g entero.",
        "Con la velocidad nueva ya calculada, w se mueve en contra de ella, y lr dice cuánto. Devuelve primero w.",
    ),
    takeaway="Con momentum el paso no sigue al último gradiente, sino a una suma que va olvidando los viejos.",
    forbids=FORBIDDEN,
)


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


def draw_lr(rng):
    return dict(
        epoca=int(rng.integers(0, 100)),
        lr0=float(rng.choice([0.01, 0.1, 1.0, 8.0])),
        step_size=int(rng.integers(2, 31)),
        gamma=float(rng.choice([0.5, 0.8, 0.9])),
    )


LR_EN_EPOCA = Exercise(
    id="lr_en_epoca",
    lesson=LESSON,
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
    draw=draw_lr,
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
        "Ese número es entero: en Python, la división que tira los decimales es //.",
    ),
    takeaway="StepLR mantiene la tasa step_size épocas seguidas y después la multiplica, de golpe, por gamma.",
    forbids=FORBIDDEN,
)
