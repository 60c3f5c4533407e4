"""El informe en HTML que recibe cada estudiante, en español.

Lo usan ``autograder grade`` y ``nbgrader generate_feedback`` (por
nbgrader_config.py), con la misma plantilla.
"""

import copy
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import InvalidNotebook
from nbformat import NotebookNode
from traitlets.config import Config

TEMPLATES = Path(__file__).parent / "templates"


class FeedbackExporter(HTMLExporter):
    """El exportador de nbconvert con nuestra plantilla y el HTML ajeno saneado."""

    def __init__(self, config: Config | None = None, **kwargs: Any):
        ours = copy.deepcopy(config) if config is not None else Config()
        # nbgrader pone su plantilla en la sección HTMLExporter; la de la subclase manda más.
        ours.FeedbackExporter.template_name = "retroalimentacion"
        ours.FeedbackExporter.language_code = "es"
        ours.FeedbackExporter.extra_template_basedirs = [str(TEMPLATES)]
        super().__init__(config=ours, **kwargs)

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
    assignment: str,
    cells: dict[str, tuple[float, float, str | None]],
    totals: tuple[float, float],
    messages: list[str],
    exporter: FeedbackExporter,
) -> str:
    """El HTML de una entrega ya calificada.

    Formas
        ``cells`` da (nota, máximo, comentario) por celda; ``totals``, (nota,
        puntos pendientes de una persona).
    """
    shown = copy.deepcopy(notebook)
    for cell in shown.cells:
        info = cell.metadata.get("nbgrader")
        if info and info.get("grade_id") in cells:
            score, points, comment = cells[info["grade_id"]]
            info["score"], info["points"], info["comment"] = score, points, comment
    maximum = sum(points for score, points, _ in cells.values())
    resources = {
        "nbgrader": {
            "student": student,
            "assignment": assignment,
            "notebook": assignment,
            "score": totals[0],
            "pending": totals[1],
            "max_score": maximum,
            "late_penalty": 0,
            "messages": messages,
        }
    }
    html, _ = exporter.from_notebook_node(shown, resources=resources)
    return html
