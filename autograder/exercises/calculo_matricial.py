"""Ejercicios de la lección 04: qué forma tiene cada derivada y qué va en cada casilla.

Todo va en notación de denominador: primero los ejes de lo que se mueve, al
final el de lo que se mira. Cada error típico es el cálculo equivocado
completo; por eso ninguno parte del resultado correcto.
"""

import numpy as np

from autograder.bank import (
    FORBIDDEN,
    M23,
    M32,
    M33,
    M34,
    draw_sizes,
    draw_values,
    frozen,
    v2,
    v3,
    v3b,
    v4,
    v4b,
)
from autograder.exercise import Exercise, Misconception
from autograder.judging.oracle import gradient_of, jacobian_of, load_torch, value_of, vjp_of

LESSON = "04_calculo_matricial"


def draw_ejemplo(rng):
    return dict(a=draw_values(rng, 4))


def tres_funciones(a):
    return load_torch().stack([a[0] * a[1], a[2] ** 2, a[0] + a[3].sin()])


def reshaped_numerator(a):
    """Una fila por función, (3, 4), y reshape hasta que la forma cuadra."""
    rows = [[a[1], a[0], 0, 0], [0, 0, 2 * a[2], 0], [1, 0, 0, np.cos(a[3])]]
    return np.array(rows).reshape(4, 3)


JACOBIANO_EJEMPLO = Exercise(
    id="jacobiano_ejemplo",
    lesson=LESSON,
    title="Un Jacobiano de 4×3, casilla a casilla",
    points=2,
    args=("a",),
    returns={"J": "(4, 3)"},
    examples=(dict(a=v4), dict(a=v4b)),
    edge_cases=(
        dict(a=frozen([0, 0, 0, 0])),
        dict(a=frozen([-1, -2, -3, -4])),
        dict(a=frozen([1, 0, -1, np.pi])),
        dict(a=frozen([1e6, -2e5, 3e4, 100])),
    ),
    draw=draw_ejemplo,
    oracle=jacobian_of(tres_funciones, wrt="a"),
    misconceptions=(
        Misconception(
            "reshape",
            wrong=lambda ok, a: reshaped_numerator(a),
            hint="reshape no es trasponer: mira una entrada concreta.",
        ),
        Misconception(
            "producto_mal",
            wrong=lambda ok, a: np.array([[a[0], 0, 1], [a[1], 0, 0], [0, 2 * a[2], 0], [0, 0, np.cos(a[3])]]),
            hint="Deriva a_1a_2 respecto de a_1 con calma.",
        ),
        Misconception(
            "olvida_suma",
            wrong=lambda ok, a: np.array([[a[1], 0, 0], [a[0], 0, 0], [0, 2 * a[2], 0], [0, 0, np.cos(a[3])]]),
            hint="¿De cuántas funciones forma parte a_1?",
        ),
    ),
    hints=(
        "Cuatro entradas y tres funciones: ¿cuántas filas tiene la matriz? Escribe primero una llena de ceros.",
        "Haz el experimento de la primera fila: si solo se mueve a_1, ¿qué funciones lo notan?",
        "Hay cinco casillas que no son cero: dos en la fila de a_1 y una en cada una de las demás.",
    ),
    takeaway="Cada fila es un experimento: se mueve una entrada y se apunta lo que hacen todas las salidas.",
    forbids=FORBIDDEN,
)


def draw_tensor(rng):
    return dict(J=draw_values(rng, *draw_sizes(rng, 3)))


