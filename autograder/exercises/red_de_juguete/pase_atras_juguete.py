"""Ejercicio «El paso atrás, de la pérdida a f₀»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises.red_de_juguete._common import (
    ARGS,
    EDGE_CASES,
    EXAMPLES,
    backward,
    draw,
    forward,
    locals_of,
    torch_chain,
)
from autograder.judging.oracle import load_torch, tensor


def grads_of_intermediates(x, y, beta, omega):
    """∂ℓ respecto de f_3, h_3, …, f_0: torch deriva respecto de cada intermedio."""
    # Basta con que la entrada pida gradiente para que torch recuerde toda la cadena.
    *steps, loss = torch_chain(tensor(x, requires_grad=True), tensor(y), tensor(beta), tensor(omega))
    grads = load_torch().autograd.grad(loss, steps[::-1])
    return np.array([g.item() for g in grads])


def slipped(slip, x, y, beta, omega):
    """El paso atrás entero con las derivadas locales que ``slip`` cambia, dados los ocho valores y los pesos."""
    return backward(x, y, beta, omega, **slip(*forward(x, y, beta, omega), y, omega))


EXERCISE = Exercise(
    id="pase_atras_juguete",
    lesson="03_red_de_juguete",
    order=30,
    title="El paso atrás, de la pérdida a f₀",
    points=3,
    args=ARGS,
    returns={"derivadas": "(7,)"},
    examples=EXAMPLES,
    edge_cases=EDGE_CASES,
    draw=draw,
    oracle=grads_of_intermediates,
    misconceptions=(
        Misconception(
            "orden_adelante",
            wrong=lambda ok, x, y, beta, omega: ok[::-1],
            hint="¿Cuál se calcula primero?",
        ),
        Misconception(
            "exp_en_h2",
            wrong=lambda ok, x, y, beta, omega: slipped(
                lambda f0, h1, f1, h2, f2, h3, f3, loss, y, omega: dict(f1=np.exp(h2)), x, y, beta, omega
            ),
            hint="¿En qué punto se evalúa la derivada de exp?",
        ),
        Misconception(
            "curvas_en_su_salida",
            wrong=lambda ok, x, y, beta, omega: slipped(
                lambda f0, h1, f1, h2, f2, h3, f3, loss, y, omega: dict(f2=-np.sin(h3), f1=np.exp(h2), f0=np.cos(h1)),
                x,
                y,
                beta,
                omega,
            ),
            hint="La pendiente de una curva se toma en lo que le entra. ¿Es eso f_k o h_k?",
        ),
        Misconception(
            "valor_por_derivada",
            wrong=lambda ok, x, y, beta, omega: slipped(
                lambda f0, h1, f1, h2, f2, h3, f3, loss, y, omega: dict(f2=h3, f0=h1), x, y, beta, omega
            ),
            hint="Seno y coseno no son su propia derivada, como la exponencial. ¿Qué pendiente tiene cada uno?",
        ),
        Misconception(
            "falta_menos",
            wrong=lambda ok, x, y, beta, omega: slipped(
                lambda f0, h1, f1, h2, f2, h3, f3, loss, y, omega: dict(f2=np.sin(f2)), x, y, beta, omega
            ),
            hint="Una de las tres curvas cambia de signo al derivarla. ¿Cuál?",
        ),
        Misconception(
            "perdida_sin_dos",
            wrong=lambda ok, x, y, beta, omega: slipped(
                lambda f0, h1, f1, h2, f2, h3, f3, loss, y, omega: dict(f3=f3 - y), x, y, beta, omega
            ),
            hint="Nuestra pérdida no lleva ½. ¿Cuál es la derivada de un cuadrado?",
        ),
        Misconception(
            "signo_perdida",
            wrong=lambda ok, x, y, beta, omega: slipped(
                lambda f0, h1, f1, h2, f2, h3, f3, loss, y, omega: dict(f3=2 * (y - f3)), x, y, beta, omega
            ),
            hint="Si f_3 es mayor que y y sube, ¿la pérdida sube o baja?",
        ),
        Misconception(
            "olvida_cos_f0",
            wrong=lambda ok, x, y, beta, omega: slipped(
                lambda f0, h1, f1, h2, f2, h3, f3, loss, y, omega: dict(f0=1.0), x, y, beta, omega
            ),
            hint="Falta el último eslabón, el del seno.",
        ),
        # El despiste de quien copia las dos líneas de arriba y no cambia el índice.
        Misconception(
            "omega_siguiente",
            wrong=lambda ok, x, y, beta, omega: slipped(
                lambda f0, h1, f1, h2, f2, h3, f3, loss, y, omega: dict(h1=omega[2]), x, y, beta, omega
            ),
            hint="¿Qué peso une h_1 con f_1?",
        ),
        Misconception(
            "solo_locales",
            wrong=lambda ok, x, y, beta, omega: locals_of(x, y, beta, omega),
            hint="Esas son las derivadas locales. ¿Y lo que ya venía calculado?",
        ),
    ),
    hints=(
        "Empieza por el paso adelante: hacen falta f_0, f_1, f_2 y f_3. ¿Qué derivada sale después sin la cadena?",
        "Cada derivada es la anterior por un solo factor. ¿Qué dos clases de factor se van turnando?",
        "Para ir de f_k a h_k, ¿qué número multiplica a esa h_k dentro de la recta? Y para ir de h_k a la f anterior, "
        "¿qué pendiente tiene la curva, y en qué punto?",
    ),
    takeaway="Siete derivadas, una multiplicación por eslabón: cada una reutiliza entera a la anterior.",
)
