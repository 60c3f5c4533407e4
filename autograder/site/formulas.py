"""Las fórmulas, compuestas al construir: KaTeX en nuestro Node. La página lleva el dibujo y su MathML, sin programas.

KaTeX, su estilo y sus letras salen del mismo paquete, que ya está instalado; de las letras, solo woff2, que es lo que
piden todos los navegadores.
"""

import re

from autograder import node

FOLDER = "katex"
OTHER_FONTS = re.compile(r',url\([^)]*\.(?:woff|ttf)\) format\("[a-z]+"\)')
PATIENCE = 120.0  # segundos: en una máquina ocupada Node tarda en arrancar


def style() -> dict[str, bytes]:
    """El estilo de KaTeX y sus letras: {archivo de la carpeta de recursos: contenido}."""
    source = node.package("katex") / "dist"
    text = OTHER_FONTS.sub("", (source / "katex.min.css").read_text(encoding="utf-8"))
    fonts = {f"{FOLDER}/fonts/{font.name}": font.read_bytes() for font in sorted(source.glob("fonts/*.woff2"))}
    return {f"{FOLDER}/katex.min.css": text.encode("utf-8"), **fonts}


def use_our_node(config) -> None:
    """Le dice a la extensión de Sphinx qué Node y qué KaTeX usar, y que una fórmula mal escrita es un error."""
    from sphinxcontrib import katex

    katex.NODEJS_BINARY = str(node.node_binary())
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = PATIENCE
    katex.KATEX_DEFAULT_OPTIONS["throwOnError"] = True
    config.katex_js_path = str(node.package("katex") / "dist" / "katex.min.js")
    config.katex_css_path = f"{FOLDER}/katex.min.css"
