"""El informe en HTML que recibe cada estudiante, en español.

Lo usan ``autograder grade`` y ``nbgrader generate_feedback`` (por
nbgrader_config.py), con la misma plantilla.
"""

import copy
from typing import Any

import jinja2
from nbconvert.filters.markdown_mistune import MarkdownWithMath
from nbformat import NotebookNode
from traitlets.config import Config

from autograder import clean
from autograder.grading.formulas import FormulaRenderer, in_text
from autograder.grading.pages import TEMPLATES, SafeExporter
from autograder.records.standing import Standing


class FeedbackExporter(SafeExporter):
    """El informe, con nuestra plantilla."""

    def __init__(self, config: Config | None = None, **kwargs: Any):
        ours = copy.deepcopy(config) if config is not None else Config()
        # nbgrader pone su plantilla en la sección HTMLExporter; la de la subclase manda más.
        ours.FeedbackExporter.template_name = "retroalimentacion"
        ours.FeedbackExporter.language_code = "es"
        ours.FeedbackExporter.extra_template_basedirs = [str(TEMPLATES)]
        super().__init__(config=ours, **kwargs)

    @jinja2.pass_context
    def markdown2html(self, context, source):
        """El Markdown con las fórmulas ya dibujadas: el informe se lee sin red y no lleva ningún programa."""
        images = context.get("cell", {}).get("attachments", {})
        renderer = FormulaRenderer(escape=False, attachments=images, exclude_anchor_links=True)
        return clean.html(MarkdownWithMath(renderer=renderer).render(source))

    def default_filters(self):
        """Los de siempre, y uno para las salidas de LaTeX."""
        yield from super().default_filters()
        yield "formulas", lambda text: clean.html(in_text(text))


def render(notebook: NotebookNode, standing: Standing, assignment: str, exporter: FeedbackExporter) -> str:
    """El HTML de una entrega ya apuntada: el cuaderno corregido y, de cada celda, lo que hay apuntado."""
    shown = copy.deepcopy(notebook)
    graded = {item.cell: item for item in standing.items.values()}
    for cell in shown.cells:
        info = cell.metadata.get("nbgrader") or {}
        if item := graded.get(info.get("grade_id")):
            info["score"], info["points"], info["pending"] = item.points, item.max_points, item.points is None
            info["changed"] = item.changed
        if item := standing.items.get(info.get("grade_id")):
            info["comment"] = item.comment
    resources = {
        "nbgrader": {
            "student": standing.student,
            "name": standing.person.name,
            "email": standing.person.email,
            "notebook": assignment,
            "score": standing.score,
            "pending": standing.pending,
            "max_score": standing.max_score,
            "late_penalty": standing.penalty,
            "messages": standing.messages,
        }
    }
    html, _ = exporter.from_notebook_node(shown, resources=resources)
    return html
