"""Las páginas que lee quien da la clase: un archivo, sin programas ni red, con todo lo ajeno escapado."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from autograder import clean

TEMPLATES = Path(__file__).with_name("templates")


@cache
def _environment() -> jinja2.Environment:
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(str(TEMPLATES)),
        autoescape=True,  # nada de lo que llega es HTML, salvo lo que hacemos aquí
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    found.filters |= {"percent": percent, "number": number, "code": code, "line": clean.line, "sentence": sentence}
    found.globals["today"] = lambda: f"{datetime.now():%d/%m/%Y}"
    return found


def render(name: str, **values: Any) -> str:
    """Una página entera, de su plantilla."""
    return _environment().get_template(name).render(**values)


def percent(share: float | None) -> str:
    """Una parte de 0 a 1, en tanto por ciento; una raya si no se sabe."""
    return "—" if share is None else f"{100 * share:.0f} %"


def number(value: float | None, digits: int = 2) -> str:
    """Un número con coma decimal y su signo menos; una raya si no se sabe."""
    return "—" if value is None else f"{value:.{digits}f}".replace(".", ",").replace("-", "−")


def code(text: str) -> Markup:
    """Lo que escribió un estudiante, en un bloque: sin nada que dé la vuelta a lo escrito."""
    return Markup("<pre><code>{}</code></pre>").format(clean.lines(text))


def sentence(text: str) -> str:
    """Una frase, con su mayúscula y su punto."""
    text = clean.line(text)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")
