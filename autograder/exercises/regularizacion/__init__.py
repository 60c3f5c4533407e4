"""Ejercicios de la lección 10: parar a tiempo, encoger los pesos y apagar unidades al azar.

La referencia del decaimiento es el optimizador de PyTorch; la de la parada, su
definición, recorrida época a época.
"""
