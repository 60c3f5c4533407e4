"""Ejercicios de la lección 05: los dos pasos por una red de cualquier profundidad.

Las piezas (el paso adelante, un paso atrás, los gradientes de una capa) van
antes que la red entera, que se arma con ellas. ``red`` son dos listas de
arrays, [sesgos, pesos], con una entrada por capa.
"""
