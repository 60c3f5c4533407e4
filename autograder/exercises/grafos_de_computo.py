"""Ejercicios de la lección 02: la vuelta por un grafo, de dos operaciones a una cadena de vectores.

Los cuatro primeros grafos son de números sueltos y se escriben a mano; en los
dos últimos llegan los vectores. Cada error típico recorre el grafo entero y se
equivoca en un sitio.
"""

import numpy as np

from autograder.bank import FORBIDDEN, M23, M32, M33, draw_sizes, draw_values, frozen, s2, sig, v2, v3b
from autograder.exercise import Exercise, Misconception
from autograder.judging.oracle import gradient_of, load_torch, tensor

LESSON = "02_grafos_de_computo"


def stacked_gradient(f, *names):
    """Oráculo: las derivadas de ``f`` respecto de varios números, en un solo array de forma (n,)."""
    gradients = gradient_of(f, wrt=names)
    return lambda **inputs: np.stack(gradients(**inputs))


def draw_numbers(*names):
    """Un sorteo de un número por nombre, con órdenes de magnitud distintos."""
    return lambda rng: {name: float(value) for name, value in zip(names, draw_values(rng, len(names)), strict=True)}


GRAD_SUMA_PRODUCTO = Exercise(
    id="grad_suma_producto",
    lesson=LESSON,
    title="Una suma y un producto: (x+y)z",
    points=1,
    args=("x", "y", "z"),
    returns={"grad": "(3,)"},
    examples=(dict(x=-2.0, y=5.0, z=-4.0), dict(x=1.0, y=0.0, z=3.0)),
    # Con z = 0 o con x = −y hay derivadas nulas, pero no todas.
    edge_cases=(
        dict(x=0.0, y=0.0, z=0.0),
        dict(x=2.0, y=-2.0, z=5.0),
        dict(x=1.5, y=0.5, z=0.0),
        dict(x=1e6, y=-3.0, z=-1e5),
    ),
    draw=draw_numbers("x", "y", "z"),
    oracle=stacked_gradient(lambda x, y, z: (x + y) * z, "x", "y", "z"),
    misconceptions=(
        Misconception(
            "locales_sueltas",
            wrong=lambda ok, x, y, z: np.array([1.0, 1.0, x + y]),
            hint="Falta multiplicar por lo que llega de arriba.",
        ),
        Misconception(
            "suma_por_producto",
            wrong=lambda ok, x, y, z: np.array([z, z, z]),
            hint="¿Por qué número se multiplica z?",
        ),
        Misconception(
            "copia_entradas",
            wrong=lambda ok, x, y, z: np.array([x, y, z]),
            hint="¿Son entradas o derivadas?",
        ),
    ),
    hints=(
        "Mira el dibujo. ¿Cuántas operaciones cruzas al ir de x a f? ¿Y de z a f?",
        "Llama q a lo que sale de la suma. ¿Cuánto sube f por unidad de q? ¿Y cuánto sube q por unidad de x?",
        "Para x y para y se multiplican dos derivadas, una por caja; para z solo hay una. Júntalas en un np.array.",
    ),
    takeaway="La suma reparte a todas sus entradas lo que le llega; el producto le da a cada una el valor de la otra.",
    forbids=FORBIDDEN,
)


GRAD_GRAFO_1 = Exercise(
    id="grad_grafo_1",
    lesson=LESSON,
    title="El grafo 1: (a+2b)c",
    points=1,
    args=("a", "b", "c"),
    returns={"grad": "(3,)"},
    examples=(dict(a=3.0, b=1.0, c=2.0), dict(a=-1.0, b=4.0, c=-0.5)),
    edge_cases=(
        dict(a=0.0, b=0.0, c=0.0),
        dict(a=-2.0, b=1.0, c=3.0),
        dict(a=1.0, b=-7.0, c=0.0),
        dict(a=1e5, b=-1e6, c=1e3),
    ),
    draw=draw_numbers("a", "b", "c"),
    oracle=stacked_gradient(lambda a, b, c: (a + 2 * b) * c, "a", "b", "c"),
    misconceptions=(
        Misconception(
            "olvida_el_dos",
            wrong=lambda ok, a, b, c: np.array([c, c, a + 2 * b]),
            hint="Recorre el camino de b sin saltarte nodos.",
        ),
        Misconception(
            "dc_sin_dos",
            wrong=lambda ok, a, b, c: np.array([c, 2 * c, a + b]),
            hint="¿Qué vale x al llegar al producto?",
        ),
        Misconception(
            "producto_entero",
            wrong=lambda ok, a, b, c: np.array([(a + 2 * b) * c] * 3),
            hint="Derivar no es evaluar J.",
        ),
    ),
    hints=(
        "¿Por cuántas cajas pasa cada entrada antes de llegar a J? Cuenta las de a, las de b y las de c.",
        "Haz la ida y apunta s y x. Después vuelve desde el producto: ¿qué le toca a x y qué le toca a c?",
        "Lo que llega a x cruza la suma intacto, hasta a y hasta s. De s a b queda una caja: ¿cuál es su derivada?",
    ),
    takeaway="Las tres derivadas salen de una sola vuelta: lo que llega a x sirve para a y también para b.",
    forbids=FORBIDDEN,
)


