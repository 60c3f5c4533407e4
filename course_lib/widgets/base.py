"""Lo común a todos los widgets: su front end en archivos y una figura fija para donde no hay navegador.

Cada widget tiene al lado su ``.js`` (un módulo ES con ``export default { render }``)
y su ``.css``. ``common.js`` y ``common.css`` van delante de los de cada uno:
el navegador recibe un solo texto, sin compilar nada y sin salir de esta máquina.
"""

import re
from pathlib import Path

import anywidget
from IPython.display import display

HERE = Path(__file__).parent
# Lo que cambia quien mira, sin eco: con el kernel ocupado llegaría tarde y desharía lo que está escribiendo o moviendo.
EDITABLE = {"sync": True, "echo_update": False}
_IMPORT = re.compile(r'^import .* from "\./\w+\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(async )?function|const|class)", re.MULTILINE)


def front_end(name: str, *parts: str) -> dict[str, str]:
    """``_esm`` y ``_css`` de un widget: lo común, sus otros módulos si los tiene y lo suyo, en ese orden."""
    # Los archivos son módulos corrientes, que se pueden probar sueltos; juntos, los import sobran.
    texts = [_IMPORT.sub("", (HERE / f"{n}.js").read_text(encoding="utf-8")) for n in ("common", *parts, name)]
    script = "\n".join([*(_EXPORT.sub("", text) for text in texts[:-1]), texts[-1]])
    styles = "\n".join((HERE / f"{n}.css").read_text(encoding="utf-8") for n in ("common", name))
    return {"_esm": script, "_css": styles}


class CourseWidget(anywidget.AnyWidget):
    """Un widget del curso. Quien hereda pone ``_esm``, ``_css`` y ``picture()``."""

    _still = None  # la figura fija que ya se ve, para poder cambiarla

    def picture(self):
        """La figura fija con el estado de ahora: lo que se ve en GitHub, en PDF o sin kernel."""
        raise NotImplementedError

    def _ipython_display_(self):
        """La figura fija y, debajo, el widget, que la esconde si llega a pintarse (``common.css``).

        Van en dos salidas porque, de una con las dos cosas, nbconvert elige el widget, y al exportar sin kernel ni
        red no hay quien lo pinte.
        """
        self._still = display(self._still_bundle(), raw=True, display_id=True)
        data, metadata = self._live_bundle()
        display(data, metadata=metadata, raw=True)

    def refresh_still(self):
        """Pone al día la figura fija que ya se ve, si se ve alguna."""
        if self._still is not None:
            self._still.update(self._still_bundle(), raw=True)

    def _still_bundle(self):
        bundle = self.picture()._repr_mimebundle_()
        return {**bundle, "text/html": f'<div class="cl-still">{bundle["text/html"]}</div>'}

    def _live_bundle(self):
        live = super()._repr_mimebundle_()
        data, metadata = live if isinstance(live, tuple) else (live or {}, {})
        return {
            **data,
            "text/plain": f"{type(self).__name__}: interactivo en JupyterLab; encima, su figura fija.",
        }, metadata

    def _repr_mimebundle_(self, **kwargs):
        """El widget y, para quien no sabe pintarlo, la figura fija con su texto, en una sola salida."""
        data, metadata = self._live_bundle()
        return {**data, **self.picture()._repr_mimebundle_()}, metadata
