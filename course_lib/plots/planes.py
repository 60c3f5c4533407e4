"""El plano visto por un modelo: puntos de dos clases, su respuesta en cada sitio y lo que mide cada característica."""

import numpy as np

from course_lib.numbers import check_numbers
from course_lib.plots.picture import WIDEST, picture
from course_lib.plots.svg import box, circle, line, number, pretty, stroke, text, width_of
from course_lib.shapes import ShapeError

REACH, SIDE, LEVELS = 1.2, 41, 6  # el plano va de −1.2 a 1.2; 41×41 puntos; los tonos de cada lado
ALONE, BIG, SMALL, GAP, ROW, COLUMNS = 300, 174, 79, 12, 202, 5
FLAT = 1e-6  # lo que se distingue menos que esto es lo mismo en todas partes
MOST_PLANES, MOST_FEATURES = 12, 25
# Los de las rejillas, y los mismos del Playground: claros, para que lo oscuro se lea encima en los dos temas.
NEGATIVE, ZERO, POSITIVE = (86, 180, 233), (245, 245, 245), (240, 165, 40)


def planes(outputs, paths=(), title="", notes=(), reach=None, ideal=None):
    """Dibuja planos con sus puntos y la respuesta de un modelo; a su lado, en pequeño, sus características.

    La línea gruesa es la frontera, p = 0.5; las de rayas, 0.25 y 0.75. En una característica, blanco es 0, naranja
    es positivo, azul es negativo, y el color más fuerte es su valor más lejano de 0.

    Formas
        ``outputs``: {"nombre": (X, y)}, (X, y, p) o (X, y, p, características), con X (B, 2), y (B,) o (B, 1) de ceros
        y unos, y p una función que recibe (N, 2) y devuelve las probabilidades de la clase 1, (N,) o (N, 1). Las
        características, hasta 25: {"nombre": f}, con f como p. ``paths``: caminos (T, 2), que se dibujan sobre cada
        plano. ``notes``: renglones que van debajo. ``reach``: si se da, se ve desde su opuesto hasta él, con ejes y
        números; si no, de −1.2 a 1.2. ``ideal`` (2,): si se da, a puntos, la recta perpendicular a él por el origen.
    Errores
        TypeError si algo no es lo que se pide. ShapeError si no tiene esa forma. ValueError si no hay ninguno, hay
        demasiados, o una función da NaN o infinitos.
    """
    _check_dict("outputs", outputs, 1, MOST_PLANES)
    scale = _Scale(reach)
    pieces, told, left, top, width, tall, before = [], [], 0.0, 0.0, 0.0, ROW, False
    for name, value in outputs.items():
        if not isinstance(value, tuple) or not 2 <= len(value) <= 4:
            raise TypeError(f"«{name}» debe ser (X, y), (X, y, p) o (X, y, p, características): mete los puntos.")
        features = value[3] if len(value) == 4 else {}
        _check_dict(f"las características de «{name}»", features, 0, MOST_FEATURES)
        side = ALONE if len(outputs) == 1 and not features else BIG
        tall = max(tall, side + ROW - BIG)
        if left and (features or before or left + BIG > WIDEST):  # quien trae características ocupa un renglón
            left, top, tall = 0.0, top + tall, ROW
        drawn, words = _plane(name, value[:3], paths, 100 / side, scale, ideal)
        pieces.append(_boxed(left, top, side, name, drawn))
        told.append(f"{pretty(name)}: {words}")
        columns = min(COLUMNS, max(3, -(-len(features) // 2)))
        for k, (its_name, f) in enumerate(features.items()):
            drawn, words = _feature(its_name, f, scale)
            across = left + side + GAP + k % columns * (SMALL + GAP)
            pieces.append(_boxed(across, top + k // columns * ROW / 2, SMALL, its_name, drawn))
            told.append(f"{pretty(its_name)}: {words}")
            width = max(width, across + SMALL)
        tall = max(tall, -(-len(features) // columns) * ROW / 2)
        left, before = left + side + GAP, bool(features)
        width = max(width, left - GAP)
    width = max(width, width_of(title, 15))  # el encabezado va en negrita
    return picture(title or "El plano", " ".join(told), (width + 1, top + tall), "".join(pieces), notes, title)


class _Scale:
    """De dónde a dónde va el plano, y los puntos en que se mira."""

    def __init__(self, reach):
        self.marked, self.reach = reach is not None, float(reach or REACH)
        side = 2 * SIDE - 1 if self.marked else SIDE
        axis = np.linspace(-self.reach, self.reach, side)
        self.points = np.stack([np.tile(axis, side), np.repeat(axis, side)], axis=1)

    def place(self, x, y):
        return 50 + 50 * x / self.reach, 50 - 50 * y / self.reach

    def axes(self, pixel):
        """Los dos ejes, con sus números en los extremos; nada si nadie ha dicho hasta dónde llega el plano."""
        if not self.marked:
            return []
        size, far = round(10 * pixel, 2), number(self.reach)
        ends = (
            (1, 49, f"−{far}", "start"),
            (99, 49, far, "end"),
            (51, 99, f"−{far}", "start"),
            (51, size, far, "start"),
        )
        numbers = [text(*end, size, fill="#555") for end in ends]
        cross = ([(0, 50), (100, 50)], [(50, 0), (50, 100)])
        return [*(line(axis, color="#8a8a8a", width=_cut(pixel)) for axis in cross), *numbers]


def _check_dict(name, items, least, most):
    if not isinstance(items, dict):
        raise TypeError(f'{name} debe ser un diccionario {{"nombre": …}} y llegó un {type(items).__name__}: ponle uno.')
    if not least <= len(items) <= most:
        raise ValueError(f"{name} debe traer de {least} a {most} y trae {len(items)}: repártelo en figuras.")


def _boxed(left, top, side, name, drawn):
    """Un dibujo de 100×100, a su tamaño y con su nombre encima."""
    scaled = f'<g transform="translate({left:.1f} {top + 18:.1f}) scale({side / 100:.3f})">{drawn}</g>'
    return text(left + side / 2, top + 12, pretty(name), size=11 if side == SMALL else 12) + scaled


def _plane(name, value, paths, pixel, scale, ideal):
    """Un plano grande, en una caja de 100×100 en la que ``pixel`` se verá como un píxel, y lo que se ve en él."""
    X, y = np.asarray(value[0], dtype=np.float64), np.asarray(value[1])
    if X.ndim != 2 or X.shape[1] != 2 or y.shape not in ((len(X),), (len(X), 1)):
        raise ShapeError(f"En «{name}», X debe tener forma (B, 2) e y, (B,); llegaron {X.shape} y {y.shape}.")
    y = y.ravel()
    drawn, words = [box(0, 0, 100, 100, 0, "none", _shade(0))], f"{len(X)} puntos de dos clases."
    if len(value) == 3:
        p = _values(name, value[2], scale.points)
        thin = f"stroke-dasharray:{3.5 * pixel:.1f}"
        drawn += _surface(2 * p - 1)
        drawn += [_level(p, 0.25, pixel, thin), _level(p, 0.75, pixel, thin), _level(p, 0.5, 3 * pixel)]
        good = int(np.sum((_values(name, value[2], X) > 0.5) == (y > 0.5)))
        part = number(round(100 * np.mean(p > 0.5)))
        all_over = f"contesta {number(p.mean())} en todo el plano." if np.ptp(p) < FLAT else ""
        words = all_over or f"acierta {good} de {len(X)} y da a la clase 1 el {part} % del plano."
    drawn += scale.axes(pixel)
    if ideal is not None:
        a, b = check_numbers("ideal", ideal, (2,)) * scale.reach / np.max(np.abs(ideal))
        dots = f"stroke-dasharray:{2 * pixel:.1f} {3.5 * pixel:.1f}"
        drawn.append(line([scale.place(-b, a), scale.place(b, -a)], dots, "#000", _cut(2 * pixel)))
        words += " A puntos, la frontera ideal."
    inside = np.all(np.abs(X) <= scale.reach, axis=1)
    drawn += [_mark(*scale.place(*point), one, pixel) for point, one in zip(X[inside], y[inside] > 0.5, strict=True)]
    if not inside.all():
        words += f" Fuera del dibujo quedan {np.sum(~inside)}."
    for path in paths:
        corners = [scale.place(*point) for point in np.asarray(path, dtype=np.float64)]
        drawn += [line(corners, color="#000", width=_cut(2 * pixel)), circle(*corners[0], 3 * pixel, "#000", "#000")]
    return "".join([*drawn, _edge()]), words


def _mark(x, y, one, pixel):
    """La clase 1 es un triángulo lleno; la 0, un círculo hueco."""
    if one:
        path = f"M{x:.1f} {y - 4.5 * pixel:.1f}l{4.5 * pixel:.1f} {8 * pixel:.1f}h{-9 * pixel:.1f}Z"
        return stroke(path, "fill:#7a2e00", "#fff", _cut(pixel))
    return circle(x, y, 3.5 * pixel, "#00456e", "#fff", f"stroke-width:{_cut(2 * pixel)}")


def _cut(value):
    return round(value, 2)


def _feature(name, f, scale):
    """Una característica, en una caja de 100×100, y entre qué valores se mueve."""
    values = _values(name, f, scale.points)
    low, high = values.min(), values.max()
    if low == high:
        return box(0, 0, 100, 100, 0, "#8a8a8a", _shade(0)), f"siempre {number(low)}, no distingue nada."
    crossing = [_level(values, 0.0, 1)] if low < 0 < high else []
    return "".join([*_surface(values / max(-low, high)), *crossing, _edge()]), f"de {number(low)} a {number(high)}."


def _values(name, f, points):
    if not callable(f):
        raise TypeError(f"«{name}» debe traer una función del plano y llegó un {type(f).__name__}: sin paréntesis.")
    values = np.asarray(f(points), dtype=np.float64)
    if values.shape not in ((len(points),), (len(points), 1)):
        raise ShapeError(
            f"La función de «{name}» recibe {points.shape} y debe devolver {(len(points),)}, un número por fila; "
            f"devolvió {values.shape}."
        )
    if not np.all(np.isfinite(values)):
        raise ValueError(f"La función de «{name}» da NaN o infinitos en el plano: mira si el entrenamiento diverge.")
    return values.ravel()


def _surface(values):
    """La superficie, a franjas de color: de −1, azul, a 1, naranja."""
    lines = _contours(values)
    edges = np.linspace(-1, 1, 2 * LEVELS + 2)  # la de en medio, blanca: ahí cae el 0
    edges[0], edges[-1] = -np.inf, np.inf
    for low, high in zip(edges[:-1], edges[1:], strict=True):
        shapes, starts = lines.filled(low, high)
        path = ""
        for shape, at in zip(shapes, starts, strict=True):
            for start, stop in zip(at[:-1], at[1:], strict=True):
                path += "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in shape[start : stop - 1]) + "Z"
        if path:
            middle = np.clip(low, -1, 1) / 2 + np.clip(high, -1, 1) / 2
            color = _shade(middle)
            # Con un borde del mismo color no se ve la costura entre dos franjas.
            yield stroke(path, f"fill:{color};fill-rule:evenodd", color, 0.4)


def _level(values, level, width, css=""):
    """Una curva de nivel, en negro; ninguna si los valores solo se distinguen en el redondeo."""
    if np.ptp(values) < FLAT:
        return ""
    curves = [points for points in _contours(values).lines(level) if len(points)]
    path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) for points in curves)
    return stroke(path, css, "#000", _cut(width)) if path else ""


def _contours(values):
    from contourpy import contour_generator  # viene con matplotlib

    side = round(len(values) ** 0.5)
    along = np.linspace(0, 100, side)
    return contour_generator(along, along[::-1], values.reshape(side, side), fill_type="OuterOffset")


def _edge():
    return box(0, 0, 100, 100, 0, "#8a8a8a")


def _shade(t):
    """De −1, azul, a 1, naranja."""
    end = POSITIVE if t > 0 else NEGATIVE
    return "#" + "".join(f"{round(z + (e - z) * min(1, abs(t))):02x}" for z, e in zip(ZERO, end, strict=True))
