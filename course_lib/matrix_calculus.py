"""Cálculo matricial en notación de denominador: (∂y/∂x)_ij = ∂y_j/∂x_i, una fila por entrada."""

import numpy as np

from course_lib.numbers import check_numbers
from course_lib.shapes import describe

VECTOR, MATRIX, TENSOR = ("D",), ("D_1", "D_2"), ("D_1", "D_2", "D_3")


def numerical_jacobian(f, x, eps=1e-6):
    """Estima ∂y/∂x por diferencias centradas: mueve una entrada cada vez y mira todas las salidas.

    Formas
        x (), (D_x,) o (D_1, D_2). Con y = f(x) de forma (D_y,), devuelve la forma de x seguida de D_y:
        (D_x, D_y) o (D_1, D_2, D_y). Con y escalar, la forma de x.
    Unidades
        ``eps`` es el desplazamiento; se multiplica por |x_i| cuando |x_i| > 1. El error ronda 1e-9 si
        ni y ni sus derivadas son muy grandes; no vale en un codo, como el 0 de ReLU.
    Errores
        ShapeError, TypeError o ValueError si x o f(x) no son números finitos con esas formas.
        TypeError si f no es una función o calcula en menos precisión que float64.
    Fuente
        Press y otros, *Numerical Recipes* (3.ª ed., 2007), §5.7.
    """
    if not callable(f):
        raise TypeError(f"f debe ser una función de x y llegó un {type(f).__name__}: pásala sin paréntesis.")
    x = check_numbers("x", x, VECTOR, MATRIX, ())
    eps = float(check_numbers("eps", eps, ()))
    if eps <= 0:
        raise ValueError(f"eps debe ser positivo y vale {eps:g}: prueba con 1e-6.")
    y = _evaluate(f, x)
    jacobian = np.empty(x.shape + y.shape)
    for i in np.ndindex(x.shape):
        step = np.zeros_like(x)
        # Un paso fijo se perdería en el redondeo de una x grande.
        step[i] = eps * max(1.0, abs(x[i]))
        up, down = _evaluate(f, x + step), _evaluate(f, x - step)
        if not up.shape == down.shape == y.shape:
            raise ValueError(
                f"f debe devolver siempre la misma forma y pasó de {y.shape} a {up.shape} al mover x: revísala."
            )
        # Se divide por lo que x se movió de verdad, ya redondeado.
        jacobian[i] = (up - down) / ((x + step)[i] - (x - step)[i])
    return jacobian


def to_denominator(J):
    """Pasa un jacobiano de numerador a denominador: el eje de y, que va el primero, pasa a ser el último.

    Formas
        J (D_y, D_x) → (D_x, D_y); J (D_y, D_1, D_2) → (D_1, D_2, D_y). El gradiente de un escalar no cambia:
        aquí no hace falta.
    Errores
        ShapeError, TypeError o ValueError si J no son números finitos con dos o tres ejes.
    """
    return np.moveaxis(check_numbers("J", J, MATRIX, TENSOR), 0, -1).copy()


def to_numerator(J):
    """Pasa un jacobiano de denominador a numerador, como los da PyTorch: el eje de y pasa a ser el primero.

    Formas
        J (D_x, D_y) → (D_y, D_x); J (D_1, D_2, D_y) → (D_y, D_1, D_2).
    Errores
        Los de ``to_denominator``.
    """
    return np.moveaxis(check_numbers("J", J, MATRIX, TENSOR), -1, 0).copy()


def vjp(J, v):
    """La regla de la cadena: ∂ℓ/∂x = (∂y/∂x)(∂ℓ/∂y), con el gradiente que llega a la derecha.

    Formas
        J (D_x, D_y), v (D_y,) → (D_x,). Con J (D_1, D_2, D_y) → (D_1, D_2).
    Unidades
        v es pérdida por unidad de y; el resultado, pérdida por unidad de x.
    Errores
        ShapeError, TypeError o ValueError si J o v no son números finitos con esas formas.
    """
    J = check_numbers("J", J, MATRIX, TENSOR)
    return J @ check_numbers("v", v, (J.shape[-1],))


def linear_jacobian(Omega):
    """Jacobiano de f = β + Ω h respecto de h: Ωᵀ.

    Formas
        Omega (D_y, D_x) → (D_x, D_y).
    Errores
        ShapeError, TypeError o ValueError si Omega no es una matriz de números finitos.
    """
    return check_numbers("Omega", Omega, MATRIX).T.copy()


def relu_jacobian(z):
    """Jacobiano de ReLU: diagonal, con 1 donde z > 0 y 0 en lo demás, también en z = 0.

    Formas
        z (D,) → (D, D).
    Errores
        ShapeError, TypeError o ValueError si z no es un vector de números finitos.
    """
    return np.diag((check_numbers("z", z, VECTOR) > 0).astype(np.float64))


def softmax_jacobian(z):
    """Jacobiano de s = softmax(z): diag(s) − s sᵀ. Es simétrico y cada fila suma 0.

    Formas
        z (D,) → (D, D).
    Errores
        ShapeError, TypeError o ValueError si z no es un vector de números finitos.
    """
    z = check_numbers("z", z, VECTOR)
    # Restar el máximo no cambia s y evita que exp se desborde.
    e = np.exp(z - z.max())
    s = e / e.sum()
    return np.diag(s) - np.outer(s, s)


def weights_tensor(shape, h):
    """Derivada de f = Ω h respecto de la matriz Ω: T[j, k, i] = ∂f_i/∂Ω_jk, que es h_k si i = j y 0 si no.

    Formas
        shape (m, n) es la forma de Ω; h (n,) → (m, n, m).
    Errores
        ValueError si shape no son dos enteros positivos.
        ShapeError, TypeError o ValueError si h no son n números finitos.
    """
    sizes = shape if isinstance(shape, tuple) else ()
    if len(sizes) != 2 or not all(isinstance(size, (int, np.integer)) and size > 0 for size in sizes):
        raise ValueError(f"shape debe ser (m, n), dos enteros positivos, y llegó {describe(shape)}: pasa Omega.shape.")
    m, n = sizes
    h = check_numbers("h", h, (n,))
    return np.eye(m)[:, None, :] * h[None, :, None]


def _evaluate(f, x):
    # Una copia: si f cambia su argumento, no estropea los experimentos siguientes.
    y = f(x.copy())
    if y is None:
        raise TypeError("f debe devolver un número o un vector y devolvió None: ¿falta el return?")
    if getattr(y, "dtype", None) in (np.float32, np.float16):
        raise TypeError("f debe calcular en float64 y devolvió menos precisión: con ella, eps se pierde al redondear.")
    return check_numbers("f(x)", y, VECTOR, ())
