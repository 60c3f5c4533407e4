"""Un ejercicio en la página: una caja con su celda de respuesta, la que la corrige y dónde se hace de verdad."""

from autograder.authoring.sources import is_answer, is_test, is_written

HOW = """\
<details class="rp-how"><summary>Para hacer este ejercicio</summary>
<p>Esta página no ejecuta Python. Abre la lección en JupyterLab (en tu ordenador, con <code>make lab</code>{online}),
escribe tu respuesta en esta celda, ejecútala y ejecuta la siguiente: <code>check</code> dice si está bien y, si no,
dónde falla.</p>
</details>"""
ONLINE = ", o con los botones de arriba en Binder o en Colab"


def box_exercises(nb, online: bool = False) -> None:
    """Pone delante de cada celda de respuesta cómo se hace, y les da a ella y a la de corrección su aspecto.

    ``online`` dice si la página tiene botones para abrir la lección sin instalar nada.
    """
    from nbformat.v4 import new_markdown_cell

    cells = []
    for cell in nb.cells:
        if is_answer(cell) or is_test(cell):
            tag = "rp-answer" if is_answer(cell) else "rp-check"
            cell.metadata["tags"] = [*cell.metadata.get("tags", ()), tag]
        if is_answer(cell) or is_written(cell):
            cells.append(new_markdown_cell(HOW.format(online=ONLINE if online else "")))
        cells.append(cell)
    nb.cells = cells
