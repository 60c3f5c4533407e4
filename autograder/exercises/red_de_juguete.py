"""Ejercicios de la lección 03: la ida y la vuelta por la red de juguete.

Todo son escalares: f_k = β_k + ω_k h_k con h_0 = x, y en medio sin, exp y cos.
``beta`` y ``omega`` son arrays (4,), uno por capa. Cada error típico rehace la
cuenta entera con el despiste dentro, tal como la haría un estudiante.
"""

import numpy as np

from autograder.bank import FORBIDDEN, be, be2, frozen, om, om2
from autograder.exercise import Exercise, Misconception
from autograder.judging.oracle import gradient_of, load_torch, tensor, value_of, vjp_of

LESSON = "03_red_de_juguete"
ARGS = ("x", "y", "beta", "omega")

EXAMPLES = (
    dict(x=0.5, y=0.3, beta=be, omega=om),
    dict(x=2.3, y=2.0, beta=be2, omega=om2),
    dict(x=-1.0, y=0.0, beta=be, omega=om),
)
EDGE_CASES = (
    # La red da 1 (coseno de 0) y el objetivo es 1: pérdida 0 y ni un gradiente vivo.
    dict(x=3.0, y=1.0, beta=frozen([0, 0, 0, 0]), omega=frozen([1, 1, 0, 1])),
    # Entrada 0: ω_0 no pinta nada, pero β_0 sí.
    dict(x=0.0, y=-2.0, beta=be, omega=om),
    # ω_1 = 0 corta la cadena: lo de abajo deja de notarse.
    dict(x=-0.7, y=0.4, beta=be, omega=frozen([1.1, 0, 0.6, -1.5])),
    dict(x=-40.0, y=-300.0, beta=frozen([5, -2, 30, -100]), omega=frozen([-0.5, 3, 8, 50])),
)


def draw(rng):
    """Parámetros de tamaño moderado: exp los agranda y cos, muy lejos de 0, perdería cifras."""
    return dict(
        x=float(rng.normal() * rng.choice([0.3, 1.0, 5.0])),
        y=float(rng.normal() * 2),
        beta=rng.normal(size=4),
        omega=rng.normal(size=4),
    )


def torch_chain(x, y, beta, omega):
    """Los ocho intermedios en torch, de f_0 a ℓ."""
    f0 = beta[0] + omega[0] * x
    h1 = f0.sin()
    f1 = beta[1] + omega[1] * h1
    h2 = f1.exp()
    f2 = beta[2] + omega[2] * h2
    h3 = f2.cos()
    f3 = beta[3] + omega[3] * h3
    return f0, h1, f1, h2, f2, h3, f3, (f3 - y) ** 2


def torch_loss(x, y, beta, omega):
    return torch_chain(x, y, beta, omega)[-1]


def forward(x, y, beta, omega, h1_of=np.sin, h3_of=np.cos, beta3=None):
    """La ida en NumPy: f0, h1, f1, h2, f2, h3, f3, pérdida; los tres últimos argumentos la estropean."""
    f0 = beta[0] + omega[0] * x
    h1 = h1_of(f0)
    f1 = beta[1] + omega[1] * h1
    h2 = np.exp(f1)
    f2 = beta[2] + omega[2] * h2
    h3 = h3_of(f2)
    f3 = (beta[3] if beta3 is None else beta3) + omega[3] * h3
    return np.array([f0, h1, f1, h2, f2, h3, f3, (f3 - y) ** 2])


def backward(x, y, beta, omega, exp_at_h2=False, cos_f0=True, omega_h1=None):
    """La vuelta en NumPy, de ∂ℓ/∂f3 a ∂ℓ/∂f0; los tres últimos argumentos la estropean."""
    f0, _, f1, h2, f2, _, f3, _ = forward(x, y, beta, omega)
    df3 = 2 * (f3 - y)
    dh3 = omega[3] * df3
    df2 = -np.sin(f2) * dh3
    dh2 = omega[2] * df2
    df1 = np.exp(h2 if exp_at_h2 else f1) * dh2
    dh1 = (omega[1] if omega_h1 is None else omega_h1) * df1
    df0 = np.cos(f0) * dh1 if cos_f0 else dh1
    return np.array([df3, dh3, df2, dh2, df1, dh1, df0])


def local_slopes(x, y, beta, omega):
    """Las siete derivadas locales, cada una por su cuenta: nadie las ha multiplicado."""
    f0, _, f1, _, f2, _, f3, _ = forward(x, y, beta, omega)
    return np.array([2 * (f3 - y), omega[3], -np.sin(f2), omega[2], np.exp(f1), omega[1], np.cos(f0)])


def df_and_h(x, y, beta, omega):
    """∂ℓ/∂f_k y lo que entra en cada f_k, los dos con k de 0 a 3, forma (4,)."""
    _, h1, _, h2, _, h3, _, _ = forward(x, y, beta, omega)
    return backward(x, y, beta, omega)[::-2], np.array([x, h1, h2, h3])


