"""La lista de clase, en CSV."""

import csv
from pathlib import Path

from autograder.errors import CourseError
from autograder.grading.student_ids import normalized


def read_roster(path: Path) -> set[str]:
    """Los ids de una lista de clase en CSV, en NFC como los de las carpetas: la columna ``id``, o la primera.

    Vale también con punto y coma, que es como la guarda una hoja de cálculo en español.

    Errores
        CourseError si no se puede leer o está vacía.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            lines = list(file)
        separator = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
        rows = list(csv.reader(lines, delimiter=separator))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CourseError(f"No se puede leer la lista de clase {path}: {error}.") from None
    if not rows:
        raise CourseError(f"La lista de clase {path} está vacía: se esperaba un CSV con una columna «id».")
    header = [cell.strip().lower() for cell in rows[0]]
    column = header.index("id") if "id" in header else 0
    body = rows[1:] if "id" in header else rows
    ids = (normalized(row[column]).strip() for row in body if len(row) > column)
    return {id_ for id_ in ids if id_}
