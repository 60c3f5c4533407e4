"""MLPFlow en JupyterLab: se recorre con ratón y teclado, y cada número es el de torch.autograd."""

import json
import re

import numpy as np

SETUP = "from course_lib.widgets import MLPFlow\nflujo = MLPFlow()\nflujo"
DEEP = """import numpy as np
from course_lib.widgets import MLPFlow
rng = np.random.default_rng(5)
D = [2, 3, 5, 8, 4]
flujo = MLPFlow([0.3, -1.1], [rng.normal(size=n) for n in D[1:]],
                [rng.normal(size=(n, m)) for m, n in zip(D, D[1:])], y=[1.0, -2.0, 0.5, 3.0])
flujo"""
TORCH = """import json, torch
def red(v): return torch.tensor(v, dtype=torch.float64, requires_grad=True)
x, betas, omegas = red(flujo.x), list(map(red, flujo.betas)), list(map(red, flujo.omegas))
todo, h = {}, x
for k in range(len(betas)):
    f = betas[k] + omegas[k] @ h
    f.retain_grad(); todo[f"f{k}"] = f
    if k + 1 < len(betas):
        h = torch.relu(f); h.retain_grad(); todo[f"h{k + 1}"] = h
if flujo.y is None: l = torch.nn.functional.cross_entropy(f, torch.tensor(flujo.c))
else: l = ((f - torch.tensor(flujo.y, dtype=torch.float64)) ** 2).sum()
l.backward()
salida = {n: t.tolist() for n, t in todo.items()} | {"d" + n: t.grad.tolist() for n, t in todo.items()}
salida |= {"loss": [l.item()], "dx": x.grad.tolist(), "betas": [b.grad.tolist() for b in betas]}
print(json.dumps(salida | {"omegas": [w.grad.tolist() for w in omegas]}))"""


def flow_at(notebook, step, n=0):
    """El widget número n, cuando ya enseña ese paso."""
    notebook.page.locator(".cl-mlp_flow").nth(n).and_(notebook.page.locator(f'[data-step="{step}"]')).wait_for()
    return notebook.page.locator(".cl-mlp_flow").nth(n)


def numbers(where):
    """Los números enteros, no los redondeados, de las celdas de una tabla."""
    return where.locator("td").evaluate_all("cells => cells.map(c => Number(c.dataset.value))")


def check_flow(flow, wanted):
    """Todas las columnas del recorrido, valores y gradientes, frente a torch."""
    for name in [n for n in wanted if n not in ("betas", "omegas")]:
        got = numbers(flow.locator(f'table[data-name="{name}"]'))
        np.testing.assert_allclose(got, wanted[name], rtol=1e-9, atol=1e-12, err_msg=name)


def test_se_recorre_con_raton_y_teclado_y_coincide_con_torch(notebook):
    notebook.show("flujo.ipynb", SETUP)
    page, wanted = notebook.page, json.loads(notebook.python(TORCH))
    flow = flow_at(notebook, 0)
    assert flow.locator('table[data-name="f0"] td').first.inner_text() == "·"
    # Cada flecha, de ida o de vuelta, dice la forma de lo que lleva.
    assert all(re.search(r"\(\d+,", edge) for edge in flow.locator(".cl-flow-edge").all_inner_texts())
    flow.get_by_role("button", name="Siguiente").click()
    flow_at(notebook, 1)
    np.testing.assert_allclose(numbers(flow.locator('table[data-name="f0"]')), wanted["f0"], rtol=1e-12)
    assert "f₀ = β₀ + Ω₀ x" in flow.locator(".cl-live").inner_text()
    page.keyboard.press("Enter")  # el foco sigue en «Siguiente»
    flow_at(notebook, 2)
    assert flow.locator('table[data-name="h1"] td').all_inner_texts() == ["0 ✕", "0 ✕", "3.46"]
    assert "h₁, unidades 1, 2" in flow.locator(".cl-flow-dead").inner_text()

    slider = flow.get_by_role("slider", name="Paso")
    slider.focus()
    for key, step in [("ArrowRight", 3), ("End", 10), ("Home", 0), ("End", 10)]:
        page.keyboard.press(key)
        flow_at(notebook, step)
    check_flow(flow, wanted)
    for k, step in [(1, 6), (0, 9)]:
        while int(flow.get_attribute("data-step")) > step:
            flow.get_by_role("button", name="Anterior").click()
        detail = flow.locator(".cl-flow-detail table")
        omega = np.reshape(numbers(detail.first), np.shape(wanted["omegas"][k]))
        np.testing.assert_allclose(omega, wanted["omegas"][k], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(numbers(detail.last), wanted["betas"][k], rtol=1e-9, atol=1e-12)
        if k == 1:
            flow.get_by_role("button", name="Final").click()
            flow_at(notebook, 10)
    notebook.assert_kernel("flujo.step", "9")
    flow.get_by_role("button", name="Principio").click()
    flow_at(notebook, 0)


def test_x_se_edita_y_lo_que_no_es_un_numero_se_explica(notebook):
    notebook.show("flujo_x.ipynb", DEEP)
    flow = flow_at(notebook, 0)
    flow.get_by_role("button", name="Final").click()
    first = flow.get_by_label("x, componente 1")
    first.fill("-0,75")
    first.press("Tab")
    notebook.assert_kernel("flujo.x", "[-0.75, -1.1]")
    check_flow(flow, json.loads(notebook.python(TORCH)))
    first.press("ArrowUp")
    notebook.assert_kernel("flujo.x", "[-0.65, -1.1]")
    check_flow(flow, json.loads(notebook.python(TORCH)))

    first.fill("hola")
    first.press("Enter")
    assert "«hola» no es un número" in flow.get_by_role("alert").inner_text()
    assert first.input_value() == "−0.65"
    first.fill("1e308")
    assert "se desborda" in flow.get_by_role("alert").inner_text()
    assert flow.locator("td.cl-flow-bad").count() > 0
    assert notebook.axe() == []
    first.fill("0.5")
    assert flow.get_by_role("alert").inner_text() == ""


def test_dos_vistas_a_la_vez_temas_y_kernel_reiniciado(notebook):
    notebook.show("flujo_dos.ipynb", SETUP, "flujo")
    flow_at(notebook, 0, 1).get_by_role("button", name="Final").click()
    flow = flow_at(notebook, 10, 0)
    notebook.python("flujo.step = 4; flujo.x = [1.0, 0.5, -0.5]")
    for n in (0, 1):
        assert flow_at(notebook, 4, n).get_by_label("x, componente 1").input_value() == "1"
    assert notebook.axe() == []
    notebook.theme("JupyterLab Dark")
    assert notebook.axe() == []
    notebook.theme("JupyterLab Light")

    notebook.restart()
    flow.get_by_role("button", name="Siguiente").click()
    flow_at(notebook, 5, 0)
    assert "El kernel ya no tiene este dibujo" in flow.get_by_role("alert").inner_text()
