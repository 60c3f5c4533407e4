"""Comprobar los números que llegan: reales, finitos, alguno al menos y con la forma pedida."""

import numpy as np

from course_lib.shapes import ShapeError, check_shape


def check_numbers(name, value, *expected):
    """Devuelve ``value`` como array float64 si son números finitos con una de las formas pedidas.

    Formas
        Cada ``expected`` mezcla números (obligatorios) y letras (libres), como en ``check_shape``. Con varias,
        de distinto número de ejes, basta una; sin ninguna, vale cualquier forma.
    Errores
        TypeError si no son números reales: texto, complejos, None, una función.
        ShapeError si la forma no encaja.
        ValueError si no hay ningún número, si alguno es NaN o infinito, o si es un entero que no cabe en float64.
    """
    try:
        # De un entero enorme, NumPy haría un objeto.
        array = np.asarray(float(value) if type(value) is int else value)
    except OverflowError:
        raise ValueError(f"{name} debe caber en float64 y llegó un entero enorme: trabaja con su logaritmo.") from None
    except ValueError:  # filas de longitudes distintas: check_shape ya sabe explicarlas
        return check_shape(name, value, expected[0] if expected else ("N",))
    except RuntimeError:
        raise TypeError(f"{name} debe ser un array y llegó un tensor que pide gradiente: usa .detach().") from None
    if array.dtype.kind not in "biuf":
        what = {"U": "texto", "c": "un número complejo"}.get(array.dtype.kind, f"un {type(value).__name__}")
        raise TypeError(f"{name} debe contener números reales y llegó {what}: pásalo como array float64.")
    # Siempre una copia: lo que se haga con el resultado no toca lo que llegó.
    array = array.astype(np.float64)
    fitting = [shape for shape in expected if len(shape) == array.ndim]
    if not fitting and len(expected) > 1:
        axes = " o ".join(map(str, sorted(len(shape) for shape in expected)))
        clue = " ¿Sobra un eje? Prueba con .ravel()." if 1 in array.shape else ""
        raise ShapeError(f"{name} debe tener {axes} ejes y llegó con forma {array.shape}.{clue}")
    array = check_shape(name, array, (fitting or expected or [array.shape])[0])
    if array.size == 0:
        raise ValueError(f"{name} debe tener al menos un número y llegó vacío, con forma {array.shape}: dale datos.")
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        where = "[" + ", ".join(map(str, bad[0])) + "]" if array.ndim else ""
        raise ValueError(
            f"{name} debe ser finito y {name}{where} vale {array[tuple(bad[0])]}: busca de dónde sale antes de derivar."
        )
    return array
