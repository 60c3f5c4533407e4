"""Ejercicios de la lección 05: ida y vuelta por una red de cualquier profundidad.

Las piezas (la derivada de la pérdida, un paso atrás, los gradientes de una
capa) van antes que la red entera, que se arma con ellas. ``red`` son dos
listas de arrays, [sesgos, pesos], con una entrada por capa.
"""

import numpy as np

from autograder.bank import (
    FORBIDDEN,
    M23,
    M33,
    O0,
    O1,
    b0,
    b1,
    draw_sizes,
    draw_values,
    draw_with_zero,
    frozen,
    ind,
    red_a,
    red_b,
    relu,
    s2,
    sig,
    softmax,
    v2,
    v3,
    v3b,
    v3g,
    v4b,
)
from autograder.exercise import Exercise, Misconception
from autograder.judging.oracle import gradient_of, load_torch, tensor, value_of, vjp_of

LESSON = "05_retropropagacion_mlp"


def arrays(red):
    """La red del banco como dos listas de arrays de solo lectura."""
    betas, omegas = red
    return [[frozen(beta) for beta in betas], [frozen(Omega) for Omega in omegas]]


RED_A, RED_B = arrays(red_a), arrays(red_b)
# Una sola capa lineal; una unidad por capa; la capa oculta entera apagada; preactivaciones (0, 1): el codo de la ReLU.
ONE_LAYER = arrays(([[1, -2]], [[[1, 2, 0], [0, -1, 3]]]))
ONE_UNIT = arrays(([[0.5], [-1]], [[[2]], [[-3]]]))
ALL_OFF = arrays(([[-50, -50, -50], [1, 2]], [[[1, 2], [0, 1], [3, -1]], [[1, 2, 3], [4, 5, 6]]]))
AT_ZERO = arrays(([[-3, 0], [0, 1, 2]], [[[1, 2], [0, 1]], [[1, -2], [3, 4], [-5, 6]]]))


def draw_network(rng, x, widths):
    """Sortea una red con esas anchuras; en cada capa oculta hay una unidad encendida y otra apagada."""
    betas, omegas, h = [], [], x
    for width in widths:
        Omega = rng.normal(size=(width, h.size)) / np.sqrt(h.size)
        # Sesgos tan grandes como Ω h: olvidarlos tiene que notarse.
        beta = rng.normal(size=width) * (1.0 + np.abs(Omega @ h))
        # Cambiar de signo una fila cambia el de su preactivación.
        for row, wanted in ((0, 1.0), (width - 1, -1.0)):
            sign = wanted * np.sign(beta[row] + Omega[row] @ h)
            beta[row], Omega[row] = sign * beta[row], sign * Omega[row]
        betas.append(beta)
        omegas.append(Omega)
        h = relu(beta + Omega @ h)
    return [betas, omegas]


def draw_mlp(rng):
    """Entrada, objetivo y red, con una, dos o tres capas ocultas."""
    D_i, *widths = draw_sizes(rng, int(rng.integers(3, 6)))
    x = draw_values(rng, D_i)
    return dict(x=x, y=draw_values(rng, widths[-1]), red=draw_network(rng, x, widths))


def torch_mlp(x, red):
    """La red en torch: ReLU en las capas ocultas y salida lineal."""
    betas, omegas = red
    h = x
    for beta, Omega in zip(betas[:-1], omegas[:-1], strict=True):
        h = (beta + Omega @ h).relu()
    return betas[-1] + omegas[-1] @ h


def walk_forward(x, red):
    """Todo lo que se guarda en la ida: f_0…f_K y h_0…h_K, con h_0 = x."""
    fs, hs = [], [x]
    for beta, Omega in zip(*red, strict=True):
        fs.append(beta + Omega @ hs[-1])
        hs.append(relu(fs[-1]))
    return fs, hs[:-1]


