"""Ejercicios de la tarea T1: diez derivadas, del producto escalar al tensor.

Todo va en notación de denominador: J[i, j] = ∂y_j/∂x_i, una fila por entrada.
Cada error típico es el cálculo equivocado completo, tal como lo haría un
estudiante; por eso ninguno parte del resultado correcto.
"""

import numpy as np

from autograder.bank import (
    FORBIDDEN,
    M23,
    M32,
    M33,
    O0,
    O1,
    b3,
    draw_sizes,
    draw_values,
    draw_with_zero,
    frozen,
    ind,
    relu,
    s3,
    softmax,
    v2,
    v3,
    v3b,
    v3g,
    v4,
    v4b,
)
from autograder.exercise import Exercise, Misconception
from autograder.judging.oracle import gradient_of, jacobian_of, load_torch, vjp_of

LESSON = "tarea_jacobiano"


def draw_producto_escalar(rng):
    (D,) = draw_sizes(rng, 1)
    return dict(b=draw_values(rng, D), x=draw_values(rng, D))


T1_PRODUCTO_ESCALAR = Exercise(
    id="t1_producto_escalar",
    lesson=LESSON,
    title="Gradiente de un producto escalar",
    points=1,
    args=("b", "x"),
    returns={"grad": "(D,)"},
    examples=(dict(b=v3b, x=v3), dict(b=v4b, x=v4)),
    edge_cases=(
        dict(b=frozen([3]), x=frozen([-2])),
        dict(b=frozen([1, -2, 0, 5]), x=frozen([0, 0, 0, 0])),
        dict(b=frozen([1e6, -2e5]), x=frozen([-3e4, 7])),
    ),
    draw=draw_producto_escalar,
    oracle=gradient_of(lambda b, x: b @ x, wrt="x"),
    misconceptions=(
        Misconception("devuelve_x", wrong=lambda ok, b, x: x, hint="¿Respecto de qué vector se deriva?"),
        Misconception("elemento_a_elemento", wrong=lambda ok, b, x: b * x, hint="Lineal en x: ¿puede quedar x?"),
        Misconception(
            "suma",
            wrong=lambda ok, b, x: np.full_like(x, b.sum()),
            hint="Una componente por cada x_i.",
        ),
    ),
    hints=(
        "Escribe bᵀx como una suma. ¿En cuál de los sumandos está x_i?",
        "Si x_i sube una unidad y los demás se quedan quietos, ¿cuánto sube la suma?",
        "La componente i del gradiente es el número que multiplica a x_i. Colócalos en orden, con la forma de x.",
    ),
    takeaway="En un producto escalar, el gradiente respecto de un vector es el otro vector.",
    forbids=FORBIDDEN,
)


def draw_lineal(rng):
    m, n = draw_sizes(rng, 2)
    return dict(A=draw_values(rng, m, n), x=draw_values(rng, n))


T1_LINEAL = Exercise(
    id="t1_lineal",
    lesson=LESSON,
    title="Jacobiano de una función lineal",
    points=1,
    args=("A", "x"),
    returns={"J": "(n, m)"},
    examples=(dict(A=M23, x=v3), dict(A=M33, x=v3b), dict(A=frozen([[2, -1, 0.5]]), x=v3g)),
    edge_cases=(
        dict(A=frozen([[-3]]), x=frozen([2])),
        dict(A=frozen([[1], [-2], [4]]), x=frozen([0])),
        dict(A=frozen([[0, 0], [0, 0], [0, 0]]), x=frozen([1, -1])),
        dict(A=frozen([[1e6, -1, 0], [2, 3e-3, -4e5]]), x=frozen([0, -1e3, 5])),
    ),
    draw=draw_lineal,
    oracle=jacobian_of(lambda A, x: A @ x, wrt="x"),
    misconceptions=(
        Misconception("numerador", wrong=lambda ok, A, x: A, hint="Cuenta filas: entrada × salida."),
        Misconception(
            "por_x",
            wrong=lambda ok, A, x: (A * x).T,
            hint="¿Cambia el Jacobiano de una función lineal con x?",
        ),
        Misconception("producto", wrong=lambda ok, A, x: A.T @ A, hint="¿Por qué aparecería A dos veces?"),
    ),
    hints=(
        "Antes de derivar, escribe la forma: una fila por entrada y una columna por salida. ¿Cuántas de cada?",
        "f_j = Σ_i A_ji x_i. ¿Cuánto vale ∂f_j/∂x_i?",
        "Ese número va en la fila i, columna j de J. ¿En qué fila y qué columna está dentro de A?",
    ),
    takeaway="El Jacobiano de Ax no depende de x: es A leída desde las entradas, y por eso queda traspuesta.",
    forbids=FORBIDDEN,
)


