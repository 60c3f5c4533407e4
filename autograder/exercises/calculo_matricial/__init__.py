"""Ejercicios de la lección 04: qué forma tiene cada derivada y qué va en cada casilla.

Todo va en notación de denominador: primero los ejes de lo que se mueve, al
final el de lo que se mira. Cada error típico es el cálculo equivocado
completo; por eso ninguno parte del resultado correcto.
"""
