"""Una lección exportada con «jupyter nbconvert»: los nueve widgets se mueven sin kernel, sin red y desde ``file://``."""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import nbformat
import numpy as np
import pytest
import torch

from course_lib import descent
from course_lib.exported import bundle
from course_lib.planar_data import featurize
from course_lib.widgets import MLPFlow, Playground, SignalDepth

from .test_jacobian_explorer import check as check_jacobian
from .test_mlp_flow import check_flow
from .test_toy_explorer import check as check_toy

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60_000
MADE = {
    "graph_stepper": "widgets.GraphStepper.example('grafo_2', predict=True)",
    "toy_explorer": "widgets.ToyExplorer()",
    "jacobian_explorer": "widgets.JacobianExplorer('softmax')",
    "mlp_flow": "widgets.MLPFlow()",
    "mountain": "widgets.Mountain(noise=1.0)",
    "signal_depth": "widgets.SignalDepth()",
    "playground": "widgets.Playground(dataset='espiral', hidden=[6, 4], lr=0.1)",
    "digit_pad": "widgets.DigitPad(red, weights=pesos)",
    "live_training": "vivo",
}
# Una red sin entrenar, con la que se comprueban las cuentas del papel.
NETWORK = """rng = np.random.default_rng(0)
pesos = [0.2 * rng.normal(size=s) for s in [(12, 64), (12,), (10, 12), (10,)]]
def red(X):
    Z = np.maximum(X @ pesos[0].T + pesos[1], 0) @ pesos[2].T + pesos[3]
    E = np.exp(Z - Z.max())
    return E / E.sum()"""
TRAINING = "for e in vivo.range():\n    vivo.log(perdida=np.exp(-e / 20))"
TEXT = "# Una lección\n\nLa regla: $\\frac{dz}{dx}$, y\n\n$$J = \\begin{bmatrix} 1 & x_1 \\\\ 0 & 2 \\end{bmatrix}$$"


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """El cuaderno ejecutado y exportado con la orden de siempre, y con la configuración que se instala."""
    folder = tmp_path_factory.mktemp("exportado")
    first = f"import numpy as np\nfrom course_lib import widgets\n{NETWORK}\nvivo = widgets.LiveTraining(epocas=60)"
    cells = [nbformat.v4.new_code_cell(source) for source in (first, *MADE.values(), TRAINING)]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(TEXT), *cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "leccion.ipynb")
    env = {**os.environ, "JUPYTER_CONFIG_PATH": str(ROOT / "course_lib"), "JUPYTER_CONFIG_DIR": str(folder / "config")}
    env |= {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--execute", "--to", "html", "leccion.ipynb"]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return folder / "leccion.html"


class Page:
    """La página abierta; se lee como un cuaderno de JupyterLab, para comparar sus números igual."""

    def __init__(self, context, path: Path):
        self.asked: list[str] = []
        self.troubles: list[str] = []
        context.on("request", lambda request: self.asked.append(request.url))
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", lambda said: self.troubles.append(said.text))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.goto(path.as_uri())

    def state(self, selector: str, view: int = 0) -> dict:
        """Lo que un widget dice estar enseñando."""
        return json.loads(self.page.locator(selector).nth(view).get_attribute("data-state"))

    def widget(self, name: str):
        """Un widget, ya vivo."""
        found = self.page.locator(f'.cl-page:has(> [data-widget="{name}"]) > .cl-live-part > .cl')
        found.wait_for()
        return found


@pytest.fixture(scope="module")
def opened(browser, exported):
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    page = Page(context, exported)
    yield page
    context.close()


@pytest.fixture
def lesson(opened):
    """La página, y al acabar: ni una petición que no sea ella misma, ni un error."""
    yield opened
    assert opened.asked[1:] == [url for url in opened.asked[1:] if url.startswith("data:")]
    assert opened.troubles == []


def test_estan_todos_vivos_y_las_formulas_dibujadas(lesson):
    page = lesson.page
    page.wait_for_function(f"() => document.querySelectorAll('.cl-page.cl-alive').length === {len(MADE)}")
    assert page.locator(".cl-still:visible").count() == 0
    assert page.locator("math").count() == 2 and page.locator("math[display=block] mtable").count() == 1
    assert page.locator("html").get_attribute("lang") == "es"
    page.emulate_media(media="print")
    stills, alive = page.locator(".cl-still:visible").count(), page.locator(".cl-live-part:visible").count()
    page.emulate_media(media="screen")
    assert (stills, alive) == (len(MADE), 0)


def test_el_grafo_se_recorre_se_cambia_y_pregunta(lesson):
    stepper, page = lesson.widget("graph_stepper"), lesson.page
    field = stepper.locator(".gs-field input").first
    field.fill("5")
    field.press("Enter")
    a, b = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (5.0, 3.0))
    assert [f.input_value() for f in stepper.locator(".gs-field input").all()] == ["5", "3"]
    ((a + b) * (b + 1)).backward()
    stepper.locator(".gs-stage").focus()
    page.keyboard.press("End")
    written = [text.split("= ")[-1] for text in stepper.locator(".gs-grad-text").all_text_contents()]
    assert [float(t) for t in written] == [a.grad.item(), b.grad.item()]
    # «Adivina antes»: en el paso en que llega la primera pregunta, un acierto avanza y cuenta.
    page.keyboard.press("Home")
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    asked, step = stepper.locator(".gs-ask input"), stepper.get_attribute("data-step")
    asked.fill("4")  # ∂J/∂g = h = b + 1
    asked.press("Enter")
    assert stepper.get_attribute("data-step") == str(int(step) + 1)
    assert stepper.locator(".gs-score").inner_text() == "Aciertos a la primera: 1 de 1"


