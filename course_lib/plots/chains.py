"""La red de juguete, dibujada como red y como cadena: el paso adelante arriba y el paso atrás debajo."""

import numpy as np

from course_lib.plots.picture import picture
from course_lib.plots.svg import (
    GRADIENT,
    GRADIENT_CSS,
    arrow_head,
    box,
    circle,
    gradient_text,
    line,
    number,
    subscript,
    text,
    value_text,
)

# Todo cabe en 740 píxeles: es lo que mide el texto de un cuaderno con la barra de lado abierta.
LEFT, STEP, RADIUS = 24, 85, 16
LINKS = ("f0", "h1", "f1", "h2", "f2", "h3", "f3", "loss")
# Cómo se llega a cada eslabón desde el anterior, y la derivada local de ese paso (a x no se deriva).
FORWARD = ("β₀ + ω₀x", "sin", "β₁ + ω₁h₁", "exp", "β₂ + ω₂h₂", "cos", "β₃ + ω₃h₃", "(f₃ - y)²")
LOCAL = ("", "cos f₀", "ω₁", "exp f₁", "ω₂", "-sin f₂", "ω₃", "2(f₃ - y)")
LEGEND = "Arriba, el paso adelante. Abajo y a trazos, el paso atrás: cada arista multiplica por su derivada local."
PARAMETERS = "De cada f, el gradiente baja a sus dos parámetros: al sesgo por 1 y al peso por lo que entró en la recta."


def toy_units():
    """Dibuja la red de juguete como red: la entrada, tres unidades en fila y la salida, con sus ocho parámetros."""
    centers, y, radius = [40 + 165 * n for n in range(5)], 60, 26
    inside, under = ("x", "sin", "exp", "cos", "f"), ("entrada", "h₁", "h₂", "h₃", "salida")
    pieces, told = [], []
    for n, (x, name, caption) in enumerate(zip(centers, inside, under, strict=True)):
        pieces += [circle(x, y, radius), text(x, y + 5, name, size=14), text(x, y - 36, caption)]
        if n:
            start, weight, bias = centers[n - 1], subscript("ω", n - 1), subscript("β", n - 1)
            pieces += [line([(start + radius, y), (x - radius, y)]), arrow_head(x - radius, y)]
            pieces += [text((start + x) / 2, y - 8, f"× {weight}", size=13)]
            # El sesgo entra por debajo: se suma y no viene de ninguna unidad.
            pieces += [line([(x, y + radius + 26), (x, y + radius)]), _tip_up(x, y + radius)]
            pieces += [text(x, y + radius + 42, f"+ {bias}", size=13)]
            told.append(f"a {name} llega lo anterior por {weight} más {bias}")
    description = f"En fila: {', '.join(inside)}. De izquierda a derecha, {'; '.join(told)}."
    return picture("La red de juguete", description, (centers[-1] + 40, y + radius + 52), "".join(pieces))


def toy_chain(values, gradients=None, parameters=None):
    """Dibuja la cadena x → f₀ → h₁ → … → ℓ con el valor de cada eslabón.

    Con ``gradients``, debajo vuelve ∂ℓ/∂· de derecha a izquierda. Con ``parameters``, que es (beta, omega), bajo
    cada f_k cuelgan β_k y ω_k, con su valor y su gradiente.

    Formas
        values: lo que devuelve ``toy_network.forward``; gradients: lo que devuelve ``toy_network.backward``.
        ``parameters``: dos arrays (4,).
    Errores
        TypeError si values o gradients no son esos resultados.
    """
    _check("values", values, LINKS, "forward(x, y, beta, omega)")
    names = {link: "ℓ" if link == "loss" else subscript(link[0], link[1]) for link in LINKS}
    center = {link: LEFT + STEP * n for n, link in enumerate(("x", *LINKS))}
    pieces, previous = [_circle(center["x"], "x")], "x"
    for link, operation in zip(LINKS, FORWARD, strict=True):
        start, end = center[previous] + RADIUS, center[link] - RADIUS
        pieces += [line([(start, 44), (end, 44)]), arrow_head(end, 44), text((start + end) / 2, 22, operation, size=11)]
        pieces += [_circle(center[link], names[link])]
        pieces += [_value(center[link], 80, getattr(values, link))]
        previous = link
    told = ", ".join(f"{names[link]} = {number(getattr(values, link))}" for link in LINKS)
    description, height, notes = f"De la entrada a la pérdida: {told}.", 92, []
    if gradients is not None:
        _check("gradients", gradients, (*LINKS[:-1], "beta", "omega"), "backward(values, x, y, beta, omega)")
        drawn, told = _backward(gradients, names, center)
        pieces += drawn
        description, height, notes = f"{description} Hacia atrás: {told}.", 144, [LEGEND]
        if parameters is not None:
            drawn, told = _hanging(gradients, parameters, center)
            pieces += drawn
            description, height, notes = f"{description} En los parámetros: {told}.", 250, [LEGEND, PARAMETERS]
    bad = [names[link] for link in LINKS if not np.isfinite(getattr(values, link))]
    if bad:
        notes.append(f"Aviso: {bad[0]} no es un número finito; mira ahí primero.")
    return picture("La cadena de la red de juguete", description, (center["loss"] + 32, height), "".join(pieces), notes)


