"""Fórmulas de LaTeX como MathML: las dibuja el navegador, sin programas y sin red.

Lo que sale de aquí lleva texto de un estudiante: pasa después por ``clean.html``.
"""

import html
import re
from functools import lru_cache

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder import clean

LONG = 5_000  # caracteres: una fórmula no llega, y convertirla cuesta

# Lo que en una página sobra, y al limpiarla se quitaría o se escribiría de otro modo.
NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'
EMPTY = re.compile(r"<(\w+)([^<>]*?) ?/>")

ROW_GAP = re.compile(r"\\\\\s*\[\s*-?[\d.]+\s*(ex|em|pt|px|mm|cm)\s*\]")  # latex2mathml lo escribiría en la casilla


@lru_cache(maxsize=4096)
def mathml(source: str, display: bool) -> str:
    """Una fórmula, sin sus signos de dólar. La que no se entiende se ve como se escribió."""
    if len(source) <= LONG:
        try:
            found = convert(ROW_GAP.sub(r"\\\\", source), display="block" if display else "inline")
            return EMPTY.sub(r"<\1\2></\1>", found.replace(NAMESPACE, "", 1))
        except Exception:  # quien lee LaTeX lanza de todo ante un texto raro
            pass
    sign = "$$" if display else "$"
    return html.escape(f"{sign}{source}{sign}")


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


class FormulaRenderer(IPythonRenderer):
    """Las celdas de texto como en nbconvert, con las fórmulas ya dibujadas."""

    def block_math(self, body: str) -> str:
        """Una fórmula en su renglón."""
        return mathml(body, True)

    def inline_math(self, body: str) -> str:
        """Una fórmula dentro de una frase."""
        return mathml(body, False)

    def latex_environment(self, name: str, body: str) -> str:
        """``\\begin{align} … \\end{align}`` suelto."""
        return mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", True)


def markdown(source: str, images: dict | None = None) -> str:
    """Una celda de texto en HTML, limpia y con sus fórmulas dibujadas; ``images`` son las que lleva pegadas.

    Errores
        InvalidNotebook si llama a una imagen pegada que no está.
    """
    renderer = FormulaRenderer(escape=False, attachments=images or {}, exclude_anchor_links=True)
    return clean.html(MarkdownWithMath(renderer=renderer).render(source))
