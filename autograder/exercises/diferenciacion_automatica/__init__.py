"""Ejercicios de la lección 02b: una neurona caja a caja, el modo directo y un motor propio."""