def walk_back(delta, fs, hs, omegas, slope=ind):
    """Los gradientes de todas las capas, desde ``delta`` = ∂ℓ/∂f_K."""
    dbetas, domegas = [], []
    for k in reversed(range(len(omegas))):
        dbetas.insert(0, delta)
        domegas.insert(0, np.outer(delta, hs[k]))
        if k:
            delta = slope(fs[k - 1]) * (omegas[k].T @ delta)
    return dbetas, domegas


def draw_pase_adelante(rng):
    drawn = draw_mlp(rng)
    return dict(x=drawn["x"], red=drawn["red"])


def no_activations(ok, x, red):
    f = x
    for beta, Omega in zip(*red, strict=True):
        f = beta + Omega @ f
    return f


PASE_ADELANTE_MLP = Exercise(
    id="pase_adelante_mlp",
    lesson=LESSON,
    title="La ida por una red de cualquier profundidad",
    points=1,
    args=("x", "red"),
    returns={"f_K": "(D_o,)"},
    examples=(dict(x=v2, red=RED_A), dict(x=s2, red=RED_B)),
    edge_cases=(
        dict(x=frozen([1, -2, 0.5]), red=ONE_LAYER),
        dict(x=frozen([-4]), red=ONE_UNIT),
        dict(x=frozen([3]), red=ONE_UNIT),
        dict(x=frozen([1, 1]), red=ALL_OFF),
        dict(x=frozen([0, 0]), red=RED_A),
        dict(x=frozen([-3e4, 2e5]), red=RED_B),
    ),
    draw=draw_pase_adelante,
    oracle=value_of(torch_mlp),
    misconceptions=(
        Misconception(
            "relu_final",
            wrong=lambda ok, x, red: relu(walk_forward(x, red)[0][-1]),
            hint="¿Lleva activación la salida?",
        ),
        Misconception(
            "sin_activaciones",
            wrong=no_activations,
            hint="Sin a[·] todo colapsa en una capa.",
        ),
        Misconception(
            "sin_sesgos",
            wrong=lambda ok, x, red: walk_forward(x, [[0 * beta for beta in red[0]], red[1]])[0][-1],
            hint="¿Dónde están los β_k?",
        ),
    ),
    hints=(
        "¿Cuántas capas lineales hay en red, y cuántas llevan ReLU detrás?",
        "Lleva una variable h que empieza siendo x y, en cada capa oculta, pasa a ser la activación siguiente.",
        "Recorre a la vez los sesgos y los pesos de todas las capas menos la última, que se hace aparte y sin ReLU.",
    ),
    takeaway="Una red profunda es la misma línea repetida: sesgo más pesos por activación, y ReLU entre capa y capa.",
    forbids=FORBIDDEN,
)


def draw_softmax_ce(rng):
    (C,) = draw_sizes(rng, 1)
    # Sumar 800 a todos los logits no cambia softmax, pero desborda exp.
    return dict(f=draw_values(rng, C) + rng.choice([0.0, 800.0]), c=int(rng.integers(C)))


def one_hot(c, C):
    """El vector (C,) con un 1 en la clase c."""
    return np.eye(C)[c]


