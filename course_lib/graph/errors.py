"""Lo que el grafo de cómputo dice cuando algo va mal: qué esperaba, qué llegó y qué hacer."""

import contextlib

import numpy as np

from course_lib.graph.rules import RULES
from course_lib.shapes import ShapeError

# De las operaciones con opciones: qué piden, en qué opción y qué hacer.
AXIS = ("un axis que exista", "axis", "cuenta los ejes desde 0")
EXPECTED = {
    **dict.fromkeys(("sum", "mean", "softmax", "log_softmax"), AXIS),
    "T": ("cada eje una vez", "axes", "cuenta los ejes desde 0"),
    "reshape": ("una forma con los mismos números", "shape", "multiplica sus ejes y cuenta"),
    "stack": ("nodos de igual forma y un axis que exista", "axis", "mira cuál es distinta"),
    "outer": ("dos vectores", None, "para matrices usa @"),
}
FUNCTIONS = """
    exp log sqrt sin cos tanh sigmoid softplus relu abs maximum minimum softmax log_softmax dot outer stack zero_grad
""".split()
# Lo que se llama así en otros sitios.
RENAMED = {
    **dict.fromkeys(("data", "item", "numpy", "detach", "tolist", "copy"), "n.value"),
    **dict.fromkeys(("gradient", "gradiente"), "n.grad"),
    **dict.fromkeys(("valor",), "n.value"),
    **dict.fromkeys(("transpose", "t", "mT"), "n.T"),
    **dict.fromkeys(("max", "argmax", "min", "argmin"), "maximum(a, b), minimum(a, b) o los números, n.value"),
    **dict.fromkeys(("clone", "requires_grad"), "otro Node(n.value)"),
}
ADVICE = {
    "/": "no se divide entre cero",
    "log": "log solo admite números positivos",
    "exp": "el exponente es demasiado grande",
    "sqrt": "sqrt no admite números negativos",
    "**": "una base negativa pide un exponente entero, y 0, uno positivo",
}


# Lo que puede lanzar una regla: un número que no es finito, o algo que no encaja.
REASONS = (ArithmeticError, RuntimeWarning, ValueError, TypeError, IndexError)


class GraphError(RuntimeError):
    """Algo que no cuadra en el grafo: un array cambiado, un número que no es finito."""


def _who(node):
    if node.name:
        return node.name
    if node.parents:
        return f"el resultado de «{node.op}»"
    return "una constante" if node.op else "un nodo sin nombre"


def _of(node):
    return f"de {_who(node)}".replace("de el ", "del ", 1)


def not_a_node(name, value):
    return TypeError(f"{name} debe ser un nodo y llegó un {type(value).__name__}: pasa lo que devuelve una operación.")


def not_a_number():
    return TypeError(
        "Hacía falta un número y llegó un Node: usa las funciones de course_lib.graph en vez de las de math, "
        "o n.value si solo quieres el número."
    )


def not_an_array():
    return TypeError(
        "Hacían falta números y llegó un Node: para juntar nodos usa stack([a, b]); con una función de NumPy que no "
        "se sabe derivar, o si solo quieres los números, n.value."
    )


def no_nodes(value):
    """``value``, o TypeError si es un nodo o una lista donde los hay."""
    if hasattr(type(value), "backward") or (isinstance(value, (list, tuple)) and any(map(_holds_nodes, value))):
        raise not_an_array()
    return value


def _holds_nodes(value):
    return hasattr(type(value), "backward") and hasattr(type(value), "parents")


def unknown_to_numpy(function, options, method=""):
    module = getattr(function, "__module__", None) or "numpy"
    used = ".".join(filter(None, [module.replace("numpy", "np", 1), function.__name__, method]))
    used += f" con {', '.join(options)}" if options else ""
    return TypeError(
        f"Un nodo solo admite operaciones que el grafo sabe derivar y llegó {used}: "
        "usa +, −, *, /, **, @ o una función de course_lib.graph, o haz la tuya con operation; "
        "si solo quieres el número, n.value."
    )