GRAD_GRAFO_2 = Exercise(
    id="grad_grafo_2",
    lesson=LESSON,
    title="El grafo 2, con una ramificación: (a+b)(b+1)",
    points=2,
    args=("a", "b"),
    returns={"grad": "(2,)"},
    examples=(dict(a=2.0, b=3.0), dict(a=-1.0, b=0.5)),
    # En b = −1 se apaga una rama; en a = −b, la otra.
    edge_cases=(
        dict(a=0.0, b=0.0),
        dict(a=4.0, b=-1.0),
        dict(a=-2.5, b=2.5),
        dict(a=1e4, b=-1e5),
    ),
    draw=draw_numbers("a", "b"),
    oracle=stacked_gradient(lambda a, b: (a + b) * (b + 1), "a", "b"),
    misconceptions=(
        Misconception(
            "solo_rama_h",
            wrong=lambda ok, a, b: np.array([b + 1, a + b]),
            hint="b aparece en dos sitios: ¿has sumado los dos caminos?",
        ),
        Misconception(
            "solo_rama_g",
            wrong=lambda ok, a, b: np.array([b + 1, b + 1]),
            hint="Falta un camino desde b hasta J.",
        ),
        Misconception(
            "multiplica_ramas",
            wrong=lambda ok, a, b: np.array([b + 1, (a + b) * (b + 1)]),
            hint="En una ramificación, ¿se multiplican los gradientes?",
        ),
    ),
    hints=(
        "¿Cuántas flechas salen de a? ¿Y de b?",
        "Al volver, el producto manda a g el valor de h, y a h el valor de g. ¿Cuánto de eso llega a b por cada rama?",
        "A b le llegan dos cantidades: una a través de g y otra a través de h. Ya has visto qué se hace con ellas.",
    ),
    takeaway="Un valor que se usa en dos sitios recibe dos gradientes, y se suman.",
    forbids=FORBIDDEN,
)


def draw_neurona(rng):
    # Sin escala al azar: con una z enorme σ se aplana, y todas las respuestas se parecen a 0.
    return dict(w=rng.normal(size=3), x=rng.normal(size=2))


def neuron(w, x):
    return load_torch().sigmoid(w[:2] @ x + w[2])


def slope(w, x):
    """La pendiente de σ en la z de la neurona."""
    s = sig(w[:2] @ x + w[2])
    return s * (1 - s)


