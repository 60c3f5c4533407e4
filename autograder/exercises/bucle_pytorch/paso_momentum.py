"""Ejercicio «Un paso de SGD con momentum»."""

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_sizes, draw_values, frozen, v3, v3b
from autograder.judging.oracle import load_torch, tensor


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


def draw(rng):
    (D,) = draw_sizes(rng, 1)
    w, g, v = (draw_values(rng, D) for _ in range(3))
    return dict(w=w, g=g, v=v, lr=float(rng.choice([0.01, 0.1, 0.5])), mu=float(rng.choice([0.3, 0.5, 0.9])))


EXERCISE = Exercise(
    id="paso_momentum",
    lesson="06_bucle_pytorch",
    order=30,
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
        # En float32 no existe 16777217, y aquí lo que queda son las últimas cifras.
        dict(w=frozen([16777217, 1]), g=frozen([2**25 - 1, 3]), v=frozen([2, 0]), lr=0.5, mu=0.5),
        dict(w=frozen([1e5, -2e4]), g=frozen([3e6, 0]), v=frozen([-1e6, 4]), lr=0.01, mu=0.9),
    ),
    draw=draw,
    oracle=torch_momentum,
    misconceptions=(
        Misconception(
            "salidas_cambiadas",
            wrong=lambda ok, w, g, v, lr, mu: ok[::-1],
            hint="Los dos vectores están bien y van cambiados. ¿Cuál se pide primero?",
        ),
        Misconception(
            "sin_inercia",
            wrong=lambda ok, w, g, v, lr, mu: (w - lr * g, mu * v + g),
            output="w_nuevo",
            hint="¿Dónde entra v?",
        ),
        Misconception(
            "media_movil",
            wrong=moving_average,
            hint="Eso es una media móvil, otra convención. En la suma de arriba, ¿qué número lleva g delante?",
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
            "olvida_lo_nuevo",
            wrong=lambda ok, w, g, v, lr, mu: (w - lr * mu * (v + g), mu * (v + g)),
            hint="El gradiente de este paso, ¿lleva ya algún μ delante?",
        ),
        Misconception(
            "velocidad_con_signo",
            wrong=lambda ok, w, g, v, lr, mu: (w + mu * v - lr * g, mu * v - lr * g),
            hint="Es otra convención, tan buena como esta. Aquí v es una suma de gradientes, sin lr ni signos.",
        ),
        Misconception(
            "nesterov",
            wrong=lambda ok, w, g, v, lr, mu: (w - lr * (g + mu * ok[1]), ok[1]),
            output="w_nuevo",
            hint="Así se adelanta Nesterov, que es otra convención. Aquí, ¿qué multiplica lr: la velocidad o algo más?",
        ),
        Misconception(
            "lr_en_la_velocidad",
            wrong=lr_in_velocity,
            hint="Hay libros que lo escriben así. Aquí, ¿multiplica lr a g o a la suma entera?",
        ),
    ),
    hints=(
        "Escribe v y el paréntesis del paso uno debajo del otro. ¿Qué le falta a cada término de v para ser del otro?",
        "Un paso después, todos los gradientes viejos son un paso más viejos. ¿Por qué número se multiplican?",
        "Cuando tengas la velocidad nueva, que es el paréntesis entero, ¿qué queda por hacerle a w?",
    ),
    takeaway="Con momentum el paso no sigue al último gradiente, sino a una suma que va olvidando los viejos.",
)
