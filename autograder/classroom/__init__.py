"""El aula: lo que hay entre el curso y una clase de verdad: repartir, recoger y saber qué no se entendió.

Juzgar es de ``grading`` y lo apuntado, de ``records``: aquí se lee de los dos y se escribe para personas.
"""
