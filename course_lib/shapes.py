"""Comprobar formas: todos los mensajes sobre formas del curso salen de aquí."""

import numpy as np

FLOAT64 = np.dtype(np.float64)


class ShapeError(ValueError):
    """Una forma que no encaja; el mensaje propone el siguiente paso."""


def check_shape(name, value, expected):
    """Devuelve ``value`` como array float64 si tiene la forma pedida.

    Un array float64 que encaja se devuelve tal cual, sin copiar.

    Formas
        ``expected`` mezcla números (obligatorios) y letras (libres): (3, "M").
    Errores
        ShapeError si la forma no encaja o si ``value`` no es un array de números.
    """
    # Casi siempre llega ya lo que se pide, y las capas pasan por aquí en cada llamada.
    if type(value) is np.ndarray and value.dtype is FLOAT64 and _fits(value.shape, expected):
        return value
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise ShapeError(
            f"{name} debe ser un array de números con forma {_write(expected)} y llegó un {type(value).__name__} "
            "que no se puede convertir. ¿Tienen sus filas longitudes distintas?"
        ) from None
    if _fits(array.shape, expected):
        return array
    raise ShapeError(
        f"{name} debe tener forma {_write(expected)} y llegó con {array.shape}.{_clue(name, array.shape, expected)}"
    )


def check_list(name, value, advice):
    """Devuelve ``value`` como lista nueva si es una lista o una tupla.

    Errores
        TypeError si es otra cosa, también un array suelto: de él saldrían sus filas. ``advice`` dice qué hacer.
    """
    if not isinstance(value, (list, tuple)):
        raise TypeError(f"{name} debe ser una lista y llegó un {type(value).__name__}: {advice}.")
    return list(value)


def describe(value):
    """Cómo nombrar lo que llegó sin romper la frase: el valor si cabe; si no, su tipo y su forma."""
    text = repr(value)
    if len(text) <= 60 and "\n" not in text:
        return text
    shape = getattr(value, "shape", None)
    return f"un {type(value).__name__}" + (f" con forma {shape}" if type(shape) is tuple else "")


def _fits(shape, expected):
    # Con all() y un generador cabe en una línea, pero tarda el doble, y esto se llama sin parar.
    if shape == expected:
        return True
    if len(shape) != len(expected):
        return False
    for got, want in zip(shape, expected):  # noqa: B905, SIM110
        if got != want and type(want) is not str:
            return False
    return True


def _clue(name, shape, expected):
    # La traspuesta es la confusión más frecuente: se comprueba antes de sugerirla.
    if len(shape) == 2 and _fits(shape[::-1], expected):
        return f" ¿Querías {name}.T?"
    if expected[:1] == ("B",) and len(shape) == 1 and _fits((1, *shape), expected):
        return f" Si es un solo ejemplo, pasa {name}[None, :]."
    if len(expected) < 2:
        return ""
    if len(shape) != len(expected):
        return f" Cuenta los ejes: tiene {len(shape)} y se esperaban {len(expected)}."
    axis = next(i for i, pair in enumerate(zip(shape, expected, strict=True)) if not _fits(*zip(pair, strict=True)))
    return f" Mira el eje {axis}: mide {shape[axis]} y se esperaba {expected[axis]}."


def _write(expected):
    return "(" + ", ".join(map(str, expected)) + ("," if len(expected) == 1 else "") + ")"