def draw_forma_cuadratica(rng):
    (n,) = draw_sizes(rng, 1)
    return dict(A=draw_values(rng, n, n), x=draw_values(rng, n))


T1_FORMA_CUADRATICA = Exercise(
    id="t1_forma_cuadratica",
    lesson=LESSON,
    title="Gradiente de una forma cuadrática",
    points=2,
    args=("A", "x"),
    returns={"grad": "(n,)"},
    # La tercera es simétrica: sola no distinguiría 2Ax de la respuesta.
    examples=(dict(A=M33, x=v3b), dict(A=M33, x=v3g), dict(A=frozen([[2, 1], [1, 3]]), x=v2)),
    edge_cases=(
        dict(A=frozen([[-4]]), x=frozen([1.5])),
        dict(A=frozen([[1, 2], [-3, 0.5]]), x=frozen([0, 0])),
        # Antisimétrica: la función vale siempre 0 y su gradiente también.
        dict(A=frozen([[0, 2, -1], [-2, 0, 3], [1, -3, 0]]), x=frozen([1, -2, 3])),
        dict(A=frozen([[1e4, -2e4], [5e3, 0]]), x=frozen([1e3, -1e2])),
    ),
    draw=draw_forma_cuadratica,
    oracle=gradient_of(lambda A, x: x @ A @ x, wrt="x"),
    misconceptions=(
        Misconception(
            "supone_simetrica",
            wrong=lambda ok, A, x: 2 * A @ x,
            hint="Prueba con una A no simétrica.",
        ),
        Misconception(
            "solo_ax",
            wrong=lambda ok, A, x: A @ x,
            hint="x aparece dos veces: ¿cuántos caminos hay?",
        ),
        Misconception("solo_atx", wrong=lambda ok, A, x: A.T @ x, hint="Falta uno de los dos caminos."),
    ),
    hints=(
        "x aparece dos veces en xᵀAx. ¿Qué harías si fueran dos vectores distintos, uᵀAx?",
        "Deriva dejando quieta la x de la derecha; luego, dejando quieta la de la izquierda. Salen dos vectores (n,).",
        "Uno de los dos vectores es Ax. El otro es su gemelo con los índices de A cambiados. ¿Cómo se combinan?",
    ),
    takeaway="Si una variable entra por dos caminos, su gradiente es la suma de lo que llega por cada uno.",
    forbids=FORBIDDEN,
)


def draw_jacobiano_relu(rng):
    (D,) = draw_sizes(rng, 1)
    return dict(b=draw_with_zero(rng, D))


