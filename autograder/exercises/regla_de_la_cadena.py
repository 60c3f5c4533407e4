"""Ejercicios de la lección 01: cinco derivadas encadenadas, del cuadrado de una recta a cinco eslabones.

Todo son números sueltos, salvo la sigmoide y la ReLU, que trabajan elemento a
elemento sobre un vector. Cada error típico es la cuenta equivocada completa.
"""

import numpy as np

from autograder.bank import FORBIDDEN, draw_sizes, draw_values, draw_with_zero, frozen, relu, sig, v3, v3g, v4
from autograder.exercise import Exercise, Misconception
from autograder.judging.oracle import gradient_of, load_torch

LESSON = "01_regla_de_la_cadena"


def draw_compuesta(rng):
    """Un punto cualquiera, unas veces cerca de 0 y otras lejos."""
    return dict(x=float(rng.normal() * rng.choice([0.1, 1.0, 10.0])))


DERIVADA_COMPUESTA = Exercise(
    id="derivada_compuesta",
    lesson=LESSON,
    title="Derivada de (1+4x)²",
    points=1,
    args=("x",),
    returns={"dz_dx": "()"},
    examples=(dict(x=-2.0), dict(x=0.0), dict(x=0.3), dict(x=1.7)),
    # En −1/4 la de dentro vale 0 y con ella toda la derivada.
    edge_cases=(dict(x=-0.25), dict(x=1e6), dict(x=-1e6)),
    draw=draw_compuesta,
    oracle=gradient_of(lambda x: (1 + 4 * x) ** 2, wrt="x"),
    misconceptions=(
        Misconception(
            "sin_derivada_interna",
            wrong=lambda ok, x: 2 * (1 + 4 * x),
            hint="¿Qué le pasa a 1+4x cuando x se mueve una unidad?",
        ),
        Misconception(
            "evalua_en_x",
            wrong=lambda ok, x: 4 * 2 * x,
            hint="¿En qué punto se evalúa la derivada de fuera?",
        ),
        Misconception(
            "suma_en_vez_de_producto",
            wrong=lambda ok, x: 4 + 2 * (1 + 4 * x),
            hint="Los cambios encadenados, ¿se suman o se multiplican?",
        ),
    ),
    hints=(
        "Hay dos máquinas en fila: y = 1+4x y después z = y². ¿Cuánto sube cada una por unidad que sube su entrada?",
        "La pendiente de la segunda depende de dónde estés. ¿Qué número le llega a ella: x o y?",
        "Calcula y. Multiplica la pendiente de la recta por la del cuadrado, tomada en esa y.",
    ),
    takeaway="La derivada de fuera se evalúa en lo que sale de dentro, y después se multiplica por la de dentro.",
    forbids=FORBIDDEN,
)


def draw_perdida(rng):
    f, y = draw_values(rng, 2)
    return dict(f=float(f), y=float(y))


DERIVADA_PERDIDA = Exercise(
    id="derivada_perdida",
    lesson=LESSON,
    title="Derivada de la pérdida (f−y)²",
    points=1,
    args=("f", "y"),
    returns={"dl_df": "()"},
    examples=(dict(f=1.5, y=-0.5), dict(f=0.0, y=2.0), dict(f=-3.0, y=-3.5)),
    # Si f = y la predicción es perfecta: la pérdida toca fondo.
    edge_cases=(dict(f=2.0, y=2.0), dict(f=0.0, y=0.0), dict(f=1e5, y=-1e5)),
    draw=draw_perdida,
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
        "La pendiente del cuadrado es el doble de lo que entra en él. ¿Y qué entra en él?",
    ),
    takeaway="El signo de la derivada dice de qué lado te has equivocado, y su tamaño, por cuánto.",
    forbids=FORBIDDEN,
)


def draw_sigmoide(rng):
    (D,) = draw_sizes(rng, 1)
    return dict(z=draw_values(rng, D))


DERIVADA_SIGMOIDE = Exercise(
    id="derivada_sigmoide",
    lesson=LESSON,
    title="Derivada de la sigmoide, sin desbordar",
    points=2,
    args=("z",),
    returns={"ds_dz": "(D,)"},
    examples=(dict(z=v3), dict(z=v3g), dict(z=frozen([-800, 800]))),
    edge_cases=(
        dict(z=frozen([0])),
        dict(z=frozen([0, 0, 0, 0])),
        dict(z=frozen([1e-8, -1e-8, 5])),
        dict(z=frozen([-1e6, -1, 1, 1e6])),
    ),
    draw=draw_sigmoide,
    oracle=gradient_of(lambda z: load_torch().sigmoid(z).sum(), wrt="z"),
    misconceptions=(
        Misconception(
            "z_por_uno_menos_z",
            wrong=lambda ok, z: z * (1 - z),
            hint="¿La fórmula usa la entrada o la salida de σ?",
        ),
        Misconception("solo_sigmoide", wrong=lambda ok, z: sig(z), hint="Mira la pendiente donde σ se satura."),
        Misconception(
            "signo_mas",
            wrong=lambda ok, z: sig(z) * (1 + sig(z)),
            hint="¿Puede la pendiente pasar de ¼?",
        ),
        Misconception(
            "desborda",
            wrong=lambda ok, z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
            hint="Prueba con z=−800: ¿qué calcula exp?",
        ),
    ),
    hints=(
        "Mira el dibujo de σ. ¿Dónde sube más deprisa? ¿Y qué pendiente le queda muy lejos del 0?",
        "El producto de los cuatro eslabones es una fracción. ¿Puedes partirla en dos factores que ya conozcas?",
        "Escribe la fracción al lado de σ(z) y de 1 − σ(z), ya restado. Y a exp, siempre un exponente negativo.",
    ),
    takeaway="La pendiente de σ sale de su propio valor, nunca pasa de ¼ y se apaga lejos del 0.",
    forbids=FORBIDDEN,
)


