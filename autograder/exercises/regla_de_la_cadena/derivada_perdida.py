"""Ejercicio «Derivada de la pérdida (f−y)²»."""

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import draw_values
from autograder.judging.oracle import gradient_of


def draw(rng):
    f, y = draw_values(rng, 2)
    return dict(f=float(f), y=float(y))


EXERCISE = Exercise(
    id="derivada_perdida",
    lesson="01_regla_de_la_cadena",
    order=20,
    title="Derivada de la pérdida (f−y)²",
    points=1,
    args=("f", "y"),
    returns={"dl_df": "()"},
    examples=(dict(f=1.5, y=-0.5), dict(f=0.0, y=2.0), dict(f=-3.0, y=-3.5)),
    # Si f = y la predicción es perfecta: la pérdida toca fondo.
    edge_cases=(
        dict(f=2.0, y=2.0),
        dict(f=0.0, y=0.0),
        dict(f=1e5, y=-1e5),
        # A quien mide: f − y es del tamaño de la última cifra de f; y con una pérdida de 10²⁴, un empujón no se nota.
        dict(f=2.0**38, y=2.0**38 - 3 * 2.0**-15),
        dict(f=2.0**38 + 1000, y=2.0**38 + 1000 - 3 * 2.0**-14),
        dict(f=1e12, y=-1e12),
    ),
    draw=draw,
    oracle=gradient_of(lambda f, y: (f - y) ** 2, wrt="f"),
    misconceptions=(
        Misconception(
            "signo_invertido",
            wrong=lambda ok, f, y: 2 * (y - f),
            hint="Comprueba el signo con f mayor que y: si f sube, ¿la pérdida sube o baja?",
        ),
        Misconception(
            "factor_medio",
            wrong=lambda ok, f, y: f - y,
            hint="¿Lleva nuestra pérdida un ½ delante?",
        ),
        Misconception(
            "devuelve_perdida",
            wrong=lambda ok, f, y: (f - y) ** 2,
            hint="Eso es la pérdida; se pide su pendiente.",
        ),
    ),
    hints=(
        "También es una composición: primero se resta y después se eleva al cuadrado. ¿Cuáles son las dos pendientes?",
        "Con y quieta, si f sube una unidad, ¿cuánto sube la resta f − y?",
        "¿Qué entra en el cuadrado? Su pendiente se toma ahí.",
    ),
    takeaway="El signo de la derivada dice de qué lado te has equivocado, y su tamaño, por cuánto.",
)
