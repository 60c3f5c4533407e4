"""Una respuesta, en piezas: el código sin nombres propios, comentarios ni textos sueltos, y esos nombres y comentarios.

Lee igual lo que no es Python del todo: nada se ejecuta ni se analiza por dentro.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from pygments.lexers import PythonLexer
from pygments.token import Comment, Literal, Name, Number, Text, Whitespace

from autograder.judging.cpu_limit import TooLong, cpu_limit
from autograder.reading import plain

LIBRARIES = {"np", "numpy", "math", "course_lib", "check", "hint"}  # lo que no es de nadie
MAX_SOURCE, SECONDS = 8_000, 2  # caracteres y CPU: ninguna respuesta llega; más es para entretener a quien la lee
WORD = re.compile(r"\w+")
MIN_NAME, MIN_COMMENT = 3, 12  # letras: más corto, coincide cualquiera


@dataclass(frozen=True)
class Piece:
    """Lo que se compara y dónde está en el original."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Read:
    """Una respuesta leída: sus piezas en orden, los nombres que puso su autor y sus comentarios."""

    pieces: tuple[Piece, ...] = ()
    names: frozenset[str] = frozenset()
    comments: tuple[Piece, ...] = ()


@lru_cache(maxsize=20_000)
def read_code(source: str) -> Read:
    """Una respuesta en código. Todo nombre propio se lee igual: cambiarlos no cambia las piezas.

    La que está hecha para no acabar de leerse sale vacía.
    """
    try:
        with cpu_limit(SECONDS):
            return _read(source[:MAX_SOURCE])
    except TooLong:
        return Read()


def _read(source: str) -> Read:
    pieces: list[Piece] = []
    names: set[str] = set()
    comments: list[Piece] = []
    for start, kind, text in PythonLexer(stripnl=False, ensurenl=False).get_tokens_unprocessed(source):
        end = start + len(text)
        if kind in Comment:
            said = plain(text.lstrip("# "))
            if len(said) >= MIN_COMMENT:
                comments.append(Piece(said, start, end))
        elif kind in Literal.String.Doc or kind in Text or kind in Whitespace or not text.strip():
            continue
        elif kind in Literal.String:
            if pieces and pieces[-1].text == "'" and pieces[-1].end == start:
                pieces[-1] = Piece("'", pieces[-1].start, end)
            else:
                pieces.append(Piece("'", start, end))
        elif kind in Name:
            own = not (pieces and pieces[-1].text == ".") and kind not in Name.Builtin and text not in LIBRARIES
            if own and len(text) >= MIN_NAME:
                names.add(text)
            pieces.append(Piece("V" if own else text, start, end))
        elif kind in Number:
            pieces.append(Piece(re.sub(r"\.0*$", "", text), start, end))
        else:
            pieces.append(Piece(text, start, end))
    return Read(tuple(pieces), frozenset(names), tuple(comments))


@lru_cache(maxsize=20_000)
def read_words(text: str) -> Read:
    """Una respuesta con palabras."""
    found = WORD.finditer(text[:MAX_SOURCE])
    return Read(tuple(Piece(plain(m[0]), m.start(), m.end()) for m in found))
