"""Ejercicios de la lección 11: una sigmoide sobre características cuadráticas, derivada por pesos y por entradas."""