DL_DF_SOFTMAX_CE = Exercise(
    id="dl_df_softmax_ce",
    lesson=LESSON,
    title="La derivada de softmax con entropía cruzada",
    points=2,
    args=("f", "c"),
    returns={"dl_df": "(C,)"},
    examples=(dict(f=v3, c=2), dict(f=v4b, c=0), dict(f=v3g, c=1)),
    edge_cases=(
        dict(f=frozen([5]), c=0),
        dict(f=frozen([0, 0, 0, 0]), c=3),
        dict(f=frozen([800, 799, -800]), c=1),
        dict(f=frozen([-900, -901]), c=1),
    ),
    draw=draw_softmax_ce,
    oracle=gradient_of(lambda f, c: -f.log_softmax(0)[c], wrt="f", as_is=("c",)),
    misconceptions=(
        Misconception(
            "solo_clase",
            wrong=lambda ok, f, c: (softmax(f) - 1) * one_hot(c, f.size),
            hint="¿Se mueven las demás probabilidades?",
        ),
        Misconception(
            "signo",
            wrong=lambda ok, f, c: one_hot(c, f.size) - softmax(f),
            hint="Para bajar la pérdida el logit correcto debe subir.",
        ),
        Misconception(
            "sin_softmax",
            wrong=lambda ok, f, c: f - one_hot(c, f.size),
            hint="¿Probabilidades o logits?",
        ),
        Misconception(
            "clase_desde_uno",
            wrong=lambda ok, f, c: softmax(f) - one_hot(c - 1, f.size),
            hint="¿Desde qué número se cuentan las clases?",
        ),
    ),
    hints=(
        "Escribe ℓ = −log p_c con los logits: sale −f_c más un logaritmo. ¿Cuál?",
        "Deriva el logaritmo de la suma respecto de f_j: lo que queda es una vieja conocida. ¿Y el otro término?",
        "Calcula las probabilidades, restando antes el máximo a los logits. Sólo una de ellas necesita un retoque.",
    ),
    takeaway="Con softmax y entropía cruzada, el gradiente es lo que la red cree menos lo que debería creer.",
    forbids=FORBIDDEN,
)


def stops_at_p(ok, f, y):
    p = sig(f)
    # Con p = 1 se divide entre 0, y al estudiante también.
    with np.errstate(divide="ignore", invalid="ignore"):
        return -(y / p - (1 - y) / (1 - p))


DL_DF_BCE = Exercise(
    id="dl_df_bce",
    lesson=LESSON,
    title="La derivada de la entropía cruzada binaria",
    points=1,
    args=("f", "y"),
    returns={"dl_df": "()"},
    examples=(dict(f=0.7, y=1), dict(f=-2.0, y=0), dict(f=-3.0, y=1)),
    edge_cases=(dict(f=0.0, y=1), dict(f=0.0, y=0), dict(f=50.0, y=0), dict(f=-700.0, y=1)),
    draw=lambda rng: dict(f=float(rng.normal(scale=3)), y=int(rng.integers(2))),
    oracle=gradient_of(
        lambda f, y: load_torch().nn.functional.binary_cross_entropy_with_logits(f, y),
        wrt="f",
    ),
    misconceptions=(
        Misconception(
            "doble_pendiente",
            wrong=lambda ok, f, y: (sig(f) - y) * sig(f) * (1 - sig(f)),
            hint="¿Se simplifica la pendiente de σ?",
        ),
        Misconception("signo", wrong=lambda ok, f, y: y - sig(f), hint="Si y=1, ¿debe crecer o bajar f?"),
        Misconception("logit_crudo", wrong=lambda ok, f, y: f - y, hint="¿Logit o probabilidad?"),
        Misconception("para_en_p", wrong=stops_at_p, hint="Eso es ∂ℓ/∂p. ¿Qué eslabón queda hasta f?"),
    ),
    hints=(
        "Con p = σ(f) hay dos eslabones: de f a p y de p a ℓ. ¿Cuánto vale la pendiente de cada uno?",
        "Haz la cuenta primero con y = 1 y luego con y = 0. En los dos casos se va casi todo.",
        "Las dos respuestas son la misma: compara la probabilidad p con el objetivo y.",
    ),
    takeaway="Sigmoide con su entropía cruzada repite la historia: predicción menos objetivo.",
    forbids=FORBIDDEN,
)


def draw_paso_atras(rng):
    m, n = draw_sizes(rng, 2)
    return dict(delta=draw_values(rng, m), Omega=draw_values(rng, m, n), f_prev=draw_with_zero(rng, n))


