"""De las letras de KaTeX, las que salen en alguna fórmula de la web: las demás pesan y no las pide nadie.

Las recorta fontTools, que es con lo que se hace en todas partes (``pyftsubset``).
"""

import html
import io
import logging
import re
from pathlib import Path

DRAWN = re.compile(r'<span class="katex-html"')
PIECE = re.compile(r"<(/?)(\w+)[^>]*>|([^<]+)")


def only_used(site: Path, fonts: str) -> None:
    """Recorta en su sitio las letras de la carpeta ``fonts`` a los signos que dibujan las fórmulas de la web."""
    used = set().union(*(drawn(path.read_text(encoding="utf-8")) for path in site.glob("*.html")))
    for path in sorted((site / fonts).glob("*.woff2")):
        path.write_bytes(cut(path.read_bytes(), used))


def drawn(page: str) -> set[str]:
    """Los signos que dibuja KaTeX en una página: los de sus formas, y no los de su MathML, que usan las del sistema."""
    found: set[str] = set()
    for start in DRAWN.finditer(page):
        depth = 0
        for piece in PIECE.finditer(page, start.start()):
            closing, tag, text = piece.groups()
            if text:
                found |= set(html.unescape(text))
            elif tag == "span":
                depth += -1 if closing else 1
                if not depth:
                    break
    return found


def cut(font: bytes, used: set[str]) -> bytes:
    """Una letra en woff2 con solo esos signos."""
    from fontTools import subset

    logging.getLogger("fontTools").setLevel(logging.ERROR)  # cuenta cada paso, y Sphinx deja abierto el registro
    options = subset.Options(flavor="woff2", layout_features=["*"], notdef_outline=True)
    loaded = subset.load_font(io.BytesIO(font), options)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(used)))
    cutter.subset(loaded)
    written = io.BytesIO()
    subset.save_font(loaded, written, options)
    return written.getvalue()
