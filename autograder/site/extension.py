"""Lo que esta web añade a Sphinx: sus fórmulas, sus widgets y los botones de cada lección."""

from autograder.site import formulas, look

BUNDLE = "widgets.js"  # el programa que da vida a los widgets, en la carpeta de recursos
BUTTONS = "lesson_buttons"  # el valor de la configuración: lección → sus botones
PROGRAMS = "site_programs"  # y la huella de los programas que hacen las páginas
STATE = 'class="cl-state"'  # lo que lleva la página que tiene alguno


def setup(app) -> dict:
    """Lo llama Sphinx al cargar la extensión."""
    formulas.install(app)
    app.add_config_value(BUTTONS, {}, "html")
    app.add_config_value(PROGRAMS, "", "env")
    app.connect("html-page-context", _add_widgets)
    app.connect("html-page-context", _add_buttons)
    look.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _add_widgets(app, pagename, templatename, context, doctree) -> None:
    # Un programa clásico, que también anda desde file://, y solo donde hace falta.
    if STATE in context.get("body", ""):
        app.add_js_file(BUNDLE, loading_method="defer")


def _add_buttons(app, pagename, templatename, context, doctree) -> None:
    context[BUTTONS] = app.config[BUTTONS].get(pagename, [])
