"""La montaña en un JupyterLab de verdad: se arrastra la salida, y el camino es el que calcula el kernel."""

import json

import numpy as np

CELL = "from course_lib.widgets import Mountain\nw = Mountain()"
ROOT = ".cl-mountain"
START = {"surface": "cuenco", "start": [3, -2], "lr": 0.2, "decay": 1, "noise": 0, "batch": 1, "seed": 0}


def drawn(notebook, view=0):
    return np.array(json.loads(notebook.page.locator(ROOT).nth(view).get_attribute("data-path")))


def check(notebook, view=0):
    """El camino dibujado es el del kernel, cuando ya le ha llegado lo que se ha movido."""
    notebook.wait_idle()
    np.testing.assert_allclose(
        drawn(notebook, view), json.loads(notebook.python("print(w.path.tolist())")), rtol=1e-9, atol=1e-12, strict=True
    )


def test_se_arrastra_y_los_mandos_dan_el_camino_del_kernel(notebook):
    notebook.show("montana.ipynb", CELL, "w")
    page = notebook.page
    page.locator(ROOT).wait_for()
    assert notebook.state(ROOT) == START
    check(notebook)

    # Mientras se arrastra, el camino cambia aquí; el kernel no se entera hasta soltar.
    box = page.locator(".mo-map").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.8)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.25, steps=4)
    x, y = notebook.state(ROOT)["start"]
    assert x < -1 and y > 1
    np.testing.assert_allclose(drawn(notebook)[1], [0.6 * x, 0.2 * y], rtol=1e-9)
    assert notebook.python("print(w.start)") == "(3.0, -2.0)"
    page.mouse.up()
    notebook.assert_kernel("w.start", f"({float(x)}, {float(y)})")
    check(notebook)

    # Con el teclado: la salida, las tasas, el ruido y otra tirada.
    handle = page.get_by_role("slider", name="Salida")
    handle.focus()
    handle.press("ArrowRight")
    notebook.wait_state(ROOT, start=[round(x + 0.1, 2), y])
    for name, key in (
        ("tasa", "ArrowRight"),
        ("decay", "ArrowLeft"),
        ("ruido de un dato", "PageUp"),
        ("lote", "PageUp"),
    ):
        slider = page.get_by_role("slider", name=name, exact=True)
        slider.focus()
        slider.press(key)
    state = notebook.state(ROOT)
    assert (state["lr"], state["decay"]) == (0.21, 0.999) and state["noise"] > 0 and state["batch"] > 1
    notebook.assert_kernel("w.lr, w.decay", "0.21 0.999")
    check(notebook)
    before = drawn(notebook)
    page.get_by_role("button", name="Otra tirada del ruido").click()
    notebook.assert_kernel("w.seed", "1")
    notebook.wait_state(ROOT, seed=1)
    check(notebook)
    assert not np.array_equal(drawn(notebook), before)

    for surface in ("barranco", "dos valles"):
        page.get_by_label("Montaña", exact=True).select_option(surface)
        notebook.assert_kernel("w.surface", surface)
        check(notebook)
        assert "NaN" not in page.locator(".mo-lines").get_attribute("d")


def test_si_se_escapa_dice_en_que_paso_y_se_lee_en_los_dos_temas(notebook):
    notebook.show("montana_escapa.ipynb", CELL, "w", "w")
    page = notebook.page
    page.locator(ROOT).nth(1).wait_for()
    notebook.python("w.lr = 0.9")
    for view in (0, 1):
        notebook.wait_state(ROOT, view=view, lr=0.9)
        alert = page.locator(ROOT).nth(view).get_by_role("alert")
        assert alert.inner_text() == "Se escapa: en el paso 14 la altura ya es 3.33e12. Baja la tasa."
    assert notebook.axe() == []
    notebook.python("w.lr = 0.2")
    notebook.wait_state(ROOT, lr=0.2)
    assert page.locator(ROOT).get_by_role("alert").count() == 0
    assert "60 pasos: la altura pasa de 17 a" in page.locator(".mo-words").nth(0).inner_text()
    notebook.theme("JupyterLab Dark")
    assert notebook.axe() == []


def test_con_el_kernel_reiniciado_sigue_bajando(notebook):
    notebook.show("montana_reinicio.ipynb", CELL, "w")
    page = notebook.page
    slider = page.get_by_role("slider", name="tasa", exact=True)
    slider.wait_for()
    notebook.restart()
    slider.focus()
    slider.press("ArrowRight")
    notebook.wait_state(ROOT, lr=0.21)
    np.testing.assert_allclose(drawn(notebook)[1], [3 * (1 - 0.42), -2 * (1 - 0.84)], rtol=1e-9)
    page.get_by_text("El kernel ya no tiene este dibujo").wait_for()
