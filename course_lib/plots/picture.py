"""Un dibujo terminado: SVG accesible, con su descripción en palabras, que se ve en tema claro y en oscuro."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from course_lib.plots.svg import clean, escape, pretty, text, width_of

# Suelto, un SVG no conoce el tema: este gris se lee sobre blanco y sobre negro (contraste 4,6 con los dos).
GREY = "#757575"
NAMES = re.compile(r"""(\bid="|href="#|url\(#)(?=[\w-])""")  # donde un SVG nombra una pieza
WIDEST = 740  # el ancho del texto de un cuaderno con la barra de lado abierta
FONT = "system-ui, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif"


@dataclass(frozen=True)
class Picture:
    """Una figura: ``svg`` es el dibujo y ``alt`` lo que dice, con palabras.

    En un cuaderno basta con dejarla al final de una celda; ``save`` la guarda como archivo.
    """

    svg: str
    alt: str

    def _repr_mimebundle_(self, include=None, exclude=None):
        # Dentro de una página el color del texto es el del tema; lo que no cabe se desplaza, no se encoge,
        # aunque JupyterLab pida a toda imagen que quepa.
        style = "max-width:none;color:var(--jp-content-font-color1,inherit)"
        themed = self.svg.replace(f'color="{GREY}"', f'style="{style}"', 1)
        html = f'<div tabindex="0" style="overflow-x:auto;max-width:100%">{themed}</div>'
        return {"text/html": html, "image/svg+xml": self.svg, "text/plain": self.alt}

    def save(self, path):
        """Guarda el SVG en ``path`` y devuelve la ruta.

        Errores
            ValueError si el nombre no acaba en .svg. FileNotFoundError si no existe la carpeta.
        """
        path = Path(path)
        if path.suffix != ".svg":
            raise ValueError(f"El archivo debe acabar en .svg y se llama {path.name}: prueba con {path.stem}.svg.")
        if not path.parent.is_dir():
            raise FileNotFoundError(f"No existe la carpeta {path.parent}, donde iba {path.name}: créala antes.")
        path.write_text(self.svg, encoding="utf-8")
        return path


def picture(title, description, size, body, notes=(), heading=""):
    """Compone un Picture: el cuerpo ya dibujado, el encabezado y los avisos, que también se dicen en ``alt``.

    Formas
        ``size`` es (ancho, alto) del cuerpo, en píxeles. ``notes`` se escriben debajo, una por renglón.
    """
    title, heading = pretty(title), pretty(heading)
    lines = [line for note in notes for line in _wrap(note, max(size[0], 420))]
    width = max(size[0], 8 + max(map(width_of, [*lines, heading]), default=0))
    top = 26 if heading else 0
    written = [text(4, top + size[1] + 16 * (n + 1), line, "start") for n, line in enumerate(lines)]
    if heading:
        written.append(text(4, 17, heading, "start", size=14, css="font-weight:600"))
    height = top + size[1] + 16 * len(lines) + (8 if lines else 0)
    title, description = clean(title), clean(" ".join([description, *notes]))
    # Los identificadores salen del contenido: dos figuras distintas no chocan y la misma sale igual siempre.
    key = "f" + hashlib.sha256(f"{title}{description}{body}".encode()).hexdigest()[:10]
    body = NAMES.sub(rf"\g<1>{key}-", body)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" '
        f'aria-labelledby="{key}-title {key}-desc" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" color="{GREY}" font-family="{FONT}" font-size="12">'
        f'<title id="{key}-title">{escape(title)}</title><desc id="{key}-desc">{escape(description)}</desc>'
        f'<g transform="translate(0 {top})">{body}</g>{"".join(written)}</svg>'
    )
    return Picture(svg, f"{title}. {description}")


def _wrap(note, width):
    lines = [""]
    for word in note.split():
        if lines[-1] and width_of(f"{lines[-1]} {word}") > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