def unknown_operator(symbol):
    return TypeError(
        f"«{symbol}» con un nodo no se sabe derivar: usa +, −, *, /, **, @ o una función de course_lib.graph; "
        "si solo quieres el número, n.value."
    )


def no_comparison(symbol):
    advice = {
        "==": "para saber si son el mismo nodo, «a is b»; para comparar valores, «a.value == b.value».",
        "!=": "para saber si son nodos distintos, «a is not b»; para comparar valores, «a.value != b.value».",
        "in": "para buscar un número, «x in n.value».",
    }
    default = f"para comparar valores, «n.value {symbol} …»; para quedarte con el mayor, maximum(a, b) o relu(n)."
    return TypeError(f"«{symbol}» con un nodo no se puede derivar: {advice.get(symbol, default)}")


def neither_true_nor_false():
    return TypeError(
        "Un nodo no es verdadero ni falso: pregunta por su valor, «if n.value > 0», o por si lo hay, «if n is None»."
    )


def no_elements(what):
    return TypeError(f"Un nodo escalar no tiene elementos y se ha pedido {what}: su número es n.value.")


def no_attribute(name):
    if name in RENAMED:
        remedy = f"usa {RENAMED[name]}"
    elif name in FUNCTIONS:
        remedy = f"es una función, {name}(n), de course_lib.graph"
    else:
        remedy = "si es algo de un array, n.value es el array"
    return AttributeError(f"Un nodo no tiene «{name}»: {remedy}.")


def bad_format(spec):
    return ValueError(f'«{spec}» no es un formato para números: prueba con f"{{n:.3f}}".')


def not_saved():
    return TypeError(
        "Un grafo no se copia entero ni se guarda en un archivo: guarda los n.value de las hojas "
        "y repite el paso adelante."
    )


def nothing_to_stack():
    return ShapeError("stack debe recibir al menos un nodo y llegó una lista vacía: dale los que quieras apilar.")


def not_functions(name):
    return TypeError(
        f"operation pide funciones, value y una derivada por entrada, y en {name!r} falta alguna: "
        'pásalas sin paréntesis, como operation("cubo", lambda a: a**3, lambda a: 3 * a**2).'
    )


def name_taken(name):
    return ValueError(f"El nombre de una operación debe ser un texto que no use ya otra y llegó {name!r}: elige otro.")


def one_derivative_each(name, derivatives, inputs):
    return TypeError(
        f"{name} debe recibir tantas entradas como derivadas tiene, {derivatives}, y recibió {inputs}: "
        "añade una derivada por entrada al crearla con operation."
    )


def bad_exponent(p):
    return TypeError(
        f"El exponente debe ser un número y llegó un {type(p).__name__}: "
        "para derivar respecto del exponente, usa exp(b * log(a))."
    )


def fixed(attribute, node):
    remedy = {
        "value": "crea otro Node con el valor nuevo",
        "grad": "usa zero_grad(raíz) para ponerlo a 0",
        "parents": "un nodo solo viene de nodos que ya existían, y así no hay ciclos; escribe otra operación",
    }[attribute]
    return GraphError(f"{attribute} {_of(node)} lo calcula el grafo y no se asigna: {remedy}.")


def explain(op, rule, parents, reason):
    """El error que se lanza cuando una operación no sale: un número que no es finito, o algo que no encaja."""
    # Con los números de NumPy, 1/0 es infinito y no una excepción: así se sabe qué dio y dónde.
    values = [np.float64(p.value) if np.ndim(p.value) == 0 else p.value for p in parents]
    with np.errstate(all="ignore"), contextlib.suppress(Exception):
        value = np.asarray(rule(*values)[0])
        if not np.isfinite(value).all():
            return _not_finite(op, value, parents)
    known = op in RULES or op.startswith("**")
    return _does_not_fit(op, parents, getattr(rule, "keywords", {})) if known else reason


