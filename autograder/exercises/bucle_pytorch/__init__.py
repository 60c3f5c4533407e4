"""Ejercicios de la lección 06: el bucle de entrenamiento con piezas propias.

La pérdida y los gradientes de un lote, el paso con momentum y la tasa por
escalones. La referencia son los objetos de PyTorch; la respuesta del
estudiante va en NumPy, con un ejemplo por fila.
"""
