"""Lo común a todos los widgets: su front end en archivos y una figura fija para donde no hay navegador.

Cada widget es una carpeta: en Python, lo que guarda; en su ``.js``, un módulo ES con ``export default { render }`` que
importa los demás; y su ``.css``. El navegador recibe un solo texto, ``bundle.js``, que junta ``autograder build``.
"""

from pathlib import Path

import anywidget
from IPython.display import display

HERE = Path(__file__).parent
# Lo que cambia quien mira, sin eco: con el kernel ocupado llegaría tarde y desharía lo que está escribiendo o moviendo.
EDITABLE = {"sync": True, "echo_update": False}


def front_end(name: str) -> dict[str, str]:
    """``_esm`` y ``_css`` de un widget: su módulo con todo lo que importa, y su estilo detrás del común."""
    styles = [HERE / "common.css", HERE / name / f"{name}.css"]
    return {
        "_esm": (HERE / name / "bundle.js").read_text(encoding="utf-8"),
        "_css": "\n".join(path.read_text(encoding="utf-8") for path in styles),
    }


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
