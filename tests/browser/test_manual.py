"""Corregir la pregunta escrita en un navegador de verdad, sin tocar el ratón."""

from pathlib import Path

import axe_playwright_python
import pytest
from entregas import QUESTION
from mesa_manual import serving, three

HOSTILE = (
    "<script>document.title = 'mal'</script><img src=x onerror=\"document.title = 'mal'\">"
    "[pincha](javascript:document.title='mal') <a href=\"jAvAsCrIpT:document.title='mal'\">aquí</a>"
    "<svg onload=\"document.title='mal'\"></svg><iframe srcdoc=\"<script>top.document.title='mal'</script>\"></iframe>"
)


@pytest.fixture(scope="module")
def group(root, t1, tmp_path_factory):
    made = three(tmp_path_factory.mktemp("pagina"), root, t1)
    made.hand_in("malo", HOSTILE)
    return made


@pytest.fixture
def tab(browser, group):
    """Una pestaña con la página abierta; al acabar, ni errores de consola ni peticiones hacia fuera."""
    with serving(group.desk()) as (url, keys):
        context = browser.new_context(viewport={"width": 1400, "height": 1000}, locale="es-ES")
        page, troubles = context.new_page(), []
        page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith((url, "data:")) else troubles.append(r.url))
        page.goto(f"{url}/?token={keys.enter}")
        page.wait_for_selector(".answer:visible")
        page.troubles = troubles
        yield page
        context.close()
    assert not troubles, troubles


def wait_saved(page, label):
    card = page.locator(f'.answer[data-label="{label}"]').first
    card.locator('.status[data-kind="saved"]').wait_for()
    return card


def current(page):
    return page.evaluate("document.activeElement.closest('.answer').dataset.label")


def press(page, keys):
    for key in keys.split():
        page.keyboard.press(key)


def test_tres_respuestas_con_el_teclado_se_guardan_y_al_recargar_estan(tab, group):
    assert "token" not in tab.url
    first = current(tab)  # la página se abre en la primera por corregir
    press(tab, "1 2 2 3 3 3 4")  # entera, a medias, nada, entera
    card = wait_saved(tab, first)
    assert card.locator(".points").input_value() == "2.5"
    press(tab, "j")
    second = current(tab)
    press(tab, "p")
    tab.keyboard.type("3,25")
    press(tab, "Escape c")
    tab.keyboard.type("Muy clara, j k 1 2.")
    wait_saved(tab, second)
    press(tab, "Control+Enter")
    third = current(tab)
    assert len({first, second, third}) == 3
    press(tab, "1 2 3 4")
    wait_saved(tab, third)
    press(tab, "k k")
    assert current(tab) == first

    tab.reload()
    tab.locator('input[value="marked"]').focus()
    press(tab, "Space")
    found = {}
    for card in tab.locator('.answer[data-kind="marked"]:visible').all():
        levels = [radio.get_attribute("value") for radio in card.locator("input:checked").all()]
        note = card.locator(".note").input_value()
        found[card.get_attribute("data-label")] = (card.locator(".points").input_value(), levels, note)
    assert found == {
        first: ("2.5", ["entera", "a medias", "nada", "entera"], ""),
        second: ("3.25", [], "Muy clara, j k 1 2."),
        third: ("4", ["entera"] * 4, ""),
    }
    given = [group.standing(s).items[QUESTION].manual for s in ("ana", "beto", "cloe", "eva", "malo")]
    assert sorted(filter(None, given)) == [2.5, 3.25, 4.0]
    # Todas por corregir tenían que ser nuestras: con las que quedan se sigue.
    assert tab.locator("#progress").text_content().startswith("2 por corregir")


def test_una_respuesta_hostil_no_hace_nada(tab):
    tab.locator('input[value="all"]').check()
    card = tab.locator(".answer", has_text="pincha").first
    for link in card.locator(".said a").all():
        link.click()
    card.locator(".said").hover()
    assert tab.title().startswith("Corregir a mano") and "/?" not in tab.url
    assert (
        card.locator(".said").evaluate("e => e.querySelectorAll('script, svg, iframe, [onerror], [onload]').length")
        == 0
    )


def test_dos_personas_a_la_vez_se_enteran_y_eligen(tab, group):
    tab.locator('input[value="all"]').check()
    card = tab.locator(".answer", has_text="las dos cosas").first
    desk = group.desk()
    asked, found = desk.read()
    theirs = next(a for a in found if a.student == "beto" and a.question == QUESTION)
    sent = {"points": "1", "note": "De otra persona.", "levels": {}, "version": theirs.version}
    desk.mark(asked[QUESTION], theirs, sent)
    card.locator(".points").fill("4")
    card.locator(".conflict").wait_for()
    assert "puso 1" in card.locator(".conflict").text_content()
    assert group.standing("beto").items[QUESTION].manual == 1.0 and card.locator(".points").input_value() == "4"
    assert "409" in tab.troubles.pop()  # el navegador apunta en su consola lo que no fue bien
    card.get_by_role("button", name="Guardar lo mío").press("Enter")
    wait_saved(tab, theirs.label)
    assert group.standing("beto").items[QUESTION].manual == 4.0


@pytest.mark.parametrize("scheme, width", [("light", 1400), ("dark", 1400), ("light", 400)])
def test_se_lee_en_claro_en_oscuro_y_en_un_movil(browser, group, scheme, width):
    with serving(group.desk()) as (url, keys):
        # Sin la política de la página, que no dejaría entrar a axe.
        size = {"width": width, "height": 900}
        context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True, locale="es-ES")
        page = context.new_page()
        page.goto(f"{url}/?token={keys.enter}")
        page.locator('input[value="all"]').check()
        page.locator("#machine").check()
        for summary in page.locator("summary").all():
            summary.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.add_script_tag(path=Path(axe_playwright_python.__file__).with_name("axe.min.js"))
        bad = page.evaluate("() => axe.run()")["violations"]
        context.close()
    assert [f"{v['id']}: {n['html'][:200]}" for v in bad for n in v["nodes"]] == []
