"""Imágenes pequeñas puestas en rejilla, cada una con su rótulo; a trazos y con ✗, las que se quieren señalar."""

import numpy as np

from course_lib.numbers import check_numbers
from course_lib.plots.picture import picture
from course_lib.plots.svg import GRADIENT, box, pretty, text

PIXEL, SPACE, CAPTION, GREYS = 7, 14, 20, 16
MOST = 60


def images(pictures, captions, marked=(), columns=10, title="Imágenes"):
    """Dibuja cada imagen con su rótulo debajo, de izquierda a derecha y ``columns`` por renglón.

    Formas
        ``pictures`` (N, alto, ancho), de 0 (papel) a 1 (tinta), 60 como mucho; ``captions``, N textos.
        ``marked`` son los índices de las que se señalan.
    Errores
        ShapeError, TypeError o ValueError si ``pictures`` no son números de 0 a 1 con esa forma, o si no hay un rótulo
        por imagen.
    """
    pictures = check_numbers("pictures", pictures, ("N", "alto", "ancho"))
    if pictures.min() < 0 or pictures.max() > 1:
        raise ValueError(
            f"pictures va de 0 a 1 y llegó de {pictures.min():g} a {pictures.max():g}: divide por el mayor."
        )
    if len(pictures) > MOST or len(captions) != len(pictures):
        raise ValueError(
            f"Caben {MOST} imágenes, con un rótulo cada una, y llegaron {len(pictures)} y {len(captions)} rótulos: "
            "elige unas cuantas."
        )
    _, rows, across = pictures.shape
    wide, tall = max(across * PIXEL, 56) + SPACE, rows * PIXEL + CAPTION + SPACE
    marked, pieces = set(map(int, marked)), []
    for n, (image, caption) in enumerate(zip(pictures, captions, strict=True)):
        x = SPACE / 2 + wide * (n % columns) + (wide - SPACE - across * PIXEL) / 2
        y = 4 + tall * (n // columns)
        edge = ("stroke-dasharray:4 3;stroke-width:2", GRADIENT) if n in marked else ("opacity:.35", "currentColor")
        pieces += [*_ink(image, x, y), box(x - 2, y - 2, across * PIXEL + 4, rows * PIXEL + 4, 2, edge[1], css=edge[0])]
        said = f"{pretty(caption)} ✗" if n in marked else pretty(caption)
        pieces.append(text(x + across * PIXEL / 2, y + rows * PIXEL + 18, said, size=11))
    told = "; ".join(str(caption) + (" (señalada)" if n in marked else "") for n, caption in enumerate(captions))
    size = (wide * min(columns, len(pictures)) + SPACE, tall * -(-len(pictures) // columns) + 4)
    return picture(title, f"{len(pictures)} imágenes de {rows} por {across}: {told}.", size, "".join(pieces))


def _ink(image, left, top):
    """Los píxeles, un trazo por cada gris: el papel no se dibuja."""
    grey = np.rint(image * GREYS).astype(int)
    for level in np.unique(grey[grey > 0]):
        spots = "".join(
            f"M{left + PIXEL * j:.1f} {top + PIXEL * i:.1f}h{PIXEL}v{PIXEL}h-{PIXEL}z"
            for i, j in np.argwhere(grey == level)
        )
        yield f'<path d="{spots}" fill="currentColor" fill-opacity="{level / GREYS:.2f}"/>'
