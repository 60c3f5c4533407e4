"""Ejercicio «Un paso de descenso»."""

from autograder.exercise import Exercise, Misconception
from autograder.exercises.red_de_juguete._common import ARGS, EDGE_CASES, EXAMPLES, df_and_h, torch_loss
from autograder.exercises.red_de_juguete._common import draw as draw_network
from autograder.judging.oracle import load_torch, tensor


def draw(rng):
    return {**draw_network(rng), "alpha": float(rng.choice([0.01, 0.1, 0.5]) * rng.uniform(0.5, 1.5))}


def sgd_step(x, y, beta, omega, alpha):
    """Un paso de ``torch.optim.SGD``."""
    parameters = tensor(beta, requires_grad=True), tensor(omega, requires_grad=True)
    torch_loss(tensor(x), tensor(y), *parameters).backward()
    load_torch().optim.SGD(parameters, lr=float(alpha)).step()
    return tuple(p.detach().numpy() for p in parameters)


def gradients(x, y, beta, omega):
    df, h = df_and_h(x, y, beta, omega)
    return df, df * h


def climb(ok, x, y, beta, omega, alpha):
    """Se mueve a favor del gradiente."""
    dbeta, domega = gradients(x, y, beta, omega)
    return beta + alpha * dbeta, omega + alpha * domega


def without_alpha(ok, x, y, beta, omega, alpha):
    """Resta el gradiente entero."""
    dbeta, domega = gradients(x, y, beta, omega)
    return beta - dbeta, omega - domega


def only_biases(ok, x, y, beta, omega, alpha):
    """Mueve los sesgos y deja quietos los pesos."""
    dbeta, _ = gradients(x, y, beta, omega)
    return beta - alpha * dbeta, omega


def weights_after_biases(ok, x, y, beta, omega, alpha):
    """Mueve los sesgos y vuelve a derivar, ya movidos, para los pesos."""
    beta = beta - alpha * gradients(x, y, beta, omega)[0]
    return beta, omega - alpha * gradients(x, y, beta, omega)[1]


def only_change(ok, x, y, beta, omega, alpha):
    """Devuelve lo que hay que restar."""
    dbeta, domega = gradients(x, y, beta, omega)
    return alpha * dbeta, alpha * domega


EXERCISE = Exercise(
    id="paso_juguete",
    lesson="03_red_de_juguete",
    order=50,
    title="Un paso de descenso",
    points=1,
    args=(*ARGS, "alpha"),
    returns={"beta_nueva": "(4,)", "omega_nueva": "(4,)"},
    examples=tuple({**case, "alpha": alpha} for case, alpha in zip(EXAMPLES, (0.05, 0.3, 0.2), strict=True)),
    # Con tasa 0 nadie se mueve; donde no hay gradiente, tampoco.
    edge_cases=tuple({**case, "alpha": 0.1} for case in EDGE_CASES) + ({**EXAMPLES[0], "alpha": 0.0},),
    draw=draw,
    oracle=sgd_step,
    misconceptions=(
        Misconception(
            "salidas_cambiadas",
            wrong=lambda ok, x, y, beta, omega, alpha: ok[::-1],
            hint="Los números son buenos. ¿Cuál de las dos salidas se pide primero?",
        ),
        Misconception("sube", wrong=climb, hint="Así la pérdida crece. ¿Hacia dónde apunta el gradiente?"),
        Misconception("sin_alpha", wrong=without_alpha, hint="¿Cómo de largo es el paso? ¿Quién lo decide?"),
        Misconception("solo_sesgos", wrong=only_biases, hint="Los pesos no se han movido. ¿También son parámetros?"),
        Misconception(
            "pesos_despues",
            wrong=weights_after_biases,
            hint="Los pesos se han derivado con los sesgos ya movidos. ¿En qué punto se toma el gradiente de un paso?",
        ),
        Misconception(
            "solo_el_cambio",
            wrong=only_change,
            hint="Eso es lo que hay que mover. ¿Y dónde estaba cada parámetro?",
        ),
    ),
    hints=(
        "Si la derivada de un parámetro es positiva, ¿la pérdida baja al subirlo o al bajarlo?",
        "¿Qué función tuya da las ocho derivadas de una vez? Llámala antes de mover nada.",
        "Cada parámetro se aparta de donde estaba en proporción a su derivada. ¿Qué número fija la proporción, y con "
        "qué signo?",
    ),
    takeaway="Derivar todo en el mismo punto y moverse un poco en contra: eso, repetido, es aprender.",
)
