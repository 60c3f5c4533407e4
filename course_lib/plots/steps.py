"""Una figura por pasos: varios dibujos y un botón por cada uno; funciona también en una página exportada."""

import hashlib
from dataclasses import dataclass

from course_lib.plots.picture import Picture
from course_lib.plots.svg import escape, pretty

CHECKED = ' checked=""'
# Sin esto, JupyterLab se queda con las flechas del teclado.
ARROWS = 'data-lm-suppress-shortcuts="true"'


@dataclass(frozen=True)
class Steps:
    """Los dibujos, cada uno con su rótulo. Se elige con el ratón o con las flechas del teclado.

    Donde las reglas de estilo no llegan, como en un cuaderno sin confianza, se ven todos seguidos.
    """

    labels: tuple
    pictures: tuple

    @property
    def alt(self):
        """Lo que dicen todos los dibujos, en orden."""
        told = zip(self.labels, self.pictures, strict=True)
        return "\n".join(f"{n}. {pretty(label)}: {picture.alt}" for n, (label, picture) in enumerate(told, 1))

    def _repr_mimebundle_(self, include=None, exclude=None):
        # El nombre sale del contenido: dos figuras distintas no se cruzan.
        key = "p" + hashlib.sha256(self.alt.encode()).hexdigest()[:10]
        shown = [f"#{key}-{n}:checked~.{key}-{n}{{display:block}}" for n in range(len(self.labels))]
        style = f".{key}>section{{display:none}}.{key}>label{{margin:0 1.2em 0 .3em}}{''.join(shown)}"
        buttons = "".join(
            f'<input type="radio" {ARROWS} name="{key}" id="{key}-{n}"{CHECKED if n == 0 else ""}/>'
            f'<label for="{key}-{n}">{n + 1} · {escape(pretty(label))}</label>'
            for n, label in enumerate(self.labels)
        )
        sections = "".join(
            f'<section class="{key}-{n}">{picture._repr_mimebundle_()["text/html"]}</section>'
            for n, picture in enumerate(self.pictures)
        )
        inside = f"<style>{style}</style>{buttons}{sections}"
        html = f'<div class="{key}" role="group" aria-label="Figura por pasos">{inside}</div>'
        return {"text/html": html, "text/plain": self.alt}


def steps(frames):
    """Reúne varios dibujos en una figura por pasos; empieza en el primero.

    ``frames`` es un diccionario {"rótulo": dibujo}, en orden.

    Errores
        TypeError si no es un diccionario de dibujos de ``plots``. ValueError si está vacío.
    """
    if not isinstance(frames, dict) or not all(isinstance(picture, Picture) for picture in frames.values()):
        raise TypeError('frames debe ser un diccionario de dibujos: prueba con {"la ReLU": plots.relu()}.')
    if not frames:
        raise ValueError("frames está vacío: pasa al menos un dibujo.")
    return Steps(tuple(map(str, frames)), tuple(frames.values()))
