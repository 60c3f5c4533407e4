"""Ejercicios de la lección 13: los aparatos con que se examina una red que no aprende, escritos a mano."""
