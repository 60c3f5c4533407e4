"""Ejercicios de la lección 08b: softmax y entropía cruzada por lotes, y la red entera con la que se lee un dígito."""
