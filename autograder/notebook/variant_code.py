"""El código de un cuaderno individual: qué variante de cada ejercicio es la suya.

Una cifra por ejercicio con variantes, en su orden, y tres letras que delatan una errata o que el código es de otra
tarea: ``0120-1120-211-K7Q``. No guarda ningún secreto: de él no sale ni la clave ni el código de nadie más.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder import clean
from autograder.exercise import exercises_of
from autograder.notebook.node import Node

NAME = "VARIANTE"  # la variable del cuaderno que lleva el código
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # sin las letras que se confunden con cifras (I, L, O), ni la U
ALIKE = str.maketrans("OIL", "011")
GROUP, CHECKED, SHOWN = 4, 3, 40
WRITTEN = re.compile(rf"^{NAME}[ \t]*=(.*)$", re.MULTILINE)
CHECKED_ONE = re.compile(r"\bcheck\(\s*(\w+)")
LONGEST = 200  # caracteres de un código que se miran: lo escribe el estudiante


class BadCode(ValueError):
    """Un código que no se entiende; el mensaje dice qué se esperaba y qué hacer."""


def counts(lesson: str) -> dict[str, int]:
    """Cuántas variantes tiene, contando la de todos, cada ejercicio de una lección que tiene más de una."""
    return {id_: len(e.family) for id_, e in exercises_of(lesson).items() if e.variants}


def write_code(lesson: str, numbers: Mapping[str, int]) -> str:
    """El código de unas variantes; de lo que no se diga, la 0."""
    digits = "".join(LETTERS[numbers.get(id_, 0)] for id_ in counts(lesson))
    groups = [digits[k : k + GROUP] for k in range(0, len(digits), GROUP)]
    return "-".join([*groups, _check_letters(lesson, digits)])


def read_code(lesson: str, code: Any) -> dict[str, int]:
    """Las variantes que dice un código, por ejercicio. No distingue mayúsculas, espacios ni guiones.

    Errores
        BadCode si no es un código de esa lección, o no está entero.
    """
    how_many = counts(lesson)
    plain = re.sub(r"[\s-]", "", code[:LONGEST]).upper().translate(ALIKE) if isinstance(code, str) else ""
    digits, letters = plain[: len(how_many)], plain[len(how_many) :]
    numbers = {id_: LETTERS.find(digit) for id_, digit in zip(how_many, digits, strict=False)}
    fits = len(plain) == len(how_many) + CHECKED and all(0 <= numbers[id_] < n for id_, n in how_many.items())
    if not fits or letters != _check_letters(lesson, digits):
        shown = clean.line(code[:SHOWN] if isinstance(code, str) else type(code).__name__)
        raise BadCode(
            f"El código de variante «{shown}» no es de {lesson} o tiene una errata: se esperaba uno como "
            f"{write_code(lesson, {})}. Cópialo otra vez del cuaderno que recibiste."
        )
    return numbers


def _check_letters(lesson: str, digits: str) -> str:
    """Las letras que comprueban un código. Con otros ejercicios, u otra cuenta de variantes, son otras."""
    text = f"{lesson} {sorted(counts(lesson).items())} {digits}"
    value = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    return "".join(LETTERS[value >> 5 * k & 31] for k in range(CHECKED))


@dataclass(frozen=True)
class Chosen:
    """Lo que un cuaderno dice de sus variantes: la de cada ejercicio, los códigos que trae y lo que no se entiende."""

    numbers: dict[str, int] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    problem: str | None = None


def chosen(lesson: str, cells: Iterable[Node]) -> Chosen:
    """Las variantes de un cuaderno, leídas del texto de sus celdas: nada suyo se ejecuta para saberlo.

    De cada ejercicio, las del código que está por encima de su ``check``, como al ejecutarlo; si no tiene, las del
    último. Sin código, o en una lección sin variantes, ninguna.
    """
    ids = counts(lesson)
    written = _codes_at(cells, ids) if ids else {}
    read: dict[str, dict[str, int]] = {}
    for code in dict.fromkeys(code for code in written.values() if code is not None):
        try:
            read[code] = read_code(lesson, code)
        except BadCode as problem:
            return Chosen(problem=str(problem))
    numbers = {id_: read[code][id_] for id_, code in written.items() if code is not None}
    return Chosen(numbers, tuple(dict.fromkeys(write_code(lesson, found) for found in read.values())))


def _codes_at(cells: Iterable[Node], ids: Collection[str]) -> dict[str, str | None]:
    """El código que vale donde se comprueba cada ejercicio; None si por encima no hay ninguno."""
    current, found = None, {}
    for cell in cells:
        if cell.cell_type == "code":
            for value in WRITTEN.findall(cell.source):
                current = _unquoted(value.partition("#")[0].strip()[:LONGEST])
            found |= {id_: current for id_ in CHECKED_ONE.findall(cell.source) if id_ in ids}
    return {id_: found.get(id_, current) for id_ in ids}


def _unquoted(value: str) -> str:
    """Lo que hay entre las comillas; lo que no va entre comillas se queda como está, y no será un código."""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value
