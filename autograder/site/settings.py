"""Lo que se le dice a Sphinx: la configuración entera, como datos. No hay ``conf.py``."""

import copy
import hashlib
from pathlib import Path

import sphinx

from autograder import node
from autograder.site import formulas
from autograder.site.buttons import lesson_buttons
from autograder.site.extension import BUTTONS, PROGRAMS
from autograder.site.look import SCRIPTS, STYLES
from autograder.site.plan import Plan

HERE = Path(__file__).parent
THEME = HERE / "theme"
MAKING = (".py", ".js", ".html", ".css")
NAME = "Retropropagación paso a paso"
EXTENSIONS = ("myst_nb", "autograder.site.extension")


def settings(plan: Plan) -> dict:
    """Los valores de ``conf.py`` para esta web."""
    found = {
        "extensions": list(EXTENSIONS),
        "project": NAME,
        "author": "",
        "copyright": "",
        "language": "es",
        "html_title": NAME,
        "html_theme": "sphinx_book_theme",
        "html_theme_options": THEME_OPTIONS,
        "html_context": {"default_mode": ""},
        "html_static_path": [str(THEME / "assets"), str(plan.assets)],
        "templates_path": [str(THEME)],
        # Sin él, un navegador pide /favicon.ico al servidor: fuera de la web.
        "html_favicon": str(THEME / "icono.svg"),
        "html_css_files": list(STYLES),
        "html_js_files": list(SCRIPTS),
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_show_sphinx": False,
        "html_permalinks_icon": "#",
        "html_last_updated_fmt": None,
        "html_search_language": "es",
        "html_domain_indices": False,
        "html_use_index": False,
        "html_use_opensearch": "",
        # Las salidas ya están: aquí no se ejecuta nada.
        "nb_execution_mode": "off",
        "nb_merge_streams": True,
        "nb_mime_priority_overrides": [("html", "text/html", 0)],
        # El texto es de un cuaderno: lo que JupyterLab pinta tal cual, aquí también.
        "myst_enable_extensions": ["dollarmath", "amsmath"],
        "myst_disable_syntax": ["myst_role", "myst_target", "myst_block_break", "myst_line_comment"],
        "myst_dmath_double_inline": True,
        "myst_heading_anchors": 4,
        "myst_links_external_new_tab": False,
        "html_math_renderer": formulas.NAME,
        BUTTONS: {name: lesson_buttons(name, plan.repo) for name in plan.lessons},
        PROGRAMS: _programs(plan),
    }
    # Sphinx y el tema las cambian por su cuenta: que no toquen las de la próxima web.
    return copy.deepcopy(found)


def _programs(plan: Plan) -> str:
    """La huella de lo que hace las páginas y de lo que cargan: si cambia, se rehacen todas."""
    files = [path for folder in (HERE, plan.assets) for path in sorted(folder.rglob("*")) if path.suffix in MAKING]
    parts = [sphinx.__version__, node.version_of("katex"), *(path.read_text(encoding="utf-8") for path in files)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


THEME_OPTIONS = {
    "show_navbar_depth": 1,
    "max_navbar_depth": 2,
    "home_page_in_toc": False,
    "primary_sidebar_end": [],
    "use_download_button": False,
    "use_fullscreen_button": False,
    "toc_title": "En esta página",
    "search_bar_text": "Buscar en el curso…",
    "navbar_persistent": [],
    "footer_content_items": ["rp-footer.html"],
    "article_footer_items": [],
}
