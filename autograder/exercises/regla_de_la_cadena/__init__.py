"""Ejercicios de la lección 01: cinco derivadas encadenadas, de una campana a cinco eslabones.

Todo son números sueltos, salvo la sigmoide y la unidad con ReLU, que trabajan
elemento a elemento sobre un vector. Cada error típico es la cuenta equivocada completa.
"""
