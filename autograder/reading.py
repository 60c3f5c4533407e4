"""Leer lo que escribió una persona: textos en cualquier codificación, tablas de hoja de cálculo y fechas.

Se acepta lo que de verdad se escribe (Excel en español, PowerShell, Moodle) y
lo que no se entiende se dice: nada se ignora en silencio.
"""

import codecs
import csv
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

ZONE = "Europe/Madrid"  # la de una fecha que no dice la suya, si el curso no configura otra
LANGUAGES = ["es", "en", "ca", "gl", "eu"]  # en las que escribe sus fechas un Moodle de aquí
MAX_DATE = 100  # caracteres: ninguna fecha ocupa más, y lo larguísimo solo entretiene a quien la lee
MARKS = (  # la de utf-32 empieza como la de utf-16: va antes
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SEPARATORS = ",;\t"
SHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # un libro de Excel o de LibreOffice, y uno del Excel de antes
NOT_TABLES = ("<", "{", "%PDF")  # una página, un JSON o un cuaderno, un PDF
# Zona con nombre («Europe/Madrid», «Etc/GMT-1»), entre corchetes o sin ellos.
NAMED_ZONE = re.compile(r"(.+?)(?:\s+|\s*\[)([A-Z]\w+(?:/[A-Za-z0-9_+-]+)+)\]?", re.DOTALL)
SECONDS = re.compile(r"(\d{10})(\d{3})?(\.\d+)?")  # desde 1970; con tres cifras más, milésimas


class Unreadable(ValueError):
    """No se entiende lo escrito; el mensaje dice qué se esperaba."""


@dataclass(frozen=True)
class Table:
    """Una hoja de cálculo, sin las filas vacías.

    ``guessed`` dice si hubo que adivinar la codificación: algún acento puede
    estar mal.

    Formas
        Cada fila tiene al menos tantas celdas como ``header``; las que faltaban son "".
    """

    header: list[str]
    rows: list[list[str]]
    guessed: bool = False

    def column(self, *names: str) -> int | None:
        """La posición de la primera columna con uno de esos nombres, sin mirar mayúsculas, acentos ni espacios."""
        known = [plain(cell) for cell in self.header]
        return next((known.index(plain(name)) for name in names if plain(name) in known), None)


def plain(text: str) -> str:
    """El texto en minúsculas, sin acentos y con los espacios de uno en uno, para comparar nombres."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


@dataclass(frozen=True)
class Written:
    """Un texto y cómo estaba escrito; ``guessed`` dice si hubo que adivinarlo."""

    text: str
    mark: bytes
    encoding: str
    guessed: bool = False

    def encode(self, text: str) -> bytes:
        """Otro texto, escrito igual; lo que esa codificación no tiene sale como «?»."""
        return self.mark + text.encode(self.encoding, "replace")


def decode(raw: bytes) -> tuple[str, bool]:
    """El texto de un archivo, sin su marca, y si hubo que adivinar cómo estaba escrito: ``written``, en dos valores."""
    found = written(raw)
    return found.text, found.guessed


def written(raw: bytes) -> Written:
    """El texto de un archivo, sin su marca, y cómo estaba escrito.

    UTF-8, UTF-16 y UTF-32 se reconocen; lo que no es nada de eso se lee como lo
    escribe Windows en español, y puede que no lo fuera.

    Errores
        Unreadable si lleva la marca de una codificación y no la cumple.
    """
    mark, encoding = next(((mark, name) for mark, name in MARKS if raw.startswith(mark)), (b"", _without_mark(raw)))
    try:
        return Written(raw[len(mark) :].decode(encoding), mark, encoding)
    except UnicodeDecodeError:
        pass
    if mark or encoding != "utf-8":
        raise Unreadable(f"dice estar en {re.sub('-[lb]e$', '', encoding)} y no lo está: ábrelo y guárdalo como UTF-8")
    try:
        return Written(raw.decode("cp1252"), b"", "cp1252", guessed=True)
    except UnicodeDecodeError:  # deja cinco bytes sin asignar
        return Written(raw.decode("latin-1"), b"", "latin-1", guessed=True)


def _without_mark(raw: bytes) -> str:
    """UTF-16 sin marca: en un texto de letras latinas, un byte de cada dos es cero."""
    half = len(raw) // 2
    if half and len(raw) % 2 == 0 and b"\0" in raw:
        if raw[1::2].count(0) > 0.8 * half:
            return "utf-16-le"
        if raw[::2].count(0) > 0.8 * half:
            return "utf-16-be"
    return "utf-8"


def read_table(raw: bytes) -> Table:
    """Una tabla en CSV, como la guarda cualquier hoja de cálculo: comas, puntos y coma o tabuladores.

    Errores
        Unreadable si está vacía, no es texto o unas comillas no se cierran.
    """
    if raw.startswith(SHEETS):
        raise Unreadable("es un libro de hoja de cálculo: ábrelo y guárdalo como CSV UTF-8")
    text, guessed = decode(raw)
    if "\0" in text or text.lstrip().startswith(NOT_TABLES):
        raise Unreadable("no es una tabla de texto: se esperaba un CSV, con una fila por persona")
    lines = re.sub(r"\r\n?", "\n", text).strip("\n\ufeff").split("\n")
    separator, declared = separator_of(lines[0])
    lines = lines[1:] if declared else lines
    if not any(line.strip() for line in lines):
        raise Unreadable("está vacía: se esperaba una tabla con una fila por persona")
    reader = csv.reader((line + "\n" for line in lines), delimiter=separator, skipinitialspace=True)
    try:
        written = list(reader)
    except csv.Error:
        raise Unreadable(f"no es una tabla: la línea {reader.line_num} tiene una celda que no cabe") from None
    rows = [row for row in ([cell.strip() for cell in row] for row in written) if any(row)]
    if not rows:
        raise Unreadable("no tiene más que separadores: se esperaba una fila por persona")
    # Unas comillas sin cerrar se tragan en una celda todas las filas que siguen.
    if "\n" in "".join(written[-1]) and "".join(lines).count('"') % 2:
        raise Unreadable(f"unas comillas se abren y no se cierran, hacia «{rows[-1][0][:40]}»")
    header, *body = rows
    return Table(header, [row + [""] * (len(header) - len(row)) for row in body], guessed)


def separator_of(line: str) -> tuple[str, bool]:
    """Con qué separa las celdas la primera línea de una tabla, y si no hace más que decirlo."""
    if declared := re.fullmatch(r"\"?sep=(.)\"?", line.strip()):  # lo escribe Excel para sí mismo
        return declared[1], True
    unquoted = re.sub(r'"[^"]*"', "", line)
    return max(SEPARATORS, key=unquoted.count), False


def read_date(text: str, zone: tzinfo | None = None) -> datetime:
    """Una fecha con su hora, en UTC, escrita como sea: ISO, «03/02/2027 10:00», «3 de febrero de 2027, 10:00».

    El día va antes que el mes. La que no dice su zona está en ``zone``, que es la
    de ``ZONE`` si no se da otra; la hora que se repite al cambiar a la de invierno es
    la primera.

    Errores
        Unreadable si no hay un día, un mes y un año que se entiendan.
    """
    written = text.strip().strip("\ufeff").strip()
    try:
        if len(written) > MAX_DATE:
            raise ValueError
        found = _parse(written)
        if found.tzinfo is None:
            found = found.replace(tzinfo=zone or ZoneInfo(ZONE))
        return found.astimezone(UTC)
    # Quien lee fechas lanza de todo ante un texto raro, y una del año 1 no cabe en otra zona.
    except Exception:
        shown = written if len(written) <= MAX_DATE else written[:MAX_DATE] + "…"
        raise Unreadable(f"no se entiende la fecha «{shown}»: escríbela como 2027-01-31 23:59") from None


def _parse(written: str) -> datetime:
    """La fecha, con su zona si la dice. Lanza cualquier cosa si no lo es."""
    try:
        # Lo que escribe nbgrader, y cualquier otro ISO. Con ``dateparser``, que tarda en cargarse, solo lo demás.
        return datetime.fromisoformat(re.sub(r"\s*(UTC|GMT)$", "+00:00", written))
    except ValueError:
        pass
    if named := NAMED_ZONE.fullmatch(written):
        found = _parse(named[1])
        return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(named[2]))
    if seconds := SECONDS.fullmatch(written):
        return datetime.fromtimestamp(int(seconds[1]), UTC)
    import dateparser

    settings = {
        "DATE_ORDER": "DMY",
        # Solo fechas de verdad: «ayer» dependería de cuándo se lee.
        "PARSERS": ["absolute-time"],
        "REQUIRE_PARTS": ["day", "month", "year"],
    }
    # «a. m.» y «p. m.», como las escribe un móvil en español, en una palabra.
    one_word = re.sub(r"\b([ap])\.\s?m\.?", r"\1m", written)
    found = dateparser.parse(one_word, languages=LANGUAGES, settings=settings)
    if found is None:
        raise ValueError(written)
    return found