GRAD_NEURONA_SIGMOIDE = Exercise(
    id="grad_neurona_sigmoide",
    lesson=LESSON,
    title="Una neurona sigmoide",
    points=2,
    args=("w", "x"),
    returns={"dw": "(3,)", "dx": "(2,)"},
    examples=(dict(w=frozen([2, -3, -3]), x=frozen([-1, -2])), dict(w=v3b, x=v2)),
    # Todo a cero: z = 0, donde σ más se mueve. Al final, σ saturada a la derecha y a la izquierda.
    edge_cases=(
        dict(w=frozen([0, 0, 0]), x=frozen([0, 0])),
        dict(w=frozen([0, 0, 1]), x=frozen([3, -2])),
        dict(w=frozen([1, -1, 0.5]), x=frozen([0, 0])),
        dict(w=frozen([10, -5, 2]), x=frozen([3, -4])),
        dict(w=frozen([10, -5, 2]), x=frozen([-3, 4])),
    ),
    draw=draw_neurona,
    oracle=gradient_of(neuron, wrt=("w", "x")),
    misconceptions=(
        Misconception(
            "sin_sigmoide",
            wrong=lambda ok, w, x: (np.array([x[0], x[1], 1.0]), w[:2].copy()),
            output="dw",
            hint="¿Y la pendiente de σ en ese punto?",
        ),
        Misconception(
            "sesgo_cero",
            wrong=lambda ok, w, x: (slope(w, x) * np.array([x[0], x[1], 0.0]), slope(w, x) * w[:2]),
            output="dw",
            hint="¿Por qué número se multiplica w_2?",
        ),
        Misconception(
            "dx_con_x",
            wrong=lambda ok, w, x: (slope(w, x) * np.array([x[0], x[1], 1.0]), slope(w, x) * x),
            output="dx",
            hint="La derivada de un producto respecto de un factor es el otro.",
        ),
    ),
    hints=(
        "Llama z a lo que entra en σ. ¿Qué forma tienen dw y dx? ¿Cuántas derivadas hay en total?",
        "De f a z solo hay una caja, y su pendiente ya la derivaste en la lección 01. Eso es lo que llega a z.",
        "Desde z, la suma reparte lo mismo a sus tres sumandos. Dos son productos; el tercero es w_2, a solas.",
    ),
    takeaway="Todo lo que vuelve por una neurona pasa por su z; después, cada uno recibe según lo que lo multiplicaba.",
    forbids=FORBIDDEN,
)


def draw_grafo_3(rng):
    return dict(x=draw_values(rng, 2), phi=draw_values(rng, 2), y=float(rng.normal() * 2))


def residual(x, phi, y):
    """Lo que se eleva al cuadrado en el grafo 3: g = φᵀx − y."""
    return x @ phi - y


GRAD_GRAFO_3 = Exercise(
    id="grad_grafo_3",
    lesson=LESSON,
    title="El grafo 3: una pérdida con dos pesos",
    points=2,
    args=("x", "phi", "y"),
    returns={"dx": "(2,)", "dphi": "(2,)", "dy": "()"},
    examples=(dict(x=v2, phi=s2, y=0.4), dict(x=s2, phi=v2, y=-1.0)),
    # En la segunda el residuo es 0: la pérdida toca fondo y todo se anula.
    edge_cases=(
        dict(x=frozen([1, 2]), phi=frozen([3, -1]), y=4.0),
        dict(x=frozen([2, 1]), phi=frozen([1, -1]), y=1.0),
        dict(x=frozen([0, 0]), phi=frozen([5, -3]), y=-2.0),
        dict(x=frozen([1e3, -2]), phi=frozen([-1e2, 5]), y=1e4),
    ),
    draw=draw_grafo_3,
    oracle=gradient_of(lambda x, phi, y: (x @ phi - y) ** 2, wrt=("x", "phi", "y")),
    misconceptions=(
        Misconception(
            "dx_es_x",
            wrong=lambda ok, x, phi, y: (2 * residual(x, phi, y) * x, 2 * residual(x, phi, y) * phi, ok[2]),
            output="dx",
            hint="Para mover m cambiando x_1, ¿qué factor actúa?",
        ),
        Misconception(
            "dphi_sin_dos",
            wrong=lambda ok, x, phi, y: (
                residual(x, phi, y) * phi,
                residual(x, phi, y) * x,
                np.asarray(-residual(x, phi, y)),
            ),
            output="dphi",
            hint="¿Cuánto vale dL/dg?",
        ),
        Misconception(
            "dy_sin_signo",
            wrong=lambda ok, x, phi, y: (*ok[:2], np.asarray(2 * residual(x, phi, y))),
            output="dy",
            hint="Si y sube, ¿sube o baja g?",
        ),
    ),
    hints=(
        "¿Qué forma tiene cada respuesta? La de su variable: dos vectores y un número.",
        "Vuelve hasta g y después hasta h. ¿Qué número llega a h? ¿Y a y, que entra restando?",
        "Lo que llega a h llega igual a m y a n. Cada uno es un producto: a x_1 le toca φ_1, y a φ_1 le toca x_1.",
    ),
    takeaway="En un producto cada factor recibe el valor del otro: por eso para la vuelta hay que guardar la ida.",
    forbids=FORBIDDEN,
)


