"""Reconocer el HTML que ya está limpio, para no rehacerlo: leerlo y volver a escribirlo cuesta veinte veces más.

Casi todo lo que lleva un informe lo escribieron Pygments, el Markdown o el juez, y es de una forma muy pobre: etiquetas
corrientes bien cerradas, unas clases conocidas y texto escapado. De eso ``bleach`` no cambia ni un signo. Lo que se
salga de ahí, aunque sea inofensivo, no se reconoce, y pasa por ``bleach``.
"""

import re
from collections.abc import Callable

INLINE = {"b", "code", "em", "i", "span", "strong", "sub", "sup"}
TEXTS = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "summary"}
ROWS = {"mfrac", "mover", "mrow", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtr"}
ROWS |= {"munder", "munderover"}
SYMBOLS = {"mi", "mn", "mo", "mspace", "mtext"}
# Etiqueta → las que caben dentro. Ninguna cierra a la que la contiene ni pide otra en medio, así que quien las lea verá
# el árbol que está escrito.
_IN_TEXT = INLINE | {"br", "math"}
_IN_BLOCK = _IN_TEXT | TEXTS | {"blockquote", "details", "div", "ol", "ul"}
_INSIDE = {
    **dict.fromkeys(["blockquote", "details", "div", "li"], _IN_BLOCK),
    **dict.fromkeys(["ol", "ul"], {"li"}),
    **dict.fromkeys(INLINE | TEXTS, _IN_TEXT),
    **dict.fromkeys(ROWS | {"math"}, ROWS | SYMBOLS),
    **dict.fromkeys(SYMBOLS, set()),
}
# Un trozo: texto, un signo escapado o una etiqueta. En el texto, nada que un navegador lea como otra cosa.
_PIECE = re.compile(
    r"[^<>&\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff\U0001fffe-\U0010ffff]+"
    r"|&(?:amp|lt|gt|quot|\#39|\#x(?:0|1D)?[0-9A-F]{3,4});"
    r'|<(?P<close>/?)(?P<tag>[a-z]+[1-6]?)(?P<attributes>(?: [a-z]+="[\w.%#+ -]*")*)>'
    r"|(?P<other>.)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_LOST = "<pre>\n"  # el salto de línea con que empieza se pierde al leerlo


def is_plain(text: str, allowed: Callable[[str, str, str], bool]) -> bool:
    """Si un HTML se puede poner en una página tal como está; ``allowed(etiqueta, atributo, valor)``, como en bleach."""
    if _LOST in text:
        return False
    opened = ["div"]
    for piece in _PIECE.finditer(text):
        tag = piece["tag"]
        if piece["other"]:
            return False
        if tag is None:
            continue
        if piece["close"]:
            if piece["attributes"] or len(opened) == 1 or opened.pop() != tag:
                return False
            continue
        attributes = _ATTRIBUTE.findall(piece["attributes"])
        known = len(dict(attributes)) == len(attributes) and all(allowed(tag, *pair) for pair in attributes)
        if not known or tag not in _INSIDE[opened[-1]]:
            return False
        if tag != "br":
            opened.append(tag)
    return len(opened) == 1
