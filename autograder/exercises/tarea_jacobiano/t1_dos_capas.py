"""Ejercicio «Jacobiano de una red de dos capas»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercises._bank import M32, M33, O0, O1, b3, draw_sizes, draw_values, frozen, ind, relu, s3, v2, v3, v3b
from autograder.judging.oracle import jacobian_of


def draw(rng):
    n, m, q = draw_sizes(rng, 3)
    O0, x = draw_values(rng, m, n), draw_values(rng, n)
    # Sesgos tan grandes como O0 x: así encienden y apagan unidades, y olvidarlos se nota.
    b0 = rng.normal(size=m) * (1.0 + np.abs(O0 @ x))
    return dict(O0=O0, b0=b0, O1=draw_values(rng, q, m), x=x)


def draw_smooth(rng):
    """Preactivaciones de tamaño 1: más lejos, la tangente hiperbólica es plana y no se distingue nada."""
    n, m, q = draw_sizes(rng, 3)
    O0, x = rng.normal(size=(m, n)) / np.sqrt(n), rng.normal(size=n)
    return dict(O0=O0, b0=rng.normal(size=m), O1=draw_values(rng, q, m), x=x)


EXERCISE = Exercise(
    id="t1_dos_capas",
    lesson="tarea_jacobiano",
    order=70,
    title="Jacobiano de una red de dos capas",
    points=2,
    args=("O0", "b0", "O1", "x"),
    returns={"J": "(n, q)"},
    examples=(
        dict(O0=O0, b0=b3, O1=O1, x=v3b),
        dict(O0=M33, b0=s3, O1=O0, x=v3),
        dict(O0=M32, b0=s3, O1=O1, x=v2),
        # Preactivaciones (0, 1, −1): la primera cae justo en el codo de la ReLU.
        dict(
            O0=frozen([[1, 2], [0, 1], [-1, 0]]),
            b0=frozen([-3, 0, 0]),
            O1=frozen([[1, -2, 3], [4, 5, -6], [1, 0, 1], [-1, 2, 2]]),
            x=frozen([1, 1]),
        ),
    ),
    edge_cases=(
        dict(O0=frozen([[2]]), b0=frozen([-1]), O1=frozen([[-3]]), x=frozen([1])),
        # A quien mide: al lado de 2⁵³, lo que mueve x_2 se pierde en el redondeo; y hay un codo por cada lado.
        dict(
            O0=frozen([[1, 2], [-1, 3]]),
            b0=frozen([0, 0]),
            O1=frozen([[2, -1], [0.5, 3], [-1, 1]]),
            x=frozen([2**53, 1]),
        ),
        dict(
            O0=frozen([[1, 2, 0], [-1, -2, 0]]),
            b0=frozen([-3, 3]),
            O1=frozen([[2, -1]]),
            x=frozen([1, 1, 4]),
        ),
        # Todas las unidades apagadas.
        dict(
            O0=frozen([[1, -1, 2], [3, 0, 1]]),
            b0=frozen([-100, -100]),
            O1=frozen([[1, 2]]),
            x=frozen([1, 2, 3]),
        ),
        dict(
            O0=frozen([[1e3, 0], [-1e3, 2]]),
            b0=frozen([0, 1]),
            O1=frozen([[1e3, -5], [0, 7], [2, 1]]),
            x=frozen([10, -20]),
        ),
    ),
    draw=draw,
    oracle=jacobian_of(lambda O0, b0, O1, x: O1 @ (b0 + O0 @ x).relu(), wrt="x"),
    misconceptions=(
        Misconception(
            "sin_relu",
            wrong=lambda ok, O0, b0, O1, x: O0.T @ O1.T,
            hint="¿Pasa todo el gradiente por la ReLU?",
        ),
        Misconception(
            "numerador",
            wrong=lambda ok, O0, b0, O1, x: O1 @ np.diag(ind(b0 + O0 @ x)) @ O0,
            hint="¿Cuántas filas tiene? Debe haber una por cada x_i.",
        ),
        Misconception(
            "mascara_sin_sesgo",
            wrong=lambda ok, O0, b0, O1, x: O0.T @ np.diag(ind(O0 @ x)) @ O1.T,
            hint="¿Qué cantidad entra en la ReLU?",
        ),
        Misconception(
            "cero_cuenta",
            wrong=lambda ok, O0, b0, O1, x: O0.T @ np.diag((b0 + O0 @ x >= 0).astype(float)) @ O1.T,
            hint="¿Qué pendiente elige el curso justo en el codo de la ReLU?",
        ),
        Misconception(
            "valores_por_mascara",
            wrong=lambda ok, O0, b0, O1, x: O0.T @ np.diag(relu(b0 + O0 @ x)) @ O1.T,
            hint="En el eslabón de en medio has puesto lo que vale h. ¿Cuánto cambia h al mover z?",
        ),
        # Con capas de tamaños distintos este producto no cuadra y lanza ValueError, como al estudiante.
        Misconception(
            "orden_invertido",
            wrong=lambda ok, O0, b0, O1, x: O1.T @ np.diag(ind(b0 + O0 @ x)) @ O0.T,
            hint="Desde la entrada, ¿qué capa va primero?",
        ),
    ),
    hints=(
        "Hay tres eslabones: x → z = b0 + O0 x → h = ReLU[z] → O1 h. ¿Qué forma tiene el jacobiano de cada uno?",
        "Escribe las tres formas en fila. ¿En qué orden se tocan las letras repetidas y queda (n, q)?",
        "Dos eslabones son de la misma clase y el otro es el jacobiano de la ReLU. ¿En qué punto se evalúa?",
    ),
    takeaway="El jacobiano de una red es el producto de los de sus capas, de la entrada hacia la salida.",
    # La misma pregunta con otra función, para repartir: enunciados en solutions/variantes/.
    variants=(
        dict(
            edge_cases=(
                dict(O0=frozen([[2]]), b0=frozen([-1]), O1=frozen([[-3]]), x=frozen([1])),
                dict(
                    O0=frozen([[1, 2, 0], [-1, -2, 0]]), b0=frozen([-3, 3]), O1=frozen([[2, -1]]), x=frozen([1, 1, 4])
                ),
                # A quien mide: la primera unidad está en lo plano, y al lado de 10¹⁶ se pierde lo que mueve x_2.
                dict(O0=frozen([[1, 0], [0, 1]]), b0=frozen([30, 0.2]), O1=frozen([[1e16, 1]]), x=frozen([1, 0.3])),
                # Todas las unidades en lo plano.
                dict(O0=frozen([[1, -1, 2], [3, 0, 1]]), b0=frozen([-100, 100]), O1=frozen([[1, 2]]), x=v3b),
                dict(
                    O0=frozen([[1e3, 0], [-1e3, 2]]),
                    b0=frozen([-1e4, 0.5]),
                    O1=frozen([[1e3, -5], [0, 7], [2, 1]]),
                    x=frozen([10, 5000]),
                ),
            ),
            draw=draw_smooth,
            oracle=jacobian_of(lambda O0, b0, O1, x: O1 @ (b0 + O0 @ x).tanh(), wrt="x"),
            misconceptions=(
                Misconception(
                    "sin_activacion",
                    wrong=lambda ok, O0, b0, O1, x: O0.T @ O1.T,
                    hint="¿Pasa todo el gradiente por la tangente hiperbólica?",
                ),
                Misconception(
                    "numerador",
                    wrong=lambda ok, O0, b0, O1, x: O1 @ np.diag(1 - np.tanh(b0 + O0 @ x) ** 2) @ O0,
                    hint="¿Cuántas filas tiene? Debe haber una por cada x_i.",
                ),
                Misconception(
                    "sin_sesgo",
                    wrong=lambda ok, O0, b0, O1, x: O0.T @ np.diag(1 - np.tanh(O0 @ x) ** 2) @ O1.T,
                    hint="¿Qué cantidad entra en la tangente hiperbólica?",
                ),
                Misconception(
                    "sin_cuadrado",
                    wrong=lambda ok, O0, b0, O1, x: O0.T @ np.diag(1 - np.tanh(b0 + O0 @ x)) @ O1.T,
                    hint="Vuelve a mirar la derivada que da el enunciado: ¿qué le falta a h?",
                ),
                Misconception(
                    "valores_por_pendiente",
                    wrong=lambda ok, O0, b0, O1, x: O0.T @ np.diag(np.tanh(b0 + O0 @ x)) @ O1.T,
                    hint="En el eslabón de en medio has puesto lo que vale h. ¿Cuánto cambia h al mover z?",
                ),
                # Con capas de tamaños distintos este producto no cuadra y lanza ValueError, como al estudiante.
                Misconception(
                    "orden_invertido",
                    wrong=lambda ok, O0, b0, O1, x: O1.T @ np.diag(1 - np.tanh(b0 + O0 @ x) ** 2) @ O0.T,
                    hint="Desde la entrada, ¿qué capa va primero?",
                ),
            ),
            hints=(
                "Hay tres eslabones: x → z = b0 + O0 x → h = tanh z → O1 h. ¿Qué forma tiene el jacobiano de cada uno?",
                "Escribe las tres formas en fila. ¿En qué orden se tocan las letras repetidas y queda (n, q)?",
                "Dos eslabones son de la misma clase y el de en medio es diagonal. ¿En qué punto se evalúa?",
            ),
            takeaway="Cambiar de activación cambia un solo eslabón: el de en medio.",
        ),
        dict(
            oracle=jacobian_of(lambda O0, b0, O1, x: O1 @ (b0 + O0 @ x) ** 2, wrt="x"),
            misconceptions=(
                Misconception(
                    "sin_activacion",
                    wrong=lambda ok, O0, b0, O1, x: O0.T @ O1.T,
                    hint="¿Pasa el gradiente por el cuadrado sin enterarse?",
                ),
                Misconception(
                    "numerador",
                    wrong=lambda ok, O0, b0, O1, x: O1 @ np.diag(2 * (b0 + O0 @ x)) @ O0,
                    hint="¿Cuántas filas tiene? Debe haber una por cada x_i.",
                ),
                Misconception(
                    "sin_sesgo",
                    wrong=lambda ok, O0, b0, O1, x: O0.T @ np.diag(2 * (O0 @ x)) @ O1.T,
                    hint="¿Qué cantidad se eleva al cuadrado?",
                ),
                Misconception(
                    "falta_dos",
                    wrong=lambda ok, O0, b0, O1, x: O0.T @ np.diag(b0 + O0 @ x) @ O1.T,
                    hint="Al derivar un cuadrado, ¿qué baja?",
                ),
                Misconception(
                    "valores_por_pendiente",
                    wrong=lambda ok, O0, b0, O1, x: O0.T @ np.diag((b0 + O0 @ x) ** 2) @ O1.T,
                    hint="En el eslabón de en medio has puesto lo que vale h. ¿Cuánto cambia h al mover z?",
                ),
                # Con capas de tamaños distintos este producto no cuadra y lanza ValueError, como al estudiante.
                Misconception(
                    "orden_invertido",
                    wrong=lambda ok, O0, b0, O1, x: O1.T @ np.diag(2 * (b0 + O0 @ x)) @ O0.T,
                    hint="Desde la entrada, ¿qué capa va primero?",
                ),
            ),
            hints=(
                "Hay tres eslabones: x → z = b0 + O0 x → h = z² → O1 h. ¿Qué forma tiene el jacobiano de cada uno?",
                "Escribe las tres formas en fila. ¿En qué orden se tocan las letras repetidas y queda (n, q)?",
                "Dos eslabones son de la misma clase y el de en medio es diagonal. ¿En qué punto se evalúa?",
            ),
            takeaway="Cambiar de activación cambia un solo eslabón: el de en medio.",
        ),
    ),
)
