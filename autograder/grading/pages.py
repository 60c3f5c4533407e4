"""Las páginas en que se pinta lo de un estudiante: el exportador de todas y el formgrader tal como se sirve.

Las del formgrader son plantillas de nbgrader que no escapan nada. Se sirven
ésas mismas, con lo ajeno ya limpio y una política de contenido que solo
deja correr los programas que nbgrader trae.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import markupsafe
import nbformat
from jinja2.ext import Extension
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import InvalidNotebook
from nbformat import NotebookNode
from traitlets.config import Config

from autograder import clean
from autograder.notebook.read import IMAGES
from autograder.running.outputs import clean_outputs

TEMPLATES = Path(__file__).parent / "templates"
# Un programa sin él no corre. Dura lo que el proceso: quien entregó antes no puede saberlo.
NONCE = secrets.token_urlsafe(18)
PLAIN_ID = re.compile(r"[\w.-]{1,200}")
NUMBERS = ("points", "score", "comment", "pending", "changed")  # lo que añade el informe, que sale del gradebook


class SafeExporter(HTMLExporter):
    """El exportador de nbconvert con todo lo que puede ser de un estudiante, limpio, sea cual sea la plantilla.

    Las de nbgrader no pasan por ``clean_html``: se limpia donde nace el HTML.
    """

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.sanitize_html = True
        self.exclude_anchor_links = True

    @jinja2.pass_context
    def markdown2html(self, context, source):
        """El Markdown de una celda, de una salida o de un comentario."""
        return clean.html(super().markdown2html(context, source))

    def default_filters(self):
        """Los de nbconvert, con nuestra limpieza."""
        yield from super().default_filters()
        yield "clean_html", clean.html

    def from_notebook_node(self, nb: NotebookNode, resources: dict | None = None, **kwargs: Any):
        """Como nbconvert, que se niega si falta una imagen pegada: aquí una imagen perdida no deja sin página."""
        shown = only_known(nb)
        try:
            return super().from_notebook_node(shown, resources, **kwargs)
        except InvalidNotebook:
            return super().from_notebook_node(without_lost_images(shown), resources, **kwargs)


def without_lost_images(notebook: NotebookNode) -> NotebookNode:
    """El mismo cuaderno, sin llamar a las imágenes pegadas que pueden faltar."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = cell.source.replace("attachment:", "imagen-perdida:")
    return notebook


class JustMade(NotebookNode):
    """Un cuaderno que nadie más tiene: nbconvert lo copia dos veces antes de pintarlo, y una copia es él mismo."""

    def __deepcopy__(self, memo: dict) -> "JustMade":
        return self


def only_known(notebook: NotebookNode, unshown: Collection[str] = ()) -> NotebookNode:
    """El mismo cuaderno solo con los campos que se conocen y con valores de su clase.

    Las plantillas ponen metadatos, ids y números de celda en atributos, sin escaparlos. ``unshown`` son los nombres de
    las celdas cuya salida no se va a enseñar: limpiarla sería en balde.
    """
    known = (_known_cell(cell, unshown) for cell in notebook.get("cells", ()))
    cells = [cell for cell in known if cell is not None]
    for number, cell in enumerate(cells):
        cell.id = f"celda-{number}"
    # Sin pasar por el validador de nbformat: se acaba de hacer, y comprobarlo cuesta.
    metadata = nbformat.from_dict({"language_info": {"name": "python"}})
    return JustMade(cells=cells, metadata=metadata, nbformat=4, nbformat_minor=5)


def _known_cell(cell: NotebookNode, unshown: Collection[str]) -> NotebookNode | None:
    if cell.get("cell_type") not in ("code", "markdown", "raw") or not isinstance(cell.get("source"), str):
        return None
    known: dict[str, Any] = {"cell_type": cell.cell_type, "source": cell.source, "metadata": {}}
    info = cell.get("metadata", {}).get("nbgrader")
    if isinstance(info, dict) and PLAIN_ID.fullmatch(str(info.get("grade_id"))):
        flags = {name: bool(info.get(name)) for name in ("grade", "solution", "locked", "task")}
        extra = {name: info[name] for name in NUMBERS if name in info}
        extra["points"] = _number(info.get("points"))
        known["metadata"]["nbgrader"] = flags | extra | {"grade_id": str(info["grade_id"])}
    if cell.cell_type == "code":
        named = known["metadata"].get("nbgrader", {})
        hidden = named.get("grade_id") in unshown and not named.get("solution")
        known |= {"outputs": [] if hidden else clean_outputs(cell.get("outputs")), "execution_count": None}
    if cell.cell_type == "markdown":
        known["attachments"] = images = _known_images(cell.get("attachments"))
        known["source"] = clean.markdown(cell.source, images)
    return nbformat.from_dict(known)


