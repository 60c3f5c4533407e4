"""Banco de datos del curso: los números con los que se prueba cada ejercicio.

Están elegidos para delatar errores: matrices no simétricas, tamaños distintos
entre sí, ceros exactos donde la ReLU cambia y logits que desbordan ``exp``.
Los arrays son float64 y de solo lectura, porque los comparten todas las
lecciones. Al final están las funciones auxiliares de los errores típicos y las
que sortean datos nuevos.
"""

import numpy as np


def frozen(values):
    """Copia ``values`` a un array float64 que no se puede modificar."""
    array = np.array(values, dtype=np.float64)
    array.flags.writeable = False
    return array


# Vectores. v3 y v4 tienen un cero exacto; v3g, números grandes.
v2 = frozen([1.5, -0.7])
v3 = frozen([1.5, -2, 0])
v3b = frozen([-0.4, 0.9, 2.2])
v3g = frozen([40, -35, 3])
v4 = frozen([0.5, -1, 2, 0])
v4b = frozen([-1.2, 0.3, 0.8, 2.5])
b3 = frozen([2, -3, 1])
s3 = frozen([0.2, -0.1, 0.4])
s2 = frozen([0.3, -0.6])
xg = frozen([0.7, 1.3])
phi6 = frozen([0.3, -1.2, 0.7, 0.5, -0.4, 0.9])

# Matrices. M33 no es simétrica.
M23 = frozen([[1, -2, 0.5], [0, 3, -1.5]])
M32 = frozen([[0.7, -1], [2, 0.4], [-0.3, 1.1]])
M33 = frozen([[1, 2, -1], [0.5, -3, 4], [0, 1.5, 2]])
M34 = frozen([[1, -2, 0.5, 3], [0, 1.2, -1, 0.8], [2, -0.6, 0.3, -1]])

# Lotes, un ejemplo por fila. Z23g desborda exp; Y43 acaba en una distribución.
Z43 = frozen([[2, -1, 0], [0.5, 0, -3], [-0.2, 1.1, 0.7], [3, 2.5, -2]])
Z13 = frozen([[1, -2, 0]])
Z23g = frozen([[60, -40, 5], [-3, 800, 2]])
X42 = frozen([[1, -0.5], [0, 2], [-1.5, 0.3], [0.8, 1]])
X12 = frozen([[2, -1]])
Y43 = frozen([[1, 0, 0], [0, 0, 1], [0, 1, 0], [0.2, 0.5, 0.3]])
Y13 = frozen([[0, 1, 0]])
D43 = frozen([[0.5, -1, 2], [1, 0.3, -0.7], [-2, 0.4, 0], [0.1, -0.6, 1.5]])
D13 = frozen([[1, -0.5, 2]])
a41 = frozen([[0.5], [-1], [2], [0]])
y41 = frozen([[1], [1], [0], [-3]])
u43 = frozen([[0.1, 0.9, 0.3], [0.7, 0.2, 0.5], [0.95, 0.6, 0.05], [0.4, 0.8, 0.25]])
u13 = frozen([[0.2, 0.6, 0.9]])

# Red de juguete: sesgos y pesos escalares, k = 0..3.
be = frozen([0.1, -0.4, 0.7, 0.2])
om = frozen([1.1, -0.8, 0.6, -1.5])
be2 = frozen([1, 2, -3, 0.4])
om2 = frozen([0.1, -0.5, 2, 2])

# Red 3-3-2 de la lección 05.
O0 = frozen([[0.5, -1, 0.3], [1.2, 0.4, -0.7], [-0.6, 0.8, 1]])
b0 = frozen([0.1, -0.2, 0.3])
O1 = frozen([[1, -0.5, 0.7], [0.2, 0.9, -1.1]])
b1 = frozen([0.05, -0.1])

# Redes completas: (sesgos, pesos), una entrada por capa, en listas anidadas.
red_a = (
    [[0.2, -0.1, 0.4], [0.1, -0.2], [0.3, 0, -0.1]],
    [[[0.7, -1], [2, 0.4], [-0.3, 1.1]], [[1, -2, 0.5], [0.6, 3, -1.5]], [[0.4, -1], [1.2, 0.5], [-0.7, 0.9]]],
)
red_b = (
    [[-0.3, 0.5, 0.1], [0.2, 0.4], [0, 0.1, 0.2]],
    [[[1, 0.6], [-0.5, 0.9], [0.8, -1.2]], [[0.7, 0.2, 1], [-0.4, 1.1, 0.3]], [[1, -0.6], [0.3, 0.8], [-1, 0.5]]],
)


def repeated(values, size):
    """Un vector largo y de solo lectura que repite ``values``: con cien mil números, su matriz no cabe en memoria."""
    return frozen(np.resize(np.array(values, dtype=np.float64), size))


def relu(z):
    """ReLU elemento a elemento: lo negativo pasa a 0."""
    return np.maximum(z, 0.0)


def ind(z):
    """Indicador 𝕀[z > 0] como float64; en 0 vale 0."""
    return (np.asarray(z) > 0).astype(np.float64)


def sig(z):
    """Sigmoide σ(z), sin desbordar para ningún z."""
    # exp(−|z|) nunca pasa de 1, sea z = 800 o z = −800.
    small = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1.0, small) / (1.0 + small)


def softmax(z):
    """Softmax en el último eje; restar el máximo evita que exp desborde."""
    powers = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def draw_sizes(rng, count):
    """Sortea ``count`` tamaños de 2 a 9.

    Casi siempre son distintos, y una traspuesta olvidada se ve en la forma; una de cada cinco veces dos coinciden, y
    no aprueba quien distingue los ejes por lo que miden.
    """
    sizes = [int(size) for size in rng.choice(np.arange(2, 10), size=count, replace=False)]
    if count > 1 and rng.random() < 0.2:
        one, other = rng.choice(count, size=2, replace=False)
        sizes[one] = sizes[other]
    return sizes


def draw_values(rng, *shape):
    """Sortea un array de esa forma, con órdenes de magnitud distintos de una vez a otra."""
    return rng.normal(size=shape) * rng.choice([0.3, 1.0, 5.0])


def draw_with_zero(rng, size):
    """Como ``draw_values``, pero con un 0 exacto en una componente: el punto dudoso de la ReLU."""
    values = draw_values(rng, size)
    values[rng.integers(size)] = 0.0
    return values
