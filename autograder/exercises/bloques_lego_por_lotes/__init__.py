"""Ejercicios de la lección 08: los bloques de una red, cada uno con su paso adelante y su paso atrás, por lotes."""
