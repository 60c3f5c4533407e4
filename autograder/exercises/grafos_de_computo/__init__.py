"""Ejercicios de la lección 02: la vuelta por un grafo, de dos operaciones a una cadena de vectores.

Los cuatro primeros grafos son de números sueltos y se escriben a mano; en los
dos últimos llegan los vectores. Cada error típico recorre el grafo entero y se
equivoca en un sitio.
"""
