"""Curvas: una función con su tangente, ReLU con su derivada, y lo que pasa época a época."""

import io
import math
import re

import numpy as np

from course_lib.plots.picture import picture
from course_lib.plots.svg import BLUE, GREEN, ORANGE, PURPLE, RED, SKY, number, pretty

# Cada curva se distingue también por el trazo y por la marca.
STYLES = [
    (BLUE, "-", "o"),
    (RED, "--", "s"),
    (GREEN, "-.", "^"),
    (ORANGE, ":", "D"),
    (PURPLE, (0, (6, 1, 1, 1, 1, 1)), "v"),
    (SKY, (0, (1, 1)), "x"),
]
# matplotlib dibuja el texto y los ejes de este color, que nadie más usa; después se cambia por currentColor.
INK = "#010203"
SAMPLES = 401


def function(f, x_range, point=None, title="", xlabel="x", ylabel="f(x)"):
    """Dibuja y = f(x) y, si se da ``point``, su tangente numérica en ese punto, con la pendiente escrita.

    ``xlabel`` e ``ylabel`` son los nombres de lo que entra y de lo que sale.

    Formas
        f recibe y devuelve un número. x_range es (desde, hasta). point ().
    Errores
        TypeError si f no es una función de un número. ValueError si x_range no son dos números con desde < hasta,
        o si point queda fuera. Donde f no está definida, la curva se corta y se dice.
    """
    if not callable(f):
        raise TypeError(f"f debe ser una función de x y llegó un {type(f).__name__}: pásala sin paréntesis.")
    xlabel, ylabel = pretty(xlabel), pretty(ylabel)
    start, stop = _range(x_range)
    x = np.linspace(start, stop, SAMPLES)
    y = np.array([_call(f, float(each)) for each in x])
    figure, (axes,) = _figure(1)
    axes.plot(x, y, color=BLUE, linewidth=2)
    axes.set_xlabel(xlabel)
    axes.set_ylabel(ylabel)
    notes = _gaps(xlabel, x, y)
    if point is not None:
        notes.append(_tangent(axes, f, float(point), (start, stop), xlabel, ylabel))
        bounds = y[np.isfinite(y)]
        if bounds.size:  # la tangente no cambia la escala: manda la curva
            room = 0.08 * ((bounds.max() - bounds.min()) or 1.0)
            axes.set_ylim(bounds.min() - room, bounds.max() + room)
    description = f"Curva de {number(start)} a {number(stop)}: {_extremes(x, y)}"
    return _finish(figure, title or "Gráfica de una función", description, notes, title)


def relu():
    """Dibuja ReLU y su derivada, con el punto de z = 0, donde el curso toma derivada 0."""
    figure, (left, right) = _figure(2)
    z = np.array([-2.0, 0.0, 2.0])
    left.plot(z, np.maximum(z, 0), color=BLUE, linewidth=2)
    left.set_ylabel("ReLU(z)")
    for part, height in ((z[:2], 0.0), (z[1:], 1.0)):
        right.plot(part, [height, height], color=RED, linewidth=2)
    # Punto lleno, el valor que se toma; hueco, el que no.
    right.plot(0, 0, "o", color=RED, markersize=7)
    right.plot(0, 1, "o", markeredgecolor=RED, markerfacecolor="none", markersize=7)
    right.set_ylabel("ReLU'(z)")
    for axes in (left, right):
        axes.set_xlabel("z")
        axes.set_xticks([-2, -1, 0, 1, 2])
    description = (
        "A la izquierda, ReLU: vale 0 hasta z = 0 y después sube con pendiente 1. A la derecha, su derivada: 0 "
        "si z ≤ 0 y 1 si z > 0. En z = 0 hay un punto lleno en 0 y otro hueco en 1: el curso toma 0."
    )
    return _finish(figure, "ReLU y su derivada", description, [])


