"""Las frases del juez: qué se esperaba, qué llegó y qué probar.

Aquí solo hay texto. Cada función devuelve una o dos frases en español, sin
reproches y sin la solución.
"""

from typing import Any

import numpy as np

from autograder.sandbox.call import function_name


def shape(value: tuple[int, ...]) -> str:
    """Una forma como la escribe NumPy; la de un número suelto, con palabras."""
    return "() (un número)" if value == () else str(tuple(int(n) for n in value))


def two_numbers(got: float, want: float) -> tuple[str, str]:
    """Escribe dos números con las cifras justas para que se vea que no son iguales."""
    for digits in (6, 9, 12, 17):
        a, b = f"{got:.{digits}g}", f"{want:.{digits}g}"
        if a != b:
            break
    return a, b


def inputs(values: dict[str, Any]) -> str:
    """Las entradas de una llamada, una por línea, listas para copiar."""
    return "\n".join(f"{name} = {_short(value)}" for name, value in values.items())


def input_shapes(values: dict[str, Any]) -> str:
    """Las formas de las entradas: «A (2, 3), x (3,)»."""
    return ", ".join(f"{name} {_shape_of(value)}" for name, value in values.items())


def _shape_of(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_shape_of(v) for v in value) + "]"
    return str(np.shape(value)) if not callable(value) else "función"


def _short(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_short(v) for v in value) + "]"
    if callable(value):
        # Con su nombre entero, para que la llamada se pueda copiar.
        return function_name(value) or "función"
    if np.ndim(value) == 0:
        return f"{float(value):.6g}"
    array = np.asarray(value)
    if array.dtype.kind not in "iu":  # los enteros son índices: con decimales no servirían al copiarlos
        array = array.astype(np.float64)
    with np.printoptions(precision=6, suppress=False, threshold=60, edgeitems=3, linewidth=88):
        return "np." + repr(array)


def wrong_type(value: Any, type_name: str) -> str:
    if value is None:
        return "La función no devuelve nada (None). ¿Falta el `return`?"
    if isinstance(value, list):
        return "Se esperaba un array de NumPy y llegó una lista. Conviértela con `np.array(...)`."
    if isinstance(value, tuple):
        return (
            "Se esperaba un array de NumPy (o un número) y llegó una tupla. ¿Sobra una coma en el `return`? "
            "Si no, conviértela con `np.array(...)`."
        )
    if type_name.startswith("array de tipo "):  # así lo cuenta el trabajador, que no envía esos arrays
        dtype = type_name.removeprefix("array de tipo ")
        return wrong_dtype(dtype, "O" if dtype == "object" else "")
    if type_name == "Tensor":
        return "Se esperaba un array de NumPy y llegó un Tensor de PyTorch. Aquí el gradiente se escribe con NumPy."
    if callable(value) or type_name in _FUNCTION_TYPES:
        return "Se esperaba un array de NumPy y llegó una función. ¿Faltan los paréntesis de una llamada?"
    return f"Se esperaba un array de NumPy (o un número) y llegó un objeto de tipo `{type_name}`."


_FUNCTION_TYPES = {"function", "builtin_function_or_method", "method", "ufunc", "_ArrayFunctionDispatcher", "type"}


def wrong_dtype(dtype: str, kind: str) -> str:
    if kind == "f":
        return (
            f"El resultado es {dtype} y aquí se trabaja en float64: con {dtype} solo hay unas "
            "7 cifras y la comparación fallaría. Quita el `astype` o usa `dtype=np.float64`."
        )
    if kind == "c":
        return "El resultado es complejo y se esperaban números reales (float64)."
    if kind == "O":
        return (
            "El resultado es un array de tipo object: sus filas tienen longitudes distintas o "
            "guarda cosas que no son números. Se esperaba float64."
        )
    return f"El resultado es un array de tipo {dtype} y se esperaban números (float64)."


def _article(names: list[str]) -> str:
    return f"({', '.join(names)})"


def wrong_outputs(got: Any, names: list[str]) -> str:
    wanted = f"Se esperaban {len(names)} salidas, {_article(names)}"
    if got is None:
        return f"{wanted}, y la función no devuelve nada (None). ¿Falta el `return`?"
    if isinstance(got, (list, tuple)):
        return f"{wanted}, y llegaron {len(got)}. Devuélvelas en ese orden: `return {', '.join(names)}`."
    return f"{wanted}, y llegó un solo valor. Devuélvelas juntas: `return {', '.join(names)}`."


def wrong_list(name: str, got: Any, count: int) -> str:
    came = f"una de {len(got)}" if isinstance(got, (list, tuple)) else "un solo valor"
    return f"`{name}` debe ser una lista de {count} arrays y llegó {came}."


