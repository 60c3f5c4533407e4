"""Ejercicios de la lección 04b: la cadena con vectores, de una ramificación a un paso atrás de verdad.

Todo va en notación de denominador, con el gradiente que llega a la derecha. Cada error
típico recorre la cadena entera y se equivoca en un sitio.
"""
