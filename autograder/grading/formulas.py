"""Lo que escribe un estudiante o dice el juez, en HTML con sus fórmulas dibujadas (``course_lib.formulas``).

Lo que sale de aquí lleva texto de un estudiante: pasa después por ``clean.html``.
"""

import html
import re

from nbconvert.filters.markdown_mistune import MarkdownWithMath

from autograder import clean
from course_lib.formulas import FormulaRenderer, mathml


def in_text(text: str) -> str:
    """Un texto corriente, como una salida de LaTeX, con sus fórmulas convertidas y lo demás escapado."""
    parts = re.split(r"(\$\$.+?\$\$|\$[^$]+\$)", text, flags=re.DOTALL)
    found = [mathml(p.strip("$"), p.startswith("$$")) if k % 2 else html.escape(p) for k, p in enumerate(parts)]
    return "".join(found)


# Código entre comillas invertidas y fórmulas; «5 $ y 6 $» no es una fórmula.
_PIECES = re.compile(r"(`[^`\n]+`|\$\$.+?\$\$|\$(?!\s)[^$\n]+?(?<!\s)\$(?!\d))", re.DOTALL)


def prose(text: str) -> str:
    """Lo que dice el juez o una persona, en HTML limpio: código, fórmulas y saltos de línea, y nada más."""
    return clean.html("<br>".join(map(_line, re.split(r"\r?\n", text.strip()))))


def _line(text: str) -> str:
    found = []
    for k, part in enumerate(_PIECES.split(text)):
        if not k % 2:
            found.append(html.escape(part, quote=False))
        elif part.startswith("`"):
            found.append(f"<code>{html.escape(part.strip('`'), quote=False)}</code>")
        else:
            found.append(mathml(part.strip("$"), part.startswith("$$")))
    return "".join(found)


def markdown(source: str, images: dict | None = None) -> str:
    """Una celda de texto en HTML, limpia y con sus fórmulas dibujadas; ``images`` son las que lleva pegadas.

    Errores
        InvalidNotebook si llama a una imagen pegada que no está.
    """
    renderer = FormulaRenderer(escape=False, attachments=images or {}, exclude_anchor_links=True)
    return clean.html(MarkdownWithMath(renderer=renderer).render(source))
