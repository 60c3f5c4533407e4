"""Qué es el id de un estudiante: el nombre de su carpeta, si todos lo leen igual.

Un id acaba en rutas, en el gradebook, en páginas, en hojas de cálculo y en la
terminal de quien califica. El nombre que alguno de ellos leería de otra manera
no se arregla ni se recorta, porque dos nombres arreglados pueden acabar siendo
uno: esa carpeta se aparta, se nombra y la mira una persona. Un signo delante, que
una hoja de cálculo leería como fórmula, lo arregla quien escribe la hoja
(``autograder/clean.py``).
"""

import difflib
import unicodedata
from collections.abc import Collection

MAX_CHARACTERS = 100  # un gradebook de PostgreSQL guarda 128
MAX_BYTES = 255  # lo que cabe en el nombre de una carpeta
SIGNS = " ._-'@+"
# «Letras» y marcas que no se ven (Default_Ignorable_Code_Point de Unicode): dos ids que las llevan parecen uno.
INVISIBLE = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0} | {
    *range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0),
}  # fmt: skip


class BadName(ValueError):
    """El nombre de una carpeta que no puede ser un id; el mensaje dice por qué."""


def normalized(name: str) -> str:
    """El mismo texto en la forma NFC: macOS y algunos archivos comprimidos escriben «é» como «e» y un acento aparte."""
    return unicodedata.normalize("NFC", name)


def student_id(name: str) -> str:
    """El id que corresponde al nombre de una carpeta.

    Letras y cifras de cualquier escritura, espacio y ``._-'@+``: hasta 100
    caracteres y 255 bytes en UTF-8, una vez en NFC.

    Errores
        BadName si no puede ser un id; el nombre no se repite en el mensaje.
    """
    id_ = normalized(name)
    if not id_:
        raise BadName("está vacío")
    strange = sorted({c for c in id_ if not _allowed(c)})
    if strange:
        raise BadName(f"lleva {', '.join(map(_named, strange[:3]))}{' y más' if len(strange) > 3 else ''}")
    if len(id_) > MAX_CHARACTERS or len(id_.encode()) > MAX_BYTES:
        raise BadName(
            f"es demasiado largo: {len(id_)} caracteres y {len(id_.encode())} bytes, "
            f"y caben {MAX_CHARACTERS} y {MAX_BYTES}"
        )
    if id_ != id_.strip() or not id_.strip(". "):
        raise BadName("empieza o acaba en un espacio, o no tiene más que puntos")
    if unicodedata.category(id_[0]).startswith("M"):
        raise BadName(f"empieza por {_named(id_[0])}, que va con la letra de delante")
    return id_


def similar(id_: str, known: Collection[str]) -> list[str]:
    """Los ids que más se parecen a uno que no está, para decir «¿querías…?»."""
    by_key = {normalized(other.casefold()): other for other in known}
    return [by_key[key] for key in difflib.get_close_matches(normalized(id_.casefold()), by_key)]


def written(name: str) -> str:
    """Cualquier nombre como texto que se puede imprimir y guardar; dos nombres distintos quedan distintos.

    Lo que no se ve va con su código; lo que no es UTF-8, byte a byte. De un
    nombre que no está en NFC, también los acentos sueltos.
    """
    loose = normalized(name) != name
    return "".join(_escaped(c, loose) for c in name)


def _escaped(c: str, loose: bool) -> str:
    point = ord(c)
    if 0xDC80 <= point <= 0xDCFF:
        return f"\\x{point - 0xDC00:02x}"  # así guarda Python un byte que no es UTF-8
    hidden = not c.isprintable() or point in INVISIBLE or (loose and unicodedata.category(c).startswith("M"))
    if c == "\\":
        return "\\\\"
    return c if not hidden else f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"


def _is_letter_or_digit(c: str) -> bool:
    category = unicodedata.category(c)
    return category.startswith("L") or category == "Nd"


def _allowed(c: str) -> bool:
    # Una marca que NFC no supo unir a su letra es parte de la letra; las de encerrar (Me), no.
    letter = _is_letter_or_digit(c) or unicodedata.category(c) in ("Mn", "Mc")
    return c in SIGNS or (letter and ord(c) not in INVISIBLE)


def _named(c: str) -> str:
    """Un carácter, para una frase: el que se ve, tal cual."""
    if c == " ":
        return "un espacio"
    if 0xDC80 <= ord(c) <= 0xDCFF:
        return f"el byte {ord(c) - 0xDC00:02x}, que no es UTF-8"
    seen = c.isprintable() and not unicodedata.category(c).startswith("M") and ord(c) not in INVISIBLE
    return f"«{c}»" if seen else f"el carácter U+{ord(c):04X}"
