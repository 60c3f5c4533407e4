"""Ejercicio «Sortea una capa»: hay muchas respuestas buenas, y se mide la que llega."""

import numpy as np

from autograder.exercise import Exercise, Misconception

# Desviaciones de margen: con pesos bien sorteados no se sale ni uno de cada cien mil.
MARGIN = 5


def keeps_the_signal(got, D_in, D_out, semilla):
    """Media 0, varianza 2/D_in y ninguna unidad repetida, con lo que puede variar un sorteo de ese tamaño."""
    variance, wanted = float(np.mean(got**2)), 2 / D_in
    # De N normales, la media de los cuadrados se aparta √(2/N); de N uniformes, menos.
    room = MARGIN * np.sqrt(2 / got.size)
    if np.ptp(got) == 0:
        return "Todos los pesos son iguales: nada distingue a una unidad de otra."
    if len(np.unique(got, axis=0)) < D_out:
        return "Hay unidades con los mismos pesos: recibirán siempre el mismo gradiente."
    if len(np.unique(got, axis=1).T) < D_in:
        return "Hay entradas con los mismos pesos en todas las unidades: la capa no las distingue."
    if abs(got.mean()) > MARGIN * np.sqrt(variance / got.size):
        return f"La media de tus pesos es {got.mean():.3g}: no están repartidos por igual a los dos lados del 0."
    if not abs(variance / wanted - 1) <= room:
        size = "mayor" if variance > wanted else "menor"
        return f"La varianza de tus pesos es {variance:.3g}, {size} de lo que pide una capa con {D_in} entradas y ReLU."
    return None


def draw(rng):
    # Unos mil pesos, y más entradas que salidas o al revés: con fan_out la varianza no sale.
    D_in = int(rng.choice([12, 20, 30, 80, 120]))
    return dict(D_in=D_in, D_out=960 // D_in, semilla=int(rng.integers(1000)))


EXERCISE = Exercise(
    id="inicializa_he",
    lesson="09_inicializacion",
    order=25,
    title="Sortea una capa",
    points=1,
    args=("D_in", "D_out", "semilla"),
    returns={"W": "(D_out, D_in)"},
    examples=(
        dict(D_in=20, D_out=48, semilla=0),
        dict(D_in=48, D_out=20, semilla=1),
        dict(D_in=30, D_out=32, semilla=2),
    ),
    edge_cases=(dict(D_in=120, D_out=8, semilla=3), dict(D_in=8, D_out=120, semilla=4)),
    draw=draw,
    accept=keeps_the_signal,
    misconceptions=(
        Misconception(
            "varianza_por_desviacion",
            wrong=lambda ok, D_in, D_out, semilla: np.random.default_rng(semilla).normal(
                scale=2 / D_in, size=(D_out, D_in)
            ),
            hint="A normal se le da la desviación típica. ¿Qué le estás dando?",
        ),
        Misconception(
            "xavier",
            wrong=lambda ok, D_in, D_out, semilla: np.random.default_rng(semilla).normal(
                scale=np.sqrt(1 / D_in), size=(D_out, D_in)
            ),
            hint="La ReLU apaga la mitad. ¿Qué factor lo compensa?",
        ),
        Misconception(
            "cuenta_las_salidas",
            wrong=lambda ok, D_in, D_out, semilla: np.random.default_rng(semilla).normal(
                scale=np.sqrt(2 / D_out), size=(D_out, D_in)
            ),
            hint="Cada unidad suma tantos productos como cosas le entran. ¿Cuántas son?",
        ),
        Misconception(
            "sin_escalar",
            wrong=lambda ok, D_in, D_out, semilla: np.random.default_rng(semilla).normal(scale=1.0, size=(D_out, D_in)),
            hint="Eso es una normal de desviación 1. ¿Vale lo mismo con ocho entradas que con mil?",
        ),
        Misconception(
            "desviacion_de_cota",
            wrong=lambda ok, D_in, D_out, semilla: np.random.default_rng(semilla).uniform(
                -np.sqrt(2 / D_in), np.sqrt(2 / D_in), size=(D_out, D_in)
            ),
            hint="En una uniforme, ¿qué está más lejos del centro: el extremo o la desviación típica?",
        ),
        Misconception(
            "solo_positivos",
            wrong=lambda ok, D_in, D_out, semilla: np.random.default_rng(semilla).uniform(
                0, np.sqrt(6 / D_in), size=(D_out, D_in)
            ),
            hint="¿Dónde está el centro de la caja de la que sacas los números?",
        ),
        Misconception(
            "una_fila_repetida",
            wrong=lambda ok, D_in, D_out, semilla: np.tile(
                np.random.default_rng(semilla).normal(scale=np.sqrt(2 / D_in), size=D_in), (D_out, 1)
            ),
            hint="Has sorteado una unidad y la has copiado. ¿Qué les pasa a las unidades iguales?",
        ),
        Misconception(
            "traspuesta",
            wrong=lambda ok, D_in, D_out, semilla: np.random.default_rng(semilla).normal(
                scale=np.sqrt(2 / D_in), size=(D_in, D_out)
            ),
            hint="Una fila por unidad. ¿Cuántas filas tiene que haber?",
        ),
    ),
    hints=(
        "¿Qué varianza conserva la señal en una capa con ReLU, y de qué anchura depende?",
        "Un generador se hace una vez, con la semilla, y se le pide el array entero. ¿Qué espera: una varianza, una "
        "desviación o una cota?",
        "Con la uniforme te vale tu cota; con la normal, la raíz de la varianza. Mira qué eje va primero en la forma.",
    ),
    takeaway="Media 0, varianza 2/D_in y ninguna repetida: lo demás de la caja de la que se saca da igual.",
)
