"""El informe en HTML que recibe cada estudiante, en español.

Lo usan ``autograder grade`` y ``nbgrader generate_feedback`` (por
nbgrader_config.py), con la misma plantilla.
"""

import copy
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import bleach
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import InvalidNotebook
from nbformat import NotebookNode
from traitlets.config import Config

from autograder.grading.gradebook import Score, totals
from autograder.grading.outputs import SAFE_TAGS

TEMPLATES = Path(__file__).parent / "templates"
LARGE = 20_000  # caracteres
TAGS = SAFE_TAGS | {"dd", "del", "details", "dl", "dt", "h5", "h6", "img", "kbd", "mark", "s", "summary"}
ADDRESS = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
# Los enlaces de los títulos y los colores del código.
CLASSES = re.compile(r"anchor-link|highlight( hl-\w+)?|language-\w+|[a-z]\w{0,2}")
IMAGE = re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*")


def safe_html(text: object) -> str:
    """El HTML con lo que se puede enseñar sin riesgo, para los filtros de nbconvert.

    El suyo escapa también los párrafos y los títulos, y se ve ``<p>`` en cada uno.
    """
    text = str(text)
    # Los enunciados son los mismos para toda la clase: se recuerdan. Una foto pegada no se queda en memoria.
    return _remembered(text) if len(text) <= LARGE else _clean(text)


def _clean(text: str) -> str:
    return bleach.clean(text, tags=TAGS, attributes=_allowed, protocols=["http", "https", "mailto", "data"], strip=True)


_remembered = lru_cache(maxsize=1024)(_clean)


def _allowed(tag: str, name: str, value: str) -> bool:
    """Los colores del código, adónde salta un enlace, enlaces corrientes e imágenes que no se piden a la red."""
    if name == "class":
        return CLASSES.fullmatch(value) is not None
    if name == "id":
        return re.fullmatch("h[1-6]", tag) is not None
    if (tag, name) == ("a", "href"):
        return ADDRESS.match(value) is not None
    if (tag, name) == ("img", "src"):
        return IMAGE.fullmatch(value) is not None
    return name in ("alt", "title")


class FeedbackExporter(HTMLExporter):
    """El exportador de nbconvert con nuestra plantilla y el HTML ajeno saneado."""

    def __init__(self, config: Config | None = None, **kwargs: Any):
        ours = copy.deepcopy(config) if config is not None else Config()
        # nbgrader pone su plantilla en la sección HTMLExporter; la de la subclase manda más.
        ours.FeedbackExporter.template_name = "retroalimentacion"
        ours.FeedbackExporter.language_code = "es"
        ours.FeedbackExporter.sanitize_html = True
        ours.FeedbackExporter.extra_template_basedirs = [str(TEMPLATES)]
        super().__init__(config=ours, **kwargs)

    def default_filters(self):
        """Los filtros de nbconvert, con nuestro saneado."""
        yield from super().default_filters()
        yield "clean_html", safe_html

    def from_notebook_node(self, nb: NotebookNode, resources: dict | None = None, **kwargs: Any):
        """Como nbconvert, que se niega si falta una imagen pegada: aquí una imagen perdida no deja sin informe."""
        try:
            return super().from_notebook_node(nb, resources, **kwargs)
        except InvalidNotebook:
            shown = copy.deepcopy(nb)
            for cell in shown.cells:
                if cell.cell_type == "markdown":
                    cell.source = cell.source.replace("attachment:", "imagen-perdida:")
            return super().from_notebook_node(shown, resources, **kwargs)


def render(
    notebook: NotebookNode,
    student: str,
    cells: Mapping[str, Score],
    penalty: float,
    messages: list[str],
    exporter: FeedbackExporter,
) -> str:
    """El HTML de una entrega ya apuntada.

    Formas
        ``cells`` da lo apuntado en cada celda (``Book.cells``); ``penalty`` son
        los puntos descontados por retraso.
    """
    shown = copy.deepcopy(notebook)
    for cell in shown.cells:
        info = cell.metadata.get("nbgrader")
        if info and (known := cells.get(info.get("grade_id"))):
            info["score"], info["points"], info["comment"] = known.score, known.max_score, known.comment
            info["pending"] = known.pending
    score, pending = totals(cells)
    resources = {
        "nbgrader": {
            "student": student,
            "notebook": notebook.metadata.get("retropropagacion", {}).get("assignment", ""),
            "score": score - penalty,
            "pending": pending,
            "max_score": sum(c.max_score for c in cells.values()),
            "late_penalty": penalty,
            "messages": messages,
        }
    }
    html, _ = exporter.from_notebook_node(shown, resources=resources)
    return html