T1_JACOBIANO_RELU = Exercise(
    id="t1_jacobiano_relu",
    lesson=LESSON,
    title="Jacobiano de la ReLU",
    points=1,
    args=("b",),
    returns={"J": "(D, D)"},
    examples=(dict(b=v3), dict(b=v4), dict(b=v3g)),
    edge_cases=(
        dict(b=frozen([2])),
        dict(b=frozen([0])),
        dict(b=frozen([0, 0, 0])),
        dict(b=frozen([-1, -1e-9, -1e6])),
        dict(b=frozen([1e-9, 1e6])),
    ),
    draw=draw_jacobiano_relu,
    oracle=jacobian_of(lambda b: b.relu(), wrt="b"),
    misconceptions=(
        Misconception(
            "cero_cuenta",
            wrong=lambda ok, b: np.diag((b >= 0).astype(float)),
            hint="Convenio en 0.",
        ),
        Misconception(
            "filas_repetidas",
            wrong=lambda ok, b: np.tile(ind(b), (b.size, 1)),
            hint="¿Depende a_1 de b_2?",
        ),
        Misconception("valores", wrong=lambda ok, b: np.diag(relu(b)), hint="Pendiente, no valor."),
    ),
    hints=(
        "¿De qué componentes de b depende a_1?",
        "Todas las casillas de fuera de la diagonal valen lo mismo. ¿Cuánto?",
        "En la diagonal va la pendiente de la ReLU en cada b_i: solo hay dos valores posibles. Mira qué hace np.diag.",
    ),
    takeaway="Una función que actúa elemento a elemento tiene un Jacobiano diagonal.",
    forbids=FORBIDDEN,
)


def draw_vjp_relu(rng):
    (D,) = draw_sizes(rng, 1)
    return dict(b=draw_with_zero(rng, D), v=draw_values(rng, D))


T1_VJP_RELU = Exercise(
    id="t1_vjp_relu",
    lesson=LESSON,
    title="La ReLU hacia atrás, sin formar la matriz",
    points=1,
    args=("b", "v"),
    returns={"grad": "(D,)"},
    examples=(dict(b=v3, v=v3b), dict(b=v4, v=v4b), dict(b=v4b, v=v4)),
    edge_cases=(
        dict(b=frozen([3]), v=frozen([-2])),
        dict(b=frozen([0, 0]), v=frozen([1, -1])),
        dict(b=frozen([-1, -2, -3]), v=frozen([4, 5, 6])),
        dict(b=frozen([1e6, -1e6, 1e-9]), v=frozen([-1e5, 1e5, 0])),
    ),
    draw=draw_vjp_relu,
    oracle=vjp_of(lambda b: b.relu(), wrt="b", cotangent="v"),
    misconceptions=(
        Misconception(
            "mascara_de_v",
            wrong=lambda ok, b, v: ind(v) * v,
            hint="¿De quién se mira el signo?",
        ),
        Misconception(
            "relu_por_v",
            wrong=lambda ok, b, v: relu(b) * v,
            hint="La máscara solo tiene ceros y unos.",
        ),
        Misconception("cero_cuenta", wrong=lambda ok, b, v: (b >= 0) * v, hint="Convenio en 0."),
    ),
    hints=(
        "Multiplica a mano, con D = 3, el Jacobiano del ejercicio anterior por v. ¿Qué ves?",
        "Una matriz diagonal por un vector toca cada componente por separado. ¿Por qué número queda multiplicada v_i?",
        "Saca de b una máscara de ceros y unos y combínala con v sin ningún producto de matrices.",
    ),
    takeaway="Hacia atrás, la ReLU deja pasar el gradiente o lo apaga: basta una máscara, no una matriz.",
    forbids=FORBIDDEN,
)


def naive_softmax(y):
    """Softmax sin restar el máximo: con logits de 800 da NaN."""
    with np.errstate(over="ignore", invalid="ignore"):
        powers = np.exp(y)
        return powers / powers.sum()


def jacobian_from(s):
    """diag(s) − s sᵀ, para quien acierta la fórmula y falla al calcular s."""
    return np.diag(s) - np.outer(s, s)


def draw_jacobiano_softmax(rng):
    (C,) = draw_sizes(rng, 1)
    # Sumar 800 a todos los logits no cambia softmax, pero desborda exp.
    return dict(y=draw_values(rng, C) + rng.choice([0.0, 800.0]))


