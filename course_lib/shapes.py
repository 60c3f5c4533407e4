"""Comprobar formas: todos los mensajes sobre formas del curso salen de aquí."""

import numpy as np


class ShapeError(ValueError):
    """Una forma que no encaja; el mensaje propone el siguiente paso."""


def check_shape(name, value, expected):
    """Devuelve ``value`` como array float64 si tiene la forma pedida.

    Formas
        ``expected`` mezcla números (obligatorios) y letras (libres): (3, "M").
    Errores
        ShapeError si la forma no encaja o si ``value`` no es un array de números.
    """
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise ShapeError(
            f"{name} debe ser un array de números con forma {_write(expected)} y llegó un {type(value).__name__} "
            "que no se puede convertir. ¿Tienen sus filas longitudes distintas?"
        ) from None
    if _fits(array.shape, expected):
        return array
    # La traspuesta es la confusión más frecuente: se comprueba antes de sugerirla.
    clue = f" ¿Querías {name}.T?" if array.ndim == 2 and _fits(array.T.shape, expected) else ""
    raise ShapeError(f"{name} debe tener forma {_write(expected)} y llegó con {array.shape}.{clue}")


def _fits(shape, expected):
    return len(shape) == len(expected) and all(
        isinstance(want, str) or want == got for want, got in zip(expected, shape, strict=True)
    )


def _write(expected):
    return "(" + ", ".join(map(str, expected)) + ("," if len(expected) == 1 else "") + ")"
