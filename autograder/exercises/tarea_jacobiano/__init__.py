"""Ejercicios de la tarea T1: once derivadas, del producto escalar a softmax, de menos a más trabajo.

Todo va en notación de denominador: J[i, j] = ∂y_j/∂x_i, una fila por entrada.
Cada error típico es el cálculo equivocado completo, tal como lo haría un
estudiante; por eso ninguno parte del resultado correcto.
"""
