"""Lo común a todos los widgets: su front end en archivos y una figura fija para donde no hay navegador.

Cada widget es una carpeta: en Python, lo que guarda; en su ``.js``, un módulo ES con ``export default { render }`` que
importa los demás; y su ``.css``. El navegador recibe un solo texto, ``bundle.js``, que junta ``autograder build``.
"""

from pathlib import Path

import anywidget
from IPython.display import display

from course_lib.widgets.state import MIME, encoded

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

    def page_state(self):
        """Lo que reciben sus módulos en una página sin kernel: lo compartido con el navegador y, si hace falta, más.

        Quien hereda añade lo que en JupyterLab contestaría Python: una grabación, o los pesos con que calcularlo.
        """
        common = set(anywidget.AnyWidget.class_trait_names(sync=True))
        return {name: value for name, value in self.get_state().items() if name not in common and name[0] != "_"}

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
        bundle = self._fixed_bundle()
        return {**bundle, "text/html": f'<div class="cl-still">{bundle["text/html"]}</div>'}

    def _fixed_bundle(self):
        """La figura fija y, para una página que sepa darle vida, el estado."""
        # El widget de una clase de quien estudia es el de la clase de la que hereda.
        parents = (c.__module__.rpartition(".") for c in type(self).__mro__)
        folder = next(name for package, _, name in parents if package == __package__)
        state = {"widget": folder, "state": encoded(self.page_state())}
        return {**self.picture()._repr_mimebundle_(), MIME: state}

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
        return {**data, **self._fixed_bundle()}, metadata