A_DENOMINADOR = Exercise(
    id="a_denominador",
    lesson=LESSON,
    title="El tensor de PyTorch, en el orden del curso",
    points=1,
    args=("J",),
    returns={"T": "(D_1, D_2, D_y)"},
    examples=(
        dict(J=frozen(np.arange(24).reshape(2, 3, 4))),
        # Con los tres ejes iguales la forma no avisa: hay que mirar dentro.
        dict(J=frozen(np.arange(27).reshape(3, 3, 3) ** 1.5)),
    ),
    edge_cases=(
        dict(J=frozen([[[-7]]])),
        dict(J=frozen([[[1, -2, 0.5], [0, 3, -1.5]]])),
        dict(J=frozen([[[1], [2]], [[3], [4]], [[5], [6]]])),
        dict(J=frozen(np.zeros((2, 2, 3)))),
        dict(J=frozen([[[1e9, -1e-9]], [[0, 1e6]]])),
    ),
    draw=draw_tensor,
    oracle=value_of(lambda J: J.movedim(0, -1).contiguous()),
    misconceptions=(
        Misconception(
            "traspone_todo",
            wrong=lambda ok, J: J.T,
            hint="Eso invierte todos los ejes, como J.T: ¿lo quieres?",
        ),
        Misconception("no_cambia", wrong=lambda ok, J: J, hint="¿Qué eje es ahora el de la salida?"),
        Misconception(
            "mueve_al_medio",
            wrong=lambda ok, J: np.moveaxis(J, 0, 1),
            hint="¿En qué posición va el índice i?",
        ),
        Misconception(
            "reshape",
            wrong=lambda ok, J: J.reshape(*J.shape[1:], J.shape[0]),
            hint="reshape no mueve ejes, solo vuelve a repartir los números: busca dónde cae J[1, 0, 0].",
        ),
    ),
    hints=(
        "En el array que llega, ¿qué eje corresponde a la salida? ¿Y dónde lo quiere el curso?",
        "Los otros dos ejes, j y k, no cambian de orden entre sí: solo se adelantan un puesto.",
        "Busca en la ayuda de NumPy la función que lleva un eje de un sitio a otro sin tocar los demás.",
    ),
    takeaway="Cambiar de notación es llevar el eje de la salida al final, no darle la vuelta a todo.",
    forbids=FORBIDDEN,
)


def draw_bilineal(rng):
    m, n = draw_sizes(rng, 2)
    return dict(u=draw_values(rng, m), A=draw_values(rng, m, n), v=draw_values(rng, n))


GRADIENTE_BILINEAL = Exercise(
    id="gradiente_bilineal",
    lesson=LESSON,
    title="Un número derivado respecto de una matriz",
    points=1,
    args=("u", "A", "v"),
    returns={"grad": "(m, n)"},
    examples=(dict(u=v3, A=M34, v=v4b), dict(u=v3b, A=M33, v=v3)),
    edge_cases=(
        dict(u=frozen([2]), A=frozen([[5]]), v=frozen([-3])),
        dict(u=frozen([0, 0]), A=frozen([[1, 2, 3], [4, 5, 6]]), v=frozen([1, -1, 2])),
        dict(u=frozen([1, -2, 3]), A=frozen([[0], [0], [0]]), v=frozen([4])),
        dict(u=frozen([-1e4]), A=frozen([[1, -2e3, 0]]), v=frozen([1e3, 0, -5])),
    ),
    draw=draw_bilineal,
    oracle=gradient_of(lambda u, A, v: u @ A @ v, wrt="A"),
    misconceptions=(
        Misconception(
            "traspuesto",
            wrong=lambda ok, u, A, v: np.outer(v, u),
            hint="La forma debe ser la de A.",
        ),
        Misconception(
            "depende_de_a",
            wrong=lambda ok, u, A, v: A,
            hint="uᵀAv es lineal en A: ¿puede quedar A?",
        ),
        Misconception(
            "elemento_a_elemento",
            wrong=lambda ok, u, A, v: np.outer(u, v) * A,
            hint="¿Qué multiplica exactamente a A_ij?",
        ),
    ),
    hints=(
        "Escribe uᵀAv como una suma doble. ¿En cuántos sumandos aparece A_23?",
        "Si A_ij sube una unidad y lo demás se queda quieto, ¿cuánto sube la suma?",
        "Cada casilla es un número que depende de i por otro que depende de j: busca el producto de dos vectores "
        "que da una matriz.",
    ),
    takeaway="El gradiente de un número respecto de una matriz tiene la forma de la matriz.",
    forbids=FORBIDDEN,
)


