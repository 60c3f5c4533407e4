"""Los dibujos grandes, aparte: la página llega y se lee antes, y cada uno se pide cuando se va a ver.

Los pequeños se quedan dentro, donde toman el color del tema. Suelto, un dibujo lleva un gris que se lee en claro y en
oscuro, y su descripción pasa a ser el texto alternativo.
"""

import hashlib
import html
import re
from collections.abc import Iterator

from course_lib.plots.picture import GREY

BIG = 24_000  # bytes: por debajo, otro archivo cuesta más que lo que ahorra
FOLDER = "_static/dibujos"
EDGE = re.compile(r"<(/?)svg\b[^>]*>")
STYLE = re.compile(r' style="[^"]*"')
SIZE = re.compile(r'\b(width|height)="(\d+)"')


def apart(page: str) -> tuple[str, dict[str, bytes]]:
    """Una página con sus dibujos grandes fuera, y los archivos que quedan: {ruta: contenido}."""
    parts, files, at = [], {}, 0
    for start, end in _drawings(page):
        drawing = page[start:end]
        if end - start < BIG or 'role="img"' not in drawing[: drawing.index(">")]:
            continue
        content = STYLE.sub(f' color="{GREY}"', drawing, count=1).encode("utf-8")
        path = f"{FOLDER}/{hashlib.sha256(content).hexdigest()[:16]}.svg"
        files[path] = content
        parts += [page[at:start], _image(drawing, path)]
        at = end
    return "".join([*parts, page[at:]]), files


def _drawings(page: str) -> Iterator[tuple[int, int]]:
    """Dónde empieza y acaba cada dibujo; los que van dentro de otro son suyos."""
    depth = start = 0
    for edge in EDGE.finditer(page):
        if edge[1]:
            depth -= 1
            if depth == 0:
                yield start, edge.end()
        else:
            start = edge.start() if depth == 0 else start
            depth += 1


def _image(drawing: str, path: str) -> str:
    size = " ".join(f'{name}="{value}"' for name, value in SIZE.findall(drawing[: drawing.index(">")]))
    said = ". ".join(
        found[1] for tag in ("title", "desc") if (found := re.search(rf"<{tag}\b[^>]*>(.*?)</{tag}>", drawing))
    )
    alt = html.escape(html.unescape(said))
    return f'<img src="{path}" alt="{alt}" {size} loading="lazy" decoding="async" style="max-width:none">'