PASO_ATRAS_CAPA = Exercise(
    id="paso_atras_capa",
    lesson=LESSON,
    title="Un paso atrás: de una preactivación a la anterior",
    points=2,
    args=("delta", "Omega", "f_prev"),
    returns={"dl_df_prev": "(n,)"},
    examples=(
        dict(delta=s2, Omega=M23, f_prev=v3),
        dict(delta=v3b, Omega=M33, f_prev=v3g),
        dict(delta=v3, Omega=M33, f_prev=v3),
    ),
    edge_cases=(
        dict(delta=frozen([-2]), Omega=frozen([[3]]), f_prev=frozen([0.5])),
        dict(delta=frozen([1, -1]), Omega=frozen([[1, 2, 3], [4, 5, 6]]), f_prev=frozen([-1, -2, -3])),
        dict(delta=frozen([1, 2, 3]), Omega=frozen([[1, 0], [0, 1], [2, -1]]), f_prev=frozen([0, 0])),
        dict(delta=frozen([1e5, -1e5]), Omega=frozen([[1, 1e3], [2, 0]]), f_prev=frozen([1e-9, 1e6])),
    ),
    draw=draw_paso_atras,
    oracle=vjp_of(lambda Omega, f_prev: Omega @ f_prev.relu(), wrt="f_prev", cotangent="delta"),
    misconceptions=(
        Misconception(
            "sin_mascara",
            wrong=lambda ok, delta, Omega, f_prev: Omega.T @ delta,
            hint="¿Qué ReLU se atraviesa?",
        ),
        Misconception(
            "mascara_antes",
            wrong=lambda ok, delta, Omega, f_prev: Omega.T @ (ind(delta) * delta),
            hint="¿El signo de quién decide?",
        ),
        Misconception(
            "cero_cuenta",
            wrong=lambda ok, delta, Omega, f_prev: (f_prev >= 0) * (Omega.T @ delta),
            hint="Convenio en 0.",
        ),
        Misconception(
            "relu_en_vez_de_indicador",
            wrong=lambda ok, delta, Omega, f_prev: relu(f_prev) * (Omega.T @ delta),
            hint="Pendiente, no valor.",
        ),
    ),
    hints=(
        "Hacia atrás hay dos eslabones: primero los pesos y después la ReLU. ¿Qué forma tiene el vector tras cada uno?",
        "Los pesos llevan delta, de (m,), a ∂ℓ/∂h, de (n,). ¿Qué matriz hace eso?",
        "La ReLU no mezcla componentes: deja pasar las que estaban encendidas en la ida. Eso lo dice f_prev.",
    ),
    takeaway="Un paso atrás es un producto por la matriz traspuesta y una máscara. Nada más.",
    forbids=FORBIDDEN,
)


def layer_gradients(delta, h):
    """Oráculo: ∂ℓ/∂β y ∂ℓ/∂Ω de f = β + Ωh, con ``delta`` como gradiente que llega."""
    torch = load_torch()
    delta, h = tensor(delta), tensor(h)
    beta = torch.zeros(delta.numel(), dtype=torch.float64, requires_grad=True)
    # f es lineal en Ω: su derivada no depende del Ω en que se mire.
    Omega = torch.zeros(delta.numel(), h.numel(), dtype=torch.float64, requires_grad=True)
    grads = torch.autograd.grad(beta + Omega @ h, [beta, Omega], grad_outputs=delta)
    return tuple(g.numpy() for g in grads)


def draw_gradientes_capa(rng):
    m, n = draw_sizes(rng, 2)
    # Una activación ya ha pasado por la ReLU, salvo la primera, que es x.
    h = draw_values(rng, n)
    return dict(delta=draw_values(rng, m), h=relu(h) if rng.random() < 0.5 else h)