def draw_capa(rng):
    m, n = draw_sizes(rng, 2)
    return dict(Omega=draw_values(rng, m, n), h=draw_values(rng, n))


LAYER_EDGE_CASES = (
    dict(Omega=frozen([[-3]]), h=frozen([2])),
    dict(Omega=frozen([[1, -2, 0.5]]), h=frozen([3, 0, -1])),
    dict(Omega=frozen([[1], [-2], [4]]), h=frozen([0])),
    dict(Omega=frozen([[0, 0], [0, 0], [0, 0]]), h=frozen([1, -1])),
    dict(Omega=frozen([[1e6, -1, 0], [2, 3e-3, -4e5]]), h=frozen([0, -1e3, 5])),
)


def jacobian_of_bias(Omega, h):
    """El Jacobiano de la capa respecto de β, tomado en β = 0: β no es dato del ejercicio."""
    layer = jacobian_of(lambda beta, Omega, h: beta + Omega @ h, wrt="beta")
    return layer(beta=np.zeros(len(Omega)), Omega=Omega, h=h)


JACOBIANO_SESGO = Exercise(
    id="jacobiano_sesgo",
    lesson=LESSON,
    title="La capa lineal, respecto de su sesgo",
    points=1,
    args=("Omega", "h"),
    returns={"J": "(m, m)"},
    examples=(dict(Omega=M32, h=v2), dict(Omega=M33, h=v3b)),
    edge_cases=LAYER_EDGE_CASES,
    draw=draw_capa,
    oracle=jacobian_of_bias,
    misconceptions=(
        Misconception(
            "ceros",
            wrong=lambda ok, Omega, h: np.zeros((Omega.shape[0], Omega.shape[0])),
            hint="¿β es aquí constante o variable?",
        ),
        Misconception(
            "matriz_de_unos",
            wrong=lambda ok, Omega, h: np.ones((Omega.shape[0], Omega.shape[0])),
            hint="¿Depende f_1 de β_2?",
        ),
        Misconception(
            "diag_de_salida",
            wrong=lambda ok, Omega, h: np.diag(Omega @ h),
            hint="Lineal en β: ¿puede quedar Ωh?",
        ),
    ),
    hints=(
        "Aquí se mueve β y se mira f. ¿Cuántas componentes tiene cada uno?",
        "Si solo sube β_1, ¿qué componentes de f se enteran? ¿Y cuánto suben?",
        "Una sola casilla por fila no es cero, y siempre vale lo mismo. NumPy tiene una función para esa matriz.",
    ),
    takeaway="Cada sesgo mueve su salida, y solo la suya, tanto como se mueve él.",
    forbids=FORBIDDEN,
)


JACOBIANO_CAPA = Exercise(
    id="jacobiano_capa",
    lesson=LESSON,
    title="La capa lineal, respecto de su entrada",
    points=1,
    args=("Omega", "h"),
    returns={"J": "(n, m)"},
    examples=(dict(Omega=M32, h=v2), dict(Omega=M33, h=v3b)),
    edge_cases=LAYER_EDGE_CASES,
    draw=draw_capa,
    # β se suma y no se mueve: su derivada respecto de h es 0 y puede faltar.
    oracle=jacobian_of(lambda Omega, h: Omega @ h, wrt="h"),
    misconceptions=(
        Misconception(
            "sin_trasponer",
            wrong=lambda ok, Omega, h: Omega,
            hint="Cuenta filas: deben ser las de h.",
        ),
        Misconception(
            "deja_h",
            wrong=lambda ok, Omega, h: Omega.T * h[:, None],
            hint="Lineal en h: ¿puede quedar h?",
        ),
        Misconception(
            "identidad",
            wrong=lambda ok, Omega, h: np.eye(*Omega.T.shape),
            hint="Ese Jacobiano es de otra variable.",
        ),
    ),
    hints=(
        "Antes de derivar, la forma: una fila por componente de h y una columna por componente de f.",
        "En f_2 = β_2 + ω_21 h_1 + ω_22 h_2, ¿cuánto sube f_2 cuando h_1 sube una unidad? ¿En qué casilla va?",
        "La primera fila reúne los pesos que multiplican a h_1. ¿Qué fila o qué columna de Ω es esa?",
    ),
    takeaway="Hacia delante una capa multiplica por Ω; vista desde su entrada, su derivada es Ω traspuesta.",
    forbids=FORBIDDEN,
)


