"""Lo que esta web añade a Sphinx: sus fórmulas y los botones de cada lección."""

from autograder.site import formulas


def setup(app) -> dict:
    """Lo llama Sphinx al cargar la extensión."""
    app.connect("config-inited", lambda app, config: formulas.use_our_node(config), priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
