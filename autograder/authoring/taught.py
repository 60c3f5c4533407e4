"""¿Enseña una celda la fila del inventario que dice enseñar, o solo lleva su id?

Se mira desde esa celda hasta la siguiente que lleva otros ids o abre otro apartado. Ahí tienen que estar las
palabras de la fila: las de su columna ``claves``, todas (``par|pareja``: una de las dos), o, si está vacía, al menos la
mitad de las de ``que_es``, o las derivadas que nombra (∂J/∂s), escritas en una fórmula.
Y donde la fila pide una figura («F:»), una pregunta («P:») o código («C:»), tiene que haberlos.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

SHORTEST = 4  # letras de una palabra que dice algo
STEM = 5  # letras por las que se reconoce: «derivada», «derivadas», «derivar»
# Hablan de las fuentes, o se dicen en cualquier parte.
EMPTY = set(
    """
    para como cada sobre donde desde hasta entre pero esta este esto ella ellas ellos todo toda todos todas solo
    ejemplo paso pasos fuente perdido contenido imagen formula expresion caso casos resultado idea puntos
    segundo segunda primera primero falta hacen tres siete cuatro ocho cinco cual cuales pregunta mismo misma frente
    respecto cierre guion conocida tarea calcular implementan lista tareas factor evaluada desarrollada animacion
    """.split()
)
KIND = re.compile(r"^([FPC])(?: y [^:]*)?:|^([FPC]) y ")
DERIVATIVE = re.compile(r"∂([a-z](?:_\d)?)/∂([a-z](?:_\d)?)\b")
PICTURE = re.compile(r"\bplots\.\w+\(|\bplt\.|widgets import|!\[[^\]]*\]\(|<svg|<img|\b[A-Z]\w*\.example\(")


def problems(row: Mapping[str, str], region: Iterable) -> list[str]:
    """Lo que le falta a unas celdas para enseñar una fila, en palabras."""
    cells = list(region)
    missing = [f"no dice {words}" for words in _missing_words(row, cells)]
    kind = KIND.match(row["que_es"])
    match kind and (kind[1] or kind[2]):
        case "F" if not any(PICTURE.search(cell.source) for cell in cells):
            missing.append("no tiene figura")
        case "P" if not any(cell.cell_type == "markdown" and "?" in cell.source for cell in cells):
            missing.append("no pregunta nada")
        case "C" if not any(cell.cell_type == "code" or "```" in cell.source for cell in cells):
            missing.append("no tiene código")
    return missing


def regions(cells: list, id_: str) -> list:
    """Las celdas en que se enseña un id: la que lo lleva y las que la siguen, hasta la siguiente que abre algo."""
    found, inside = [], False
    for cell in cells:
        if id_ in map(str, cell.metadata.get("fuentes", ())):
            inside = True
        elif cell.metadata.get("fuentes") or (cell.cell_type == "markdown" and re.match(r"##? ", cell.source)):
            inside = False
        if inside:
            found.append(cell)
    return found


def _missing_words(row: Mapping[str, str], cells: list) -> list[str]:
    said = plain("\n".join(cell.source for cell in cells))
    if explicit := (row.get("claves") or "").split():
        return [f"«{words}»" for words in explicit if not any(plain(word) in said for word in words.split("|"))]
    formulas = re.sub(r"[\\{}\s]", "", said)
    named = DERIVATIVE.findall(plain(row["que_es"]))
    if named and all(f"partial{over}" in formulas and f"partial{under}" in formulas for over, under in named):
        return []
    words = keywords(row["que_es"])
    present = [word for word in words if plain(word)[:STEM] in said]
    if 2 * len(present) >= len(words):
        return []
    return ["nada de " + ", ".join(f"«{word}»" for word in words if word not in present)]


def keywords(text: str) -> list[str]:
    """Las palabras de una descripción que dicen de qué va, sin repetir."""
    words = re.findall(r"[^\W\d_]+", KIND.sub("", text))
    return list(dict.fromkeys(word for word in words if len(word) >= SHORTEST and plain(word) not in EMPTY))


def plain(text: str) -> str:
    """En minúsculas y sin tildes."""
    letters = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