def _known_images(attachments: object) -> dict[str, dict[str, str]]:
    bundles = attachments if isinstance(attachments, dict) else {}
    kept = {
        str(name): {mime: data for mime, data in bundle.items() if mime in IMAGES and clean.is_image(data)}
        for name, bundle in bundles.items()
        if isinstance(bundle, dict)
    }
    # Una imagen que se queda sin datos es una imagen que falta: vacía, nbconvert se rompe.
    return {name: bundle for name, bundle in kept.items() if bundle}


def _number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return 0.0


class FormgraderExporter(SafeExporter):
    """La entrega en el formgrader, con la plantilla de nbgrader."""

    def __init__(self, mathjax_url: str):
        self._mathjax_url = mathjax_url
        ours = Config()
        ours.FormgraderExporter.template_name = "formgrade"
        # La nuestra va delante: de ella solo sale mathjax.html.j2.
        ours.FormgraderExporter.extra_template_basedirs = [str(TEMPLATES), str(_nbgrader_templates())]
        super().__init__(config=ours)

    def _create_environment(self):
        environment = super()._create_environment()
        environment.add_extension(Guarded)
        environment.globals |= {"csp_nonce": NONCE, "mathjax_url": markupsafe.escape(self._mathjax_url)}
        return environment

    def from_notebook_node(self, nb: NotebookNode, resources: dict | None = None, **kwargs: Any):
        """Con los nombres escapados: la plantilla los pone tal cual."""
        safe = {k: markupsafe.escape(v) if isinstance(v, str) else v for k, v in (resources or {}).items()}
        return super().from_notebook_node(nb, safe, **kwargs)


class Guarded(Extension):
    """Prepara una plantilla de nbgrader: sus programas llevan la contraseña, y sus variables van como en JavaScript."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """La plantilla, antes de que Jinja la lea."""
        source = re.sub(r"<script\b", '<script nonce="{{ csp_nonce }}"', source)
        return re.sub(r'= "\{\{ *([\w.]+) *\}\}";', r"= {{ \1 | tojson }};", source)


def _nbgrader_templates() -> Path:
    from nbgrader.server_extensions.formgrader import handlers

    return Path(handlers.template_path)


@cache
def _environment() -> jinja2.Environment:
    """Las demás páginas del formgrader: listas de estudiantes, de entregas y de tareas."""
    loader = jinja2.FileSystemLoader([str(_nbgrader_templates())])
    environment = jinja2.Environment(loader=loader, autoescape=True, extensions=[Guarded])
    environment.globals["csp_nonce"] = NONCE
    return environment


@cache
def content_policy() -> str:
    """La política de contenido de las páginas del formgrader.

    Corren sus programas, los que ellos cargan y lo que sus botones llevan
    escrito en ``onclick``; nada más corre, y nada se pide a otro sitio.
    """
    found = "".join(path.read_text(encoding="utf-8") for path in _nbgrader_templates().rglob("*") if path.is_file())
    handlers = sorted(set(re.findall(r'\son\w+="([^"{]*)"', found, re.IGNORECASE)))
    hashes = (base64.b64encode(hashlib.sha256(h.encode()).digest()).decode() for h in handlers)
    allowed = " ".join(f"'sha256-{h}'" for h in hashes)
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'nonce-{NONCE}' 'strict-dynamic' 'unsafe-hashes' {allowed}",
            "style-src 'self' 'unsafe-inline'",  # Bootstrap, jQuery y MathJax escriben estilos
            "img-src data:",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


@cache
def protect() -> None:
    """Hace que el formgrader de este proceso sirva páginas limpias. Vale también con el servidor ya en marcha.

    Lo llaman la extensión de Jupyter que se instala con este paquete, se
    arranque donde se arranque, y nbgrader_config.py.
    """
    from nbgrader.server_extensions.formgrader import base
    from tornado.web import StaticFileHandler

    before = base.BaseHandler.content_security_policy.fget
    exporter = cache(FormgraderExporter)

    def policy(handler) -> str:
        # Un archivo suelto no es una página nuestra: que ni corra ni hable con el servidor.
        ours = "default-src 'none'; sandbox" if isinstance(handler, StaticFileHandler) else content_policy()
        # La de Jupyter, sin su buzón: nbgrader le cambia la dirección y no existe.
        return f"{re.sub('; report-uri [^;]*', '', before(handler))}; {ours}"

    def headers(handler) -> None:
        super(base.BaseApiHandler, handler).set_default_headers()
        # Sin esto, Tornado dice que su JSON es HTML, y abierto a solas lo sería.
        handler.set_header("Content-Type", "text/plain; charset=UTF-8")

    def render(handler, name: str, **values: Any) -> str:
        return _environment().get_template(name).render(**values)

    base.BaseHandler.content_security_policy = property(policy)
    base.BaseHandler.exporter = property(lambda handler: exporter(handler.mathjax_url))
    base.BaseHandler.render = render
    base.BaseApiHandler.set_default_headers = headers


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: object) -> None:
    protect()
