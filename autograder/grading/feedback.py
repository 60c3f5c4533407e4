"""El informe en HTML que recibe cada estudiante, en español.

Lo usan ``autograder grade`` y ``nbgrader generate_feedback`` (por
nbgrader_config.py), con la misma plantilla.
"""

import copy
import re
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

import jinja2
from jinja2.ext import Extension
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import InvalidNotebook
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat import NotebookNode
from traitlets.config import Config

from autograder import clean
from autograder.exercise import exercises_of
from autograder.grading.formulas import in_text, markdown, prose
from autograder.grading.pages import TEMPLATES, SafeExporter, only_known, without_lost_images
from autograder.grading.student_report import student_report
from autograder.records.standing import Standing

NO_ALT = "Imagen sin descripción"


class Reachable(Extension):
    """Lo que nbconvert añade leyendo otra vez la página entera, puesto en la plantilla: se llega con el teclado.

    Volver a leerla costaba dos tercios de cada informe. Solo se tocan las etiquetas de la plantilla, nunca
    lo que viene de una entrega.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """La plantilla, antes de que Jinja la lea."""
        source = re.sub(
            r'<div (class="(?:jp-Cell-inputWrapper|[\w -]*jp-OutputArea-output)\b)', r'<div tabindex="0" \1', source
        )
        return re.sub(r"<img (?![^>]*\balt=)", f'<img alt="{NO_ALT}" ', source)


class FeedbackExporter(SafeExporter):
    """El informe, con nuestra plantilla."""

    def __init__(self, config: Config | None = None, **kwargs: Any):
        ours = copy.deepcopy(config) if config is not None else Config()
        # nbgrader pone su plantilla en la sección HTMLExporter; la de la subclase manda más.
        ours.FeedbackExporter.template_name = "retroalimentacion"
        ours.FeedbackExporter.language_code = "es"
        ours.FeedbackExporter.extra_template_basedirs = [str(TEMPLATES)]
        self._styles: dict[str, Any] = {}
        super().__init__(config=ours, **kwargs)

    def _create_environment(self):
        environment = super()._create_environment()
        environment.add_extension(Reachable)
        return environment

    def _init_resources(self, resources):
        found = super()._init_resources(resources)
        # Los estilos son los mismos en todos los informes de un proceso.
        for name in ("include_css", "include_lab_theme"):
            found[name] = self._styles.setdefault(name, cache(found[name]))
        return found

    def _validate_preprocessor(self, nbc, preprocessor):
        """Nada: ``only_known`` acaba de hacer el cuaderno, y comprobarlo tras cada paso cuesta más que pintarlo."""

    @jinja2.pass_context
    def markdown2html(self, context, source):
        """El Markdown con las fórmulas ya dibujadas: el informe se lee sin red y no lleva ningún programa."""
        images = context.get("cell", {}).get("attachments", {})
        return _markdown(source) if not images and len(source) <= clean.LARGE else markdown(source, images)

    def default_filters(self):
        """Los de siempre, y uno para las salidas de LaTeX."""
        yield from super().default_filters()
        yield "prose", prose
        yield "points", lambda points: f"{round(float(points), 2):g}"
        yield "formulas", lambda text: clean.html(in_text(text))
        yield "highlight_code", highlighted
        yield "filter_data_type", WidgetsDataTypeFilter(notebook_metadata={}, parent=self, resources={})

    def from_notebook_node(self, nb: NotebookNode, resources: dict | None = None, **kwargs: Any):
        """Como en nbconvert, sin leer otra vez la página: lo que añadiría está en la plantilla."""
        resources = resources or {}
        asked = resources.get("nbgrader", {})
        standing, assignment = _standing(asked), str(asked.get("notebook", ""))
        # De una celda de corrección se enseña lo apuntado, y no su salida.
        shown = only_known(nb, {item.cell for item in standing.items.values() if not item.written})
        report = student_report(standing, assignment, exercises_of(assignment), shown.cells)
        name = {"name": f"{report.task} · {report.name}"}
        resources = {**resources, "report": report, "metadata": {**resources.get("metadata", {}), **name}}
        try:
            return TemplateExporter.from_notebook_node(self, shown, resources, **kwargs)
        except InvalidNotebook:
            return TemplateExporter.from_notebook_node(self, without_lost_images(shown), resources, **kwargs)


# Los enunciados y las celdas dadas son los mismos para toda la clase: se recuerdan.
@lru_cache(maxsize=1024)
def _markdown(source: str) -> str:
    return markdown(source)


def highlighted(source: str, language: str | None = None, metadata: dict | None = None) -> str:
    """El código en colores."""
    return _colours(source) if len(source) <= clean.LARGE else Highlight2HTML(pygments_lexer="python")(source)


@lru_cache(maxsize=1024)
def _colours(source: str) -> str:
    return Highlight2HTML(pygments_lexer="python")(source)


def render(notebook: NotebookNode, standing: Standing, assignment: str, exporter: FeedbackExporter) -> str:
    """El HTML de una entrega ya apuntada: lo apuntado de ella y su cuaderno corregido."""
    html, _ = exporter.from_notebook_node(notebook, {"nbgrader": {"notebook": assignment, "standing": standing}})
    return html


def _standing(asked: dict) -> Standing:
    """Lo apuntado de la entrega que se pinta: lo da quien la califica o, por la puerta de nbgrader, su gradebook."""
    if "standing" in asked:
        return asked["standing"]
    if "db_url" not in asked:
        return Standing(str(asked.get("student", "")))
    from autograder.records.gradebook import Book

    with Book(asked["db_url"], asked["assignment"], None, read_only=True) as book:
        found = book.standing(asked["student"])
    # El descuento, tal como lo acaba de dejar quien llama: aquí no se sabe con qué regla.
    return replace(found, penalty=found.stored)
