"""Corregir a mano en una página de esta máquina: ``autograder manual``.

Qué espera a una persona se lee de lo apuntado (``questions.py``), lo que contestó
cada uno sale de su cuaderno corregido (``texts.py``) y la nota se guarda en las
tablas de nbgrader según se pone (``save.py``).
"""
