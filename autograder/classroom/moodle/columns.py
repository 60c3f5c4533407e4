"""Cómo se llaman las columnas de la hoja de calificaciones, en los idiomas de un Moodle de aquí.

Se comparan sin mayúsculas, acentos ni espacios de más. Las de quién es cada cual, en ``grading/roster.py``.
"""

from autograder.reading import plain

GRADE = ("calificación", "nota", "grade", "qualificació", "cualificación", "kalifikazioa")
MAXIMUM = ("calificación máxima", "nota máxima", "maximum grade", "qualificació màxima", "cualificación máxima",
           "gehieneko kalifikazioa")  # fmt: skip
STATUS = ("estado", "status", "estat", "egoera")
CHANGEABLE = ("la calificación puede ser cambiada", "la calificación puede cambiarse", "grade can be changed",
              "la qualificació es pot canviar", "a cualificación pode ser cambiada")  # fmt: skip
SUBMITTED = ("última modificación (entrega)", "last modified (submission)", "darrera modificació (tramesa)",
             "azken aldaketa (bidalketa)")  # fmt: skip
GRADED = ("última modificación (calificación)", "última modificación (nota)", "last modified (grade)",
          "darrera modificació (qualificació)", "última modificación (cualificación)",
          "azken aldaketa (kalifikazioa)")  # fmt: skip
COMMENTS = ("comentarios de retroalimentación", "comentarios de la retroalimentación", "comentarios",
            "feedback comments", "comentaris de retroacció", "comentarios de retroacción")  # fmt: skip
ENGLISH = frozenset(map(plain, ("grade", "maximum grade", "feedback comments", "last modified (grade)")))
NO = frozenset(("no", "ez"))
