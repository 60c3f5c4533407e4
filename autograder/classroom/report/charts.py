"""Los dibujos del informe: SVG dentro de la página, que se leen igual en claro y en oscuro.

Cada uno lleva su texto para quien no lo ve, y detrás, en la página, va su tabla.
Los colores los pone la hoja de estilo.
"""

from collections.abc import Sequence
from math import ceil, floor

from markupsafe import Markup

from autograder.classroom.pages import number, percent
from autograder.classroom.report.items import POOR

# Ancho de un dibujo con números, en unidades suyas: cabe en un teléfono sin encoger las letras.
WIDTH, HEIGHT, LEFT, BOTTOM, MARGIN = 380, 290, 46, 44, 24


def bar(parts: Sequence[tuple[str, float]], total: float, label: str) -> Markup:
    """Una barra horizontal partida en trozos: (clase, cuánto). ``label`` dice lo mismo con palabras."""
    found, start = Markup(), 0.0
    for kind, amount in parts:
        width = 100 * amount / total if total else 0.0
        if width:
            found += Markup('<rect class="{}" x="{:.2f}" width="{:.2f}" height="10"/>').format(kind, start, width)
        start += width
    return Markup(
        '<svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="back" width="100" height="10"/>{}</svg>'
    ).format(label, found)


def scatter(points: Sequence[tuple[int, float, float]]) -> Markup:
    """Cada ejercicio, con su número, donde le toca: a lo ancho, lo que se consigue; a lo alto, cuánto separa.

    Los ejes llegan solo hasta donde hay algo: casi todo suele caer en el mismo rincón.
    """
    label = "; ".join(f"ejercicio {k}: se consigue el {percent(x)}, discriminación {number(y)}" for k, x, y in points)
    left, right = _ends([x for _, x, _ in points], 0.0)
    low, high = _ends([*(y for _, _, y in points), POOR], -1.0)

    def across(x: float) -> float:
        return LEFT + (x - left) / (right - left) * (WIDTH - LEFT - MARGIN)

    def up(y: float) -> float:
        return HEIGHT - BOTTOM - (y - low) / (high - low) * (HEIGHT - BOTTOM - MARGIN)

    drawn = Markup()
    for y in _marks(low, high):
        drawn += Markup('<line x1="{0}" x2="{1}" y1="{2:.1f}" y2="{2:.1f}"/>').format(LEFT, WIDTH - 8, up(y))
        text = number(y, 1)
        drawn += Markup('<text class="quiet" x="{}" y="{:.1f}" text-anchor="end">{}</text>').format(
            LEFT - 6, up(y) + 4, text
        )
    for x in _marks(left, right):
        mark = Markup('<text class="quiet" x="{:.1f}" y="{}" text-anchor="middle">{}</text>')
        drawn += mark.format(across(x), HEIGHT - BOTTOM + 20, percent(x))
    for k, x, y in points:
        poor = "poor" if y < POOR else ""
        drawn += Markup('<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="11"/>').format(poor, across(x), up(y))
        drawn += Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text>').format(across(x), up(y) + 4.5, k)
    axis = Markup('<text class="quiet" x="{}" y="{}" text-anchor="middle">parte de los puntos que se consigue</text>')
    drawn += axis.format((LEFT + WIDTH) / 2, HEIGHT - 4)
    return Markup('<svg class="scatter" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, HEIGHT, label, drawn
    )


def _ends(values: Sequence[float], lowest: float) -> tuple[float, float]:
    """Las décimas de fuera de unos números, sin pasar de lo que puede haber."""
    low, high = floor(min(values) * 10 - 0.3) / 10, ceil(max(values) * 10 + 0.3) / 10
    return max(lowest, low), min(1.0, high) if high > low else low + 0.1


def _marks(low: float, high: float) -> list[float]:
    """Dónde se escribe un número en un eje: de décima en décima o, si son muchas, de dos en dos o de cinco en cinco."""
    first, last = round(low * 10), round(high * 10)
    step = next(s for s in (1, 2, 5, 10) if last - first <= 5 * s)
    return [k / 10 for k in range(first, last + 1) if k % step == 0]