PASE_ADELANTE_JUGUETE = Exercise(
    id="pase_adelante_juguete",
    lesson=LESSON,
    title="El paso adelante, guardando los intermedios",
    points=1,
    args=ARGS,
    returns={"valores": "(8,)"},
    examples=EXAMPLES,
    edge_cases=EDGE_CASES,
    draw=draw,
    oracle=value_of(lambda x, y, beta, omega: load_torch().stack(torch_chain(x, y, beta, omega))),
    misconceptions=(
        Misconception(
            "perdida_con_medio",
            wrong=lambda ok, x, y, beta, omega: np.append(ok[:7], (ok[6] - y) ** 2 / 2),
            hint="¿Lleva ½ la pérdida?",
        ),
        Misconception(
            "sin_y_cos_cambiados",
            wrong=lambda ok, x, y, beta, omega: forward(x, y, beta, omega, h1_of=np.cos, h3_of=np.sin),
            hint="Mira qué función va en cada h_k.",
        ),
        Misconception(
            "omite_beta3",
            wrong=lambda ok, x, y, beta, omega: forward(x, y, beta, omega, beta3=0.0),
            hint="Cada f_k lleva su sesgo.",
        ),
    ),
    hints=(
        "Cada línea de la cadena usa solo la anterior. ¿Cuál es la única que se puede calcular nada más empezar?",
        "Las f_k son rectas y las h_k son funciones de la f anterior. Escribe ocho líneas, una por cantidad.",
        "Ve alternando: recta, seno, recta, exponencial, recta, coseno, recta. Al final, el cuadrado de lo que falta "
        "para llegar a y. Junta los ocho números en un array, en ese orden.",
    ),
    takeaway="El paso adelante no solo calcula la salida: guarda lo que la vuelta va a necesitar.",
    forbids=FORBIDDEN,
)


DL_DF2 = Exercise(
    id="dl_df2",
    lesson=LESSON,
    title="Atravesar el coseno hacia atrás",
    points=1,
    args=("f2", "dl_dh3"),
    returns={"dl_df2": "()"},
    examples=(dict(f2=0.8, dl_dh3=1.5), dict(f2=-2.0, dl_dh3=0.7)),
    # En 0 el coseno toca techo; con dl_dh3 = 0 no llega nada que repartir.
    edge_cases=(
        dict(f2=0.0, dl_dh3=3.0),
        dict(f2=1.2, dl_dh3=0.0),
        dict(f2=-0.3, dl_dh3=-1e6),
        dict(f2=500.0, dl_dh3=2.0),
    ),
    draw=lambda rng: dict(f2=float(rng.normal() * rng.choice([0.3, 3.0])), dl_dh3=float(rng.normal() * 4)),
    oracle=vjp_of(lambda f2: f2.cos(), wrt="f2", cotangent="dl_dh3"),
    misconceptions=(
        Misconception(
            "falta_menos",
            wrong=lambda ok, f2, dl_dh3: np.sin(f2) * dl_dh3,
            hint="Repasa la derivada de cos.",
        ),
        Misconception(
            "usa_coseno",
            wrong=lambda ok, f2, dl_dh3: np.cos(f2) * dl_dh3,
            hint="Ese es h_3, no su derivada.",
        ),
        Misconception(
            "pierde_lo_acumulado",
            wrong=lambda ok, f2, dl_dh3: -np.sin(f2),
            hint="¿Y lo que ya venía calculado?",
        ),
    ),
    hints=(
        "Entre f_2 y h_3 hay un solo eslabón. ¿Qué función es?",
        "Hacen falta dos factores: cuánto cambia h_3 con f_2 y cuánto cambia ℓ con h_3. ¿Cuál te dan ya hecho?",
        "Deriva el coseno en f_2, cuida el signo y multiplica por el argumento que traes de la derecha.",
    ),
    takeaway="Cruzar un eslabón hacia atrás es una multiplicación: su derivada local por lo que llega.",
    forbids=FORBIDDEN,
)


def grads_of_intermediates(x, y, beta, omega):
    """∂ℓ respecto de f_3, h_3, …, f_0: torch deriva respecto de cada intermedio."""
    # Basta con que la entrada pida gradiente para que torch recuerde toda la cadena.
    *steps, loss = torch_chain(tensor(x, requires_grad=True), tensor(y), tensor(beta), tensor(omega))
    grads = load_torch().autograd.grad(loss, steps[::-1])
    return np.array([g.item() for g in grads])


