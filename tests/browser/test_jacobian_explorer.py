"""El explorador de jacobianos en un JupyterLab de verdad: con ratón y teclado, contra torch.autograd traspuesto."""

import numpy as np
import torch

CELL = "from course_lib.widgets import JacobianExplorer\nw = JacobianExplorer()"
ROOT = ".cl-jacobian-explorer"
GRIDS = """view => Object.fromEntries(
  [...document.querySelectorAll('.cl-jacobian-explorer')[view].querySelectorAll('[data-grid]')].map(grid =>
    [grid.dataset.grid, [...grid.tBodies[0].rows].map(row => [...row.querySelectorAll('td')].map(
      cell => [Number(cell.dataset.value), cell.textContent]))]))"""
TORCH = {
    "lineal": lambda x, W: W @ x,
    "relu": lambda x, W: torch.relu(x),
    "softmax": lambda x, W: torch.softmax(x, 0),
    "cuadrado": lambda x, W: x * x,
    "productos": lambda x, W: torch.stack([x[j % len(x)] * x[(j + 1) % len(x)] for j in range(len(W))]),
}


def check(notebook, view=0):
    """Las rejillas de una vista frente a torch, que da numerador: aquí se compara también su traspuesta."""
    now, got = notebook.state(ROOT, view), notebook.page.evaluate(GRIDS, view)
    x, W = (torch.tensor(now[name], dtype=torch.float64) for name in ("x", "W"))
    numerator = torch.autograd.functional.jacobian(lambda t: TORCH[now["function"]](t, W), x).numpy()
    want = {"denominador": numerator.T, "numerador": numerator}
    if now["folded"]:
        want = {"vector": np.diag(numerator)[:, None]}
    assert set(got) == set(want)
    for name, rows in got.items():
        values = np.array([[value for value, _ in row] for row in rows], dtype=float)
        np.testing.assert_allclose(values, want[name], rtol=1e-9, atol=1e-12, strict=True, err_msg=name)
        written = [[float(text.replace("−", "-")) for _, text in row] for row in rows]
        np.testing.assert_allclose(written, want[name], rtol=6e-2, atol=1e-12, err_msg=name)


