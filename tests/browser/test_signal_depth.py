"""La señal y el gradiente en un JupyterLab de verdad: el deslizador, los botones y la activación."""

import json

import numpy as np
import pytest

CELL = "from course_lib.widgets import SignalDepth\nw = SignalDepth()"
ROOT = ".cl-signal-depth"
ENDS = "e => JSON.parse(e.dataset.ends)"


def check(notebook):
    """Lo que se ve es lo que calcula Python con la misma σ y la misma activación."""
    state = notebook.state(ROOT)
    shown = notebook.page.locator(ROOT).evaluate(ENDS)
    code = (
        "from course_lib.widgets import SignalDepth; import json; "
        f"other = SignalDepth(sigma={state['sigma']!r}, activation={state['activation']!r}); "
        "print(json.dumps([other.signal[-1], other.gradient[0]]))"
    )
    assert shown == pytest.approx(json.loads(notebook.python(code)), rel=1e-9)


def test_raton_teclado_botones_y_activacion(notebook):
    notebook.show("senal.ipynb", CELL, "w")
    page = notebook.page
    slider = page.get_by_role("slider", name="Desviación σ de los pesos")
    slider.wait_for()
    assert notebook.state(ROOT)["sigma"] == pytest.approx(1 / np.sqrt(3 * 128))
    check(notebook)

    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.18, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] / 2, steps=4)
    dragged = notebook.state(ROOT)["sigma"]
    assert dragged > 0.125
    check(notebook)
    page.mouse.up()
    notebook.assert_kernel("w.sigma", str(dragged))

    page.get_by_role("button", name="σ = √(2/n), He").click()
    notebook.wait_state(ROOT, sigma=0.125)
    check(notebook)
    assert "cada capa multiplica los cuadrados por 1. Tras" in page.locator(f"{ROOT} .sd-words").inner_text()
    page.get_by_label("Activación").select_option("ninguna")
    notebook.wait_state(ROOT, activation="ninguna")
    check(notebook)
    assert "por 2. Tras" in page.locator(f"{ROOT} .sd-words").inner_text()
    notebook.assert_kernel("w.activation", "ninguna")

    for key, sigma in (("End", 0.5), ("Home", 0.03125)):
        slider.focus()
        slider.press(key)
        notebook.wait_state(ROOT, sigma=sigma)
        check(notebook)
    notebook.python("w.sigma = 0.0883883476483184")  # 1/√128: la de Xavier
    notebook.wait_state(ROOT, sigma=0.0883883476483184)
    assert "por 1. Tras" in page.locator(f"{ROOT} .sd-words").inner_text()
    assert notebook.axe() == []
    notebook.theme("JupyterLab Dark")
    assert notebook.axe() == []