PASE_ATRAS_JUGUETE = Exercise(
    id="pase_atras_juguete",
    lesson=LESSON,
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
            wrong=lambda ok, x, y, beta, omega: backward(x, y, beta, omega)[::-1],
            hint="¿Cuál se calcula primero?",
        ),
        Misconception(
            "exp_en_h2",
            wrong=lambda ok, x, y, beta, omega: backward(x, y, beta, omega, exp_at_h2=True),
            hint="¿En qué punto se evalúa la derivada de exp?",
        ),
        Misconception(
            "olvida_cos_f0",
            wrong=lambda ok, x, y, beta, omega: backward(x, y, beta, omega, cos_f0=False),
            hint="Falta el último eslabón, el del seno.",
        ),
        # El despiste de quien copia las dos líneas de arriba y no cambia el índice.
        Misconception(
            "omega_siguiente",
            wrong=lambda ok, x, y, beta, omega: backward(x, y, beta, omega, omega_h1=omega[2]),
            hint="¿Qué peso une h_1 con f_1?",
        ),
        Misconception(
            "solo_locales",
            wrong=lambda ok, x, y, beta, omega: local_slopes(x, y, beta, omega),
            hint="Esas son las derivadas locales. ¿Y lo que ya venía calculado?",
        ),
    ),
    hints=(
        "Empieza por la ida: hacen falta f_0, f_1, f_2 y f_3. ¿Qué derivada sale después sin regla de la cadena?",
        "Cada derivada es la anterior por un solo factor. ¿Qué dos clases de factor se van turnando?",
        "De f_k a h_k el factor es un peso, el que multiplica a esa h_k. De h_k a la f anterior es la pendiente de su "
        "función, evaluada en esa f.",
    ),
    takeaway="Siete derivadas, seis multiplicaciones: cada una reutiliza entera a la anterior.",
    forbids=FORBIDDEN,
)


def bias_times_h(ok, x, y, beta, omega):
    """Trata al sesgo como si también multiplicara a h_k."""
    df, h = df_and_h(x, y, beta, omega)
    return df * h, df * h


def weight_without_h(ok, x, y, beta, omega):
    """Da al peso el gradiente del sesgo."""
    df, _ = df_and_h(x, y, beta, omega)
    return df, df


def shifted_h(ok, x, y, beta, omega):
    """Multiplica por lo que sale de la capa en lugar de por lo que entra."""
    df, _ = df_and_h(x, y, beta, omega)
    _, h1, _, h2, _, h3, f3, _ = forward(x, y, beta, omega)
    return df, df * np.array([h1, h2, h3, f3])


def backward_order(ok, x, y, beta, omega):
    """Los deja en el orden en que salen del paso atrás, de la capa 3 a la 0."""
    df, h = df_and_h(x, y, beta, omega)
    return df[::-1], (df * h)[::-1]


GRADIENTES_JUGUETE = Exercise(
    id="gradientes_juguete",
    lesson=LESSON,
    title="Los ocho gradientes de los parámetros",
    points=3,
    args=ARGS,
    returns={"dbeta": "(4,)", "domega": "(4,)"},
    examples=EXAMPLES,
    edge_cases=EDGE_CASES,
    draw=draw,
    oracle=gradient_of(torch_loss, wrt=("beta", "omega")),
    misconceptions=(
        # Va antes que beta_por_h: también deja en dbeta lo que es de domega.
        Misconception(
            "salidas_cambiadas",
            wrong=lambda ok, x, y, beta, omega: ok[::-1],
            hint="Los números son buenos. ¿Cuál de las dos salidas se pide primero?",
        ),
        Misconception(
            "beta_por_h",
            wrong=bias_times_h,
            output="dbeta",
            hint="¿Qué multiplica a β_k dentro de f_k?",
        ),
        Misconception(
            "omega_sin_h",
            wrong=weight_without_h,
            output="domega",
            hint="¿Qué multiplica a ω_k dentro de f_k?",
        ),
        Misconception(
            "h_desplazada",
            wrong=shifted_h,
            output="domega",
            hint="¿Qué activación entra en f_0?",
        ),
        Misconception(
            "orden_3_a_0",
            wrong=backward_order,
            output="dbeta",
            hint="Revisa el orden de los índices.",
        ),
    ),
    hints=(
        "Cada parámetro aparece en una sola f_k. ¿En cuál están β_2 y ω_2?",
        "Un eslabón más y ya está: cuánto mueve el parámetro a su f_k, por lo que esa f_k mueve a ℓ. ¿Qué vale el "
        "primero para un sesgo? ¿Y para un peso?",
        "De las siete derivadas del paso atrás usa las cuatro de las f_k, colocadas de f_0 a f_3. Los sesgos las "
        "heredan tal cual; los pesos, multiplicadas por lo que entra en cada capa (en la primera entra x).",
    ),
    takeaway="Sesgo: lo que llega a f_k. Peso: lo que llega a f_k por lo que entró en ella.",
    forbids=FORBIDDEN,
)


DL_DOMEGA0_EXPLICITA = Exercise(
    id="dl_domega0_explicita",
    lesson=LESSON,
    title="∂ℓ/∂ω₀ escrita de una vez",
    points=2,
    args=ARGS,
    returns={"dl_domega0": "()"},
    examples=EXAMPLES,
    edge_cases=EDGE_CASES,
    draw=draw,
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
    forbids=FORBIDDEN,
)
