"""Cómo llama Moodle a lo que baja con «Descargar todas las entregas».

    Ana Gil_1234567_assignsubmission_file_/tarea.ipynb     una carpeta por persona; desde Moodle 4.1, sin la «_» final
    Ana Gil_1234567_assignsubmission_file_tarea.ipynb      todo junto, si se quita «Descargar entregas en carpetas»

El número es el de esa persona en esa tarea: el de la hoja de calificaciones de la misma tarea, y en otra es otro.
Manda el primero: lo que sigue puede ser el nombre de un archivo, que lo pone el estudiante.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from autograder.grading.student_ids import normalized

NAMED = re.compile(r"(.+?)_([0-9]{1,18})_assignsubmission_([a-z]+)(?:_(.*))?", re.DOTALL)


@dataclass(frozen=True)
class MoodleName:
    """Lo que dice uno: de quién es, su número, de qué clase de entrega y, si va todo junto, el archivo."""

    name: str
    number: str
    plugin: str
    file: str


def moodle_name(text: str) -> MoodleName | None:
    """Lo que dice el nombre de una carpeta o de un archivo; None si no lo puso Moodle."""
    found = NAMED.fullmatch(normalized(text))
    return MoodleName(found[1], str(int(found[2])), found[3], found[4] or "") if found else None


def from_moodle(names: Collection[str]) -> list[str]:
    """Los nombres que puso Moodle, de unos cuantos."""
    return [name for name in names if moodle_name(name)]
