"""Las reglas de derivar: en cada función, la ida y, en la misma línea, una derivada local por entrada.

Con a y b números de Python o arrays, cada regla devuelve ``valor, (derivada respecto de a, respecto de b)``.
Una derivada local es un número o un array que multiplica a δ, el gradiente que llega, elemento a elemento. Si
el jacobiano entero sería enorme, como el de un producto de matrices, es la función que se lo aplica a δ.

Aquí no se comprueba nada: de eso se ocupa ``course_lib.graph`` antes y después de llamar.
"""

import numpy as np


def add(a, b):
    return a + b, (1.0, 1.0)


def subtract(a, b):
    return a - b, (1.0, -1.0)


def multiply(a, b):
    return a * b, (b, a)


def divide(a, b):
    y = a / b
    return y, (1 / b, -y / b)


def negate(a):
    return -a, (-1.0,)


def power(a, p):
    return a**p, (p * a ** (p - 1) if p else 0.0,)


def relu(a):
    # En 0, por convenio, la derivada es 0: es lo que dice el segundo argumento de ``heaviside``.
    if type(a) is float:
        return (a, (1.0,)) if a > 0 else (0.0, (0.0,))
    return np.maximum(a, 0.0), (np.heaviside(a, 0.0),)


def exp(a):
    y = np.exp(a)
    return y, (y,)


def log(a):
    return np.log(a), (1 / a,)


def sin(a):
    return np.sin(a), (np.cos(a),)


def cos(a):
    return np.cos(a), (-np.sin(a),)


def tanh(a):
    y = np.tanh(a)
    return y, (1 - y**2,)


def sigmoid(a):
    e = np.exp(-abs(a))  # con −|a|, exp no se desborda ni en ±800
    return np.where(a >= 0, 1.0, e) / (1 + e), (e / (1 + e) ** 2,)


def softplus(a):
    return np.logaddexp(0.0, a), (sigmoid(a)[0],)


def matmul(a, b):
    if a.ndim == b.ndim == 2:
        return a @ b, (lambda delta: delta @ b.T, lambda delta: a.T @ delta)
    if a.ndim > 2 or b.ndim > 2:
        raise ValueError("más de dos ejes")
    # Un vector a la izquierda es una fila; a la derecha, una columna.
    row, column = a if a.ndim == 2 else a.reshape(1, -1), b if b.ndim == 2 else b.reshape(-1, 1)
    shape = (len(row), column.shape[1])
    return a @ b, (
        lambda delta: (np.reshape(delta, shape) @ column.T).reshape(a.shape),
        lambda delta: (row.T @ np.reshape(delta, shape)).reshape(b.shape),
    )


def transpose(a):
    return a.T, (lambda delta: delta.T,)


def sum(a, axis):
    if axis is not None and a.ndim == 0:
        raise ValueError("un número no tiene ejes")
    ones = np.ones(a.shape)  # cada número entra una vez en su suma
    return a.sum(axis), (ones if axis is None else lambda delta: ones * np.expand_dims(delta, axis),)


def mean(a, axis):
    total, (derivative,) = sum(a, axis)
    share = total.size / a.size
    return share * total, (share * derivative if axis is None else lambda delta: share * derivative(delta),)


def chain(derivative, delta, value):
    """La regla de la cadena en una arista: lo que aporta δ al nodo que vale ``value``, con la forma de este."""
    if callable(derivative):
        part = derivative(delta)
    else:
        part = delta if type(derivative) is float and derivative == 1.0 else derivative * delta
    if type(value) is float:
        return float(np.sum(part))
    # NumPy repitió el valor para que las formas encajaran: recibe la suma de lo que llega a cada copia.
    while part.ndim > value.ndim:
        part = part.sum(0)
    if part.shape != value.shape:
        part = part.sum(tuple(axis for axis, size in enumerate(value.shape) if size == 1), keepdims=True)
    return part