def curves(series, xlabel, ylabel, log=False, x=None, start=0):
    """Dibuja una o varias curvas con nombre, como la pérdida o las normas de los gradientes en cada época.

    Formas
        series: {"nombre": valores}, cada una (T,); la primera posición es ``start``. Con ``log``, eje vertical
        logarítmico. x: {"nombre": posiciones}, (T,) y crecientes, si no van de una en una.
    Errores
        TypeError si series no es un diccionario de números. ValueError si está vacío, si hay más de seis curvas o si
        x no tiene un número por cada valor.
        Un NaN, un infinito o, con ``log``, un valor que no es positivo corta la curva, y se dice.
    """
    data = _series(series)
    places = _places(data, x, start)
    figure, (axes,) = _figure(1)
    told, notes = [], []
    for (name, values), (color, dash, marker) in zip(data.items(), STYLES, strict=False):
        at = places[name]
        drawable = np.where(np.isfinite(values) & ((values > 0) | (not log)), values, np.nan)
        # Marcas separadas: con cientos de épocas taparían la curva.
        axes.plot(
            at, drawable, color=color, linestyle=dash, linewidth=2, marker=marker, markersize=5,
            markevery=max(1, len(at) // 12),
        )  # fmt: skip
        told.append(f"{name}: {_extremes(at, drawable)}")
        notes += [f"{name}. {note}" if len(data) > 1 else note for note in _gaps(xlabel, at, drawable, log)]
    axes.set_xlabel(xlabel)
    axes.set_ylabel(ylabel)
    if log and any(np.any(values > 0) for values in data.values()):
        axes.set_yscale("log")
    axes.xaxis.get_major_locator().set_params(integer=True, min_n_ticks=1)
    first, last = (pick(each[at] for each in places.values()) for pick, at in ((min, 0), (max, -1)))
    room = max(0.5, 0.03 * (last - first))
    axes.set_xlim(first - room, last + room)  # también donde no hay nada: así se ve el hueco
    if len(data) > 1:
        # Fuera de los ejes: dentro taparía alguna curva.
        legend = figure.legend(
            axes.lines, map(str, range(len(data))), loc="outside right upper", frameon=False, labelcolor=INK
        )
        # Los nombres se ponen después y tal cual: ni $ abre una fórmula ni un _ inicial esconde la curva.
        for label, name in zip(legend.get_texts(), data, strict=True):
            label.set_parse_math(False)
            label.set_text(name)
    if not any(np.any(np.isfinite(line.get_ydata())) for line in axes.lines):
        axes.set_yticks([])
        axes.text(0.5, 0.5, "sin valores que dibujar", transform=axes.transAxes, ha="center", color=INK)
    told.insert(0, f"Eje horizontal: {xlabel}. Eje vertical{', logarítmico' if log else ''}: {ylabel}.")
    return _finish(figure, f"{ylabel} según {xlabel}", " ".join(told), notes)


def _tangent(axes, f, point, bounds, xlabel, ylabel):
    """Dibuja la tangente y devuelve lo que dice; en un codo no la hay."""
    if not bounds[0] <= point <= bounds[1]:
        limits = f"{number(bounds[0])} y {number(bounds[1])}"
        raise ValueError(f"point debe estar entre {limits} y vale {number(point)}: cambia point o x_range.")
    place = f"En {xlabel} = {number(point)}"
    h = 1e-5 * max(1.0, abs(point))
    before, here, after = (_call(f, point + step) for step in (-h, 0.0, h))
    if not math.isfinite(here):
        return f"{place} no hay tangente: f no está definida ahí."
    left, right = (here - before) / h, (after - here) / h
    if not math.isfinite(left + right) or abs(left - right) > 1e-2 * max(1.0, abs(left), abs(right)):
        axes.plot(point, here, "o", color=RED, markersize=7)
        return f"{place} no hay tangente: las pendientes de los dos lados no coinciden."
    slope = (after - before) / (2 * h)
    x = np.array(bounds)
    axes.plot(x, here + slope * (x - point), color=RED, linestyle="--", linewidth=1.6)
    axes.plot(point, here, "o", color=RED, markersize=7)
    return f"{place}, {ylabel} = {number(here)} y la tangente tiene pendiente {number(slope)}."


def _call(f, x):
    """f(x) como número; NaN donde f no está definida."""
    try:
        with np.errstate(all="ignore"):
            value = f(x)
    except (ValueError, ArithmeticError):
        return math.nan
    if np.ndim(value) or isinstance(value, (str, complex)) or value is None:
        raise TypeError(f"f debe devolver un número y devolvió un {type(value).__name__}: prueba f(1.0) en una celda.")
    return float(value)


def _series(series):
    if not isinstance(series, dict):
        raise TypeError(
            f'series debe ser un diccionario y llegó un {type(series).__name__}: prueba {{"pérdida": valores}}.'
        )
    if not 1 <= len(series) <= len(STYLES):
        raise ValueError(
            f"series debe tener entre 1 y {len(STYLES)} curvas y tiene {len(series)}: repártelas en figuras."
        )
    data = {}
    for name, values in series.items():
        try:
            data[str(name)] = np.asarray(values, dtype=np.float64)
        except (TypeError, ValueError):
            raise TypeError(
                f"«{name}» debe ser una lista de números y no se puede convertir: mira qué guardaste."
            ) from None
        if data[str(name)].ndim != 1 or not data[str(name)].size:
            found = data[str(name)].shape
            raise ValueError(
                f"«{name}» debe tener forma (T,) con algún valor y llegó con {found}: un número por época."
            )
    return data


def _places(data, x, start):
    """En qué punto del eje horizontal va cada valor."""
    if x is None:
        return {name: start + np.arange(len(values)) for name, values in data.items()}
    places = {}
    for name, values in data.items():
        places[name] = np.asarray(x.get(name, ()), dtype=np.float64)
        if places[name].shape != values.shape or not np.all(np.diff(places[name]) > 0):
            raise ValueError(
                f"x debe traer para «{name}» {len(values)} posiciones, de menor a mayor: una por cada valor."
            )
    return places


def _range(x_range):
    try:
        start, stop = map(float, x_range)
    except (TypeError, ValueError):
        start = stop = math.nan
    if not (math.isfinite(start) and math.isfinite(stop) and start < stop):
        raise ValueError(f"x_range debe ser (desde, hasta), con desde < hasta, y llegó {x_range!r}: prueba (-2, 2).")
    return start, stop


def _extremes(x, y):
    """Dónde empieza, acaba, y cuáles son el mínimo y el máximo."""
    known = np.flatnonzero(np.isfinite(y))
    if not known.size:
        return "no hay ningún valor que dibujar."
    low, high = known[np.argmin(y[known])], known[np.argmax(y[known])]
    return (
        f"empieza en {number(y[known[0]])} y acaba en {number(y[known[-1]])}; mínimo {number(y[low])} en "
        f"{number(x[low])}, máximo {number(y[high])} en {number(x[high])}."
    )


def _gaps(label, x, y, log=False):
    missing = np.flatnonzero(~np.isfinite(y))
    if not missing.size:
        return []
    why = "NaN, infinitos o no positivos" if log else "NaN o infinitos"
    where = f"{label} = {number(x[missing[0]])}"
    return [f"Aviso: {missing.size} de {y.size} valores sin dibujar ({why}); el primero, en {where}."]


def _figure(panels, size=None):
    """Una figura sin pyplot, con ``panels`` dibujos de lado: nada queda guardado entre llamadas."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=size or ((6.4, 3.4) if panels == 1 else (7.6, 3.0)), layout="constrained")
    figure.patch.set_alpha(0)
    all_axes = figure.subplots(1, panels, squeeze=False)[0]
    for axes in all_axes:
        axes.patch.set_alpha(0)
        axes.tick_params(which="both", colors=INK)
        axes.grid(alpha=0.2, color=INK)
        for side, spine in axes.spines.items():
            spine.set_color(INK)
            spine.set_visible(side in ("left", "bottom"))
        for label in (axes.xaxis.label, axes.yaxis.label):
            label.set_color(INK)
            label.set_parse_math(False)
    return figure, all_axes


def _finish(figure, title, description, notes, heading=""):
    """De una figura de matplotlib a un dibujo del curso, con su texto y sus avisos."""
    from matplotlib import rc_context

    file = io.StringIO()
    # Texto como texto, e identificadores que no cambian de una vez a otra.
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "curso", "axes.unicode_minus": False}):
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    whole = file.getvalue()
    width, height = (float(n) / 0.75 for n in re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', whole).groups())
    view = re.search(r'viewBox="([^"]+)"', whole).group(1)
    body = whole[whole.index(">", whole.index("<svg")) + 1 :]
    # Dentro de una página, las reglas de <style> alcanzarían a todo lo demás.
    body = re.sub(r"<metadata>.*?</metadata>|<defs>\s*<style.*?</style>\s*</defs>", "", body, flags=re.DOTALL)
    body = body[: body.rindex("</svg>")]
    # Solo se quedan los identificadores a los que algo apunta.
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', body))
    body = re.sub(r' id="([^"]+)"', lambda m: m.group(0) if m.group(1) in used else "", body)
    body = re.sub(r"\s*font-family: [^;]+;", "", body).replace(INK, "currentColor")
    body = re.sub(r"\s+", " ", body)
    body = f'<svg width="{width:.0f}" height="{height:.0f}" viewBox="{view}">{body}</svg>'
    return picture(title, description, (width, height), body, notes, heading)
