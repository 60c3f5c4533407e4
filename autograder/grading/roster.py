"""La lista de clase: quién está en ella, la escribiera quien la escribiera."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError
from autograder.grading.student_ids import normalized
from autograder.os_errors import reason
from autograder.reading import Table, Unreadable, plain, read_table

# Cómo llaman a sus columnas Moodle, nbgrader y la gente. Se comparan sin mayúsculas, acentos ni espacios de más.
IDS = (
    *(
        "id",
        "student_id",
        "student id",
        "id de estudiante",
        "usuario",
        "nombre de usuario",
        "username",
        "user",
        "login",
    ),
    *("número de id", "número de identificación", "id number", "idnumber", "expediente", "número de expediente"),
    *("matrícula", "nia", "niu", "nip", "dni", "nif", "código", "carpeta"),
    *("estudiante", "alumno", "alumna", "alumno/a", "student"),
)
EMAILS = ("dirección de correo", "dirección de correo electrónico", "correo", "correo electrónico", "email address",
          "email", "e-mail", "mail", "adreça electrònica", "adreça de correu electrònic", "correu electrònic",
          "enderezo de correo electrónico", "enderezo de correo", "helbide elektronikoa")  # fmt: skip
NAMES = ("nombre completo", "nombre y apellidos", "apellidos y nombre", "full name", "name", "nom complet",
         "nome completo", "izen osoa")  # fmt: skip
FIRST = ("nombre", "nombre(s)", "first name", "first_name", "firstname", "nom", "nome", "izena")
LAST = ("apellido(s)", "apellidos", "apellido", "last name", "last_name", "lastname", "surname", "cognoms",
        "apelidos", "deitura", "abizenak")  # fmt: skip
NUMBER = (
    "identificador",
    "identifier",
    "identifikatzailea",
)  # «Participante 123», en la hoja de calificaciones de Moodle
KNOWN = {plain(name) for names in (IDS, EMAILS, NAMES, FIRST, LAST, NUMBER) for name in names}
TITLE_ROWS = 5  # entre cuántas filas se busca la cabecera


@dataclass(frozen=True)
class Member:
    """Una persona de la lista; lo que la lista no dice es ""."""

    id: str
    name: str = ""
    email: str = ""

    def __str__(self) -> str:
        return f"{self.id} ({self.name})" if self.name and self.name != self.id else self.id


def fold(text: str) -> str:
    """Un id sin lo que no distingue a dos personas: mayúsculas, espacios de más y la forma de Unicode."""
    return " ".join(normalized(text).casefold().split())


def read_roster(path: Path, folders: Collection[str] = ()) -> tuple[list[Member], list[str]]:
    """Las personas de una lista de clase en CSV, y lo que conviene saber de cómo estaba escrita.

    El id es el de la columna que coincide con las carpetas y, si ninguna lo hace, el de
    la primera que suele llevarlo: ``id``, usuario, número de ID, correo, nombre.

    Errores
        CourseError si no se puede leer o no tiene a nadie.
    """
    try:
        table = read_table(path.read_bytes())
    except (OSError, Unreadable) as problem:
        why = reason(problem) if isinstance(problem, OSError) else problem
        raise CourseError(f"No se puede leer la lista de clase {path}: {why}.") from None
    warnings = []
    table, titled = _with_header(table)
    choices = _choices(table, titled)
    placed = {fold(folder) for folder in folders}
    best = max(choices, key=lambda title: len(placed & {fold(id_) for id_ in choices[title]}))
    if table.guessed and not all(id_.isascii() or fold(id_) in placed for id_ in choices[best]):
        warnings.append("no estaba en UTF-8 y se ha leído como Windows-1252: mira si los acentos están bien.")
    if titled and best != next(iter(choices)):
        warnings.append(f"el id es el de «{best}», que es lo que coincide con las carpetas.")
    if not titled and folders and fold(choices[best][0]) not in placed:
        warnings.append(f"no tiene una cabecera conocida, y «{choices[best][0]}» se ha tomado por una persona.")
    names, emails = _names(table), _column(table, EMAILS)
    members: dict[str, Member] = {}
    for id_, name, email, row in zip(choices[best], names, emails, table.rows, strict=True):
        if not id_:
            warnings.append(f"hay una fila sin «{best}»: {', '.join(filter(None, row))[:80]}.")
        elif fold(id_) in members:
            warnings.append(f"«{id_}» está dos veces.")
        else:
            members[fold(id_)] = Member(normalized(id_), name, email)
    if not members:
        raise CourseError(f"La lista de clase {path} no tiene a nadie: se esperaba una fila por persona.")
    return list(members.values()), [f"{path.name}: {warning}" for warning in warnings]


def _with_header(table: Table) -> tuple[Table, bool]:
    """La tabla con su cabecera, que puede ir debajo de un título, y si la tiene."""
    rows = [table.header, *table.rows]
    for k, row in enumerate(rows[:TITLE_ROWS]):
        if KNOWN & {plain(cell) for cell in row}:
            return Table(row, [r + [""] * (len(row) - len(r)) for r in rows[k + 1 :]], table.guessed), True
    width = max(map(len, rows))
    return Table([""] * width, [r + [""] * (width - len(r)) for r in rows], table.guessed), False


def _choices(table: Table, titled: bool) -> dict[str, list[str]]:
    """Lo que puede ser el id, por su nombre y en el orden en que se prefiere: una casilla por fila."""
    if not titled:
        return {f"la columna {k + 1}": [row[k] for row in table.rows] for k in range(len(table.header))}
    found = {}
    for names in (*((name,) for name in IDS), EMAILS, NAMES):
        if any(values := _column(table, names)):
            found[table.header[table.column(*names)]] = values
    first, last = _column(table, FIRST), _column(table, LAST)
    if any(first) and any(last):
        found["nombre y apellidos"] = _joined(first, last)
        found["apellidos y nombre"] = _joined(last, first)
    elif any(first):
        found["nombre"] = first
    # Una columna con otro título también puede serlo, si es la que coincide con las carpetas.
    others = {title: _column(table, (title,)) for title in table.header if title and title not in found}
    return found | {title: values for title, values in others.items() if any(values) or not found}


def _column(table: Table, names: Collection[str]) -> list[str]:
    """Una casilla por fila, vacías si no hay esa columna."""
    column = table.column(*names)
    return [row[column] if column is not None else "" for row in table.rows]


def _joined(before: list[str], after: list[str]) -> list[str]:
    return [f"{a} {b}".strip() for a, b in zip(before, after, strict=True)]


def _names(table: Table) -> list[str]:
    parts = _joined(_column(table, FIRST), _column(table, LAST))
    return [whole or joined for whole, joined in zip(_column(table, NAMES), parts, strict=True)]
