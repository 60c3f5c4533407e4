"""El aspecto: lo que se cambia del tema al escribir cada página, sus letras y la página de «no existe».

Los estilos y las plantillas están en ``theme/``; aquí, lo que no se puede decir con ellas.
"""

import re
from pathlib import Path

from autograder import node
from autograder.site.pages.not_found import PAGE as NOT_FOUND

FONT = "@fontsource-variable/source-sans-3"  # `Source Sans 3`, de Adobe, con licencia OFL
FACES = ("source-sans-3-latin-wght-normal.woff2", "source-sans-3-latin-wght-italic.woff2")
FOLDER = "letras"
STYLES = ("sitio.css", "iconos.css", "paginas.css", "imprimir.css")
SCRIPTS = (("sitio.js", {"defer": "defer"}),)

HEADER = re.compile(r'<th class="head[^>]*>.*?</th>', re.DOTALL)
FORMULA = re.compile(r'<math (?=.*?<annotation encoding="application/x-tex">(.*?)</annotation>)', re.DOTALL)
EMPTY_HEADER = re.compile(r'<th class="head([^"]*)">\s*(?:<p>\s*</p>)?\s*</th>')


def letters() -> dict[str, bytes]:
    """Las letras del texto, con su licencia: archivo en los recursos → lo que contiene."""
    source = node.package(FONT)
    found = {f"{FOLDER}/{name}": (source / "files" / name).read_bytes() for name in FACES}
    return found | {f"{FOLDER}/LICENSE.txt": (source / "LICENSE").read_bytes()}


def setup(app) -> None:
    """Engancha estos arreglos a Sphinx."""
    app.connect("env-updated", _name_pages)
    app.connect("html-page-context", _mend, priority=900)  # detrás de lo que hace el tema
    app.connect("build-finished", _add_not_found)


def _mend(app, pagename, templatename, context, doctree) -> None:
    if "body" in context:
        context["body"] = mend(context["body"])


def _name_pages(app, env) -> None:
    """Cada página se llama como en el índice, que es más corto: en su pestaña, en «siguiente» y al buscar."""
    from docutils.nodes import title

    for page, name in _names(env).items():
        if page in env.titles:
            env.titles[page] = env.longtitles[page] = title(name, name)


def _names(env) -> dict[str, str]:
    """Página → cómo se llama en el índice, que está en la portada."""
    from sphinx.addnodes import toctree

    index = env.get_doctree(env.config.root_doc)
    names = {page: name for tree in index.findall(toctree) for name, page in tree["entries"] if name}
    return {env.config.root_doc: "Portada"} | names


def mend(body: str) -> str:
    """El cuerpo de una página con sus tablas bien encabezadas.

    La esquina vacía no encabeza nada, y la cabecera que es solo una fórmula lleva además su nombre: hay lectores de
    pantalla que no leen fórmulas, y sin él esa columna no lo tendría.
    """
    return HEADER.sub(_named, EMPTY_HEADER.sub(r'<td class="head\1"></td>', body))


def _named(header: re.Match) -> str:
    return FORMULA.sub(lambda formula: f'<math aria-label="{formula[1].replace(chr(34), "")}" ', header[0])


def _add_not_found(app, problem) -> None:
    if problem is None:
        Path(app.outdir, "404.html").write_text(NOT_FOUND, encoding="utf-8")
