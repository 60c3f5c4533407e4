"""LiveTraining en JupyterLab: se dibuja mientras corre la celda y «Parar» la para de verdad."""

import json

import pytest

SETUP = "from course_lib.widgets import LiveTraining\nvivo = LiveTraining(epocas=4000)\nvivo"
# El bucle de PyTorch, tal cual; la pausa lo hace durar lo que uno de verdad.
LOOP = """import time, torch
torch.manual_seed(0)
modelo = torch.nn.Sequential(torch.nn.Linear(3, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))
X, y = torch.randn(32, 3), torch.randn(32, 1)
sgd = torch.optim.SGD(modelo.parameters(), lr=0.01)
for epoca in {range}:
    perdida = torch.nn.functional.mse_loss(modelo(X), y)
    sgd.zero_grad()
    perdida.backward()
    norma = torch.cat([p.grad.flatten() for p in modelo.parameters()]).norm()
    sgd.step()
    vivo.log(perdida=perdida, norma=norma)
    time.sleep(0.02)
    {check}
print("acaba", epoca)"""
RUN_ALL = "() => { jupyterapp.commands.execute('notebook:run-all-cells'); }"
DATA = "e => [e.dataset.status, Number(e.dataset.count)]"


def widget(notebook, status, n=0):
    """El widget, cuando ya está en ese estado."""
    found = notebook.page.locator(".cl-live_training").nth(n)
    found.and_(notebook.page.locator(f'[data-status="{status}"]')).wait_for()
    return found


def start(notebook, name, *cells):
    """Abre el cuaderno y lo pone a correr sin esperar a que acabe."""
    notebook.open(notebook.lab.write(name, *cells))
    notebook.page.evaluate(RUN_ALL)


@pytest.mark.parametrize(
    "name, loop, key",
    [
        ("vivo_range.ipynb", LOOP.format(range="vivo.range(4000)", check=""), None),
        ("vivo_log.ipynb", LOOP.format(range="range(4000)", check="if vivo.stopped: break"), "Enter"),
    ],
)
def test_parar_detiene_el_bucle_mientras_corre_la_celda(notebook, name, loop, key):
    start(notebook, name, SETUP, "vivo", loop)
    live = widget(notebook, "entrena")
    page = notebook.page
    page.wait_for_function("() => Number(document.querySelector('.cl-live_training').dataset.count) > 10")
    button = live.get_by_role("button", name="Parar")
    if key:
        button.focus()
        page.keyboard.press(key)
    else:
        button.click()
    widget(notebook, "parado")
    notebook.wait_idle()
    state = json.loads(
        notebook.python(
            "import json; print(json.dumps([vivo.count, vivo.stopped, vivo.history['perdida'][-1], epoca]))"
        )
    )
    assert 10 < state[0] < 4000 and state[1] is True
    # Ni una vuelta de más: para en la iteración siguiente a la última apuntada.
    assert state[3] - (state[0] - 1) in (0, 1)
    for n in (0, 1):
        assert f"Parado: {state[0]} de 4000" in live.inner_text() and widget(notebook, "parado", n)
    shown = live.locator(".cl-live-values").inner_text()
    assert f"perdida = {float(f'{state[2]:.4g}')}" in shown
    assert "Parado tras" in live.locator(".cl-live").inner_text()


def test_se_mira_con_teclado_con_nan_en_los_dos_temas_y_tras_reiniciar(notebook):
    values = "for v in [4.0, 2.0, 1.0, float('nan'), 0.5]:\n    vivo.log(perdida=v, norma=10 * v)"
    notebook.show("vivo_mirar.ipynb", SETUP.replace("4000", "8"), values)
    live, page = widget(notebook, "terminado"), notebook.page
    assert "Terminado: 5 de 8 épocas" in live.inner_text()
    assert "perdida vale NaN en la época 3" in live.get_by_role("alert").inner_text()
    assert live.locator('svg[data-name="perdida"] path').get_attribute("d").count("M") == 2
    slider = live.get_by_role("slider", name="Mirar una época")
    slider.focus()
    page.keyboard.press("Home")
    assert live.locator(".cl-live-values").inner_text() == "Época 0: perdida = 4; norma = 40"
    page.keyboard.press("ArrowRight")
    assert live.locator(".cl-live-values").inner_text() == "Época 1: perdida = 2; norma = 20"
    scale = live.get_by_role("button", name="Escala logarítmica")
    scale.focus()
    page.keyboard.press("Space")
    assert scale.get_attribute("aria-pressed") == "true" and "por época (escala logarítmica)" in live.inner_text()
    assert notebook.axe() == []
    notebook.theme("JupyterLab Dark")
    assert notebook.axe() == []

    notebook.python("for _ in vivo.range(3): vivo.log(perdida=1.0)")  # otra celda, otra curva
    live.get_by_text("Terminado: 3 de 3 épocas").wait_for()
    # Reiniciar a mitad de un bucle: lo dibujado se queda, y se dice que aquello ya no corre.
    page.evaluate(
        """code => {
          const { session } = jupyterapp.shell.currentWidget.context.sessionContext;
          session.kernel.requestExecute({ code }); }""",
        "import time\nfor _ in vivo.range(10_000):\n    vivo.log(perdida=1.0)\n    time.sleep(0.01)",
    )
    widget(notebook, "entrena")
    notebook.restart()
    widget(notebook, "parado")
    assert "El kernel que entrenaba ya no está" in live.get_by_role("alert").inner_text()
    scale.focus()
    page.keyboard.press("Space")
    assert scale.get_attribute("aria-pressed") == "false"


def test_sin_subshells_lo_dice_y_ofrece_interrumpir(notebook):
    notebook.open(
        notebook.lab.write(
            "vivo_mudo.ipynb",
            SETUP,
            "import time\nfor _ in vivo.range(4000):\n    vivo.log(perdida=1.0)\n    time.sleep(0.05)",
        )
    )
    notebook.page.evaluate(
        """() => { const { session } = jupyterapp.shell.currentWidget.context.sessionContext;
          session.kernel.commsOverSubshells = 'disabled'; }"""
    )
    notebook.page.evaluate(RUN_ALL)
    live = widget(notebook, "entrena")
    live.get_by_role("button", name="Parar").click()
    live.get_by_role("button", name="Interrumpir el kernel").click()
    widget(notebook, "terminado")
    assert "Kernel interrumpido" in live.get_by_role("alert").inner_text()
    notebook.wait_idle()
    assert int(notebook.python("print(vivo.count)")) < 4000