T1_JACOBIANO_SOFTMAX = Exercise(
    id="t1_jacobiano_softmax",
    lesson=LESSON,
    title="Jacobiano de softmax",
    points=2,
    args=("y",),
    returns={"J": "(C, C)"},
    examples=(dict(y=v3), dict(y=v3b), dict(y=frozen([800, 799, -800]))),
    edge_cases=(
        dict(y=frozen([5])),
        dict(y=frozen([0, 0, 0, 0])),
        dict(y=frozen([-800, -801])),
        dict(y=frozen([1e4, 0, -1e4])),
    ),
    draw=draw_jacobiano_softmax,
    oracle=jacobian_of(lambda y: y.softmax(0), wrt="y"),
    misconceptions=(
        Misconception(
            "solo_diagonal",
            wrong=lambda ok, y: np.diag(softmax(y) * (1 - softmax(y))),
            hint="Si sube un logit, ¿qué hacen las otras probabilidades?",
        ),
        Misconception(
            "signo_fuera",
            wrong=lambda ok, y: np.diag(softmax(y)) + np.outer(softmax(y), softmax(y)),
            hint="Las filas deben sumar 0.",
        ),
        Misconception(
            "sin_diagonal",
            wrong=lambda ok, y: -np.outer(softmax(y), softmax(y)),
            hint="¿Y el caso i=j?",
        ),
        Misconception(
            "inestable",
            wrong=lambda ok, y: jacobian_from(naive_softmax(y)),
            hint="Prueba con logits de 800.",
        ),
    ),
    hints=(
        "Las probabilidades suman 1. Si un logit sube y su probabilidad crece, ¿qué les pasa a las demás?",
        "Deriva s_j = e^{y_j} / Σ_k e^{y_k} en dos casos, i = j e i ≠ j. Los dos se escriben solo con s_i y s_j.",
        "Los dos casos caben en una resta: una matriz diagonal y un producto exterior. Para s, resta a y su máximo.",
    ),
    takeaway="En softmax todo está acoplado: cada fila del Jacobiano suma 0 porque las probabilidades suman 1.",
    forbids=FORBIDDEN,
)


def draw_dos_capas(rng):
    n, m, q = draw_sizes(rng, 3)
    O0, x = draw_values(rng, m, n), draw_values(rng, n)
    # Sesgos tan grandes como O0 x: así encienden y apagan unidades, y olvidarlos se nota.
    b0 = rng.normal(size=m) * (1.0 + np.abs(O0 @ x))
    return dict(O0=O0, b0=b0, O1=draw_values(rng, q, m), x=x)


T1_DOS_CAPAS = Exercise(
    id="t1_dos_capas",
    lesson=LESSON,
    title="Jacobiano de una red de dos capas",
    points=2,
    args=("O0", "b0", "O1", "x"),
    returns={"J": "(n, q)"},
    examples=(
        dict(O0=O0, b0=b3, O1=O1, x=v3b),
        dict(O0=M33, b0=s3, O1=O0, x=v3),
        dict(O0=M32, b0=s3, O1=O1, x=v2),
    ),
    edge_cases=(
        dict(O0=frozen([[2]]), b0=frozen([-1]), O1=frozen([[-3]]), x=frozen([1])),
        # Preactivaciones (0, 1, −1): la primera cae justo en el codo de la ReLU.
        dict(
            O0=frozen([[1, 2], [0, 1], [-1, 0]]),
            b0=frozen([-3, 0, 0]),
            O1=frozen([[1, -2, 3], [4, 5, -6], [1, 0, 1], [-1, 2, 2]]),
            x=frozen([1, 1]),
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
    draw=draw_dos_capas,
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
            hint="Forma: entrada × salida.",
        ),
        Misconception(
            "mascara_sin_sesgo",
            wrong=lambda ok, O0, b0, O1, x: O0.T @ np.diag(ind(O0 @ x)) @ O1.T,
            hint="¿Qué cantidad entra en la ReLU?",
        ),
        # Con capas de tamaños distintos este producto no cuadra y lanza ValueError, como al estudiante.
        Misconception(
            "orden_invertido",
            wrong=lambda ok, O0, b0, O1, x: O1.T @ np.diag(ind(b0 + O0 @ x)) @ O0.T,
            hint="Desde la entrada, ¿qué capa va primero?",
        ),
    ),
    hints=(
        "Hay tres eslabones: x → z = b0 + O0 x → h = ReLU[z] → O1 h. ¿Qué forma tiene el Jacobiano de cada uno?",
        "Los tres Jacobianos se multiplican de la entrada hacia la salida: (n, m) por (m, m) por (m, q).",
        "Los tres son viejos conocidos: t1_lineal, t1_jacobiano_relu y otra vez t1_lineal. La máscara se mira en z.",
    ),
    takeaway="El Jacobiano de una red es el producto de los de sus capas, de la entrada hacia la salida.",
    forbids=FORBIDDEN,
)


