"""Lo que dura un curso: archivarlo al acabar, recuperarlo y olvidar a una persona.

Qué hay de una clase y dónde lo dice ``places.py``, y nadie más: archivar,
restaurar y olvidar miran los mismos sitios. ``docs/datos_personales.md`` los cuenta.
"""