def here(notebook):
    """La casilla resaltada en cada rejilla, como «fila, columna» de la propia rejilla."""
    return notebook.page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.cl-jacobian-explorer [data-grid]')].map(grid => {
          const cell = grid.querySelector('.je-here');
          return [grid.dataset.grid, [cell.parentElement.rowIndex, cell.cellIndex]]; }))"""
    )


def test_las_cinco_funciones_dan_lo_de_torch_traspuesto(notebook):
    notebook.show("jacobiano.ipynb", CELL, "w")
    page = notebook.page
    page.locator(ROOT).wait_for()
    check(notebook)
    rng = np.random.default_rng(0)
    for function, D_x, D_y in [("productos", 5, 4), ("softmax", 4, 4), ("relu", 3, 4), ("cuadrado", 2, 4)]:
        page.get_by_label("Entradas, D_x").select_option(str(D_x))
        page.get_by_label("Función").select_option(function)
        if function == "productos":
            page.get_by_label("Salidas, D_y").select_option(str(D_y))
        assert page.get_by_label("Salidas, D_y").is_disabled() == (function != "productos")
        notebook.wait_state(ROOT, function=function)
        check(notebook)
        x = rng.normal(size=D_x).tolist()
        notebook.python(f"w.x = {x}")
        notebook.wait_state(ROOT, x=x)
        check(notebook)
    page.get_by_label("Función").select_option("lineal")
    page.get_by_label("Entradas, D_x").select_option("1")
    notebook.wait_state(ROOT, function="lineal")
    check(notebook)
    notebook.assert_kernel("w.function, len(w.x), len(w.W)", "lineal 1 4")

    # Se escribe una entrada y los números cambian con cada tecla; lo que no es un número se explica.
    page.get_by_label("Función").select_option("productos")
    page.get_by_label("Entradas, D_x").select_option("3")
    field = page.get_by_role("textbox", name="x₂", exact=True)
    field.press("Control+a")
    field.press_sequentially("−0,75")
    assert notebook.state(ROOT)["x"][1] == -0.75
    check(notebook)
    field.press("Tab")
    notebook.assert_kernel("w.x[1]", "-0.75")
    field.fill("mucho")
    field.press("Enter")
    page.get_by_text("«mucho» no es un número que quepa").wait_for()
    assert (field.input_value(), notebook.state(ROOT)["x"][1]) == ("−0.75", -0.75)
    field.fill("1e300")
    field.press("Enter")
    page.get_by_label("Función").select_option("cuadrado")
    page.get_by_role("alert").get_by_text("Algún número se desborda").wait_for()
    field.fill("2")
    assert page.get_by_role("alert").count() == 0
    check(notebook)


def test_la_casilla_se_explica_con_raton_y_con_flechas(notebook):
    notebook.show("casilla.ipynb", CELL, "w")
    page = notebook.page
    ours, torchs = page.get_by_role("grid", name="Denominador"), page.get_by_role("grid", name="Numerador")
    status = page.locator(ROOT).get_by_role("status").first
    ours.locator('[data-cell="2,1"]').hover()
    assert here(notebook) == {"denominador": [3, 2], "numerador": [2, 3]}
    assert status.text_content().startswith("∂y₂/∂x₃ = −0.3: mueve la entrada x₃ y mira la salida y₂. Es el peso W₂₃")
    assert "En denominador, fila 3 y columna 2; en numerador, fila 2 y columna 3." in status.text_content()

    # Una sola parada del tabulador en cada rejilla; dentro, flechas. En el borde no se sale.
    assert page.locator(f'{ROOT} [data-grid] [tabindex="0"]').count() == 2
    torchs.locator('[tabindex="0"]').focus()
    for key, place in [
        ("ArrowLeft", [2, 2]), ("ArrowUp", [1, 2]), ("ArrowUp", [1, 2]), ("End", [1, 3]), ("ArrowRight", [1, 3]),
        ("PageDown", [2, 3]), ("Home", [2, 1]), ("Control+End", [2, 3]), ("Control+Home", [1, 1]),
        ("ArrowDown", [2, 1]),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert here(notebook) == {"numerador": place, "denominador": place[::-1]}, key
    assert status.text_content().startswith("∂y₂/∂x₁ = 1.5:")
    # El foco sigue en la rejilla: JupyterLab no se ha quedado con las flechas.
    assert page.evaluate("() => document.activeElement.dataset.cell") == "0,1"

    # El caso diagonal se pliega a un vector, y vuelve.
    fold = page.get_by_role("button", name="Plegar a un vector")
    assert fold.is_disabled()
    page.get_by_label("Función").select_option("relu")
    fold.focus()
    page.keyboard.press("Enter")
    page.get_by_text("La matriz entera dice lo mismo que este vector").wait_for()
    check(notebook)
    notebook.assert_kernel("w.folded", "True")
    vector = page.get_by_role("grid", name="La diagonal, como vector")
    vector.locator('[tabindex="0"]').focus()
    page.keyboard.press("Control+End")
    assert status.text_content().startswith("∂y₃/∂x₃ = 1: mueve la entrada x₃")
    assert notebook.axe() == []
    page.get_by_role("button", name="Desplegar la matriz").click()
    ours.wait_for()
    check(notebook)


def test_dos_vistas_temas_y_kernel_reiniciado(notebook):
    notebook.show("jacobiano_dos.ipynb", CELL, "w", "w")
    page = notebook.page
    page.locator(ROOT).nth(1).wait_for()
    page.get_by_label("Función").nth(0).select_option("softmax")
    notebook.wait_state(ROOT, view=1, function="softmax")
    field = page.get_by_role("textbox", name="x₁", exact=True)
    field.nth(1).fill("0.3")
    notebook.wait_state(ROOT, view=0, x=[0.3, -0.5, 2])
    check(notebook, view=0)
    check(notebook, view=1)
    assert notebook.axe() == []
    notebook.theme("JupyterLab Dark")
    assert notebook.axe() == []
    notebook.theme("JupyterLab Light")

    notebook.restart()
    field.nth(0).fill("-1")
    page.get_by_label("Función").nth(0).select_option("productos")
    notebook.wait_state(ROOT, function="productos", x=[-1, -0.5, 2])
    check(notebook)
    page.get_by_text("El kernel ya no tiene este dibujo").first.wait_for()
    notebook.run_all()
    page.locator(ROOT).nth(1).wait_for()
    notebook.wait_state(ROOT, function="lineal", x=[1, -0.5, 2])
    page.get_by_label("Función").nth(0).select_option("relu")
    notebook.assert_kernel("w.function", "relu")
