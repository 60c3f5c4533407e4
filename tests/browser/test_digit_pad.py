"""El papel de dibujar en JupyterLab: se pinta con el ratón y con el teclado, y la red del kernel contesta."""

SETUP = """import numpy as np
from course_lib.widgets import DigitPad


def arriba_o_abajo(X):
    # Una red de mentira: 1 si hay más tinta arriba y 0 si no.
    c = int(X[0, :32].sum() > X[0, 32:].sum())
    return 0.9 * np.eye(10)[[c]] + 0.01


pad = DigitPad(arriba_o_abajo)
pad"""


def pad_when(notebook, condition):
    """El papel, cuando sus datos cumplen la condición de JavaScript (d es dataset)."""
    notebook.page.wait_for_function(
        f"() => {{ const d = document.querySelector('.cl-digit-pad')?.dataset; return d && ({condition}); }}"
    )
    return notebook.page.locator(".cl-digit-pad")


def test_se_dibuja_con_el_raton_se_borra_y_se_pinta_con_el_teclado(notebook):
    notebook.show("papel.ipynb", SETUP)
    pad, page = pad_when(notebook, "d.best === '-1'"), notebook.page
    place = pad.locator(".cl-dp-paper").bounding_box()
    page.mouse.move(place["x"] + 40, place["y"] + 40)
    page.mouse.down()
    page.mouse.move(place["x"] + 200, place["y"] + 40, steps=2)
    page.mouse.up()
    pad_when(notebook, "d.best === '1'")
    assert pad.locator(".cl-dp-words").inner_text() == "Dice 1"
    notebook.wait_idle()
    # Un trazo recto sin huecos, aunque el ratón salte, y la tinta del kernel es la que se ve.
    ink = [int(value) for value in pad.get_attribute("data-ink").split(",")]
    assert all(value >= 8 for value in ink[9:14]) and sum(ink[32:]) == 0
    notebook.assert_kernel("pad.ink", str(ink))

    pad.get_by_role("button", name="Borrar").click()
    pad_when(notebook, "d.best === '-1'")
    paper = pad.locator(".cl-dp-paper")
    paper.focus()
    for _ in range(6):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    pad_when(notebook, "d.best === '0'")
    assert "Dice 0" in pad.locator(".cl-live").inner_text()
    notebook.assert_kernel("pad.ink[48]", "16")
    assert notebook.axe() == []
    notebook.theme("JupyterLab Dark")
    assert notebook.axe() == []


def test_si_la_red_falla_se_dice(notebook):
    notebook.show("papel_roto.ipynb", SETUP.replace("c = int(", "c = nada("))
    pad, page = pad_when(notebook, "d.best === '-1'"), notebook.page
    pad.locator(".cl-dp-paper").focus()
    page.keyboard.press("Space")
    pad.get_by_text("La red no ha podido contestar. NameError").wait_for()