GRADIENTES_CAPA = Exercise(
    id="gradientes_capa",
    lesson=LESSON,
    title="Los gradientes de los parámetros de una capa",
    points=1,
    args=("delta", "h"),
    returns={"dbeta": "(m,)", "dOmega": "(m, n)"},
    examples=(dict(delta=v3, h=v4b), dict(delta=v3b, h=v3)),
    edge_cases=(
        dict(delta=frozen([-2]), h=frozen([3])),
        dict(delta=frozen([1, -2, 4]), h=frozen([0, 0])),
        dict(delta=frozen([0, 0]), h=frozen([1, 2, 3])),
        dict(delta=frozen([1e5, -3]), h=frozen([-2e4, 0, 1])),
    ),
    draw=draw_gradientes_capa,
    oracle=layer_gradients,
    misconceptions=(
        Misconception(
            "traspuesta",
            wrong=lambda ok, delta, h: (delta, np.outer(h, delta)),
            output="dOmega",
            hint="La forma debe ser la de Ω_k.",
        ),
        Misconception(
            "beta_por_h",
            wrong=lambda ok, delta, h: (delta * h.sum(), np.outer(delta, h)),
            output="dbeta",
            hint="¿Qué multiplica a β_k?",
        ),
        Misconception(
            "indicador_de_h",
            wrong=lambda ok, delta, h: (delta, np.outer(delta, ind(h))),
            output="dOmega",
            hint="¿Valor de la activación o su pendiente?",
        ),
    ),
    hints=(
        "f_i = β_i + Σ_j Ω_ij h_j. ¿Por qué número está multiplicado β_i? ¿Y Ω_ij?",
        "Ω_ij sólo aparece en f_i, así que su gradiente es la componente i de delta por ese número.",
        "Todos los productos de una componente de delta por una de h caben en una matriz (m, n). Busca np.outer.",
    ),
    takeaway="Cada peso recibe el error de la unidad a la que llega por la activación de la unidad de la que sale.",
    forbids=FORBIDDEN,
)


def draw_dj_ds(rng):
    (C,) = draw_sizes(rng, 1)
    return dict(s=softmax(rng.normal(size=C)), c=int(rng.integers(C)))


DJ_DS = Exercise(
    id="dj_ds",
    lesson=LESSON,
    title="La entropía cruzada respecto de las probabilidades",
    points=1,
    args=("s", "c"),
    returns={"dJ_ds": "(C,)"},
    examples=(
        dict(s=frozen([0.2, 0.8]), c=0),
        dict(s=frozen([0.7, 0.3]), c=1),
        dict(s=frozen([0.1, 0.6, 0.3]), c=2),
    ),
    edge_cases=(
        dict(s=frozen([1]), c=0),
        dict(s=frozen([0.25, 0.25, 0.25, 0.25]), c=1),
        dict(s=frozen([1e-6, 1 - 1e-6]), c=0),
    ),
    draw=draw_dj_ds,
    oracle=gradient_of(lambda s, c: -s[c].log(), wrt="s", as_is=("c",)),
    misconceptions=(
        Misconception(
            "errata_s1",
            wrong=lambda ok, s, c: -one_hot(c, s.size) / s[0],
            hint="¿Por qué probabilidad se divide en la fila c?",
        ),
        Misconception("signo", wrong=lambda ok, s, c: one_hot(c, s.size) / s, hint="¿Crece o decrece −log?"),
        Misconception("todas", wrong=lambda ok, s, c: -1 / s, hint="¿De cuántas s_i depende −log s_c?"),
    ),
    hints=(
        "J = −log s_c. Si mueves otra componente de s y dejas quieta s_c, ¿cambia J?",
        "Entonces casi todas las casillas valen lo mismo. En la que queda, ¿cuánto vale la derivada de −log?",
        "Empieza con un vector de ceros del tamaño de s y rellena una sola casilla. ¿Qué signo lleva?",
    ),
    takeaway="Cuanto menos probable veía la red lo que pasó, más fuerte empuja el gradiente.",
    forbids=FORBIDDEN,
)


def chain_332(x, c, O0, b0, O1, b1):
    """z y ∂J/∂logits: de ahí para atrás empiezan los errores."""
    z = b0 + O0 @ x
    logits = b1 + O1 @ relu(z)
    return z, softmax(logits) - one_hot(c, logits.size)


def stops_at_z(ok, x, c, O0, b0, O1, b1):
    z, delta = chain_332(x, c, O0, b0, O1, b1)
    return ind(z) * (O1.T @ delta)


