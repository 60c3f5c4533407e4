"""Lo que comparten los ejercicios de 01_regla_de_la_cadena."""

from autograder.exercise import FORBIDDEN

# La lección mide derivadas con estas dos funciones; en los ejercicios se pide derivar.
FORBIDS = (*FORBIDDEN, "__main__.diferencias_finitas", "__main__.de_un_lado")