def _backward(gradients, names, center):
    """La fila de los gradientes, y lo que dice con palabras."""
    slopes = {link: getattr(gradients, link, 1.0) for link in LINKS}  # ∂ℓ/∂ℓ = 1
    pieces, told = [], []
    for n, link in reversed(list(enumerate(LINKS))):
        x = center[link]
        pieces += [gradient_text(x, 112, f"∂ℓ/∂{names[link]}", size=11), gradient_text(x, 131, number(slopes[link]))]
        told.append(f"∂ℓ/∂{names[link]} = {number(slopes[link])}")
        if n:
            pieces += [
                line([(x - 24, 108), (x - STEP + 24, 108)], "stroke-dasharray:5 3", GRADIENT),
                arrow_head(x - STEP + 24, 108, -1, GRADIENT),
            ]
            pieces += [text(x - STEP / 2, 100, f"× {LOCAL[n]}", size=10, css=GRADIENT_CSS, fill=GRADIENT)]
    return pieces, ", ".join(told)


def _hanging(gradients, parameters, center):
    """Los ocho parámetros bajo sus f_k: por cuánto se multiplica, su valor en una caja y, debajo, su gradiente."""
    pieces, told = [], []
    enters = ("x", "h₁", "h₂", "h₃")
    for k in range(4):
        middle = center[f"f{k}"]
        for side, letter, factor, values, slopes in (
            (-1, "β", "1", parameters[0], gradients.beta),
            (1, "ω", enters[k], parameters[1], gradients.omega),
        ):
            x, name = middle + 42 * side, subscript(letter, k)
            pieces += [line([(middle, 138), (x, 178)], "stroke-dasharray:5 3", GRADIENT), _tip_down(x, 180)]
            pieces += [gradient_text(x + 12 * side, 160, f"× {factor}", size=10)]
            pieces += [box(x - 38, 182, 76, 22, 3, css="stroke-width:2"), _value(x, 197, values[k], f"{name} = ", 11)]
            pieces += [gradient_text(x, 220, f"∂ℓ/∂{name}", size=11), gradient_text(x, 236, number(slopes[k]))]
            told.append(f"{name} = {number(values[k])} y ∂ℓ/∂{name} = {number(slopes[k])}")
    return pieces, "; ".join(told)


def _circle(x, name):
    return circle(x, 44, RADIUS) + text(x, 48, name, size=13)


def _value(x, y, value, before="", size=12):
    """Un valor del paso adelante: en azul y en negrita."""
    return value_text(x, y, before + number(value), size=size)


def _tip_up(x, y):
    return f'<path d="M{x:.1f} {y:.1f} L{x - 3.5:.1f} {y + 7:.1f} L{x + 3.5:.1f} {y + 7:.1f} Z" fill="currentColor"/>'


def _tip_down(x, y):
    return f'<path d="M{x:.1f} {y:.1f} L{x - 3.5:.1f} {y - 7:.1f} L{x + 3.5:.1f} {y - 7:.1f} Z" fill="{GRADIENT}"/>'


def _check(what, found, fields, source):
    if not all(hasattr(found, field) for field in fields):
        raise TypeError(f"{what} debe ser lo que devuelve {source} y llegó un {type(found).__name__}: llámala antes.")