def draw_relu(rng):
    (D,) = draw_sizes(rng, 1)
    return dict(z=draw_with_zero(rng, D))


DERIVADA_RELU = Exercise(
    id="derivada_relu",
    lesson=LESSON,
    title="Derivada de la ReLU",
    points=1,
    args=("z",),
    returns={"da_dz": "(D,)"},
    examples=(dict(z=v3), dict(z=v4), dict(z=v3g)),
    edge_cases=(
        dict(z=frozen([0])),
        dict(z=frozen([-3])),
        dict(z=frozen([0, 0, 0])),
        dict(z=frozen([1e-12, -1e-12, 1e8, -1e8])),
    ),
    draw=draw_relu,
    oracle=gradient_of(lambda z: load_torch().relu(z).sum(), wrt="z"),
    misconceptions=(
        Misconception(
            "cero_cuenta",
            wrong=lambda ok, z: (z >= 0).astype(float),
            hint="Relee el convenio del curso para z=0.",
        ),
        Misconception("devuelve_relu", wrong=lambda ok, z: relu(z), hint="Eso es la función, no su pendiente."),
        Misconception("usa_signo", wrong=lambda ok, z: np.sign(z), hint="¿Qué pendiente hay a la izquierda del 0?"),
    ),
    hints=(
        "El dibujo son dos rectas. ¿Qué pendiente tiene cada una?",
        "La respuesta solo tiene ceros y unos. ¿Qué pregunta de sí o no le harías a cada componente?",
        "Una comparación de NumPy ya contesta a todas las componentes a la vez. Piensa qué hace justo en 0.",
    ),
    takeaway="La ReLU es un interruptor: encendida deja pasar la derivada entera y apagada no deja pasar nada.",
    forbids=FORBIDDEN,
)


def links(x):
    """Lo que sale de los eslabones de ``derivada_cinco``: 2x+1, su cuadrado, su seno y 1 + exp."""
    v = 2 * x + 1
    u = v**2
    h = np.sin(u)
    return v, u, h, 1 + np.exp(h)


def sin_la_recta(ok, x):
    v, u, h, g = links(x)
    return 2 * v * np.cos(u) * np.exp(h) / g


def con_menos_coseno(ok, x):
    v, u, h, g = links(x)
    return 2 * (2 * v) * -np.cos(u) * np.exp(h) / g


def sin_la_exponencial(ok, x):
    v, u, _, g = links(x)
    return 2 * (2 * v) * np.cos(u) / g


def five_links(x):
    torch = load_torch()
    return torch.log(1 + torch.exp(torch.sin((2 * x + 1) ** 2)))


def draw_cinco(rng):
    """Nunca muy lejos de 0: el seno de un número enorme pierde cifras se escriba como se escriba."""
    return dict(x=float(rng.normal() * rng.choice([0.3, 1.0, 3.0])))


DERIVADA_CINCO = Exercise(
    id="derivada_cinco",
    lesson=LESSON,
    title="Cinco eslabones: log(1+exp(sin((2x+1)²)))",
    points=2,
    args=("x",),
    returns={"dF_dx": "()"},
    examples=(dict(x=-2.0), dict(x=0.0), dict(x=0.3), dict(x=1.7)),
    # En −1/2 un eslabón vale 0 y anula la cadena entera.
    edge_cases=(dict(x=-0.5), dict(x=12.0), dict(x=-12.0), dict(x=1e-9)),
    draw=draw_cinco,
    oracle=gradient_of(five_links, wrt="x"),
    misconceptions=(
        Misconception(
            "falta_ultimo_eslabon",
            wrong=sin_la_recta,
            hint="Cuenta los eslabones: deben salir cinco factores, y en dos de ellos hay un 2.",
        ),
        Misconception("signo_coseno", wrong=con_menos_coseno, hint="Repasa la derivada de sin."),
        Misconception(
            "log_sin_interior",
            wrong=sin_la_exponencial,
            hint="La exponencial también es un eslabón.",
        ),
    ),
    hints=(
        "Ponle un nombre a lo que sale de cada eslabón: v = 2x+1, u = v², h = sin u… ¿Cuáles son los dos que faltan?",
        "Haz una tabla de cinco filas: eslabón, lo que le entra y su derivada evaluada en eso que le entra.",
        "Tres de los factores son 2, cos u y exp h. Faltan el del cuadrado y el de log: cada uno, en lo que le entra.",
    ),
    takeaway="Por larga que sea la cadena, cada eslabón aporta un factor y solo necesita saber qué le entró.",
    forbids=FORBIDDEN,
)
