"""Lo que una red cree de cada sitio del plano: el color dice la clase, y la línea, dónde cambia de opinión."""

import numpy as np

from course_lib.numbers import check_numbers
from course_lib.plots.curves import INK, _figure, _finish
from course_lib.plots.svg import BLUE, RED

SIDE = 90  # puntos de la rejilla en cada eje


def decision(X, y, probability=None, title="", truth=None, limits=(-3.5, 3.5)):
    """Dibuja los puntos de dos clases y, si se da ``probability``, lo que la red opina de cada sitio.

    Formas
        X (N, 2); y (N,) o (N, 1), con ceros y unos. ``probability`` recibe (M, 2) y devuelve (M,) o (M, 1): la
        probabilidad de la clase 1. ``truth`` (2,): si se da, la frontera ideal, la recta perpendicular a ese vector que
        pasa por el origen. ``limits``: desde y hasta, en los dos ejes.
    Errores
        ShapeError, TypeError o ValueError si algo no son números finitos con esas formas, o si y no es de ceros y unos.
    """
    X, y = check_numbers("X", X, ("N", 2)), check_numbers("y", y, (len(X),), (len(X), 1)).ravel()
    if not np.all((y == 0) | (y == 1)):
        raise ValueError("y debe traer solo ceros y unos: dos clases.")
    figure, (axes,) = _figure(1)
    figure.set_size_inches(4.7, 4.4)
    told = [f"Puntos: {np.sum(y == 0)} de la clase 0 (círculos) y {np.sum(y == 1)} de la clase 1 (triángulos)."]
    if probability is not None:
        told += _opinion(axes, probability, limits, X, y)
    if truth is not None:
        a, b = check_numbers("truth", truth, (2,))
        along = 10 * np.array([-b, a]) / np.hypot(a, b)
        axes.plot([-along[0], along[0]], [-along[1], along[1]], color=INK, linestyle=":", linewidth=1.6)
        told.append("Línea de puntos: la frontera ideal.")
    for label, marker, color in ((0, "o", "#00456e"), (1, "^", "#7a2e00")):
        axes.plot(*X[y == label].T, marker, color=color, markersize=5.5, markeredgecolor="white", markeredgewidth=0.8)
    axes.set_xlim(*limits)
    axes.set_ylim(*limits)
    axes.set_aspect("equal")
    axes.grid(False)
    axes.set_xlabel("x₁")
    axes.set_ylabel("x₂")
    return _finish(figure, title or "Puntos de dos clases", " ".join(told), ["○ clase 0   △ clase 1"], title)


def _opinion(axes, probability, limits, X, y):
    """Colorea el plano y traza la frontera; devuelve lo que hay que contar."""
    line = np.linspace(*limits, SIDE)
    grid = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    p = check_numbers("probability(X)", probability(grid), (len(grid),), (len(grid), 1)).reshape(SIDE, SIDE)
    for low, high, strength in ((0, 0.02, 0.42), (0.02, 0.2, 0.27), (0.2, 0.5, 0.12)):
        axes.contourf(line, line, p, [low, high], colors=[BLUE], alpha=strength)
        axes.contourf(line, line, 1 - p, [low, high], colors=[RED], alpha=strength)
    if p.min() < 0.5 < p.max():
        axes.contour(line, line, p, [0.5], colors=[INK], linewidths=2)
    right = np.mean((np.ravel(probability(X)) > 0.5) == y)
    return [f"La línea es la frontera, donde la red duda; acierta el {100 * right:.0f} % de los puntos dibujados."]
