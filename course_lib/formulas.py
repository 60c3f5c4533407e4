"""Fórmulas de LaTeX como MathML: las dibuja el navegador, sin programas y sin red."""

import html
import re
from functools import lru_cache

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer

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
