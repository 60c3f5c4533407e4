"""El lado que ejecuta código ajeno. Solo usa NumPy e IPython: no sabe nada de
ejercicios, referencias ni notas, así que no hay nada que robarle."""
