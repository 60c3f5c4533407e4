"""Ejercicios de la lección 02: derivar sobre un grafo de cómputo, de tres cajas dibujadas a cualquier grafo.

Los grafos de los enunciados no están resueltos en la lección. Cada error típico
recorre el grafo entero y se equivoca en un sitio.
"""
