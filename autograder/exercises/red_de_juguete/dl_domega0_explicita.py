"""Ejercicio «∂ℓ/∂ω₀ escrita de una vez»."""

from autograder.exercise import FORBIDDEN, Exercise, Misconception
from autograder.exercises.red_de_juguete._common import ARGS, EDGE_CASES, EXAMPLES, backward, draw, torch_loss
from autograder.judging.oracle import gradient_of

EXERCISE = Exercise(
    id="dl_domega0_explicita",
    lesson="03_red_de_juguete",
    order=60,
    title="∂ℓ/∂ω₀ escrita de una vez",
    points=2,
    args=ARGS,
    returns={"dl_domega0": "()"},
    examples=EXAMPLES,
    edge_cases=EDGE_CASES,
    draw=draw,
    # Se pide la fórmula entera: con el paso atrás ya hecho no se vería cuánto se repite.
    forbids=(*FORBIDDEN, "__main__.pase_atras_juguete", "__main__.gradientes_juguete", "__main__.paso_juguete"),
    oracle=lambda **inputs: gradient_of(torch_loss, wrt="omega")(**inputs)[0],
    misconceptions=(
        Misconception(
            "signo_perdido",
            wrong=lambda ok, x, y, beta, omega: -backward(x, y, beta, omega)[-1] * x,
            hint="¿De dónde sale un menos en esta cadena?",
        ),
        Misconception(
            "sin_x",
            wrong=lambda ok, x, y, beta, omega: backward(x, y, beta, omega)[-1],
            hint="Al final se deriva respecto de ω_0, no de f_0.",
        ),
        Misconception(
            "incluye_omega0",
            wrong=lambda ok, x, y, beta, omega: backward(x, y, beta, omega)[-1] * x * omega[0],
            hint="¿Aparece ω_0 en su propia derivada?",
        ),
    ),
    hints=(
        "¿Por cuántos eslabones pasa un cambio de ω_0 antes de llegar a ℓ? Debe salir un factor por cada uno.",
        "Hay dos clases de eslabón: los que multiplican por un peso y los que dejan la pendiente de sin, exp, cos o "
        "del cuadrado. Escribe la lista entera antes de programar.",
        "Multiplican tres pesos, uno por cada f_k que recibe de una h. Solo hay una función cuya derivada cambia de "
        "signo. Y el último factor es lo que multiplica a ω_0 dentro de f_0.",
    ),
    takeaway="La fórmula enorme es el producto de la cadena sin nombres para los trozos: por eso se repite tanto.",
)
