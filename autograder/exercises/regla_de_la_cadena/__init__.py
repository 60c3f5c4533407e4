"""Ejercicios de la lección 01: cinco derivadas encadenadas, del cuadrado de una recta a cinco eslabones.

Todo son números sueltos, salvo la sigmoide y la ReLU, que trabajan elemento a
elemento sobre un vector. Cada error típico es la cuenta equivocada completa.
"""