def wrong_shape(name: str | None, got: np.ndarray, want: np.ndarray, declared: Any) -> str:
    subject = f"`{name}`" if name else "El resultado"
    letters = isinstance(declared, str) and want.ndim and declared != shape(want.shape)
    meaning = f", es decir {declared}" if letters else ""
    text = f"{subject} debe tener forma {shape(want.shape)}{meaning}, y llegó con {shape(got.shape)}."
    if want.ndim == 2 and got.shape == want.shape[::-1]:
        return text + " Es justo la forma traspuesta."
    if got.size == want.size and got.ndim != want.ndim:
        return text + " El número de componentes sí encaja: sobra o falta un eje."
    return text


def _where(name: str | None, index: tuple[int, ...]) -> str:
    place = f"[{', '.join(map(str, index))}]" if index else ""
    if name:
        return f"`{name}{place}`"
    return f"el resultado en {place}" if place else "el resultado"


def not_finite(name: str | None, index: tuple[int, ...], got: float) -> str:
    what = "NaN (no es un número)" if np.isnan(got) else "infinito"
    return (
        f"La forma es correcta, pero {_where(name, index)} vale {what}. "
        "Busca una división entre 0, un logaritmo de 0 o una exponencial de un número enorme."
    )


def wrong_value(name: str | None, index: tuple[int, ...], got: float, want: float, wrong: int, size: int) -> str:
    a, b = two_numbers(got + 0.0, want + 0.0)  # + 0.0: nadie entiende que deba valer «-0»
    text = f"La forma es correcta, pero {_where(name, index)} debería valer {b} y vale {a}."
    if size > 1:
        how_many = "todas las" if wrong == size else f"{wrong} de {size}"
        text += f" {'Difiere' if wrong == 1 else 'Difieren'} {how_many} componentes."
    return text


def secret(step: str, returns: dict[str, Any]) -> str:
    """Lo que falla en un caso secreto, sin ningún número: los casos son los mismos para toda la clase."""
    wanted = ", ".join(f"{name} {declared}" for name, declared in returns.items())
    return {
        "type": f"Con otros datos no devuelve lo que se pide: {wanted}, en arrays float64.",
        "shape": f"Con otros datos el resultado no tiene la forma que se pide: {wanted}.",
        "finite": "Con otros datos la forma es correcta, pero sale NaN o infinito donde debería haber un número. "
        "Prueba con valores muy grandes, negativos y ceros.",
        "values": "Con otros datos la forma es correcta, pero los valores no. "
        "Prueba con tamaños y signos distintos de los de los ejemplos.",
        "accept": accept_failed(""),
    }[step]


def accept_failed(why: str) -> str:
    detail = f" ({why})" if why else ""
    return f"No se pudo juzgar: falló lo que mira tu respuesta{detail}. No es culpa suya: lo mirará una persona."


def changed_inputs(name: str) -> str:
    return (
        f"Los valores son correctos, pero tu función ha modificado su entrada `{name}`. Quien te la "
        "prestó la necesita intacta: trabaja sobre una copia (`copy()`) y evita `+=` o `[...] =` sobre ella."
    )


def not_repeatable() -> str:
    return (
        "Con las mismas entradas, la segunda llamada da otra cosa. La función debe depender solo de sus "
        "argumentos: busca una variable de fuera que cambie, o números al azar."
    )


def missing_function(id_: str) -> str:
    return f"No hay ninguna función llamada `{id_}`. ¿Le cambiaste el nombre? Debe llamarse exactamente así."


def not_a_function(id_: str, type_name: str) -> str:
    return f"`{id_}` debe ser una función y es un objeto de tipo `{type_name}`. ¿Reutilizaste el nombre en otra celda?"


def unanswered(id_: str) -> str:
    return f"Todavía no has escrito `{id_}`: la celda sigue como se publicó, o falta."


def student_error(signature: str, error: Any) -> str:
    if error.line is None and error.type == "TypeError" and error.message:
        return f"No se pudo llamar a `{signature}`: {error.message}. Comprueba el número de argumentos de tu función."
    where = f" en la línea {error.line}" if error.line else ""
    where += f", `{error.code.strip()}`" if where and error.code else ""
    text = f"Tu función lanzó {error.type}{where}"
    text += f": {error.message}" if error.message else ""
    advice = _ADVICE.get(error.type)
    if error.type == "ValueError" and (error.message or "").startswith("The truth value of an array"):
        advice = "Un `if` no decide componente a componente: usa una comparación entre arrays o `np.where`."
    text = text.rstrip(".") + "."
    return f"{text} {advice}" if advice else text


_ADVICE = {
    "NameError": "Ese nombre no existe ahí dentro: ¿está mal escrito, o falta ejecutar la celda que lo define?",
    "IndexError": "Un índice se sale del array o de la lista: imprime `.shape` o `len(...)` justo antes.",
    "ZeroDivisionError": "¿Qué entrada deja el denominador en 0?",
    "RecursionError": "La función se llama a sí misma sin parar.",
    "ValueError": "Suele ser un choque de formas: imprime `.shape` de cada operando.",
    "UnboundLocalError": "Usas la variable antes de darle un valor.",
    "AttributeError": "Mira de qué tipo es ese valor con `type(...)`.",
    "MemoryError": "Un array demasiado grande: repasa las formas que pides.",
}