def draw_escalar_matriz(rng):
    m, n = draw_sizes(rng, 2)
    return dict(W=draw_values(rng, m, n), x=draw_values(rng, n), y=draw_values(rng, m))


T1_ESCALAR_MATRIZ = Exercise(
    id="t1_escalar_matriz",
    lesson=LESSON,
    title="Gradiente respecto de una matriz de pesos",
    points=2,
    args=("W", "x", "y"),
    returns={"grad": "(m, n)"},
    examples=(dict(W=M23, x=v3b, y=v2), dict(W=M33, x=v3, y=v3b)),
    edge_cases=(
        dict(W=frozen([[2]]), x=frozen([-3]), y=frozen([1])),
        # El residuo es 0: estamos en el mínimo y el gradiente se anula.
        dict(W=frozen([[1, 2], [3, -1], [0, 1]]), x=frozen([1, 1]), y=frozen([3, 2, 1])),
        dict(W=frozen([[1, -2, 0.5]]), x=frozen([0, 0, 0]), y=frozen([4])),
        dict(W=frozen([[1e3, -2], [0, 5e2]]), x=frozen([1e3, -1]), y=frozen([-1e4, 0])),
    ),
    draw=draw_escalar_matriz,
    oracle=gradient_of(lambda W, x, y: ((W @ x - y) ** 2).sum(), wrt="W"),
    misconceptions=(
        Misconception(
            "traspuesto",
            wrong=lambda ok, W, x, y: 2 * np.outer(x, W @ x - y),
            hint="La forma debe ser la de W.",
        ),
        Misconception(
            "falta_dos",
            wrong=lambda ok, W, x, y: np.outer(W @ x - y, x),
            hint="No hay ½ en la pérdida.",
        ),
        Misconception(
            "signo",
            wrong=lambda ok, W, x, y: 2 * np.outer(y - W @ x, x),
            hint="Comprueba el signo del residuo.",
        ),
        Misconception(
            "sin_objetivo",
            wrong=lambda ok, W, x, y: 2 * np.outer(W @ x, x),
            hint="¿Qué es exactamente lo que se eleva al cuadrado?",
        ),
    ),
    hints=(
        "Llama r = Wx − y al residuo. Si W_ij sube una unidad, ¿qué componente de r cambia, y cuánto?",
        "La pérdida es Σ_k r_k². Derívala respecto de un solo W_ij: solo un sumando se entera.",
        "Cada casilla (i, j) es algo que depende de i por algo que depende de j. ¿Qué producto de vectores hace eso?",
    ),
    takeaway="El gradiente de unos pesos es un producto exterior: lo que llega de la pérdida por lo que entró.",
    forbids=FORBIDDEN,
)


def draw_tensor_pesos(rng):
    m, n = draw_sizes(rng, 2)
    return dict(W=draw_values(rng, m, n), h=draw_values(rng, n))


