"""Lo que el grafo de cómputo dice cuando algo va mal: qué esperaba, qué llegó y qué hacer."""

import numpy as np

from course_lib.shapes import ShapeError

ADVICE = {
    "/": "no se divide entre cero",
    "log": "log solo admite números positivos",
    "exp": "el exponente es demasiado grande",
    "**": "una base negativa pide un exponente entero, y 0, uno positivo",
}


class GraphError(RuntimeError):
    """Algo que no cuadra en el grafo: un ciclo, un array cambiado, un número que no es finito."""


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


def unknown_to_numpy(function, options):
    used = f"np.{function.__name__}" + (f" con {', '.join(options)}" if options else "")
    return TypeError(
        f"Un nodo solo admite operaciones que el grafo sabe derivar y llegó {used}: "
        "usa +, −, *, /, **, @ o una función de course_lib.graph; si solo quieres el número, n.value."
    )


def bad_exponent(p):
    return TypeError(
        f"El exponente debe ser un número y llegó un {type(p).__name__}: "
        "para derivar respecto del exponente, usa exp(b * log(a))."
    )


def fixed(attribute, node):
    remedy = "crea otro Node con el valor nuevo" if attribute == "value" else "usa zero_grad(raíz) para ponerlo a 0"
    return GraphError(f"{attribute} {_of(node)} lo calcula el grafo y no se asigna: {remedy}.")


def shapes_do_not_fit(op, parents):
    shapes = [np.shape(p.value) for p in parents]
    got = " y ".join(map(str, shapes))
    if op in ("sum", "mean"):
        return ShapeError(f"{op} pide un axis que exista y llegó otro, con forma {got}: cuenta los ejes desde 0.")
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


def not_finite(op, value, parents):
    array = np.asarray(value)
    where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
    place = f" en {list(where)}" if where else ""
    operands = [p.value for p in parents]
    used = f" con {' y '.join(f'{v:g}' for v in operands)}" if all(type(v) is float for v in operands) else ""
    advice = ADVICE.get(op if op in ADVICE else op[:2], "algún número es demasiado grande")
    return GraphError(f"«{op}» debe dar números finitos y dio {array[where]:g}{place}{used}: {advice}.")


def not_finite_gradient(leaf, order):
    # El culpable está cerca de la raíz: de ahí para abajo, lo que no es finito se contagia.
    guilty = next(n for n in reversed(order) if not np.all(np.isfinite(n._delta)))
    users = sorted({n.op for n in order if guilty in n.parents})
    return GraphError(
        f"El gradiente {_of(leaf)} debe ser finito y no lo es desde {_who(guilty)}, "
        f"que entra en {', '.join(f'«{op}»' for op in users) or 'la raíz'}: "
        "ahí no hay derivada o es demasiado grande; aparta el valor de ese punto."
    )


def changed_array(node):
    remedy = "no escribas en él; cambia las hojas" if node.parents else "crea otro Node con el array nuevo"
    return GraphError(
        f"El array {_of(node)} debe seguir como cuando entró en el grafo y ha cambiado: "
        f"{remedy} y repite la ida antes de llamar a backward."
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


def cycle(node):
    return GraphError(
        f"Un grafo de cómputo no debe tener ciclos y {_who(node)} depende de sí mismo: "
        "no cambies parents; crea un nodo nuevo con cada operación."
    )
