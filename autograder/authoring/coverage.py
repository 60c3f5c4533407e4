"""Qué filas del inventario de las fuentes se enseñan, y en qué lección.

El inventario, ``solutions/inventario.csv``, da a cada idea de los textos de
partida un id y una lección. Una celda dice cuáles enseña en sus metadatos:
``+++ {"fuentes": ["000-17"]}``. Aquí se cuentan, y se mira si de verdad la enseña (``taught.py``).
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

from autograder.authoring.sources import is_alternative, lessons, read_source
from autograder.authoring.taught import problems, regions
from autograder.course import find_root
from autograder.errors import CourseError
from autograder.os_errors import reason
from autograder.reading import Unreadable, read_table

INVENTORY = "solutions/inventario.csv"


@dataclass
class Coverage:
    """Lo que una lección tiene que enseñar y lo que enseña: listas de ids, en orden."""

    lesson: str
    written: bool
    assigned: list[str] = field(default_factory=list)
    taught: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)  # ids que no están en el inventario
    named: dict[str, list[str]] = field(default_factory=dict)  # solo nombrados: qué les falta


def read_inventory(root: Path) -> dict[str, dict[str, str]]:
    """Id → su fila: ``leccion``, ``lineas``, ``que_es`` y, si hacen falta, ``claves``.

    Errores
        CourseError si el inventario falta, no se lee o repite un id.
    """
    try:
        table = read_table((Path(root) / INVENTORY).read_bytes())
    except (OSError, Unreadable) as error:
        why = reason(error) if isinstance(error, OSError) else error
        raise CourseError(f"No se puede leer {INVENTORY}: {why}.") from None
    if not {"id", "leccion"} <= set(table.header):
        raise CourseError(f"No se puede leer {INVENTORY}: hacen falta las columnas id y leccion.")
    rows: dict[str, dict[str, str]] = {}
    for cells in table.rows:
        row = dict(zip(table.header, cells, strict=False))
        if row["id"] in rows:
            raise CourseError(f"{INVENTORY} repite el id {row['id']}: deja una sola fila.")
        rows[row["id"]] = row
    return rows


def taught_in(root: Path, lesson: str) -> list[str]:
    """Los ids que las celdas de una lección dicen enseñar, sin repetir."""
    cells = read_source(root, lesson).cells
    return list(dict.fromkeys(str(id_) for cell in cells for id_ in cell.metadata.get("fuentes", ())))


def coverage(root: Path) -> list[Coverage]:
    """Una línea por lección del inventario o de ``solutions/``, en orden."""
    inventory, existing = read_inventory(root), lessons(root)
    found = []
    for lesson in sorted({row["leccion"] for row in inventory.values()} | set(existing)):
        assigned = [id_ for id_, row in inventory.items() if row["leccion"] == lesson]
        taught = taught_in(root, lesson) if lesson in existing else []
        found.append(
            Coverage(
                lesson,
                lesson in existing,
                assigned,
                [id_ for id_ in assigned if id_ in taught],
                [id_ for id_ in assigned if id_ not in taught],
                [id_ for id_ in taught if id_ not in inventory],
                _only_named(root, lesson, {id_: inventory[id_] for id_ in assigned if id_ in taught}),
            )
        )
    return found


def _only_named(root: Path, lesson: str, rows: dict[str, dict[str, str]]) -> dict[str, list[str]]:
    """Las filas que una lección dice enseñar y no enseña, con lo que les falta."""
    if not rows:
        return {}
    cells = [cell for cell in read_source(root, lesson).cells if not is_alternative(cell)]
    found = {id_: problems(row, regions(cells, id_)) for id_, row in rows.items()}
    return {id_: missing for id_, missing in found.items() if missing}


def run_coverage(args) -> int:
    """`autograder coverage`: enseña la cuenta. Sale con 1 si una lección escrita no enseña todo lo suyo."""
    root = find_root()
    found, inventory = coverage(root), read_inventory(root)
    wrong = [c for c in found if c.unknown or c.named or (c.written and c.missing)]
    if args.json:
        print(json.dumps([vars(c) for c in found], ensure_ascii=False, indent=1))
        return 1 if wrong else 0
    for c in found:
        state = "" if c.written else "  (sin escribir)"
        print(f"{c.lesson:<30} {len(c.taught):>3} de {len(c.assigned):>3}{state}")
        for id_ in c.missing if c.written else ():
            print(f"    falta {id_}: {inventory[id_]['que_es']} (fuente {id_[:3]}, líneas {inventory[id_]['lineas']})")
        for id_, missing in c.named.items():
            print(f"    {id_} solo está nombrado, y su celda {'; '.join(missing)}: {inventory[id_]['que_es']}")
        for id_ in c.unknown:
            print(f"    {id_} no está en {INVENTORY}: ¿está bien escrito?")
    written = [c for c in found if c.written]
    taught, assigned = sum(len(c.taught) for c in written), sum(len(c.assigned) for c in written)
    whole = sum(len(c.assigned) for c in found)
    print(f"Enseñadas {taught} de {assigned} en las lecciones escritas; el inventario entero tiene {whole}.")
    if wrong:
        print('Siguiente: enseña lo que falta y apúntalo en su celda, +++ {"fuentes": ["000-17"]}')
        return 1
    print("No falta nada. Siguiente: autograder lint")
    return 0