def draw_cadena(rng):
    n, m = draw_sizes(rng, 2)
    return dict(dy_dx=draw_values(rng, n, m), dz_dy=draw_values(rng, m))


def chained(dy_dx, dz_dy):
    """Deriva la función más sencilla que tiene ese Jacobiano, y = (∂y/∂x)ᵀ x, en x = 0."""
    pullback = vjp_of(lambda x, dy_dx: dy_dx.T @ x, wrt="x", cotangent="dz_dy")
    return pullback(x=np.zeros(len(dy_dx)), dy_dx=dy_dx, dz_dy=dz_dy)


CADENA_VECTORIAL = Exercise(
    id="cadena_vectorial",
    lesson=LESSON,
    title="La regla de la cadena con vectores",
    points=1,
    args=("dy_dx", "dz_dy"),
    returns={"dz_dx": "(n,)"},
    # La segunda es cuadrada: ahí los dos órdenes encajan y solo uno es correcto.
    examples=(dict(dy_dx=M23, dz_dy=v3), dict(dy_dx=M33, dz_dy=v3b)),
    edge_cases=(
        dict(dy_dx=frozen([[4]]), dz_dy=frozen([-0.5])),
        dict(dy_dx=frozen([[1, -2, 3]]), dz_dy=frozen([2, 0, -1])),
        dict(dy_dx=frozen([[1], [-2], [0]]), dz_dy=frozen([3])),
        dict(dy_dx=frozen([[1, 2], [3, 4], [5, 6]]), dz_dy=frozen([0, 0])),
        dict(dy_dx=frozen([[1e5, -2], [0, 3e4]]), dz_dy=frozen([-1e3, 1e2])),
    ),
    draw=draw_cadena,
    oracle=chained,
    misconceptions=(
        # Si n y m no coinciden este producto no cuadra y lanza ValueError, como al estudiante.
        Misconception(
            "orden_numerador",
            wrong=lambda ok, dy_dx, dz_dy: dz_dy @ dy_dx,
            hint="¿De qué lado llega el gradiente?",
        ),
        Misconception(
            "separa_sumas",
            wrong=lambda ok, dy_dx, dz_dy: dy_dx.sum(1) * dz_dy.sum(),
            hint="Suma de productos no es producto de sumas.",
        ),
        Misconception(
            "suma_columnas",
            wrong=lambda ok, dy_dx, dz_dy: dy_dx.sum(1),
            hint="¿Dónde queda dz/dy?",
        ),
    ),
    hints=(
        "¿Por cuántos caminos llega x_1 hasta z? Cuenta uno por cada componente de y.",
        "Por el camino de y_j, x_i mueve z tanto como (∂y_j/∂x_i)·(∂z/∂y_j). ¿Qué se hace con todos los caminos?",
        "Esa suma sobre j recorre una fila de dy_dx. Escribe las formas y mira en qué orden se tocan los dos m.",
    ),
    takeaway="La cadena va de la entrada hacia la salida, y el gradiente que llega se queda a la derecha.",
    forbids=FORBIDDEN,
)
