"""Las respuestas equivocadas de ``corpus/``: qué escribió alguien y cómo llamaría un profesor a su error.

Un archivo por lección, o para muchas en ``apartadas/``. Cada respuesta es un título de tercer nivel con los
nombres que valen, una frase y su código; el título de segundo nivel de encima
dice de qué ejercicio es. Añadir una es escribirla.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from autograder.exercise import find_exercise

CORPUS = Path(__file__).with_name("corpus")
APART = Path(__file__).with_name("apartadas")  # no se usan para ajustar nada: solo para medir
OTHER = "otro"  # nadie debe dar nombre a este error; junto a otros nombres, también vale callar

# X_por_Y: se da X donde se pide Y. Lo demás se lee solo.
KINDS = frozenset(
    """
    signo factor_que_falta factor_de_mas termino_que_falta termino_de_mas operandos_cambiados otra_operacion
    otra_variable traspuesta al_reves umbral otra_constante sin_funcion otra_funcion suma_por_media media_por_suma
    otro_eje solo_la_diagonal columna_por_vector entradas_que_faltan salidas_cambiadas valor_por_derivada
    otro_ejercicio derivada_de_otra_activacion otro_eslabon solo_una_capa una_componente acumula_estado difundido
    valor_absoluto solo_cuadradas solo_simetricas lote_de_uno precision_float32 medir convencion
    potencia funcion_de_mas otra_forma
    """.split()
)

# Un título, lo que se dice debajo y, si lo hay, su código.
PARTS = re.compile(r"^(##|###) (.+)$((?:\n(?!##|```).*)*)(?:\n```python\n((?:.*\n)*?)```)?", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """Una respuesta equivocada.

    ``labels`` son los nombres que valen para su error, el mejor primero: los de
    ``KINDS``, los de las confusiones declaradas de su ejercicio u ``OTHER``.
    """

    lesson: str
    exercise: str
    labels: tuple[str, ...]
    note: str
    source: str
    where: str

    def function(self, before=()):
        """La función, ejecutada detrás de ``before``: el código de los ejercicios de su lección que ya estaban bien."""
        namespace = {"np": np}
        for source in (*before, self.source):
            exec(source, namespace)
        return namespace[self.exercise]


def answers(folder=CORPUS):
    """Todas las respuestas, en el orden en que están escritas."""
    return [answer for path in sorted(folder.glob("*.md")) for answer in read(path)]


def read(path):
    """Las respuestas de un archivo.

    Errores
        ValueError si un título de tercer nivel no trae una frase y un bloque de Python, o si no hay ejercicio encima.
    """
    found, exercise = [], None
    text = path.read_text(encoding="utf-8")
    for part in PARTS.finditer(text):
        level, title, note, source = part.groups()
        where = f"{path.name}:{text[: part.start()].count(chr(10)) + 1}"
        if level == "##":
            exercise = title.strip()
        elif exercise is None or not note.strip() or source is None:
            raise ValueError(f"{where}: «{title}» necesita un ejercicio encima, una frase y un bloque de Python.")
        else:
            labels = tuple(label.strip() for label in title.split(","))
            found.append(Answer(find_exercise(exercise).lesson, exercise, labels, note.strip(), source, where))
    return found
