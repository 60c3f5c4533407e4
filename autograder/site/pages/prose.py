"""Encontrar unas palabras en una lección donde son texto: no en código, fórmulas, enlaces ni encabezados."""

import re
from collections.abc import Iterable

# Lo que no se toca, en el orden en que se reconoce.
APART = re.compile(
    r"""
      ^[ \t]*(?P<fence>```+|~~~+|:::+).*?^[ \t]*(?P=fence)[ \t]*$   # un bloque de código
    | <!--.*?-->
    | <(?P<tag>svg|style|script|summary|a)\b.*?</(?P=tag)>
    | <[^>]+>
    | \$\$.*?\$\$
    | (?<!\\)\$[^$\n]+?\$
    | `[^`]+`
    | !?\[[^\]]*\]\([^)]*\)                                        # un enlace o una imagen
    | ^\#+\ .*?$
    """,
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)


def find(sources: Iterable[str], *ways: str) -> tuple[int, int, int] | None:
    """Dónde aparece la primera de las maneras de decir algo que se encuentra: (qué texto, principio, fin); o None.

    Cada manera es una expresión regular; se prueba la primera en todos los textos antes que la segunda en ninguno.
    """
    texts = list(sources)
    apart = [[m.span() for m in APART.finditer(text)] for text in texts]
    for way in ways:
        pattern = re.compile(way, re.IGNORECASE)
        for number, text in enumerate(texts):
            for found in pattern.finditer(text):
                start, end = found.span()
                if not any(a < end and start < b for a, b in apart[number]):
                    return number, start, end
    return None


def said(words: str) -> str:
    """La expresión regular de unas palabras seguidas, también si el renglón cambia entre dos."""
    return r"(?<!\w)" + r"\s+".join(map(re.escape, words.split())) + r"(?!\w)"