def no_relu(ok, x, c, O0, b0, O1, b1):
    _, delta = chain_332(x, c, O0, b0, O1, b1)
    return O0.T @ (O1.T @ delta)


def misprinted_mask(ok, x, c, O0, b0, O1, b1):
    z, delta = chain_332(x, c, O0, b0, O1, b1)
    # La diapositiva repite z_1 y desplaza lo demás: z_1, z_1, z_2.
    rows = np.maximum(np.arange(z.size) - 1, 0)
    return O0.T @ (ind(z)[rows] * (O1.T @ delta))


def draw_red_332(rng):
    D_i, D_h, C = draw_sizes(rng, 3)
    x = draw_values(rng, D_i)
    (b0, b1), (O0, O1) = draw_network(rng, x, (D_h, C))
    return dict(x=x, c=int(rng.integers(C)), O0=O0, b0=b0, O1=O1, b1=b1)


DJ_DX_RED_332 = Exercise(
    id="dj_dx_red_332",
    lesson=LESSON,
    title="La red 3-3-2, de la pérdida a la entrada",
    points=2,
    args=("x", "c", "O0", "b0", "O1", "b1"),
    # El nombre es el de la red de la lección, pero la cadena vale para cualquier tamaño.
    returns={"dJ_dx": "(D_i,)"},
    examples=(
        dict(x=v3, c=0, O0=O0, b0=b0, O1=O1, b1=b1),
        dict(x=v3b, c=1, O0=O0, b0=b0, O1=O1, b1=b1),
    ),
    edge_cases=(
        dict(x=frozen([1]), c=1, O0=frozen([[2]]), b0=frozen([-1]), O1=frozen([[-3], [1]]), b1=frozen([0, 0.5])),
        # Preactivaciones (0, 1, −1): la primera cae justo en el codo de la ReLU.
        dict(
            x=frozen([1, 1]),
            c=0,
            O0=frozen([[1, 2], [0, 1], [-1, 0]]),
            b0=frozen([-3, 0, 0]),
            O1=frozen([[1, -2, 3], [0.5, 1, -1], [1, 0, 1], [-1, 2, 2]]),
            b1=frozen([0, 0, 0, 0]),
        ),
        # Todas las unidades apagadas: a la entrada no llega nada.
        dict(x=frozen([1, 2, 3]), c=1, O0=O0, b0=frozen([-90, -90, -90]), O1=O1, b1=b1),
    ),
    draw=draw_red_332,
    oracle=gradient_of(
        lambda x, c, O0, b0, O1, b1: -(b1 + O1 @ (b0 + O0 @ x).relu()).log_softmax(0)[c],
        wrt="x",
        as_is=("c",),
    ),
    misconceptions=(
        Misconception("para_en_z", wrong=stops_at_z, hint="Falta la última capa hacia la entrada."),
        Misconception("sin_relu", wrong=no_relu, hint="¿Y diag(𝕀[z>0])?"),
        Misconception("errata_mascara", wrong=misprinted_mask, hint="¿Coincide el índice de cada fila?"),
    ),
    hints=(
        "Primero la ida: sin z no hay máscara y sin logits no hay probabilidades. ¿Por dónde empieza la vuelta?",
        "De J a los logits ya sabes ir de un salto: dl_df_softmax_ce. De los logits a z también: paso_atras_capa.",
        "De z a x sólo queda una capa lineal, la de O0, y ahí ya no hay ReLU que atravesar.",
    ),
    takeaway="La cadena entera son vectores que cruzan matrices, una a una, desde la pérdida hasta la entrada.",
    forbids=FORBIDDEN,
)


def network_gradients(x, y, red):
    """Oráculo: el gradiente de ‖f_K − y‖² respecto de todos los sesgos y pesos."""
    torch = load_torch()
    betas, omegas = tensor(red, requires_grad=True)
    loss = ((torch_mlp(tensor(x), (betas, omegas)) - tensor(y)) ** 2).sum()
    grads = [g.numpy() for g in torch.autograd.grad(loss, betas + omegas)]
    return grads[: len(betas)], grads[len(betas) :]


