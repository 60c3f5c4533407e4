"""Ejercicios de la lección 09: por dónde se empieza a entrenar.

Qué le pasa al gradiente cuando todos los pesos son iguales, entre qué números
se sortean para que la señal conserve su tamaño y cuánto mide lo que vuelve
hacia atrás en cada capa.
"""