_CROWDED = "A la máquina que califica se le acababa la memoria y se detuvo."


def stopped(kind: str, seconds: float) -> str:
    if kind == "time":
        return f"Tu función usó más de {seconds:g} s de cálculo y se detuvo. ¿Hay un bucle que no termina?"
    if kind == "wall":
        return "No respondió a tiempo sin gastar cálculo (¿espera algo?). No se pudo juzgar: lo mirará una persona."
    if kind == "memory":
        return "Tu función pidió más memoria de la permitida. Repasa las formas de los arrays que crea."
    if kind == "crowded":
        return f"{_CROWDED} No se pudo juzgar: lo mirará una persona."
    if kind == "twice":
        return "El proceso murió mientras se ejecutaba tu función, también a solas, y sin respuesta no hay puntos."
    if kind == "once":
        return "El proceso murió una vez mientras se ejecutaba tu función, y no se sabe por qué: lo mirará una persona."
    return "El proceso murió mientras se ejecutaba tu función, y sin respuesta no hay puntos."


def failed_cell(error: Any) -> str:
    where = f" (línea {error.line}: `{error.code.strip()}`)" if error.line and error.code.strip() else ""
    why = f"{where}: {error.message}" if error.message else where
    if error.type in {"SyntaxError", "IndentationError", "TabError"}:
        return (
            f"La celda de la respuesta no se puede leer como Python: {error.type}{why}. "
            "Mira si falta un paréntesis, dos puntos o la sangría."
        )
    what = f"{error.type}: {error.message}" if error.message else error.type
    return f"La celda de la respuesta falló al ejecutarse{where}: {what}."


def stopped_cell(kind: str, seconds: float) -> str:
    if kind == "time":
        return f"La celda usó más de {seconds:g} s de cálculo y se detuvo. ¿Hay un bucle que no termina?"
    if kind == "wall":
        return "La celda no terminó a tiempo sin gastar cálculo. No se pudo juzgar: lo mirará una persona."
    if kind == "memory":
        return "La celda pidió más memoria de la permitida y se detuvo. Repasa las formas de los arrays que crea."
    if kind == "crowded":
        return f"{_CROWDED} No se pudo juzgar: lo mirará una persona."
    if kind == "twice":
        return "El proceso murió al ejecutar la celda, también a solas, y sin respuesta no hay puntos."
    if kind == "once":
        return "El proceso murió una vez al ejecutar la celda, y no se sabe por qué: lo mirará una persona."
    return "El proceso murió al ejecutar la celda, y sin respuesta no hay puntos."


def revived_cell() -> str:
    return "La primera vez no acabó y a solas sí: la nota cuenta con ella. Lo que enseña una repetición no se guarda."


def unseen_cells() -> str:
    return "La primera ejecución se cortó antes de llegar aquí: desde esta celda no se guardan las salidas."


def after_a_death() -> str:
    return "El proceso murió en otra celda una vez, y no se sabe por qué ni si cambió esto: lo mirará una persona."


def repeated(text: str) -> str:
    return f"{text} (Hubo que ejecutar la entrega dos veces, y de la segunda no se enseñan detalles.)"


def cut(why: str) -> str:
    return f"{why} No es culpa de la entrega: la mirará una persona."


def out_of_budget(id_: str, seconds: float) -> str:
    return f"La entrega pasó de {seconds:g} s de cálculo antes de llegar a `{id_}`. ¿Hay celdas que tardan mucho?"


def better_later() -> str:
    return "Donde está `check` todavía no salía bien; al final del cuaderno sí, y eso es lo que cuenta."


def only_here(packages: list[str]) -> str:
    if not packages:
        return ""
    names = ", ".join(f"`{name}`" for name in packages)
    return f"Usas {names}, que no está al calificar: allí tu función fallaría. Escríbelo con NumPy."


def untried() -> str:
    return (
        "En este ordenador no se puede poner tope a la memoria y no se ha probado con cien mil números; "
        "al calificar, sí: no formes la matriz."
    )


def depends_on(id_: str, other: str) -> str:
    return f"`{id_}` depende de `{other}`, que tampoco está bien: corrige primero esa."


def forbidden(names: list[str], measuring: bool = False) -> str:
    # De `torch` y `torch.relu` basta con decir lo segundo.
    what = ", ".join(f"`{n}`" for n in names if not any(other.startswith(n + ".") for other in names))
    if measuring:
        return (
            f"Usas {what}, y eso es medir, no derivar. Medir da unas cifras y se equivoca donde los números son muy "
            "grandes o muy pequeños: escribe la derivada, y guarda la medida para comprobarla."
        )
    return (
        f"Usas {what}, que hace el trabajo por ti. Aquí se pide escribirlo con operaciones de NumPy: "
        "quita esa llamada y calcúlalo tú."
    )
