"""Lo común a todos los widgets: su front end en archivos y una figura fija para donde no hay navegador.

Cada widget tiene al lado su ``.js`` (un módulo ES con ``export default { render }``)
y su ``.css``. ``common.js`` y ``common.css`` van delante de los de cada uno:
el navegador recibe un solo texto, sin compilar nada y sin salir de esta máquina.
"""

import re
from pathlib import Path

import anywidget

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

    def picture(self):
        """La figura fija con el estado de ahora: lo que se ve en GitHub, en PDF o sin kernel."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs):
        """El widget y, para quien no sabe pintarlo, la figura fija con su texto."""
        live = super()._repr_mimebundle_(**kwargs)
        data, metadata = live if isinstance(live, tuple) else (live or {}, {})
        return {**self.picture()._repr_mimebundle_(), **{k: v for k, v in data.items() if k != "text/plain"}}, metadata
