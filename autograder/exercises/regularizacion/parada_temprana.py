"""Ejercicio «Cuándo parar»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import frozen
from autograder.judging.oracle import tensor


def stop_by_definition(val, paciencia):
    """Oráculo: en cada época se busca la primera que tuvo la menor pérdida vista, y se mira cuánto hace de eso."""
    losses = tensor(val)
    for parada in range(len(losses)):
        seen = losses[: parada + 1]
        mejor = int((seen == seen.min()).nonzero()[0, 0])
        if parada - mejor >= paciencia:
            break
    return np.array(float(mejor)), np.array(float(parada))


def walk(val, paciencia, better=lambda loss, best: loss < best, patient=lambda waited, paciencia: waited >= paciencia):
    """El recorrido de quien lleva la cuenta a mano, con su manera de comparar y de perder la paciencia."""
    mejor, waited = 0, 0
    for t in range(1, len(val)):
        if better(val[t], val[mejor]):
            mejor, waited = t, 0
        else:
            waited += 1
        if patient(waited, paciencia):
            return mejor, t
    return mejor, len(val) - 1


def never_resets(ok, val, paciencia):
    mejor, bad = 0, 0
    for t in range(1, len(val)):
        if val[t] < val[mejor]:
            mejor = t
        else:
            bad += 1
        if bad >= paciencia:
            return mejor, t
    return mejor, len(val) - 1


def against_the_previous(ok, val, paciencia):
    """Cuenta las épocas seguidas en que sube respecto de la anterior, no respecto de la mejor."""
    bad = 0
    for t in range(1, len(val)):
        bad = bad + 1 if val[t] >= val[t - 1] else 0
        if bad >= paciencia:
            return int(np.argmin(val[: t + 1])), t
    return int(np.argmin(val)), len(val) - 1


def first_rise(ok, val, paciencia):
    return ok[0], next((i for i in range(1, len(val)) if val[i] > val[i - 1]), len(val) - 1)


def draw(rng):
    T = int(rng.integers(3, 13))
    # Una pérdida que baja y luego sube, con ruido y redondeada: así hay empates.
    t = np.arange(T)
    val = np.round(1 + 0.05 * (t - rng.integers(0, T)) ** 2 * rng.random() + rng.normal(scale=0.2, size=T), 1)
    return dict(val=val, paciencia=int(rng.integers(1, 4)))


EXERCISE = Exercise(
    id="parada_temprana",
    lesson="10_regularizacion",
    order=10,
    title="Cuándo parar",
    points=2,
    args=("val", "paciencia"),
    returns={"mejor": "()", "parada": "()"},
    examples=(
        dict(val=frozen([3, 2, 2.5, 1.5, 1.7, 1.8, 1.9, 0.1]), paciencia=3),
        dict(val=frozen([1, 2, 3]), paciencia=1),
        dict(val=frozen([3, 2, 1]), paciencia=2),
        # Un empate no es una mejora; y bajar respecto de la anterior, tampoco.
        dict(val=frozen([4, 2, 2, 5, 4, 3, 2]), paciencia=4),
    ),
    edge_cases=(
        dict(val=frozen([0.7]), paciencia=1),
        dict(val=frozen([2, 2, 2, 2]), paciencia=2),
        dict(val=frozen([5, 4, 3, 9]), paciencia=1),
        dict(val=frozen([1, 2, 0.5, 3, 0.4, 5, 6, 7]), paciencia=2),
        dict(val=frozen([1, 3, 2]), paciencia=10),
        dict(val=frozen([-1, -3, -2, -2.5]), paciencia=2),
        # En float32 no existe 16777217, y la segunda no mejoraría a la primera.
        dict(val=frozen([16777217, 16777216, 16777218, 16777219]), paciencia=2),
    ),
    draw=draw,
    oracle=stop_by_definition,
    misconceptions=(
        Misconception(
            "minimo_global",
            wrong=lambda ok, val, paciencia: (int(np.argmin(val)), ok[1]),
            output="mejor",
            hint="Esa época aún no había llegado cuando paraste. ¿Qué habías visto hasta entonces?",
        ),
        Misconception(
            "para_al_primer_empeoramiento",
            wrong=first_rise,
            output="parada",
            hint="Paras en cuanto empeora una vez. ¿Para qué sirve la paciencia?",
        ),
        Misconception(
            "devuelve_ultima",
            wrong=lambda ok, val, paciencia: (ok[1], ok[1]),
            hint="Esa es la época en que te detienes. ¿Con los pesos de cuál te quedas?",
        ),
        Misconception(
            "empatar_es_mejorar",
            wrong=lambda ok, val, paciencia: walk(val, paciencia, better=lambda loss, best: loss <= best),
            hint="Repetir la mejor pérdida no es mejorarla. ¿Qué comparación lo dice?",
        ),
        Misconception(
            "una_de_mas",
            wrong=lambda ok, val, paciencia: walk(val, paciencia, patient=lambda waited, limit: waited > limit),
            output="parada",
            hint="Te paras una época tarde. Con paciencia 1, ¿cuántas épocas malas aguantas?",
        ),
        Misconception(
            "no_vuelve_a_contar",
            wrong=never_resets,
            hint="Cuando hay una mejora, ¿qué pasa con las épocas malas de antes?",
        ),
        Misconception(
            "con_la_anterior",
            wrong=against_the_previous,
            hint="Comparas con la época anterior. ¿Con cuál hay que comparar?",
        ),
        Misconception(
            "perdida_en_vez_de_epoca",
            wrong=lambda ok, val, paciencia: (val[int(ok[0])], ok[1]),
            output="mejor",
            hint="Eso es la mejor pérdida. ¿En qué época fue?",
        ),
        Misconception(
            "cuenta_desde_uno",
            wrong=lambda ok, val, paciencia: (ok[0] + 1, ok[1] + 1),
            hint="¿Qué número tiene la primera época?",
        ),
        Misconception(
            "salidas_cambiadas",
            wrong=lambda ok, val, paciencia: ok[::-1],
            hint="Las dos están bien y van cambiadas. ¿Cuál se pide primero?",
        ),
    ),
    hints=(
        "Haz de entrenador: tapa la lista y descúbrela época a época. ¿Qué dos cosas tienes que recordar?",
        "Una es la época de la mejor pérdida hasta ahora. Con ella, ¿cómo se sabe cuántas van seguidas sin mejorar?",
        "En cada época: si mejora a la mejor, apúntala; si no, mira cuántas han pasado desde ella y compáralas con la "
        "paciencia. Y si la lista se acaba antes, ¿en qué época te has parado?",
    ),
    takeaway="Se para con lo visto hasta entonces, y se vuelve a los pesos de la mejor época.",
)
