"""La cadena de la red de juguete: la ida por arriba, la vuelta por abajo."""

import numpy as np

from course_lib.plots.picture import picture
from course_lib.plots.svg import (
    GRADIENT,
    GRADIENT_CSS,
    arrow_head,
    circle,
    gradient_text,
    line,
    number,
    subscript,
    text,
)

STEP, RADIUS = 108, 17
LINKS = ("f0", "h1", "f1", "h2", "f2", "h3", "f3", "loss")
# Cómo se llega a cada eslabón desde el anterior, y la derivada local de ese paso (a x no se deriva).
FORWARD = ("β₀ + ω₀x", "sin", "β₁ + ω₁h₁", "exp", "β₂ + ω₂h₂", "cos", "β₃ + ω₃h₃", "(f₃ - y)²")
LOCAL = ("", "cos f₀", "ω₁", "exp f₁", "ω₂", "-sin f₂", "ω₃", "2(f₃ - y)")
LEGEND = "Arriba, la ida. Abajo y en cursiva, la vuelta: cada flecha multiplica por la derivada local escrita debajo."


def toy_chain(values, gradients=None):
    """Dibuja la cadena x → f₀ → h₁ → … → ℓ con el valor de cada eslabón.

    Con ``gradients``, debajo vuelve ∂ℓ/∂· de derecha a izquierda, y bajo cada f_k van los gradientes de β_k y ω_k.

    Formas
        values: lo que devuelve ``toy_network.forward``; gradients: lo que devuelve ``toy_network.backward``.
    Errores
        TypeError si values o gradients no son esos resultados.
    """
    _check("values", values, LINKS, "forward(x, y, beta, omega)")
    names = {link: "ℓ" if link == "loss" else subscript(link[0], link[1]) for link in LINKS}
    center = {link: 30 + STEP * n for n, link in enumerate(("x", *LINKS))}
    pieces, previous = [_circle(center["x"], "x")], "x"
    for link, operation in zip(LINKS, FORWARD, strict=True):
        start, end = center[previous] + RADIUS, center[link] - RADIUS
        pieces += [line([(start, 44), (end, 44)]), arrow_head(end, 44), text((start + end) / 2, 34, operation)]
        pieces += [_circle(center[link], names[link])]
        pieces += [text(center[link], 80, number(getattr(values, link)), css="font-weight:600")]
        previous = link
    told = ", ".join(f"{names[link]} = {number(getattr(values, link))}" for link in LINKS)
    description, height, notes = f"De la entrada a la pérdida: {told}.", 92, []
    if gradients is not None:
        _check("gradients", gradients, (*LINKS[:-1], "beta", "omega"), "backward(values, x, y, beta, omega)")
        drawn, told = _backward(gradients, names, center)
        pieces += drawn
        description, height, notes = f"{description} De vuelta: {told}.", 196, [LEGEND]
    bad = [names[link] for link in LINKS if not np.isfinite(getattr(values, link))]
    if bad:
        notes.append(f"Aviso: {bad[0]} no es un número finito; mira ahí primero.")
    return picture("La cadena de la red de juguete", description, (center["loss"] + 44, height), "".join(pieces), notes)


def _backward(gradients, names, center):
    """La fila de los gradientes, y lo que dice con palabras."""
    slopes = {link: getattr(gradients, link, 1.0) for link in LINKS}  # ∂ℓ/∂ℓ = 1
    pieces, told = [], []
    for n, link in reversed(list(enumerate(LINKS))):
        x = center[link]
        pieces += [gradient_text(x, 114, f"∂ℓ/∂{names[link]}", size=11), gradient_text(x, 131, number(slopes[link]))]
        told.append(f"∂ℓ/∂{names[link]} = {number(slopes[link])}")
        if n:
            pieces += [
                line([(x - 34, 118), (x - STEP + 34, 118)], color=GRADIENT),
                arrow_head(x - STEP + 34, 118, -1, GRADIENT),
            ]
            pieces += [text(x - STEP / 2, 134, LOCAL[n], size=11, css=GRADIENT_CSS, fill=GRADIENT)]
        if link.startswith("f"):
            k = int(link[1])
            for y, name, value in ((164, "β", gradients.beta[k]), (182, "ω", gradients.omega[k])):
                pieces.append(gradient_text(x, y, f"∂ℓ/∂{subscript(name, k)} = {number(value)}"))
                told.append(f"∂ℓ/∂{subscript(name, k)} = {number(value)}")
            pieces.append(line([(x, 137), (x, 150)], "stroke-dasharray:2 3", GRADIENT))
    return pieces, ", ".join(told)


def _circle(x, name):
    return circle(x, 44, RADIUS) + text(x, 48, name, size=13)


def _check(what, found, fields, source):
    if not all(hasattr(found, field) for field in fields):
        raise TypeError(f"{what} debe ser lo que devuelve {source} y llegó un {type(found).__name__}: llámala antes.")
