"""Moodle: de lo que se descarga a ``submitted/``, y de las notas a lo que se sube.

La hoja de calificaciones está en ``worksheet.py``; lo que hay en el zip, en ``package.py``; recoger, en ``collect.py``
(de quién es cada carpeta, en ``owners.py``; guardarlo, en ``store.py``), y devolver, en ``give_back.py``.
"""
