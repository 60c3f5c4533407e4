"""Ejercicios de la lección 05b: las pérdidas con las que se clasifica, y una red 3-3-2 recorrida entera."""
