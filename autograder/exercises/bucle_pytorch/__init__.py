"""Ejercicios de la lección 06: lo que hay dentro del bucle de entrenamiento.

La pérdida por lotes, el gradiente que se acumula, el paso con momentum y la
tasa por escalones. La referencia son los objetos de PyTorch que se usan en el
bucle; la respuesta del estudiante va en NumPy, con un ejemplo por fila.
"""
