"""Ejercicios de la lección 07: bajar una montaña, primero con todo a la vista y después con unos pocos datos.

El gradiente de la montaña, el paso que sale de fiarse un poco de él, varios
pasos seguidos y el gradiente de un lote. La referencia son los gradientes y el
SGD de PyTorch.
"""
