"""La hoja de calificaciones de Moodle: quién es cada fila y dónde va su nota, y escribirla sin tocar lo demás.

También vale una lista corriente (id, nombre, correo): para recoger se usa igual, y al devolver se le añaden
dos columnas.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder.classroom.moodle.cells import Cell, cells_of, rewritten
from autograder.classroom.moodle.columns import CHANGEABLE, ENGLISH, GRADE, GRADED, MAXIMUM, NO, STATUS, SUBMITTED
from autograder.errors import CourseError
from autograder.grading.roster import EMAILS, FIRST, KNOWN, LAST, NAMES, NUMBER, TITLE_ROWS
from autograder.os_errors import reason
from autograder.reading import Unreadable, Written, plain, read_table, separator_of, written

MAX_SHEET = 50 * 2**20  # bytes: cien mil personas caben
DOWNLOAD = (
    "Descárgala otra vez de la tarea: «Descargar la hoja de calificaciones», y no le quites ni le cambies columnas."
)


@dataclass(frozen=True)
class Person:
    """Una fila de la hoja; lo que la hoja no dice es ""."""

    row: int  # en las celdas de la hoja
    name: str = ""
    email: str = ""
    number: str = ""  # el de Moodle, en esta tarea
    status: str = ""
    submitted: str = ""  # cuándo entregó, como lo dice la hoja

    def __str__(self) -> str:
        known = self.name or self.email or f"el participante {self.number}"
        return f"{known} ({self.email})" if self.email and self.email != known else known


class Worksheet:
    """Una hoja leída de ``path``.

    Errores
        CourseError si no se puede leer, no tiene a nadie, repite a alguien o
        tiene dos columnas iguales.
    """

    def __init__(self, path: Path):
        self.path = path
        self.written = _read(path)
        lines = self.text.lstrip("\r\n").splitlines() or [""]
        self.separator, _ = separator_of(lines[0])
        self.rows: list[list[Cell]] = cells_of(self.text, self.separator)
        known = KNOWN | {plain(name) for name in (*GRADE, *GRADED)}
        filled = [k for k, row in enumerate(self.rows) if any(cell.value for cell in row)]
        header = next((k for k in filled[:TITLE_ROWS] if known & {plain(c.value) for c in self.rows[k]}), None)
        if header is None:
            raise CourseError(
                f"{path} no es una hoja de calificaciones: no tiene ninguna columna conocida (Identificador, Nombre "
                f"completo, Dirección de correo…). {DOWNLOAD}"
            )
        self.header = header
        self.titles = [plain(cell.value) for cell in self.rows[header]]
        self.people = self._people([k for k in filled if k > header])

    @property
    def text(self) -> str:
        return self.written.text

    @property
    def warnings(self) -> list[str]:
        """Lo que conviene saber de cómo estaba escrita."""
        if not self.written.guessed or self.text.isascii():
            return []
        return [f"{self.path.name} no estaba en UTF-8 y se ha leído como Windows-1252: mira si los acentos están bien."]

    @property
    def upload_warnings(self) -> list[str]:
        """Lo que hay que saber al subirla a Moodle, si alguien la guardó con una hoja de cálculo."""
        names = {";": "punto y coma", "\t": "tabulador"}
        said = [f"el separador, que es {names.get(self.separator, self.separator)}"] * (self.separator != ",")
        said += [f"la codificación, que es {self.written.encoding}"] * (self.written.encoding != "utf-8")
        if not said or not self.from_moodle:
            return []
        which = " y ".join(said)
        return [
            f"Al subirla, di a Moodle {which}; si tu Moodle no lo pregunta, descárgala otra vez y no la abras antes."
        ]

    @property
    def from_moodle(self) -> bool:
        """Si es la hoja de Moodle, y no una lista corriente."""
        return self.column(NUMBER) is not None

    def column(self, names: Collection[str]) -> int | None:
        """Dónde está la columna que se llama de una de esas maneras.

        Errores
            CourseError si hay dos: Moodle leería la última, y una persona la primera.
        """
        for name in map(plain, names):
            if self.titles.count(name) > 1:
                title = self.rows[self.header][self.titles.index(name)].value
                raise CourseError(f"{self.path} tiene dos columnas «{title}». {DOWNLOAD}")
            if name in self.titles:
                return self.titles.index(name)
        return None

    def value(self, person: Person, names: Collection[str]) -> str:
        """Lo que dice la fila de alguien en una columna; "" si no la hay."""
        return self.cell(person.row, self.column(names))

    @cached_property
    def decimal_comma(self) -> bool:
        """Si los números van con coma: lo que hagan los que ya hay y, si no hay ninguno, lo que pida el idioma."""
        columns = [self.column(names) for names in (MAXIMUM, GRADE)]
        numbers = [self.cell(p.row, column) for p in self.people for column in columns]
        if seen := [n for n in numbers if re.fullmatch(r"\d+[.,]\d+", n)]:
            return "," in seen[0]
        return not ENGLISH & set(self.titles)

    @cached_property
    def maximum(self) -> float | None:
        """La calificación máxima; None si la hoja no la dice.

        Errores
            CourseError si no es un número mayor que 0, o no es la misma para todos.
        """
        column = self.column(MAXIMUM)
        said = {self.cell(p.row, column) for p in self.people} - {""}
        if not said:
            return None
        if len(said) > 1:
            shown = ", ".join(f"«{one}»" for one in sorted(said)[:3])
            raise CourseError(f"En {self.path} la calificación máxima no es la misma para todos: {shown}. {DOWNLOAD}")
        (one,) = said
        found = float(one.replace(",", ".")) if re.fullmatch(r"\d+([.,]\d+)?", one) else 0.0
        if found <= 0:
            raise CourseError(
                f"En {self.path} la calificación máxima es «{one}» y se esperaba un número mayor que 0: si en Moodle "
                "la tarea se califica con una escala, o no se califica, cámbiala a «Puntuación» y descárgala otra vez."
            )
        return found

    def locked(self, person: Person) -> bool:
        """Si Moodle dice que la nota de alguien ya no se puede cambiar."""
        return plain(self.value(person, CHANGEABLE)) in NO

    def filled(self, changes: Mapping[tuple[int, int], str]) -> bytes:
        """La hoja con otras celdas, por (fila, columna); lo demás, byte a byte como estaba."""
        return self.written.encode(rewritten(self.text, self.separator, self.rows, changes))

    def _people(self, rows: list[int]) -> list[Person]:
        columns = {"email": EMAILS, "status": STATUS, "submitted": SUBMITTED}
        where = {field: self.column(names) for field, names in columns.items()}
        numbers, names = self.column(NUMBER), [self.column(n) for n in (NAMES, FIRST, LAST)]
        people, seen = [], {}
        for row in rows:
            whole, first, last = (_without_tags(self.cell(row, column)) for column in names)
            digits = re.search(r"([0-9]{1,18})\s*$", self.cell(row, numbers))
            number = str(int(digits[1])) if digits else ""
            if numbers is not None and not number:
                raise CourseError(
                    f"{self.path}, fila {row + 1}: en «{self.title(numbers)}» se esperaba «Participante 123» y dice "
                    f"«{self.cell(row, numbers)[:40]}». {DOWNLOAD}"
                )
            if number and number in seen:
                raise CourseError(
                    f"En {self.path} el participante {number} está dos veces, en las filas {seen[number] + 1} y "
                    f"{row + 1}: deja una y repite la orden."
                )
            seen[number] = row
            fields = {field: self.cell(row, column) for field, column in where.items()}
            people.append(Person(row, whole or f"{first} {last}".strip(), number=number, **fields))
        if not people:
            raise CourseError(f"{self.path} no tiene a nadie: se esperaba una fila por persona. {DOWNLOAD}")
        return people

    def title(self, column: int) -> str:
        """Cómo se llama una columna."""
        return self.rows[self.header][column].value

    def cell(self, row: int, column: int | None) -> str:
        """Lo que dice una celda; "" si no está."""
        cells = self.rows[row]
        return cells[column].value if column is not None and column < len(cells) else ""


def _read(path: Path) -> Written:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_SHEET + 1)
        if raw.startswith(b"PK\x03\x04") and path.suffix.lower() != ".xlsx":
            raise Unreadable("es un zip: detrás de --worksheet va la hoja de calificaciones, que es un CSV")
        if len(raw) > MAX_SHEET:
            raise Unreadable(f"ocupa más de {MAX_SHEET // 2**20} MB: no es una hoja de calificaciones")
        read_table(raw)  # si no es una tabla, dice por qué
        return written(raw)
    except (OSError, Unreadable) as problem:
        why = reason(problem) if isinstance(problem, OSError) else problem
        raise CourseError(f"No se puede leer la hoja {path}: {why}.") from None


def _without_tags(name: str) -> str:
    # A quien está suspendido Moodle le pone alrededor una etiqueta y una imagen.
    return " ".join(re.sub(r"<[^<>]*>", " ", name).split())
