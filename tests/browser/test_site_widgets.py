"""Cada widget en su lección de la web, sin kernel: con ratón, con el dedo y con el teclado, y con los números de torch.

Las cuentas de torch son las de las pruebas de cada widget en JupyterLab. El dedo, en una ventana de 360 píxeles.
"""

import base64
import contextlib
import io
import json
import re
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from web_visitada import DESK, PHONE, reading

from course_lib.widgets import Mountain, SignalDepth

from . import test_graph_stepper as graphs
from . import test_jacobian_explorer as jacobians
from . import test_mlp_flow as flows
from . import test_playground as playgrounds
from . import test_toy_explorer as toys
from .conftest import Notebook

STATE = "(name) => document.querySelector(`script.cl-state[data-widget=${name}]`).textContent"


class Place(Notebook):
    """Un widget en su página: sabe lo que sabe un cuaderno, salvo hablar con el kernel."""

    def __init__(self, reader, widget: str):
        super().__init__(reader.page, lab=None)
        self.sent = json.loads(self.page.evaluate(STATE, widget))  # lo que viajó en la página

    def named(self, role: str, name: str):
        return self.page.get_by_role(role, name=name, exact=True)

    def drag(self, what, start: float, end: float, height: float = 0.5) -> None:
        """Arrastra con el ratón por ``what``, de una parte de su ancho a otra."""
        what.scroll_into_view_if_needed()
        box, mouse = what.bounding_box(), self.page.mouse
        mouse.move(box["x"] + start * box["width"], box["y"] + height * box["height"])
        mouse.down()
        mouse.move(box["x"] + end * box["width"], box["y"] + height * box["height"], steps=4)
        mouse.up()

    def torch(self, code: str, name: str, **values):
        """Lo que imprime la cuenta de torch de otra prueba, hecha aquí con lo que trae la página."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(code, {name: SimpleNamespace(**values)})
        return json.loads(printed.getvalue())


def graph_stepper(place):
    # Un ejercicio rápido de la misma página lleva otro.
    own = place.page.locator(".cl-alive:has(> [data-widget=graph_stepper])")
    stepper, leaves = own.locator(graphs.STEPPER), dict(place.sent["leaves"])
    stepper.locator("summary").last.click()
    stepper.get_by_role("button", name="Al final").click()
    graphs.check_against_torch(stepper, leaves)
    last = stepper.get_attribute("data-step")
    yield
    stepper.get_by_role("button", name="Reiniciar").tap()
    stepper.get_by_role("textbox", name="x", exact=True).tap()
    place.page.keyboard.press("Control+a")
    place.page.keyboard.type("-1,5")
    place.page.keyboard.press("Enter")
    stepper.get_by_role("button", name="Al final").tap()
    graphs.check_against_torch(stepper, leaves | {"x": -1.5})
    yield
    stepper.locator(".gs-stage").focus()
    for key, step in (("Home", "0"), ("ArrowRight", "1"), ("End", last)):
        place.page.keyboard.press(key)
        assert stepper.get_attribute("data-step") == step
    graphs.check_against_torch(stepper, leaves | {"x": -1.5})


def toy_explorer(place):
    slider = place.named("slider", "ω₁")
    place.drag(slider, 0.42, 0.7)
    assert place.state(toys.ROOT)["omega"][1] != place.sent["omega"][1]
    toys.check(place)
    yield
    place.named("slider", "β₂").tap()  # en su mitad: el cero
    place.wait_state(toys.ROOT, beta=[0.1, -0.4, 0, 0.2])
    toys.check(place)
    yield
    place.named("textbox", "x, escrito").fill("−1,25")
    place.page.keyboard.press("Enter")
    place.named("slider", "β₀").press("ArrowRight")
    place.wait_state(toys.ROOT, x=-1.25, beta=[0.11, -0.4, 0, 0.2])
    toys.check(place)


def jacobian_explorer(place):
    grid = place.page.get_by_role("grid", name="Denominador")
    grid.locator('[data-cell="1,2"]').hover()
    assert jacobians.here(place) == {"denominador": [2, 3], "numerador": [3, 2]}
    jacobians.check(place)
    yield
    place.page.get_by_label("Función").select_option("softmax")
    grid.locator('[data-cell="0,1"]').tap()
    assert jacobians.here(place) == {"denominador": [1, 2], "numerador": [2, 1]}
    jacobians.check(place)
    yield
    place.page.keyboard.press("ArrowDown")
    assert jacobians.here(place) == {"denominador": [2, 2], "numerador": [2, 2]}
    place.named("textbox", "x₁").fill("-0,75")
    place.wait_state(jacobians.ROOT, x=[-0.75, place.sent["x"][1]])
    jacobians.check(place)


def mlp_flow(place):
    flow, net = (
        place.page.locator(".cl-mlp_flow"),
        {name: place.sent[name] for name in ("x", "betas", "omegas", "y", "c")},
    )
    flow.get_by_role("button", name="Final").click()
    flows.check_flow(flow, place.torch(flows.TORCH, "flujo", **net))
    last = int(flow.get_attribute("data-step"))
    yield
    flow.get_by_role("button", name="Anterior").tap()
    assert flow.get_attribute("data-step") == str(last - 1)
    flow.get_by_role("button", name="Siguiente").tap()
    flows.check_flow(flow, place.torch(flows.TORCH, "flujo", **net))
    yield
    flow.get_by_label("x, componente 1").fill("0,5")
    flow.get_by_role("slider", name="Paso").press("End")
    assert json.loads(flow.get_attribute("data-x"))[0] == 0.5
    flows.check_flow(flow, place.torch(flows.TORCH, "flujo", **net | {"x": [0.5, *net["x"][1:]]}))


def live_training(place):
    live = place.page.locator(".cl-live_training")
    # Lo grabado, en doubles: la primera serie entera.
    recorded = np.array(
        place.page.evaluate(
            """text => {
      const raw = Uint8Array.from(atob(text), c => c.charCodeAt(0)); return [...new Float64Array(raw.buffer)]; }""",
            place.sent["drawn"][0]["y"]["$base64"],
        )
    )

    def shown(epoch):
        (value,) = re.findall(rf"Época {epoch}: [^=]+= ([^;]+)", live.locator(".cl-live-values").inner_text())
        return graphs.read_number(value)

    place.drag(live.get_by_role("slider", name="Mirar una época"), 0.99, 0.0)
    assert shown(0) == pytest.approx(recorded[0], rel=6e-4)
    yield
    live.get_by_role("button", name="Reproducir").tap()
    live.and_(place.page.locator('[data-status="entrena"]')).wait_for()
    live.get_by_role("button", name="Pausa").tap()
    live.and_(place.page.locator('[data-status="parado"]')).wait_for()
    assert int(live.get_attribute("data-count")) < len(recorded)
    yield
    slider = live.get_by_role("slider", name="Mirar una época")
    slider.press("Home")
    slider.press("ArrowRight")
    assert shown(1) == pytest.approx(recorded[1], rel=6e-4)
    slider.press("End")
    assert shown(len(recorded) - 1) == pytest.approx(recorded[-1], rel=6e-4)


def playground(place):
    zone = place.page.locator(".cl-playground")
    own = {name: place.sent[name] for name in ("dataset", "seed", "features", "hidden", "lr")}

    def check(epoch):
        zone.and_(place.page.locator(f'[data-epoch="{epoch}"]')).wait_for()
        _, loss = place.torch(playgrounds.TORCH, "zona", epoch=epoch, **own)
        assert float(zone.get_attribute("data-loss")) == pytest.approx(loss, rel=1e-9)

    zone.get_by_role("button", name="Un paso").click()
    check(1)
    yield
    zone.get_by_role("button", name="Un paso").tap()
    check(2)
    yield
    zone.get_by_role("button", name="Entrenar").press("Enter")
    place.page.wait_for_function("() => Number(document.querySelector('.cl-playground').dataset.epoch) > 20")
    place.page.keyboard.press("Space")  # el mismo botón, ahora «Parar»
    zone.and_(place.page.locator('[data-running="false"]')).wait_for()
    check(int(zone.get_attribute("data-epoch")))


def mountain(place):
    root = place.page.locator(".cl-mountain")

    def check():
        state = place.state(".cl-mountain")
        if state["noise"] == 0:
            np.testing.assert_allclose(json.loads(root.get_attribute("data-path")), Mountain(**state).path, rtol=1e-9)
        return state

    place.drag(place.page.locator(".mo-map"), 0.9, 0.25, height=0.3)
    assert check()["start"][0] < -1
    yield
    place.page.locator(".mo-map").tap(position={"x": 30, "y": 30})
    assert check()["start"] != place.sent["start"]
    yield
    place.named("slider", "tasa").press("ArrowRight")
    place.page.get_by_label("Montaña", exact=True).select_option("barranco")
    place.wait_state(".cl-mountain", lr=0.21, surface="barranco")
    check()


def signal_depth(place):
    slider = place.page.get_by_role("slider", name="Desviación σ de los pesos")

    def check():
        state, ends = place.state(".cl-signal-depth"), place.page.locator(".cl-signal-depth").get_attribute("data-ends")
        ours = SignalDepth(sigma=state["sigma"], activation=state["activation"])
        assert json.loads(ends) == pytest.approx([ours.signal[-1], ours.gradient[0]], rel=1e-9)
        return state["sigma"]

    place.drag(slider, 0.2, 0.7)
    assert check() > 0.125
    yield
    place.page.get_by_role("button", name="σ = √(2/n), He").tap()
    assert check() == 0.125
    yield
    slider.press("End")
    assert check() == 0.5


def digit_pad(place):
    pad, paper = place.page.locator(".cl-digit-pad"), place.page.locator(".cl-dp-paper")
    raw = (base64.b64decode(value["$base64"]) for value in place.sent["weights"])
    weights = [np.frombuffer(each, np.float32).astype(float) for each in raw]

    read = """pad => [pad.dataset.ink.split(',').map(Number), Number(pad.dataset.best),
      [...pad.querySelectorAll('.cl-dp-bar')].map(bar => parseFloat(bar.style.width))]"""

    def wanted(ink):
        x = torch.tensor(ink, dtype=torch.float64) / 16
        for k in range(0, len(weights), 2):
            b = torch.tensor(weights[k + 1])
            x = torch.tensor(weights[k]).reshape(len(b), -1) @ x + b
            x = torch.relu(x) if k + 2 < len(weights) else torch.softmax(x, 0)
        return x.numpy()

    def check():
        # Las barras miden las probabilidades; con cada trazo se contesta un momento después.
        for _ in range(100):
            ink, best, widths = pad.evaluate(read)
            if np.allclose(widths, 100 * wanted(ink), rtol=1e-4, atol=1e-3):
                break
            place.page.wait_for_timeout(50)
        np.testing.assert_allclose(widths, 100 * wanted(ink), rtol=1e-4, atol=1e-3)
        assert best == wanted(ink).argmax()

    check()
    place.drag(paper, 0.2, 0.8, height=0.1)
    check()
    yield
    pad.get_by_role("button", name="Borrar").tap()
    pad.and_(place.page.locator('[data-best="-1"]')).wait_for()
    paper.tap(position={"x": 100, "y": 60})
    check()
    yield
    paper.focus()
    for key in ("ArrowDown", "Space", "ArrowDown", "Space"):
        place.page.keyboard.press(key)
    check()


DRIVEN = {
    graph_stepper: "03_red_de_juguete",
    toy_explorer: "03_red_de_juguete",
    jacobian_explorer: "04_calculo_matricial",
    mlp_flow: "05b_clasificacion",
    live_training: "06b_pytorch_por_dentro",
    playground: "06b_pytorch_por_dentro",
    mountain: "07_descenso_de_gradiente",
    digit_pad: "08b_un_clasificador_de_digitos",
    signal_depth: "09_inicializacion",
}


@pytest.mark.parametrize("drive", DRIVEN, ids=lambda drive: drive.__name__)
def test_vive_sin_kernel_con_raton_dedo_y_teclado(browser, home, drive):
    with reading(browser, has_touch=True) as reader:
        reader.open(f"{home}{DRIVEN[drive]}.html")
        steps = drive(Place(reader, drive.__name__))
        for size in (DESK, PHONE, DESK):
            reader.page.set_viewport_size(size)
            next(steps, None)
        assert reader.troubles == []


def test_cada_widget_de_la_web_tiene_su_prueba(built_site):
    pages = {path.name: path.read_text(encoding="utf-8") for path in built_site.glob("*.html")}
    used = {name for text in pages.values() for name in re.findall(r'data-widget="(\w+)"', text)} - {"quick"}
    assert used == {drive.__name__ for drive in DRIVEN}
    for drive, page in DRIVEN.items():
        assert f'data-widget="{drive.__name__}"' in pages[f"{page}.html"]
