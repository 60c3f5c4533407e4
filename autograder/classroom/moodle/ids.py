"""De qué columna de la hoja sale el id de cada estudiante: una persona tiene que ser la misma todo el curso.

El número de participante no sirve: Moodle da a cada cual otro en cada tarea. Solo se usa si no hay otra cosa, que es
cuando se corrige sin nombres.
"""

from collections.abc import Collection

from autograder.classroom.moodle.worksheet import Person, Worksheet
from autograder.errors import CourseError
from autograder.grading.roster import EMAILS, IDS, NAMES, NUMBER, fold
from autograder.grading.student_ids import BadName, normalized, student_id


def ids_in(sheet: Worksheet, column: str | None = None, known: Collection[str] = ()) -> tuple[str, dict[str, Person]]:
    """De qué columna sale el id de cada estudiante, y quién es cada uno.

    Es la que más coincide con los ids ``known``; si ninguna lo hace, la primera que
    esté entera y no repita: id, usuario, número de ID, correo, identificador.

    Errores
        CourseError si la columna pedida no está, o no puede dar el id de todos.
    """
    if column is not None:
        where = sheet.column((column,))
        if where is None:
            titles = ", ".join(f"«{cell.value}»" for cell in sheet.rows[sheet.header] if cell.value)
            raise CourseError(f"{sheet.path} no tiene la columna «{column}». Tiene: {titles}.")
        found = _by(sheet, where)
        if isinstance(found, str):
            raise CourseError(f"«{column}» no puede ser el id de cada estudiante: {found}. Elige otra con --id.")
        return sheet.title(where), found
    placed = {fold(id_) for id_ in known}
    options, why = {}, ""
    for names in (*((name,) for name in IDS), EMAILS, NUMBER, NAMES):
        where = sheet.column(names)
        if where is None or where in options:
            continue
        found = _by(sheet, where)
        if isinstance(found, str) and _shared(sheet, where, placed):
            raise CourseError(
                f"El id de cada estudiante era el de «{sheet.title(where)}», y en {sheet.path} ya no puede serlo: "
                f"{found}. Complétalo en la hoja y repite la orden, o elige otra columna con --id."
            )
        if isinstance(found, str):
            why = why or f" De «{sheet.title(where)}»: {found}."
        else:
            options[where] = found
    if not options:
        raise CourseError(
            f"{sheet.path} no tiene ninguna columna que dé el id de cada estudiante: el usuario, el número de ID, "
            f"el correo…, sin huecos ni repeticiones.{why}"
        )
    best = max(options, key=lambda where: _shared(sheet, where, placed))
    return sheet.title(best), options[best]


def _shared(sheet: Worksheet, column: int, placed: set[str]) -> int:
    """Cuántos ids de los que ya se usan están en una columna."""
    return len(placed & {fold(sheet.cell(person.row, column)) for person in sheet.people})


def _by(sheet: Worksheet, column: int) -> dict[str, Person] | str:
    """Cada persona por lo que dice esa columna, o por qué no puede ser su id."""
    found: dict[str, Person] = {}
    folded: dict[str, str] = {}
    for person in sheet.people:
        text = normalized(sheet.cell(person.row, column))
        if not text:
            return f"{person} no lo tiene"
        try:
            id_ = student_id(text)
        except BadName as problem:
            return f"«{text[:60]}» {problem}"
        if fold(id_) in folded:
            return f"«{id_}» está dos veces"
        found[id_], folded[fold(id_)] = person, id_
    return found
