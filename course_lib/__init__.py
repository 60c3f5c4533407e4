"""Lo que las lecciones leen y llaman: NumPy y nada más, escrito para leerse."""