def _does_not_fit(op, parents, options):
    """Qué forma, índice o eje pedía una operación, según cuál es."""
    shapes = [np.shape(p.value) for p in parents]
    got = " y ".join(map(str, shapes))
    if op == "[]":
        where = options["where"]
        asked = where if isinstance(where, (int, slice, str)) else f"un {type(where).__name__}"
        return IndexError(
            f"El índice debe elegir algún número de un nodo con forma {got} y llegó {asked}: "
            "usa enteros, trozos (2:5) o arrays de enteros, contando desde 0."
        )
    if op in EXPECTED:
        what, option, remedy = EXPECTED[op]
        given = f"llegó {option} = {options[option]!r}, con forma" if option in options else "llegó con forma"
        return ShapeError(f"{op} pide {what} y {given} {got}: {remedy}.")
    if op != "@":
        return ShapeError(
            f"«{op}» pide formas iguales, o con un 1 o sin eje donde se repite, y llegaron {got}: "
            "compáralas eje a eje, de derecha a izquierda."
        )
    if () in shapes:
        return ShapeError(f"«@» pide vectores o matrices y llegaron {got}: con un escalar usa *.")
    if max(map(len, shapes)) > 2:
        return ShapeError(f"«@» pide vectores o matrices y llegaron {got}: multiplica una matriz cada vez.")
    (*_, columns), (rows, *rest) = shapes
    clue = "mira cuál de las dos no va ahí"
    if rest and rest[-1] == columns:
        clue = "prueba con .T en la segunda"
    elif len(shapes[0]) == 2 and shapes[0][0] == rows:
        clue = "prueba con .T en la primera"
    return ShapeError(
        f"«@» pide tantas columnas a la izquierda como filas a la derecha y llegaron {got}, {columns} y {rows}: {clue}."
    )


def _not_finite(op, value, parents):
    array = np.asarray(value)
    where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
    place = f" en {list(where)}" if where else ""
    operands = [p.value for p in parents]
    used = f" con {' y '.join(f'{v:g}' for v in operands)}" if all(type(v) is float for v in operands) else ""
    advice = ADVICE.get(op[:2] if op.startswith("**") else op, "algún número es demasiado grande")
    return GraphError(f"«{op}» debe dar números finitos y dio {array[where]:g}{place}{used}: {advice}.")


def not_finite_gradient(leaf, deltas):
    order = list(deltas)
    # El culpable está cerca de la raíz: de ahí para abajo, lo que no es finito se contagia.
    guilty = next(n for n in reversed(order) if not np.all(np.isfinite(deltas[n])))
    users = sorted({n.op for n in order if any(parent is guilty for parent in n.parents)})
    return GraphError(
        f"El gradiente {_of(leaf)} debe ser finito y no lo es desde {_who(guilty)}, "
        f"que entra en {', '.join(f'«{op}»' for op in users) or 'la raíz'}: "
        "ahí no hay derivada o es demasiado grande; aparta el valor de ese punto."
    )


def changed_array(node):
    remedy = "no escribas en él; cambia las hojas" if node.parents else "crea otro Node con el array nuevo"
    return GraphError(
        f"El array {_of(node)} debe seguir como cuando entró en el grafo y ha cambiado: "
        f"{remedy} y repite el paso adelante antes de llamar a backward."
    )


def missing_delta(root):
    shape = np.shape(root.value)
    return ShapeError(
        f"backward() sin delta pide una raíz escalar y llegó una con forma {shape}: "
        f"reduce antes con sum() o mean(), o pasa delta con forma {shape}."
    )


def not_scalar(node):
    return ShapeError(
        f"local_derivatives pide un nodo escalar que venga de escalares y llegó {_who(node)}, con forma "
        f"{np.shape(node.value)}: con arrays la derivada local no es un número."
    )
