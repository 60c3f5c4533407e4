"""Decir qué error fue: de lo que dio una respuesta equivocada al nombre de la equivocación.

``diagnose.diagnose`` es la única puerta. Lo demás, una idea por archivo: la tabla de clases de error (``kinds``), las
tablas de cada lección (``tables``, que ``autograder build`` llena con ``mutations`` y ``run_mutants``), buscar en ellas
(``lookup``), las relaciones entre lo que llegó y la verdad (``relations``) y qué parte está bien (``partial``).
"""
