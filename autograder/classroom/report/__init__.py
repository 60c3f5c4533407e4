"""El informe de una clase: qué no se ha entendido, cuánto cuesta cada ejercicio y quién espera a una persona.

``measure.py`` saca las cuentas de lo apuntado, ``ideas.py`` las pone en palabras y junta lo que es la misma idea
(``frases.json``), y ``page.py``, ``charts.py`` y ``sheet.py`` lo escriben para una persona.
"""
