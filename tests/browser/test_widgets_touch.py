"""Los widgets en un teléfono: en una página sin kernel, con 360 píxeles de ancho y con el dedo."""

import json

import numpy as np
import pytest

from course_lib import widgets
from course_lib.exported import bundle, page_html

PHONE = {"width": 360, "height": 740}
FINGER, COMFORTABLE = 24, 44  # píxeles: lo que pide WCAG 2.2 (2.5.8), y con lo que no se falla
# Lo que sobresale de la pantalla, salvo dentro de una caja que se desliza.
WIDER = """widget => [...widget.querySelectorAll('*')].filter(e => {
  const right = e.getBoundingClientRect().right;
  return right > document.documentElement.clientWidth + 1 && !e.closest('.cl-pan'); })
  .map(e => e.outerHTML.slice(0, 120))"""
# Cada mando con lo que mide; un interruptor se acierta en toda su etiqueta, y la salida de la montaña, en su agarre.
TARGETS = """widget => [...widget.querySelectorAll('button, select, input, summary, .mo-grip')]
  .filter(e => e.checkVisibility())
  .map(e => { const target = e.matches('[type=checkbox], [type=radio]') ? e.closest('label') : e;
    const { width, height } = target.getBoundingClientRect();
    return [e.outerHTML.slice(0, 120), Math.min(width, height), e.matches('button, select') && height]; })"""

# Al levantar el dedo, la página sigue un poco por inercia: se espera a que lleve diez cuadros quieta.
STILL = """async () => { for (let quiet = 0, last = null; quiet < 10; quiet++) {
  await new Promise(requestAnimationFrame);
  const now = [scrollY, ...[...document.querySelectorAll('.cl-pan')].map(e => e.scrollLeft)].join();
  if (now !== last) quiet = 0;
  last = now; } }"""


def make(name):
    """Un widget como se enseña en una lección."""
    made = getattr(widgets, name)
    if name == "GraphStepper":
        return made.example("red_de_juguete", step=30, predict=True)
    if name == "LiveTraining":
        live = made(epocas=5)
        for epoch in live.range():
            live.log(perdida=1 / (1 + epoch))
        return live
    if name == "DigitPad":
        return made(lambda X: np.full((len(X), 10), 0.1))
    return made(ask_bet=True) if name == "Playground" else made()


@pytest.fixture(scope="module")
def phone(browser, tmp_path_factory):
    """Un teléfono con una página abierta desde el disco: los nueve widgets, y texto antes y después de cada uno."""
    text = "<p>Un párrafo de la lección, con lo que hace falta para que la página se deslice.</p>" * 8
    shown = [page_html({"data": make(name)._fixed_bundle()}) for name in widgets.__all__]
    path = tmp_path_factory.mktemp("phone") / "pagina.html"
    path.write_text(
        '<!doctype html><html lang="es"><head><meta charset="utf-8"><title>Widgets</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head><body>'
        f"{text}{text.join(shown)}{text}<script>{bundle()}</script></body></html>",
        encoding="utf-8",
    )
    context = browser.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, locale="es-ES", reduced_motion="reduce"
    )
    page, troubles = context.new_page(), []
    page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_function("count => document.querySelectorAll('.cl-alive').length === count", arg=len(shown))
    yield page
    context.close()
    assert troubles == []


@pytest.fixture
def finger(phone):
    """Un dedo que pulsa, se arrastra y se levanta: ``finger(desde, hasta)``, en píxeles de la pantalla."""
    session = phone.context.new_cdp_session(phone)

    def send(kind, *points):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    def drag(start, end, steps=8):
        send("touchStart", start)
        for n in range(1, steps + 1):
            send("touchMove", tuple(a + (b - a) * n / steps for a, b in zip(start, end, strict=True)))
        send("touchEnd")
        phone.evaluate(STILL)

    yield drag
    session.detach()


