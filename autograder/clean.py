"""Limpiar lo que escribió otra persona antes de enseñarlo: en una página, en JupyterLab, en la terminal o en una hoja.

Todo lo que sale de una entrega (texto, nombres de archivo, ids, mensajes de error) pasa por aquí. Cada función vale
para un sitio y solo para ése: lo inofensivo en una página puede ser una fórmula en una hoja de cálculo.
"""

import html as entities
import logging
import re
import sys
import traceback
from collections.abc import Collection, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from pygments.token import STANDARD_TYPES

from autograder.plain_html import is_plain

LARGE = 20_000  # caracteres: lo que pasa de esto no se recuerda
# Lo que puede traer el HTML de una salida: una tabla de pandas, un texto con formato.
OUTPUT_TAGS = frozenset(
    {"a", "b", "blockquote", "br", "caption", "code", "div", "em", "h1", "h2", "h3", "h4", "hr", "i", "li", "ol", "p"}
    | {"pre", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
# Lo que produce el Markdown de un cuaderno.
TAGS = OUTPUT_TAGS | {"dd", "del", "details", "dl", "dt", "h5", "h6", "img", "kbd", "mark", "s", "summary"}
# Una fórmula en MathML, y cómo se coloca; sin clases, estilos ni enlaces.
MATH_TAGS = frozenset(
    "math menclose mfrac mi mn mo mover mpadded mrow mspace msqrt mroot mstyle msub msubsup msup mtable mtd mtext mtr "
    "munder munderover".split()
)
MATH_ATTRIBUTES = frozenset(
    "accent accentunder columnalign columnlines columnspacing depth display displaystyle fence form height "
    "linethickness lspace mathcolor mathvariant maxsize minsize movablelimits notation rowlines rowspacing rspace "
    "scriptlevel separator stretchy symmetric voffset width".split()
)
ADDRESS = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
IMAGE = re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*")
# Una clase engancha estilos y programas de la página («score», «comment», «modal»): solo las del código en colores.
CLASSES = {
    "div": re.compile(r" ?highlight( hl-\w+)?"),
    "code": re.compile(r"language-\w+"),
    "span": re.compile("|".join(sorted(filter(None, STANDARD_TYPES.values()), key=len, reverse=True))),
}


def html(text: object) -> str:
    """HTML que se puede poner en una página: sin nada que actúe, pida algo a la red o se confunda con la página.

    No pasan ``id`` ni ``name``: con el de una casilla de nota, el programa del
    formgrader encontraría el elemento del estudiante en lugar de la casilla.
    """
    text = str(text)
    # Los enunciados son los mismos para toda la clase: se recuerdan. Una foto pegada no se queda en memoria.
    return _remembered(text) if len(text) <= LARGE else _page(text)


def output_html(text: str) -> str:
    """HTML de una salida: solo etiquetas, sin ningún atributo."""
    return _remembered_output(text) if len(text) <= LARGE else _output(text)


def _output(text: str) -> str:
    return _bleached(text, tags=OUTPUT_TAGS, attributes={})


def _page(text: str) -> str:
    if is_plain(text, _allowed):
        return text
    return _bleached(text, tags=TAGS | MATH_TAGS, attributes=_allowed, protocols=["http", "https", "mailto", "data"])


def _bleached(text: str, **options: Any) -> str:
    import bleach  # tarda en cargarse, y para la terminal no hace falta

    return bleach.clean(text, strip=True, **options)


_remembered = lru_cache(maxsize=1024)(_page)
_remembered_output = lru_cache(maxsize=256)(_output)  # las celdas dadas sacan lo mismo en toda la clase


def _allowed(tag: str, name: str, value: str) -> bool:
    """Los colores del código, enlaces corrientes e imágenes que no se piden a la red."""
    if name == "class":
        return tag in CLASSES and CLASSES[tag].fullmatch(value) is not None
    if tag in MATH_TAGS:
        return name in MATH_ATTRIBUTES and re.fullmatch(r"[\w.%#+ -]*", value) is not None
    if (tag, name) == ("a", "href"):
        return ADDRESS.match(value) is not None
    if (tag, name) == ("img", "src"):
        return IMAGE.fullmatch(value) is not None
    return name in ("alt", "title")


_TAG = re.compile(
    rf"<(?!/?(?:{'|'.join(sorted(TAGS - {'a', 'img'}))})[ ]?/?>|(?:https?://|mailto:)[^\s<>\"'`]*>)(?=[A-Za-z/!?])",
    re.IGNORECASE,
)
# Una imagen que no se pide a nadie: pegada en la celda, o escrita entera en el texto.
_OWN_PICTURE = re.compile(
    r"!\[[^\[\]\n]*\]\((?:attachment:([^\s()<>\"']+)|data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=]*)\)"
)
# Órdenes de MathJax que ponen enlaces, clases, ids o estilos, o que cargan más programas.
_MACRO = re.compile(
    r"\\(?=(?:href|url|class|cssId|style|data|require|unicode|bbox|html\w*|mathtip|texttip|tooltip|toggle|mmlToken"
    r"|includegraphics)(?![A-Za-z]))"
)
# Un bloque de código que JupyterLab dibuja en lugar de enseñar; la marca puede ir dentro de una cita o una lista.
_FENCE = re.compile(r"^([ \t>*+\-\d.)]*(?:`{3,}|~{3,})[ \t]*)([^\s`][^\n`]*)$", re.MULTILINE)


def markdown(text: str, attached: Collection[str] = ()) -> str:
    """Texto en Markdown que se puede abrir con cualquier programa: se lee lo mismo y nada actúa ni pide nada.

    No se borra ningún carácter: se mete un espacio detrás de lo que abre una
    etiqueta, una imagen de fuera o una orden de MathJax que hace algo. Es
    adrede que no se interprete el Markdown: dos programas no lo leen igual, y
    lo que uno toma por código, otro lo toma por HTML. ``attached`` son las
    imágenes pegadas en la celda.
    """

    def picture(found: re.Match[str]) -> str:
        own = _OWN_PICTURE.match(text, found.start())
        return "![" if own and (own[1] is None or unquote(own[1]) in attached) else "! ["

    text = _TAG.sub("< ", re.sub(r"!\[", picture, text))
    return tex(_FENCE.sub(_plain_fence, text))


def tex(text: str) -> str:
    """Fórmulas sin órdenes que pongan enlaces, clases, ids o estilos."""
    return _MACRO.sub(r"\\ ", text)


def _plain_fence(found: re.Match[str]) -> str:
    language = entities.unescape(found[2]).replace("\\", "").split()[0].lower()
    return f"{found[1]}text {found[2]}" if "mermaid" in language else found[0]


def is_image(data: object) -> bool:
    """Si son los bytes de una imagen, en base64: van a un atributo, y otra cosa se saldría de él."""
    return isinstance(data, str) and BASE64.fullmatch(data) is not None


def escaped(text: str) -> str:
    """Un texto corriente, como el nombre de un archivo, dentro de Markdown: cada signo, tal cual."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$&:^=])", r"\\\1", line(text))


def line(text: object) -> str:
    """Una sola línea para la terminal o un registro: sin nada que mueva el cursor ni dé la vuelta a lo escrito."""
    return "".join(c if c.isprintable() else "�" for c in str(text))


def lines(text: object) -> str:
    """Varias líneas para la terminal o un registro."""
    return "".join(c if c.isprintable() or c in "\n\t" else "�" for c in str(text))


class _Terminal:
    """Una salida por la que no pasa nada que mueva el cursor."""

    def __init__(self, stream: Any):
        self._stream = stream

    def write(self, text: str) -> int:
        # Una barra de progreso vuelve al principio de su renglón, que solo ella escribe.
        start = "\r" if text.startswith("\r") else ""
        self._stream.write(start + lines(text[len(start) :]))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def terminal() -> Iterator[None]:
    """Mientras dura, lo que se imprime sale limpio: también los errores de otros, con sus rutas y sus nombres."""
    sys.excepthook = _report
    with redirect_stdout(_Terminal(sys.stdout)), redirect_stderr(_Terminal(sys.stderr)):  # type: ignore[type-var]
        yield


def _report(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    """La traza de un error que nadie esperaba."""
    print(lines("".join(traceback.format_exception(kind, error, trace))), end="", file=sys.stderr)


def logs() -> None:
    """Limpia lo que anoten los registros de este proceso, como los de ``nbgrader autograde``."""
    before = logging.getLogRecordFactory()
    if before is not logging.LogRecord:
        return  # ya se hizo, o alguien puso otra cosa

    def record(*args: Any, **kwargs: Any) -> logging.LogRecord:
        made = before(*args, **kwargs)
        made.msg, made.args = lines(made.getMessage()), ()
        if made.exc_info and made.exc_info[0]:
            made.exc_text = lines("".join(traceback.format_exception(*made.exc_info)).rstrip())
        return made

    logging.setLogRecordFactory(record)


def cell(value: object) -> object:
    """Una casilla de un CSV: un texto que una hoja de cálculo tomaría por fórmula lleva delante un apóstrofo."""
    if not isinstance(value, str):
        return value
    text = lines(value)
    # También las formas anchas, que algunas hojas leen igual.
    return f"'{text}" if text.strip()[:1] in tuple("=+-@＝＋－＠") or text[:1] in ("\t", "\n") else text
