"""Ejercicios de la lección 06b: qué hacen por dentro las cinco líneas de un programa de PyTorch."""