def center(page, selector, across=0.5, down=0.5):
    """Un punto de un elemento, ya a la vista, en píxeles de la pantalla."""
    page.locator(selector).first.evaluate("e => e.scrollIntoView({ block: 'center' })")
    box = page.locator(selector).first.bounding_box()
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def scrolled(page):
    return page.evaluate("() => scrollY")


@pytest.mark.parametrize("name", widgets.__all__)
def test_nada_se_sale_de_la_pantalla_y_cada_mando_se_acierta_con_el_dedo(phone, name):
    widget = phone.locator(".cl-live-part").nth(widgets.__all__.index(name))
    assert phone.evaluate("() => document.documentElement.scrollWidth") == PHONE["width"]
    assert widget.evaluate(WIDER) == []
    small = [told for told, side, tall in widget.evaluate(TARGETS) if side < FINGER or tall and tall < COMFORTABLE]
    assert small == []


def test_en_la_montana_el_dedo_lleva_la_salida_y_fuera_de_ella_desliza_la_pagina(phone, finger):
    def start():
        return json.loads(phone.locator(".cl-mountain").get_attribute("data-state"))["start"]

    (x, y), before, place = center(phone, ".mo-grip"), start(), scrolled(phone)
    finger((x, y), (x - 120, y - 90))
    moved = start()
    assert moved[0] < before[0] - 1 and moved[1] > before[1] + 1 and scrolled(phone) == place

    # Pasar el dedo por el mapa para seguir leyendo no cambia nada.
    x, y = center(phone, ".mo-map", 0.15, 0.8)
    place = scrolled(phone)
    finger((x, y), (x + 5, y - 150))
    assert start() == moved and scrolled(phone) > place + 50
    # Tocar un sitio lleva allí la salida.
    phone.touchscreen.tap(*center(phone, ".mo-map", 0.25, 0.75))
    np.testing.assert_allclose(start(), [-1.7, -1.7], atol=0.1)


def test_en_el_papel_el_dedo_pinta_y_la_pagina_no_se_desliza(phone, finger):
    x, y = center(phone, ".cl-dp-paper", 0.5, 0.2)
    place = scrolled(phone)
    finger((x, y), (x, y + 130))
    ink = np.array(phone.locator(".cl-digit-pad").get_attribute("data-ink").split(","), dtype=int).reshape(8, 8)
    assert scrolled(phone) == place and np.all(ink[2:6, 3:5].max(axis=1) >= 8) and ink[:, 0].sum() == 0


def test_el_grafo_se_desliza_dentro_de_su_caja_y_deja_pasar_la_pagina(phone, finger):
    stage = phone.locator(".gs-stage").first
    x, y = center(phone, ".gs-stage", 0.3)
    stage.evaluate("e => e.scrollTo(0, 0)")
    place = scrolled(phone)
    finger((x + 150, y), (x, y))
    assert stage.evaluate("e => e.scrollLeft") > 50 and scrolled(phone) == place
    finger((x, y), (x, y - 150))
    assert scrolled(phone) > place + 50


def test_los_botones_y_los_deslizadores_se_usan_con_el_dedo(phone, finger):
    stepper = phone.locator(".cl-graph-stepper")
    step = int(stepper.get_attribute("data-step"))
    stepper.get_by_role("button", name="Adelante").tap()
    assert int(stepper.get_attribute("data-step")) == step + 1
    phone.get_by_label("Adivina antes").tap()
    assert not phone.locator(".gs-form").is_visible()

    x, y = center(phone, ".cl-signal-depth input[type=range]", 0.2)
    finger((x, y), (x + 150, y))
    sigma = json.loads(phone.locator(".cl-signal-depth").get_attribute("data-state"))["sigma"]
    assert sigma > 0.125
    phone.locator('[data-grid="denominador"] [data-cell="2,1"]').tap()
    assert "∂y₂/∂x₃" in phone.locator(".cl-jacobian-explorer .cl-live").first.inner_text()