def no_mask(ok, x, y, red):
    fs, hs = walk_forward(x, red)
    return walk_back(2 * (fs[-1] - y), fs, hs, red[1], slope=np.ones_like)


def first_weight_without_x(ok, x, y, red):
    fs, hs = walk_forward(x, red)
    return walk_back(2 * (fs[-1] - y), fs, [np.ones_like(x), *hs[1:]], red[1])


def preactivation_in_product(ok, x, y, red):
    fs, _ = walk_forward(x, red)
    return walk_back(2 * (fs[-1] - y), fs, [x, *fs[:-1]], red[1])


def relu_at_the_end(ok, x, y, red):
    fs, hs = walk_forward(x, red)
    return walk_back(2 * (relu(fs[-1]) - y), fs, hs, red[1])


def half_loss(ok, x, y, red):
    fs, hs = walk_forward(x, red)
    return walk_back(fs[-1] - y, fs, hs, red[1])


def in_order_of_computation(ok, x, y, red):
    fs, hs = walk_forward(x, red)
    dbetas, domegas = walk_back(2 * (fs[-1] - y), fs, hs, red[1])
    return dbetas[::-1], domegas[::-1]


RETROPROPAGACION_MLP = Exercise(
    id="retropropagacion_mlp",
    lesson=LESSON,
    title="Retropropagación de una red completa",
    points=4,
    args=("x", "y", "red"),
    returns={"dbetas": ["(D_k+1,)"], "dOmegas": ["(D_k+1, D_k)"]},
    examples=(dict(x=v2, y=v3, red=RED_A), dict(x=s2, y=v3b, red=RED_B)),
    edge_cases=(
        dict(x=frozen([1, -2, 0.5]), y=frozen([3, -1]), red=ONE_LAYER),
        dict(x=frozen([-4]), y=frozen([2]), red=ONE_UNIT),
        dict(x=frozen([3]), y=frozen([0]), red=ONE_UNIT),
        dict(x=frozen([1, 1]), y=frozen([0, 5]), red=ALL_OFF),
        dict(x=frozen([1, 1]), y=frozen([1, -1, 2]), red=AT_ZERO),
        dict(x=frozen([0, 0]), y=frozen([1, 0, -1]), red=RED_A),
        dict(x=frozen([-300, 200]), y=frozen([1e3, 0, -5]), red=RED_B),
    ),
    draw=draw_mlp,
    oracle=network_gradients,
    misconceptions=(
        Misconception("sin_mascara", wrong=no_mask, hint="Comprueba la ReLU de la primera capa y de las demás."),
        Misconception("primer_peso_sin_x", wrong=first_weight_without_x, hint="¿Quién hace de h_0?"),
        Misconception(
            "usa_preactivacion",
            wrong=preactivation_in_product,
            hint="¿f_{k−1} o h_k en el producto exterior?",
        ),
        Misconception("relu_final", wrong=relu_at_the_end, hint="¿Lleva activación la salida?"),
        Misconception("perdida_con_medio", wrong=half_loss, hint="¿Lleva ½ la pérdida del curso?"),
        Misconception(
            "orden_de_calculo",
            wrong=in_order_of_computation,
            hint="Los has calculado de K a 0. ¿En qué orden se devuelven?",
        ),
    ),
    hints=(
        "Primero la ida. ¿Qué dos cosas vas a necesitar de cada capa al volver? Guárdalas en dos listas.",
        "La vuelta empieza en delta = ∂ℓ/∂f_K, la derivada de la pérdida. ¿Qué dos cosas haces con ella en cada capa?",
        "Con k de K a 0: primero gradientes_capa con la activación que entró en la capa k; después, si k no es 0, "
        "paso_atras_capa con los pesos de la capa k y la preactivación de la anterior.",
    ),
    takeaway="Una ida que guarda y una vuelta que reutiliza: todos los gradientes de la red, de cualquier profundidad.",
    forbids=FORBIDDEN,
)
