"""Un cuaderno exportado a HTML se lee y se mueve sin kernel, sin red y sin nada más que el archivo.

Con ``course_lib/jupyter_config.json`` en la configuración de Jupyter valen ``jupyter nbconvert --to html`` y lo que
JupyterLab guarda y exporta como HTML: los widgets van con su estado y un solo programa, y las fórmulas, en MathML, que
dibuja el navegador. Donde no corren programas queda la figura fija de cada uno.
"""

import json
import re
from pathlib import Path

from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from course_lib.formulas import FormulaRenderer
from course_lib.widgets.state import MIME

NAME = re.compile(r"[a-z_]{1,40}")  # el de la carpeta de un widget: va en un atributo
VIEW = "application/vnd.jupyter.widget-view+json"
BUNDLE = Path(__file__).parent / "widgets" / "page" / "bundle.js"
# Lo que la plantilla de nbconvert iba a pedir fuera: en su lugar, nada. A `mermaid` una plantilla lo arranca siempre.
NOTHING, IDLE = "data:text/javascript,", "data:text/javascript,export default {initialize() {}}"
ELSEWHERE = {"require_js_url": NOTHING, "mathjax_url": NOTHING, "jquery_url": NOTHING}
ELSEWHERE |= {"mermaid_js_url": IDLE, "mermaid_layout_elk_js_url": IDLE}


def page_html(output) -> str:
    """La salida de un widget del curso en una página: su figura fija y, al lado, el estado con que cobra vida.

    Hace falta además ``bundle()`` una vez en la página.

    Errores
        KeyError si la salida no es de un widget del curso. ValueError si no existe ese widget.
    """
    data = output["data"]
    known, still = data[MIME], "".join(data["text/html"])
    if not NAME.fullmatch(known["widget"]):
        raise ValueError(f"La salida dice ser de {known['widget']!r} y no hay ningún widget que se llame así.")
    if 'class="cl-still"' not in still:
        still = f'<div class="cl-still">{still}</div>'
    # Dentro de un programa, un «<» podría cerrarlo.
    state = json.dumps(known["state"], ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    state = state.replace("<", "\\u003c")
    script = f'<script type="application/json" class="cl-state" data-widget="{known["widget"]}">{state}</script>'
    return f'<div class="cl-page">{still}{script}</div>'


def bundle() -> str:
    """El programa que da vida a los widgets de una página, con su estilo."""
    return BUNDLE.read_text(encoding="utf-8")


def is_widget(output) -> bool:
    """Si una salida es la de un widget del curso."""
    return MIME in output.get("data", {})


def page_outputs(outputs) -> list[NotebookNode]:
    """Las salidas de una celda con cada widget del curso como HTML, y sin la vista que solo pinta JupyterLab."""
    shown = []
    for before, output in zip([{}, *outputs], outputs, strict=False):
        if is_widget(output):
            data = {"text/html": page_html(output), "text/plain": output["data"].get("text/plain", "")}
            shown.append(NotebookNode(output_type="display_data", metadata=NotebookNode(), data=NotebookNode(data)))
        elif not (VIEW in output.get("data", {}) and is_widget(before)):
            shown.append(output)
    return shown


class LiveWidgets(Preprocessor):
    """Prepara un cuaderno para exportarlo a HTML: sus widgets, vivos, y la página no pide nada a nadie."""

    def preprocess(self, nb, resources):
        """El cuaderno con sus widgets como HTML, y lo que la plantilla pedía fuera, en blanco."""
        alive = None
        for cell in nb.cells:
            if cell.cell_type == "code" and any(map(is_widget, cell.outputs)):
                cell.outputs = page_outputs(cell.outputs)
                alive = alive or next(o for o in cell.outputs if '"cl-state"' in o.get("data", {}).get("text/html", ""))
        if alive is not None:
            alive.data["text/html"] += f"<script>{bundle()}</script>"
        nb.metadata.pop("widgets", None)
        return nb, resources | ELSEWHERE


@pass_context
def markdown2html(context, source):
    """Una celda de texto en HTML, como la da nbconvert, con las fórmulas ya dibujadas."""
    renderer = FormulaRenderer(
        escape=False,
        attachments=context.get("cell", {}).get("attachments", {}),
        path=context.get("resources", {}).get("metadata", {}).get("path", ""),
    )
    return MarkdownWithMath(renderer=renderer).render(source)