def test_los_parametros_de_juguete_se_mueven_con_raton_y_teclado(lesson):
    toy = lesson.widget("toy_explorer")
    slider = toy.get_by_role("slider", name="ω₁", exact=True)
    slider.press("PageUp")
    box = toy.get_by_role("slider", name="β₀", exact=True).bounding_box()
    lesson.page.mouse.click(box["x"] + box["width"] * 0.7, box["y"] + box["height"] / 2)
    now = lesson.state(".cl-toy-explorer")
    assert now["omega"][1] > -0.8 and now["beta"][0] > 0.5
    check_toy(lesson)


def test_el_jacobiano_es_el_de_torch(lesson):
    jacobian = lesson.widget("jacobian_explorer")
    check_jacobian(lesson)
    jacobian.get_by_label("Entradas, D_x").select_option("4")
    jacobian.get_by_label("Función").select_option("productos")
    field = jacobian.get_by_role("textbox", name="x₂", exact=True)
    field.press("ArrowUp")
    assert lesson.state(".cl-jacobian-explorer")["x"][:2] == [1, -0.4]
    check_jacobian(lesson)


def test_la_red_da_los_gradientes_de_torch(lesson):
    flow = lesson.widget("mlp_flow")
    flow.get_by_label("x, componente 1").fill("0,7")
    flow.get_by_label("x, componente 1").press("Enter")
    flow.get_by_role("button", name="Siguiente").click()
    flow.get_by_role("slider", name="Paso").press("End")
    ours = MLPFlow()
    x, *net = (torch.tensor(v, dtype=torch.float64) for v in ([0.7, 0.9, 2.2], *ours.betas, *ours.omegas))
    x.requires_grad_()
    f0 = net[0] + net[2] @ x
    h1 = torch.relu(f0)
    f1 = net[1] + net[3] @ h1
    loss = torch.nn.functional.cross_entropy(f1, torch.tensor(ours.c))
    slopes = torch.autograd.grad(loss, [x, f0, h1, f1])
    wanted = {"f0": f0, "h1": h1, "f1": f1, "loss": loss[None]} | dict(
        zip(("dx", "df0", "dh1", "df1"), slopes, strict=True)
    )
    check_flow(flow, {name: value.tolist() for name, value in wanted.items()})


