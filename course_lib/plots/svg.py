"""Las piezas sueltas de un SVG: texto, líneas, flechas y números con cuatro cifras."""

import html
import re

import numpy as np

# Paleta de Okabe e Ito: se distingue con cualquier tipo de daltonismo.
ORANGE, SKY, GREEN, BLUE, RED, PURPLE = "#E69F00", "#56B4E9", "#009E73", "#0072B2", "#D55E00", "#CC79A7"
# Mezclado con el color del texto, el bermellón se oscurece en tema claro y se aclara en oscuro; con el gris de un
# SVG suelto, el contraste es 4,6 sobre blanco y sobre negro.
GRADIENT = "#C95900"
GRADIENT_CSS = f"fill:color-mix(in srgb,{GRADIENT} 70%,currentColor);font-style:italic"
# Lo que va hacia delante, en azul y derecho; lo que vuelve, en naranja y en cursiva: sin ver el color se distinguen.
VALUE_CSS = f"fill:color-mix(in srgb,{BLUE} 70%,currentColor);font-weight:600"
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
INDEX = re.compile(r"(?<=[^\W\d_])_(\d+)\b")  # el índice de un nombre: el _0 de f_0
FORBIDDEN = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # lo que XML no admite


def clean(value):
    """El texto con «�» donde había un carácter que XML prohíbe."""
    return FORBIDDEN.sub("�", str(value))


def escape(value):
    """El texto sin nada que un SVG pueda tomar por etiquetas."""
    return html.escape(clean(value))


def number(value):
    """Un número con cuatro cifras significativas y punto decimal; -0 se escribe 0."""
    value = float(value)
    if np.isnan(value):
        return "NaN"
    if np.isinf(value):
        return "∞" if value > 0 else "-∞"
    return f"{value:.4g}" if value else "0"


def shape(value):
    """La forma de un array, escrita como en NumPy: (3,), (4, 2)."""
    return str(tuple(map(int, np.shape(value))))


def subscript(name, index):
    """``h`` y 2 dan h₂."""
    return f"{name}{str(index).translate(SUBSCRIPTS)}"


def pretty(name):
    """Un nombre escrito como en las lecciones: f_0 pasa a f₀."""
    return INDEX.sub(lambda found: found.group(1).translate(SUBSCRIPTS), str(name))


def width_of(written, size=12):
    """Ancho aproximado de un texto en píxeles, algo por encima del real."""
    return 0.62 * size * len(written)


def text(x, y, written, anchor="middle", size=12, css="", fill="currentColor"):
    """Un texto; (x, y) es su punto de apoyo en la línea de base."""
    style = f' style="{css}"' if css else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{fill}"{style}>'
        f"{escape(written)}</text>"
    )


def value_text(x, y, written, anchor="middle", size=12):
    """Un valor del paso adelante: en azul y en negrita."""
    return text(x, y, written, anchor, size, VALUE_CSS, BLUE)


def gradient_text(x, y, written, anchor="middle", size=12):
    """Un gradiente: en cursiva y de otro color, para que no se confunda con un valor."""
    return text(x, y, written, anchor, size, GRADIENT_CSS, GRADIENT)


def line(points, css="", color="currentColor", width=1.2):
    """Una línea por varios puntos; ``css`` añade estilo, como un trazo discontinuo."""
    path = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return stroke(path, css, color, width)


def stroke(path, css="", color="currentColor", width=1.2):
    """Un trazo con la sintaxis de SVG: M, L, C…"""
    style = f' style="{css}"' if css else ""
    return f'<path d="{path}" fill="none" stroke="{color}" stroke-width="{width}"{style}/>'


def arrow_head(x, y, direction=1, color="currentColor"):
    """La punta de una flecha que acaba en (x, y) y va hacia la derecha (1) o hacia la izquierda (-1)."""
    back = x - 7 * direction
    return f'<path d="M{x:.1f} {y:.1f} L{back:.1f} {y - 3.5:.1f} L{back:.1f} {y + 3.5:.1f} Z" fill="{color}"/>'


def box(x, y, width, height, radius=6, color="currentColor", fill="none", css=""):
    """Un rectángulo con las esquinas redondeadas; (x, y) es su esquina superior izquierda."""
    style = f' style="{css}"' if css else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius}" '
        f'fill="{fill}" stroke="{color}" stroke-width="1.2"{style}/>'
    )


def circle(x, y, radius, color="currentColor", fill="none", css=""):
    """Un círculo con centro en (x, y)."""
    style = f' style="{css}"' if css else ""
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{fill}" stroke="{color}" stroke-width="1.2"{style}/>'
    )