def torch_chain(Js, delta):
    """La vuelta que hace torch por la cadena z ← J_kᵀ z, cuyos Jacobianos de denominador son los J_k."""
    torch = load_torch()
    x = torch.zeros(len(Js[0]), dtype=torch.float64, requires_grad=True)
    out = x
    for J in tensor(Js):
        out = J.T @ out
    (grad,) = torch.autograd.grad(out, x, grad_outputs=tensor(delta))
    return grad.numpy()


def draw_retropropagar(rng):
    """De una a cuatro máquinas; unas veces con tamaños distintos y otras, todas cuadradas."""
    length = int(rng.integers(1, 5))
    # Con matrices cuadradas un error de orden da números y no una excepción: así se reconoce cuál es.
    square = rng.random() < 0.4
    sizes = draw_sizes(rng, 1) * (length + 1) if square else draw_sizes(rng, length + 1)
    Js = [rng.normal(size=pair) for pair in zip(sizes[:-1], sizes[1:], strict=True)]
    return dict(Js=Js, delta=draw_values(rng, sizes[-1]))


def from_the_first(ok, Js, delta):
    for J in Js:
        delta = J @ delta
    return delta


def transposed(ok, Js, delta):
    for J in reversed(Js):
        delta = J.T @ delta
    return delta


def without_the_last(ok, Js, delta):
    for J in reversed(Js[:-1]):
        delta = J @ delta
    return delta


def without_the_first(ok, Js, delta):
    for J in reversed(Js[1:]):
        delta = J @ delta
    return delta


def only_the_last(ok, Js, delta):
    return Js[-1] @ delta


RETROPROPAGAR = Exercise(
    id="retropropagar",
    lesson=LESSON,
    title="La vuelta por una cadena de vectores",
    points=2,
    args=("Js", "delta"),
    returns={"dx": "(D_x,)"},
    examples=(
        dict(Js=[M23, M32], delta=frozen([1, -2])),
        dict(Js=[M33, frozen(M33 @ M33.T + np.diag([1.0, 0.0, 2.0]))], delta=v3b),
        # Con tres se ve a quien deja el return dentro del bucle o cuenta con que siempre son dos.
        dict(Js=[M33, frozen(M33.T + 1), frozen(2 * M33 - 3)], delta=v3b),
    ),
    edge_cases=(
        dict(Js=[M23], delta=v3b),
        dict(Js=[frozen([[3]]), frozen([[-2]]), frozen([[0.5]])], delta=frozen([4])),
        dict(Js=[frozen([[1, 2, 3]]), frozen([[2], [0], [-1]]), frozen([[5, -1]])], delta=frozen([1, 1])),
        dict(Js=[M32, frozen([[0, 0, 0], [0, 0, 0]])], delta=v3b),
        dict(Js=[frozen([[1e4, -1e3], [5, 1e5]]), frozen([[1e3, 2], [-4, 1e4]])], delta=frozen([1e2, -1e3])),
    ),
    draw=draw_retropropagar,
    oracle=torch_chain,
    misconceptions=(
        Misconception(
            "orden_invertido",
            wrong=from_the_first,
            hint="¿Por qué extremo de la cadena se empieza?",
        ),
        Misconception("traspone", wrong=transposed, hint="En denominador, ¿hace falta trasponer?"),
        Misconception("olvida_un_nodo", wrong=without_the_last, hint="¿Has pasado por todos los nodos?"),
        Misconception(
            "se_para_antes",
            wrong=without_the_first,
            hint="¿Qué forma tiene lo que devuelves? Entre eso y x queda una caja por cruzar.",
        ),
        Misconception(
            "sale_del_bucle",
            wrong=only_the_last,
            hint="Solo se ha cruzado la última caja. ¿Está el return dentro del bucle?",
        ),
    ),
    hints=(
        "δ tiene la forma de lo que sale de la última caja. ¿Qué matriz de la lista se puede multiplicar por él?",
        "Escribe las formas en fila: J_1 es (D_x, D_1), J_2 es (D_1, D_2)… y δ va a la derecha del todo.",
        "Un bucle que recorra la lista desde el final. En cada vuelta, el δ nuevo es la matriz por el δ viejo.",
    ),
    takeaway="Ida en orden, vuelta al revés: a cada caja solo le hacen falta su Jacobiano y el δ que llega.",
    forbids=FORBIDDEN,
)