def test_la_montana_se_arrastra_y_el_ruido_es_el_de_numpy(lesson):
    mountain, page = lesson.widget("mountain"), lesson.page

    def check():
        now = lesson.state(".cl-mountain")
        path = descent.descend(now.pop("surface"), **now, steps=60)
        drawn = json.loads(mountain.get_attribute("data-path"))
        np.testing.assert_allclose(drawn, path, rtol=1e-9, atol=1e-12, strict=True)
        return now

    assert check()["seed"] == 0
    mountain.get_by_role("button", name="Otra tirada").press("Enter")
    assert check()["seed"] == 1
    mountain.scroll_into_view_if_needed()
    box = page.locator(".mo-map").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.8)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.25, steps=4)
    page.mouse.up()
    mountain.get_by_role("slider", name="tasa", exact=True).press("ArrowRight")
    now = check()
    assert now["start"][0] < -1 and now["lr"] == 0.21
    for _ in range(8):  # hay ocho tiradas grabadas: después vuelve la misma
        mountain.get_by_role("button", name="Otra tirada").click()
    assert check()["seed"] == 1


def test_la_senal_es_la_de_python_con_cada_sigma(lesson):
    signal = lesson.widget("signal_depth")
    signal.get_by_role("slider", name="Desviación σ de los pesos").press("PageUp")
    signal.get_by_label("Activación").select_option("ninguna")
    now = lesson.state(".cl-signal-depth")
    ours = SignalDepth(sigma=now["sigma"], activation=now["activation"])
    assert now["activation"] == "ninguna" and now["sigma"] > 1 / np.sqrt(3 * 128)
    ends = json.loads(signal.get_attribute("data-ends"))
    assert ends == pytest.approx([ours.signal[-1], ours.gradient[0]], rel=1e-9)


def losses_in_torch(ours, steps):
    """La pérdida tras cada paso, desde los pesos de partida de un Playground."""
    parameters = [torch.tensor(p, requires_grad=True) for p in ours.network.parameters()]
    X, y = torch.tensor(featurize(ours.X, ours.features)), torch.tensor(ours.y)
    optimizer, found = torch.optim.SGD(parameters, lr=ours.lr, momentum=0.9), []
    for _ in range(steps + 1):
        h = X
        for W, b in zip(parameters[::2], parameters[1::2], strict=True):
            h = torch.nn.functional.linear(torch.relu(h) if h is not X else h, W, b)
        loss = torch.nn.functional.cross_entropy(h, y)
        found.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return found


def test_la_red_del_plano_se_entrena_en_la_pagina_con_los_numeros_de_torch(lesson):
    zone, page = lesson.widget("playground"), lesson.page
    at = "() => Number(document.querySelector('.cl-playground').dataset.epoch)"
    zone.get_by_role("button", name="Un paso").click()
    assert page.evaluate(at) == 1
    zone.get_by_role("button", name="Entrenar").press("Enter")
    page.wait_for_function(f"() => ({at})() > 40")
    zone.get_by_role("button", name="Parar").click()
    epoch = page.evaluate(at)
    wanted = losses_in_torch(Playground(dataset="espiral", hidden=[6, 4], lr=0.1), epoch)
    assert float(zone.get_attribute("data-loss")) == pytest.approx(wanted[-1], rel=1e-7)
    # Con otros datos y otra red se sortea aquí, y también aprende.
    zone.get_by_label("Datos").select_option("nubes")
    zone.get_by_label("Capas ocultas").select_option("1")
    assert page.evaluate(at) == 0 and zone.locator(".cl-pg-one").count() == 60
    before = float(zone.get_attribute("data-loss"))
    for _ in range(10):
        zone.get_by_role("button", name="Un paso").click()
    assert float(zone.get_attribute("data-loss")) < before
    zone.get_by_role("button", name="Reiniciar").click()
    assert float(zone.get_attribute("data-loss")) == before


