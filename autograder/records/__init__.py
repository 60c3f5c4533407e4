"""Lo apuntado: una fila por veredicto e intento, junto a las tablas de nbgrader y en la misma transacción.

Aquí se escribe la nota (``gradebook.py``) y de aquí la lee todo el mundo
(``reading.py``): el resumen, ``--json``, los informes, la exportación y el
historial. Nadie la saca de un cuaderno.
"""
