"""Las celdas de un CSV, cada una con su sitio en el texto: se cambia una y todo lo demás queda letra a letra."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Cell:
    """Una celda: lo que dice y dónde está, con sus comillas."""

    value: str
    start: int
    end: int
    quoted: bool


def cells_of(text: str, separator: str) -> list[list[Cell]]:
    """Las celdas de cada fila, también de las vacías."""
    pattern = _pattern(separator)
    rows: list[list[Cell]] = [[]]
    position = 0
    while True:
        found = pattern.match(text, position)
        quoted = found[1] is not None
        value = found[1].replace('""', '"') + found[2] if quoted else found[0]
        rows[-1].append(Cell(value.strip(), position, found.end(), quoted))
        position = found.end()
        if text.startswith(separator, position):
            position += len(separator)
            continue
        if position >= len(text):
            return rows
        position += 2 if text.startswith("\r\n", position) else 1
        if position >= len(text):
            return rows
        rows.append([])


@lru_cache
def _pattern(separator: str) -> re.Pattern[str]:
    bare = rf"[^{re.escape(separator)}\r\n]*"
    # Entre comillas cabe todo; unas comillas dentro se escriben dos veces. Lo que siga fuera es de la misma celda.
    return re.compile(rf'[ ]*"((?:[^"]|"")*+)"({bare})|{bare}')


def rewritten(text: str, separator: str, rows: list[list[Cell]], changes: Mapping[tuple[int, int], str]) -> str:
    """El texto con otras celdas, por (fila, columna); la que no estaba se añade al final de su fila."""
    parts, last = [], 0
    for row, column in sorted(changes):
        cells, value = rows[row], changes[row, column]
        if column < len(cells):
            cell = cells[column]
            parts += [text[last : cell.start], _written(value, separator, cell.quoted)]
            last = cell.end
        else:
            end = cells[-1].end
            missing = column - len(cells) + 1 - sum((row, k) in changes for k in range(len(cells), column))
            parts += [text[last:end], separator * missing, _written(value, separator, False)]
            last = end
    return "".join([*parts, text[last:]])


def _written(value: str, separator: str, quoted: bool) -> str:
    # Como escribe Moodle: entre comillas si lleva algo que las pida, también un espacio.
    if quoted or re.search(rf'[\s"{re.escape(separator)}]', value):
        return '"' + value.replace('"', '""') + '"'
    return value
