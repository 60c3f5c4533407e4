"""Palabras que solo usa quien califica: en lo que lee un estudiante sobran."""

import re

# Las personas y las cosas vistas desde el otro lado de la mesa: carpetas, órdenes y programas del docente.
WORDS = r"""
\b(?:el|al|del|un)\ estudiante\b   \b(?:los|las)\ estudiantes\b   \bla\ entrega\ de\b   \bpide\ (?:al|a\ la|a\ quien)\b
\bqueda\ como\ llegó\b   \brecalific\w+   \brepite\ la\ orden\b   \bgradebook\b   \bformgrader\b   \bnbgrader\b
\bautograder\ (?:grade|build|manual|report)\b   (?:submitted|autograded|feedback|release)/   (?<!\S)--\w+
\btimestamp\.txt\b   \w\.py\b
"""
PATTERN = re.compile("|".join(re.split(r"\s{2,}|\n", WORDS.strip())), re.IGNORECASE)


def for_teachers(text: str) -> list[str]:
    """Lo que en un texto es para quien califica, con lo que tiene alrededor."""
    return [text[max(0, m.start() - 40) : m.end() + 40] for m in PATTERN.finditer(text)]
