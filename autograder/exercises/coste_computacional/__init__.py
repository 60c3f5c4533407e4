"""Ejercicios de la lección «Lo que cuesta una red»."""
