"""Las fórmulas, compuestas al construir: KaTeX en nuestro Node. La página lleva el dibujo y su MathML, sin programas.

Un solo proceso de Node, al que se le habla por renglones (``formulas.js``), las compone todas. KaTeX, su estilo y sus
letras salen del mismo paquete, que ya está instalado; de las letras, solo woff2, que es lo que piden los navegadores.
"""

import json
import re
import subprocess
from functools import cache
from pathlib import Path

from docutils import nodes

from autograder import node
from autograder.errors import MEND, CourseError

NAME = "katex"  # la carpeta de recursos, y cómo llama Sphinx a esta manera de componer
STYLE = f"{NAME}/katex.min.css"
FONTS = f"{NAME}/fonts"
PROGRAM = Path(__file__).with_suffix(".js")
OTHER_FONTS = re.compile(r',url\([^)]*\.(?:woff|ttf)\) format\("[a-z]+"\)')


def style() -> dict[str, bytes]:
    """El estilo de KaTeX y sus letras: {archivo de la carpeta de recursos: contenido}."""
    source = node.package("katex") / "dist"
    text = OTHER_FONTS.sub("", (source / "katex.min.css").read_text(encoding="utf-8"))
    fonts = {f"{FONTS}/{font.name}": font.read_bytes() for font in sorted(source.glob("fonts/*.woff2"))}
    return {STYLE: text.encode("utf-8"), **fonts}


def install(app) -> None:
    """Pone en Sphinx esta manera de componer las fórmulas, y su estilo en las páginas."""
    app.add_html_math_renderer(NAME, inline_renderers=(_inline, None), block_renderers=(_display, None))
    app.add_css_file(STYLE)
    app.connect("build-finished", lambda app, problem: _close())


def typeset(latex: str, display: bool = False) -> str:
    """Una fórmula en HTML, con su MathML para quien no la ve.

    Errores
        CourseError con lo que dice KaTeX, si no la entiende.
    """
    answer = json.loads(_composer().ask(json.dumps([latex, display])))
    if "error" in answer:
        raise CourseError(f"KaTeX no entiende la fórmula «{latex.strip()}»: {answer['error']}", MEND)
    return answer["html"]


class _Composer:
    """El proceso de Node: un renglón de ida por fórmula y otro de vuelta."""

    def __init__(self):
        command = [str(node.node_binary()), str(PROGRAM), str(node.package("katex") / "dist" / "katex.js")]
        pipes = dict(stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.process = subprocess.Popen(command, **pipes, text=True, encoding="utf-8")

    def ask(self, line: str) -> str:
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise CourseError("Node se ha parado componiendo las fórmulas. Repite la orden.")
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


@cache
def _composer() -> _Composer:
    return _Composer()


def _close() -> None:
    if _composer.cache_info().currsize:
        _composer().close()
        _composer.cache_clear()


def _inline(self, math) -> None:
    self.body.append(f'<span class="math">{_of(self, math, False)}</span>')
    raise nodes.SkipNode


def _display(self, math) -> None:
    self.body.append(self.starttag(math, "div", CLASS="math"))
    self.body.append(f"{_of(self, math, True)}</div>\n")
    raise nodes.SkipNode


def _of(self, math, display: bool) -> str:
    try:
        return typeset(math.astext(), display)
    except CourseError as problem:
        raise CourseError(f"{self.builder.current_docname}: {problem}", MEND) from None