T1_TENSOR_PESOS = Exercise(
    id="t1_tensor_pesos",
    lesson=LESSON,
    title="El tensor: un vector derivado respecto de una matriz",
    points=3,
    args=("W", "h"),
    returns={"T": "(m, n, m)"},
    examples=(dict(W=M23, h=v3b), dict(W=M33, h=v3b)),
    edge_cases=(
        dict(W=frozen([[5]]), h=frozen([-2])),
        dict(W=frozen([[1, -2, 0.5]]), h=frozen([3, 0, -1])),
        dict(W=frozen([[1], [2], [-3]]), h=frozen([4])),
        dict(W=frozen([[0, 0, 0], [0, 0, 0]]), h=frozen([0, 1e6, -1e6])),
    ),
    draw=draw_tensor_pesos,
    oracle=jacobian_of(lambda W, h: W @ h, wrt="W"),
    misconceptions=(
        Misconception(
            "eje_salida_primero",
            wrong=lambda ok, W, h: np.einsum("ij,k->ijk", np.eye(W.shape[0]), h),
            hint="¿Dónde pide el curso el índice i?",
        ),
        Misconception(
            "todas_las_salidas",
            wrong=lambda ok, W, h: np.einsum("ji,k->jki", np.ones((W.shape[0],) * 2), h),
            hint="¿Depende f_1 de la fila 2 de W?",
        ),
        Misconception(
            "deja_w",
            wrong=lambda ok, W, h: np.einsum("ji,jk->jki", np.eye(W.shape[0]), W),
            hint="Lineal en W: ¿puede quedar W?",
        ),
    ),
    hints=(
        "f_i = Σ_k W_ik h_k. ¿De qué fila de W depende f_i? ¿Y de las demás?",
        "T[j, k, i] vale 0 salvo cuando j coincide con i. Cuando coinciden, ¿qué número multiplica a W_jk?",
        "Empieza con un tensor de ceros (m, n, m). Para cada salida i hay una única fila T[i, :, i] que rellenar.",
    ),
    takeaway="El tensor de una capa lineal es casi todo ceros: por eso en la práctica nadie lo construye.",
    forbids=FORBIDDEN,
)


def draw_norma(rng):
    (D,) = draw_sizes(rng, 1)
    return dict(x=draw_values(rng, D))


T1_NORMA = Exercise(
    id="t1_norma",
    lesson=LESSON,
    title="Gradiente de la norma",
    points=1,
    args=("x",),
    returns={"grad": "(D,)"},
    examples=(dict(x=v3), dict(x=v3g), dict(x=v4b)),
    # x = 0 queda fuera: ahí la norma tiene un pico y no hay gradiente.
    edge_cases=(
        dict(x=frozen([-7])),
        dict(x=frozen([0, 0, 2])),
        dict(x=frozen([-3, -4])),
        dict(x=frozen([1e6, -2e6, 5])),
        dict(x=frozen([1e-6, 2e-6])),
    ),
    draw=draw_norma,
    oracle=gradient_of(lambda x: load_torch().linalg.norm(x), wrt="x"),
    misconceptions=(
        Misconception(
            "norma_al_cuadrado",
            wrong=lambda ok, x: 2 * x,
            hint="Se pide la norma, no su cuadrado.",
        ),
        Misconception(
            "divide_dos_veces",
            wrong=lambda ok, x: x / (x @ x),
            hint="¿Qué longitud tiene el gradiente correcto?",
        ),
        Misconception("signo", wrong=lambda ok, x: np.sign(x), hint="Esa es la norma 1."),
    ),
    hints=(
        "Estás en el punto x. ¿Hacia dónde te moverías para alejarte del origen lo más deprisa posible?",
        "Escribe ‖x‖ = √(xᵀx) y usa la regla de la cadena: fuera, la raíz; dentro, la suma de cuadrados.",
        "El 2 que sale de los cuadrados y el ½ que sale de la raíz se cancelan. Comprueba la longitud: debe ser 1.",
    ),
    takeaway="El gradiente de la distancia al origen apunta hacia fuera y mide siempre 1.",
    forbids=FORBIDDEN,
)
