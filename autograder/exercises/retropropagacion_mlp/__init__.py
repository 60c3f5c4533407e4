"""Ejercicios de la lección 05: ida y vuelta por una red de cualquier profundidad.

Las piezas (la derivada de la pérdida, un paso atrás, los gradientes de una
capa) van antes que la red entera, que se arma con ellas. ``red`` son dos
listas de arrays, [sesgos, pesos], con una entrada por capa.
"""
