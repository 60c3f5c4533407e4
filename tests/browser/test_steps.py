"""La figura por pasos en JupyterLab: se ve un dibujo cada vez, y se cambia con el ratón y con el teclado."""

CELL = """from course_lib import plots
cambios = [["1", "3"], ["1", "0.4", "2"]]
plots.steps({f"desde h_{2 - n}": plots.walks(["h_1", "h_2", "ℓ"], cambios[: n + 1]) for n in range(2)})"""


def test_se_ve_un_dibujo_cada_vez_y_se_cambia_con_raton_y_teclado(notebook):
    notebook.show("pasos.ipynb", CELL)
    figure = notebook.page.get_by_role("group", name="Figura por pasos")
    first, second = figure.locator("section").all()
    assert first.is_visible() and not second.is_visible()
    figure.get_by_label("2 · desde h₁").check()
    assert second.is_visible() and not first.is_visible()
    figure.get_by_label("2 · desde h₁").press("ArrowLeft")
    assert first.is_visible() and not second.is_visible()
