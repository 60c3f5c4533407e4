"""La tarea como la hace un estudiante: escribir, ejecutar, leer el veredicto, corregir y guardar."""

import nbformat

NAME = "tarea_jacobiano.ipynb"

CELL_OF = """(id) => jupyterapp.shell.currentWidget.content.widgets.findIndex(
  c => c.model.sharedModel.getMetadata('nbgrader')?.grade_id === id)"""


def cell_of(notebook, grade_id: str):
    """La celda con ese id de nbgrader, en la pantalla."""
    return notebook.page.locator(".jp-Notebook .jp-Cell").nth(notebook.page.evaluate(CELL_OF, grade_id))


def run_cell(notebook, grade_id: str) -> None:
    """Pulsa dentro de la celda y la ejecuta con Ctrl+Intro."""
    cell = cell_of(notebook, grade_id)
    cell.locator(".cm-content").click()
    notebook.page.keyboard.press("Control+Enter")
    notebook.wait_idle()


def type_answer(notebook, grade_id: str, source: str) -> None:
    """Borra lo que hay en la celda de respuesta y escribe otra cosa, tecla a tecla."""
    cell_of(notebook, grade_id).locator(".cm-content").click()
    notebook.page.keyboard.press("Control+a")
    notebook.page.keyboard.press("Delete")
    # insert_text no despierta el autocompletado ni el sangrado automático, que cambiarían lo escrito.
    notebook.page.keyboard.insert_text(source)


def test_un_error_se_explica_se_corrige_y_queda_guardado(notebook):
    notebook.open(NAME)
    run_cell(notebook, "preparacion")
    type_answer(notebook, "t1_lineal", "def t1_lineal(A, x):\n    return A")
    run_cell(notebook, "t1_lineal")
    run_cell(notebook, "test_t1_lineal")
    output = cell_of(notebook, "test_t1_lineal").locator(".jp-OutputArea-output")
    # El kernel ya acabó, pero JupyterLab pinta cada salida por su cuenta.
    output.get_by_text("Todavía no").first.wait_for()
    text = output.inner_text()
    assert "debe tener forma (3, 2)" in text and "Cuenta filas: entrada × salida." in text
    assert notebook.axe() == []

    type_answer(notebook, "t1_lineal", "def t1_lineal(A, x):\n    return A.T")
    run_cell(notebook, "t1_lineal")
    run_cell(notebook, "test_t1_lineal")
    output.get_by_text("Bien").first.wait_for()
    assert "1 punto" in output.inner_text()

    notebook.page.keyboard.press("Control+s")
    notebook.page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")
    saved = nbformat.read(notebook.lab.folder / NAME, as_version=4)
    (answer,) = [c for c in saved.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "t1_lineal"]
    assert answer.source == "def t1_lineal(A, x):\n    return A.T"


def test_la_celda_de_correccion_no_se_puede_editar_y_sin_responder_se_dice(notebook):
    notebook.open(NAME)
    run_cell(notebook, "preparacion")
    before = cell_of(notebook, "test_t1_norma").locator(".cm-content").inner_text()
    cell_of(notebook, "test_t1_norma").locator(".cm-content").click()
    notebook.page.keyboard.type("hola")
    assert cell_of(notebook, "test_t1_norma").locator(".cm-content").inner_text() == before
    run_cell(notebook, "test_t1_norma")
    cell_of(notebook, "test_t1_norma").get_by_text("Todavía no existe «t1_norma»").first.wait_for()
