"""Escribir HTML a mano sin descuidos: lo que va entre etiquetas, en un atributo, un id y un trozo de Markdown."""

import html
import re
import unicodedata
from functools import cache


def text(words: str) -> str:
    """Lo que va entre dos etiquetas."""
    return html.escape(words, quote=False)


def attribute(value: str) -> str:
    """Lo que va entre comillas."""
    return html.escape(value, quote=True)


def slug(words: str) -> str:
    """«Número de condición» → ``numero-de-condicion``: un id que se puede leer en la dirección."""
    plain = "".join(c for c in unicodedata.normalize("NFD", words.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def inline(markdown: str) -> str:
    """Un renglón de Markdown (negrita, código, enlaces), en HTML."""
    return _parser().renderInline(markdown)


def raw(block: str) -> str:
    """Un bloque de HTML tal cual, dentro de una página de MyST."""
    return f"````{{raw}} html\n{block}\n````"


@cache
def _parser():
    from markdown_it import MarkdownIt

    return MarkdownIt()
