"""Lo que comparten los ejercicios de 07_descenso_de_gradiente: la montaña x² + 2y²."""

from autograder.exercises._bank import frozen

START = frozen([300, -200])  # desde donde sale el programa de la fuente
# Al lado de x², enorme, lo que aporta y no cabe en las cifras de un float64: quien mide no lo ve.
TINY_BESIDE_HUGE = frozen([1e9, 0.5])


def height(p):
    """x² + 2y², en NumPy o en torch."""
    return p[0] ** 2 + 2 * p[1] ** 2
