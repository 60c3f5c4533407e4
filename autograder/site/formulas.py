"""Las fórmulas, compuestas al construir: KaTeX en nuestro Node. La página lleva el dibujo y su MathML, sin programas.

KaTeX, su estilo y sus letras salen del mismo paquete, que ya está instalado; de las letras, solo woff2, que es lo que
piden todos los navegadores.
"""

import re
import shutil
from pathlib import Path

from autograder import node

FOLDER = "katex"
OTHER_FONTS = re.compile(r',url\([^)]*\.(?:woff|ttf)\) format\("[a-z]+"\)')
PATIENCE = 120.0  # segundos: en una máquina ocupada Node tarda en arrancar


def copy_style(assets: Path) -> None:
    """Deja el estilo de KaTeX y sus letras en ``assets/katex/``."""
    source, target = node.package("katex") / "dist", assets / FOLDER
    shutil.rmtree(target, ignore_errors=True)
    (target / "fonts").mkdir(parents=True)
    style = (source / "katex.min.css").read_text(encoding="utf-8")
    (target / "katex.min.css").write_text(OTHER_FONTS.sub("", style), encoding="utf-8")
    for font in sorted(source.glob("fonts/*.woff2")):
        shutil.copyfile(font, target / "fonts" / font.name)


def use_our_node(config) -> None:
    """Le dice a la extensión de Sphinx qué Node y qué KaTeX usar, y que una fórmula mal escrita es un error."""
    from sphinxcontrib import katex

    katex.NODEJS_BINARY = str(node.node_binary())
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = PATIENCE
    katex.KATEX_DEFAULT_OPTIONS["throwOnError"] = True
    config.katex_js_path = str(node.package("katex") / "dist" / "katex.min.js")
    config.katex_css_path = f"{FOLDER}/katex.min.css"
