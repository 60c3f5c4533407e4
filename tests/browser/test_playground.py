"""Playground en JupyterLab: se entrena por tandas, se para, y los números son los de torch."""

import json

import pytest

SETUP = 'from course_lib.widgets import Playground\nzona = Playground(dataset="círculo", seed=1)\nzona'
TORCH = """import json, torch
from course_lib.widgets import Playground
from course_lib.planar_data import featurize
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


def test_sin_apuesta_no_entrena_y_con_ella_se_compara_con_lo_que_sale(notebook):
    """Lo de la lección 11: la recta no puede, dos cuadrados sí, y cada vez se apuesta antes."""
    notebook.show("zona_apuesta.ipynb", SETUP.replace("seed=1", "hidden=[], lr=0.3, ask_bet=True"))
    zone = zone_when(notebook, "d.epoch === '0'")
    train = zone.get_by_role("button", name="Entrenar")
    for name in ("Entrenar", "Un paso"):
        zone.get_by_role("button", name=name).click()
        assert "Antes de entrenar, apuesta" in zone.get_by_role("alert").inner_text()
    zone_when(notebook, "d.running === 'false' && d.epoch === '0'")
    few, many = (zone.get_by_label(name) for name in ("menos del 75 %", "más del 95 %"))
    many.focus()
    notebook.page.keyboard.press("Space")
    assert zone.get_by_role("alert").inner_text() == ""
    train.click()
    zone_when(notebook, "Number(d.epoch) >= 100")
    zone.get_by_role("button", name="Parar").click()
    zone_when(notebook, "d.running === 'false'")
    assert "no es lo que apostaste" in zone.locator(".cl-pg-verdict").inner_text()
    assert many.is_checked() and few.is_disabled()  # ya se ha visto: no vale cambiarla
    notebook.assert_kernel("zona.bet, zona.accuracy < 0.75", "más del 95 % True")

    # Otra prueba: se olvida la apuesta, y con los cuadrados en lugar de x₁ y x₂ basta la misma neurona.
    for name in ("x₁²", "x₂²", "x₁", "x₂"):
        zone.get_by_label(name, exact=True).click()
    zone_when(notebook, "d.epoch === '0'")
    notebook.assert_kernel("zona.features, repr(zona.bet)", "['x1²', 'x2²'] ''")
    notebook.page.wait_for_function("() => !document.querySelector('.cl-pg-bets input:checked')")
    many.click()
    train.click()
    zone_when(notebook, "Number(d.epoch) >= 200")
    zone.get_by_role("button", name="Parar").click()
    zone_when(notebook, "d.running === 'false'")
    assert "de momento, aciertas" in zone.locator(".cl-pg-verdict").inner_text()
    assert notebook.axe() == []


def test_el_ruido_los_senos_y_las_activaciones_llegan_al_kernel(notebook):
    notebook.show("zona_ruido.ipynb", SETUP)
    zone = zone_when(notebook, "d.epoch === '0'")
    zone.get_by_label("Ruido").select_option("0.2")
    zone.get_by_label("Activación").select_option("tanh")
    zone.get_by_label("sen πx₁").click()
    notebook.assert_kernel("zona.noise, zona.activation, zona.features", "0.2 tanh ['x1', 'x2', 'sen(πx1)']")
    zone.get_by_role("button", name="Un paso").click()
    zone_when(notebook, "d.epoch === '1'")
    zone.get_by_role("button", name="Un paso").click()
    zone_when(notebook, "d.epoch === '2'")
    # Las dos pérdidas: la de sus puntos y la de otros que no ve, con los números del kernel.
    told = zone.locator(".cl-pg-loss").get_attribute("aria-label")
    first, new = json.loads(notebook.python("import json; print(json.dumps([zona.losses[0], zona.new_loss]))"))
    assert f"de {float(f'{first:.4g}')}" in told and told.endswith(f"a {float(f'{new:.4g}')}")
    assert zone.locator(".cl-pg-others").count() == zone.locator(".cl-pg-curve").count() == 1
    zone.get_by_label("Activación").select_option("ninguna")
    zone_when(notebook, "d.epoch === '0' && document.querySelectorAll('.cl-pg-layer canvas').length === 10")
    assert notebook.axe() == []


def test_si_diverge_lo_dice_y_reiniciar_lo_arregla(notebook):
    notebook.show("zona_diverge.ipynb", SETUP, "zona.network.layers[0].W *= 1e200")
    zone = zone_when(notebook, "d.epoch === '0'")
    zone.get_by_role("button", name="Entrenar").click()
    zone.get_by_text("El entrenamiento diverge").wait_for()
    zone_when(notebook, "d.running === 'false'")
    zone.get_by_role("button", name="Reiniciar").click()
    zone_when(notebook, "d.loss !== 'null'")
    assert zone.get_by_role("alert").inner_text() == ""
