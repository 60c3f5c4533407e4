"""Playground en JupyterLab: se entrena por tandas, se para, y los números son los de torch."""

import json

import pytest

SETUP = 'from course_lib.widgets import Playground\nzona = Playground(dataset="círculo", seed=1)\nzona'
TORCH = """import json, torch
from course_lib.widgets import Playground
from course_lib.widgets.planar_data import featurize
otra = Playground(dataset=zona.dataset, seed=zona.seed, features=zona.features, hidden=zona.hidden)
P = [torch.tensor(p, requires_grad=True) for p in otra.network.parameters()]
X, y, F = torch.tensor(featurize(otra.X, otra.features)), torch.tensor(otra.y), torch.nn.functional
def pierde():
    h = X
    for i in range(0, len(P), 2):
        h = F.linear(h, P[i], P[i + 1])
        if i + 2 < len(P): h = torch.relu(h)
    return F.cross_entropy(h, y)
sgd = torch.optim.SGD(P, lr=zona.lr, momentum=0.9)
for _ in range(zona.epoch):
    sgd.zero_grad(); pierde().backward(); sgd.step()
print(json.dumps([zona.epoch, pierde().item()]))"""


def zone_when(notebook, condition, n=0):
    """El widget número n cuando sus datos cumplen la condición de JavaScript (d es dataset)."""
    notebook.page.wait_for_function(
        f"() => {{ const d = document.querySelectorAll('.cl-playground')[{n}]?.dataset; return d && ({condition}); }}"
    )
    return notebook.page.locator(".cl-playground").nth(n)


def test_se_entrena_se_para_y_coincide_con_torch(notebook):
    notebook.show("zona.ipynb", SETUP, "zona")
    zone, page = zone_when(notebook, "d.epoch === '0'"), notebook.page
    zone.get_by_role("button", name="Un paso").click()
    zone_when(notebook, "d.epoch === '1'")
    train = zone.get_by_role("button", name="Entrenar")
    train.focus()
    page.keyboard.press("Enter")
    zone_when(notebook, "Number(d.epoch) > 60")
    page.keyboard.press("Space")  # el mismo botón, ahora «Parar»
    zone_when(notebook, "d.running === 'false'")
    notebook.wait_idle()
    epoch, loss = json.loads(notebook.python(TORCH))
    zone_when(notebook, f"d.epoch === '{epoch}'", 1)  # la otra vista va igual
    assert float(zone.get_attribute("data-loss")) == pytest.approx(loss, rel=1e-9)
    assert f"Época {epoch}: pérdida {float(f'{loss:.4g}')}" in zone.locator(".cl-pg-words").inner_text()
    # Parado es parado: otra vuelta por el kernel y sigue en la misma época.
    assert json.loads(notebook.python(TORCH))[0] == epoch
    assert zone.locator(".cl-pg-edge").get_attribute("d") and zone.locator(".cl-pg-one").count() == 60
    assert "Capa 1, unidad 1: " in zone.locator(".cl-pg-layer canvas").first.get_attribute("aria-label")


def test_los_mandos_los_temas_y_el_kernel_reiniciado(notebook):
    notebook.show("zona_mandos.ipynb", SETUP)
    zone, page = zone_when(notebook, "d.epoch === '0'"), notebook.page
    zone.get_by_label("Datos").select_option("XOR")
    zone.get_by_label("Capas ocultas").select_option("1")
    width = zone.get_by_label("Unidades de la capa 1")
    width.focus()
    page.keyboard.press("ArrowUp")
    width.press("Tab")
    box = zone.get_by_label("x₁x₂")
    box.focus()
    page.keyboard.press("Space")
    zone.get_by_label("Semilla").fill("-3")
    zone.get_by_label("Semilla").press("Tab")
    assert "La semilla debe ser un entero" in zone.get_by_role("alert").inner_text()
    zone.get_by_label("Semilla").fill("4")
    zone.get_by_label("Semilla").press("Tab")
    notebook.assert_kernel("zona.dataset, zona.hidden, zona.features, zona.seed", "XOR [7] ['x1', 'x2', 'x1x2'] 4")
    for name in ("x₁x₂", "x₁", "x₂"):
        zone.get_by_label(name, exact=True).click()
    assert "al menos una característica" in zone.get_by_role("alert").inner_text()
    assert zone.get_by_label("x₂", exact=True).is_checked()
    zone_when(notebook, "document.querySelectorAll('.cl-pg-layer canvas').length === 7")
    assert notebook.axe() == []
    notebook.theme("JupyterLab Dark")
    assert notebook.axe() == []

    notebook.restart()
    zone.get_by_role("button", name="Entrenar").click()
    zone.get_by_text("El kernel que entrena esta red ya no está").wait_for()
    zone_when(notebook, "d.running === 'false'")


def test_si_diverge_lo_dice_y_reiniciar_lo_arregla(notebook):
    notebook.show("zona_diverge.ipynb", SETUP, "zona.network.layers[0].W *= 1e200")
    zone = zone_when(notebook, "d.epoch === '0'")
    zone.get_by_role("button", name="Entrenar").click()
    zone.get_by_text("El entrenamiento diverge").wait_for()
    zone_when(notebook, "d.running === 'false'")
    zone.get_by_role("button", name="Reiniciar").click()
    zone_when(notebook, "d.loss !== 'null'")
    assert zone.get_by_role("alert").inner_text() == ""