def test_el_papel_contesta_con_la_red_de_la_leccion(lesson):
    pad, page = lesson.widget("digit_pad"), lesson.page
    paper = pad.locator(".cl-dp-paper")
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.1)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.9, steps=5)
    page.mouse.up()
    paper.press("Space")
    rng = np.random.default_rng(0)
    W1, b1, W2, b2 = (torch.tensor(0.2 * rng.normal(size=s)) for s in [(12, 64), (12,), (10, 12), (10,)])
    ink = torch.tensor([int(v) for v in pad.get_attribute("data-ink").split(",")]) / 16
    wanted = torch.softmax(W2 @ torch.relu(W1 @ ink.double() + b1) + b2, 0)
    # Contesta un momento después, para no preguntar por cada píxel. Dos cifras: se redondea a ellas lo de torch.
    page.wait_for_function(
        """wanted => [...document.querySelectorAll('.cl-dp-value')].every((cell, n) =>
          Math.abs(Number(cell.textContent.replace('−', '-')) / wanted[n] - 1) < 0.06)""",
        arg=wanted.tolist(),
    )
    assert int(pad.get_attribute("data-best")) == int(wanted.argmax())


def test_el_entrenamiento_grabado_se_reproduce_se_para_y_se_recorre(lesson):
    live, page = lesson.widget("live_training"), lesson.page
    count = "() => Number(document.querySelector('.cl-live_training').dataset.count)"
    assert live.locator("strong").inner_text() == "Grabado: 60 de 60 épocas" and page.evaluate(count) == 60
    live.get_by_role("button", name="Reproducir").press("Enter")
    page.wait_for_function(f"() => {{ const n = ({count})(); return n > 2 && n < 55; }}")
    live.get_by_role("button", name="Pausa").click()
    halted = page.evaluate(count)
    assert 2 < halted < 60 and live.get_attribute("data-status") == "parado"
    look = live.get_by_role("slider", name="Mirar una época")
    look.press("Home")
    assert "Época 0: perdida = 1" in live.inner_text()
    look.press("End")  # también lo que no se ha reproducido
    assert page.evaluate(count) == 60 and live.get_attribute("data-status") == "terminado"
    assert f"Época 59: perdida = {np.exp(-59 / 20):.4g}" in live.inner_text()


def test_nada_que_corregir_segun_axe(lesson):
    import axe_playwright_python

    lesson.page.add_script_tag(path=Path(axe_playwright_python.__file__).with_name("axe.min.js"))
    found = lesson.page.evaluate(
        """() => axe.run({ include: [['.cl-page']] }, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })"""
    )
    assert [f"{v['id']}: {n['html'][:200]}" for v in found["violations"] for n in v["nodes"]] == []


def test_lo_que_exporta_jupyterlab_tambien_va_vivo(lab):
    """«Guardar y exportar como HTML» es esta dirección del servidor."""
    data, _ = MLPFlow()._repr_mimebundle_()
    cell = nbformat.v4.new_code_cell("MLPFlow()", outputs=[nbformat.v4.new_output("display_data", data)])
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), lab.folder / "exportar.ipynb")
    with urllib.request.urlopen(f"{lab.url}/nbconvert/html/exportar.ipynb?token=t", timeout=120) as answer:
        page = answer.read().decode("utf-8")
    assert 'data-widget="mlp_flow"' in page and bundle() in page and "cdnjs" not in page


def test_sin_programas_se_ven_las_figuras(browser, exported):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(exported.as_uri())
    assert page.locator(".cl-still:visible").count() == len(MADE) == page.locator(".cl-still:has(svg:visible)").count()
    assert page.locator(".cl-live-part").count() == 0
    assert page.locator("math").count() == 2
    context.close()
