"""Ejercicio «Tu primer gradiente»."""

from autograder.exercise import Exercise, Misconception
from autograder.judging.oracle import gradient_of


def draw(rng):
    """Un punto cualquiera, unas veces cerca de 0 y otras lejos."""
    return dict(x=float(rng.normal() * rng.choice([0.1, 1.0, 10.0])))


EXERCISE = Exercise(
    id="primer_gradiente",
    lesson="00_presentacion",
    order=10,
    title="Tu primer gradiente",
    points=1,
    args=("x",),
    returns={"df": "()"},
    examples=(dict(x=-2.0), dict(x=0.0), dict(x=2.5)),
    # En −1.5 la pendiente vale 0: ahí toca fondo la parábola.
    # Casi en el fondo, y muy lejos, quien mide solo ve redondeo.
    edge_cases=(
        dict(x=-1.5),
        dict(x=1e6),
        dict(x=-1e6),
        dict(x=-1.5 + 2**-30),
        dict(x=-1.5 - 3 * 2**-32),
        dict(x=1e12),
    ),
    atol=1e-15,
    draw=draw,
    oracle=gradient_of(lambda x: x**2 + 3 * x, wrt="x"),
    misconceptions=(
        Misconception(
            "olvida_termino_lineal",
            wrong=lambda ok, x: 2 * x,
            hint="¿Cuánto cambia 3x cuando x sube una unidad?",
        ),
        Misconception(
            "devuelve_funcion",
            wrong=lambda ok, x: x**2 + 3 * x,
            hint="Eso es la función; se pide su pendiente.",
        ),
        Misconception(
            "no_baja_exponente",
            wrong=lambda ok, x: x**2 + 3,
            hint="¿Qué le pasa al exponente al derivar x²?",
        ),
    ),
    hints=(
        "La función es una suma de dos trozos. ¿Qué pendiente tiene cada trozo por separado?",
        "La pendiente de x² depende de dónde estés; la de 3x es siempre la misma. ¿Cuánto vale cada una?",
        "Al derivar x² el exponente baja a multiplicar. ¿Y cuánto sube 3x por cada unidad que sube x?",
    ),
    takeaway="El gradiente dice cuánto cambia la salida por cada unidad que se mueve la entrada.",
)
