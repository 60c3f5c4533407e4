"""Los ejercicios rápidos en una página suelta: con ratón, teclado y dedo, con memoria y sin ella, y sin programas."""

from contextlib import contextmanager
from pathlib import Path

import axe_playwright_python
import pytest

from autograder.authoring.quick import load_quick
from autograder.site.quick import html
from course_lib.exported import bundle

ROOT = Path(__file__).resolve().parents[2]
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
RUN_AXE = "() => axe.run().then(found => found.violations.map(v => v.id + ': ' + v.nodes[0].html))"
FORBIDDEN = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("no", "SecurityError"); } })"""
# Uno de cada clase: líneas, parejas y gradientes.
CHOSEN = (("05_retropropagacion_mlp", 0), ("05_retropropagacion_mlp", 1), ("02_grafos_de_computo", 0))
PAGE = """<!doctype html><html lang="es" data-theme="{theme}"><head><meta charset="utf-8"><title>Rápidos</title>
<meta name="viewport" content="width=device-width"><style>html[data-theme="dark"] {{ --pst-color-text-base: #ced6dd;
--pst-color-text-muted: #9ca4af; --pst-color-border: #48566b; --pst-color-background: #14181e;
--pst-color-surface: #222832; background: #14181e; color: #ced6dd }}</style></head>
<body><main><h1>Rápidos</h1>{body}</main><script>{script}</script></body></html>"""


@pytest.fixture(scope="module")
def quick():
    return [load_quick(ROOT, name)[number] for name, number in CHOSEN]


@pytest.fixture(scope="module")
def pages(tmp_path_factory, quick):
    folder = tmp_path_factory.mktemp("rapidos")
    for theme in ("light", "dark"):
        text = PAGE.format(theme=theme, body="".join(map(html, quick)), script=bundle())
        (folder / f"{theme}.html").write_text(text, encoding="utf-8")
    return folder


@contextmanager
def opened(browser, path, **options):
    context = browser.new_context(locale="es-ES", reduced_motion="reduce", **options)
    tab, troubles = context.new_page(), []
    tab.set_default_timeout(90_000)
    tab.on("pageerror", lambda error: troubles.append(str(error)))
    tab.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    tab.goto(path.as_uri())
    yield tab
    context.close()
    assert troubles == []


def part(tab, number):
    """El ejercicio de ese número, ya vivo."""
    found = tab.locator(".cl-quick").nth(number)
    found.wait_for()
    return found


def said(exercise):
    return exercise.locator(".cl-live").last.inner_text()


def right_fix(data):
    return next(n for n, fix in enumerate(data["fixes"]) if fix.get("right"))


def solve_line(exercise, data):
    exercise.locator(".qk-line").nth(data["line"] - 2).click()
    exercise.get_by_role("radio").nth(right_fix(data)).check()
    exercise.get_by_role("button", name="Comprobar").click()


def test_emparejar_arrastrando_da_a_cada_error_su_pregunta(browser, pages, quick):
    data = quick[0].data
    options = list(data["options"])
    with opened(browser, pages / "light.html") as tab:
        exercise = part(tab, 0)
        slots, chips = exercise.locator(".qk-slot"), exercise.locator('[draggable="true"]')
        exercise.get_by_role("button", name="Comprobar").click()
        assert said(exercise) == "Faltan 3 por elegir."
        # El segundo, mal; los otros, bien.
        wrong = next(n for n, option in enumerate(options) if option != data["pairs"][1]["match"])
        for k, pair in enumerate(data["pairs"]):
            chips.nth(wrong if k == 1 else options.index(pair["match"])).drag_to(slots.nth(k))
        exercise.get_by_role("button", name="Comprobar").click()
        assert said(exercise).startswith("Bien 2 de 3.")
        notes = exercise.locator(".qk-note").all_inner_texts()
        assert notes == ["", data["pairs"][1]["hints"][options[wrong]], ""]
        assert slots.nth(0).inner_text().endswith("✓") and slots.nth(1).inner_text().endswith("✗")
        assert not exercise.locator(".qk-why").is_visible()
        chips.nth(options.index(data["pairs"][1]["match"])).drag_to(slots.nth(1))
        exercise.get_by_role("button", name="Comprobar").click()
        assert said(exercise) == "Sí: todas casan." and quick[0].why in exercise.locator(".qk-why").inner_text()
        exercise.get_by_role("button", name="Otra vez").click()
        assert slots.all_inner_texts() == ["elige…"] * 3 and not exercise.locator(".qk-why").is_visible()


def test_emparejar_con_el_teclado(browser, pages, quick):
    data = quick[0].data
    options = list(data["options"])
    with opened(browser, pages / "light.html") as tab:
        exercise = part(tab, 0)
        exercise.locator(".qk-slot").first.focus()
        for k, pair in enumerate(data["pairs"]):
            tab.keyboard.press("Enter")  # el hueco espera y el foco pasa a las respuestas
            for _ in range(options.index(pair["match"])):
                tab.keyboard.press("Tab")
            tab.keyboard.press("Space")
            name = tab.evaluate("() => document.activeElement.textContent")
            assert name == pair["match"], k
            tab.keyboard.press("Tab")
        tab.keyboard.press("Shift+Tab")
        exercise.get_by_role("button", name="Comprobar").focus()
        tab.keyboard.press("Enter")
        assert said(exercise) == "Sí: todas casan."


def test_la_linea_y_su_arreglo_con_el_dedo_en_un_telefono(browser, pages, quick):
    data = quick[1].data
    with opened(browser, pages / "dark.html", viewport={"width": 360, "height": 740}, has_touch=True) as tab:
        exercise = part(tab, 1)
        other = next(number for number in range(2, 9) if number != data["line"])
        exercise.locator(".qk-line").nth(other - 2).tap()
        assert data["hints"][str(other)] in exercise.locator(".qk-note").all_inner_texts()
        assert not exercise.locator("fieldset").is_visible()
        exercise.locator(".qk-line").nth(data["line"] - 2).tap()
        exercise.get_by_role("button", name="Comprobar").tap()
        assert said(exercise) == "Elige uno de los cambios."
        bad = next(n for n, fix in enumerate(data["fixes"]) if not fix.get("right"))
        exercise.get_by_role("radio").nth(bad).tap()
        exercise.get_by_role("button", name="Comprobar").tap()
        assert data["fixes"][bad]["hint"] in exercise.locator(".qk-note").all_inner_texts()
        exercise.get_by_role("radio").nth(right_fix(data)).tap()
        exercise.get_by_role("button", name="Comprobar").tap()
        assert "resuelto" in exercise.locator(".qk-title").inner_text()
        assert data["fixes"][right_fix(data)]["code"] in exercise.locator("ins").inner_text()
        assert tab.evaluate("() => document.documentElement.scrollWidth") <= 360


def test_adivinar_lleva_el_modo_del_stepper_hasta_el_porque(browser, pages, quick):
    with opened(browser, pages / "light.html") as tab:
        exercise = part(tab, 2)
        answer = exercise.locator(".gs-ask input")
        answer.fill("7")
        answer.press("Enter")
        assert exercise.locator(".gs-feedback").inner_text().startswith("No.")
        # u, v, y después las dos ramas de cada entrada, cada una con su suma.
        for value in ("3", "2", "2", "2", "5", "8"):
            answer.fill(value)
            answer.press("Enter")
        assert "Ya están todas: 5 de 6 a la primera." in exercise.locator(".cl-live").all_inner_texts()
        assert quick[2].why in exercise.locator(".qk-why").inner_text()
        exercise.get_by_role("button", name="Otra vez").click()
        assert "Paso 6 de 12" in exercise.locator(".gs-counter").inner_text()


def test_se_recuerda_y_dos_pestanas_van_a_una(browser, pages, quick):
    with opened(browser, pages / "light.html") as tab:
        other = tab.context.new_page()
        other.goto((pages / "light.html").as_uri())
        part(other, 0)
        solve_line(part(tab, 1), quick[1].data)
        # La otra lo ve sin recargar, y al tocar otro ejercicio no deshace este.
        part(other, 1).locator(".qk-why").wait_for()
        part(other, 0).locator(".qk-slot").first.click()
        part(other, 0).locator('[draggable="true"]').first.click()
        tab.reload()
        assert part(tab, 1).locator(".qk-why").is_visible()
        assert part(tab, 0).locator(".qk-slot").first.inner_text() == next(iter(quick[0].data["options"]))
        part(tab, 1).get_by_role("button", name="Otra vez").click()
        part(other, 1).locator(".qk-why").wait_for(state="hidden")


def test_sin_memoria_funciona_sin_recordar_y_lo_estropeado_no_molesta(browser, pages, quick):
    with opened(browser, pages / "light.html") as tab:
        tab.context.add_init_script(FORBIDDEN)
        tab.reload()
        solve_line(part(tab, 1), quick[1].data)
        assert part(tab, 1).locator(".qk-why").is_visible()
        tab.reload()
        assert not part(tab, 1).locator(".qk-why").is_visible()
    with opened(browser, pages / "light.html") as tab:
        part(tab, 2)
        solve_line(part(tab, 1), quick[1].data)
        for broken in ("{", "7", '{"line": 99, "fix": "x", "chosen": [9], "checked": 3, "step": 99}'):
            tab.evaluate(
                "(text) => Object.keys(localStorage).forEach((name) => localStorage.setItem(name, text))", broken
            )
            tab.reload()
            solve_line(part(tab, 1), quick[1].data)
            assert part(tab, 2).is_visible()


def test_sin_programas_y_al_imprimir_se_lee_escrito(browser, pages, quick):
    with opened(browser, pages / "light.html", java_script_enabled=False) as tab:
        assert tab.locator(".cl-still").first.is_visible() and tab.locator(".cl-quick").count() == 0
        assert not tab.get_by_text(quick[0].why).is_visible()
        tab.locator("summary").first.click()
        assert tab.get_by_text(quick[0].why).is_visible()
    with opened(browser, pages / "light.html") as tab:
        part(tab, 2)
        assert not tab.locator(".cl-still").first.is_visible()
        tab.emulate_media(media="print")
        assert tab.locator(".cl-still").first.is_visible() and not tab.locator(".cl-quick").first.is_visible()
        # En papel no se puede desplegar: la respuesta ya está.
        assert tab.locator(".cl-still").first.get_by_text(quick[0].why).is_visible()


@pytest.mark.parametrize("theme, width", [("light", 1280), ("dark", 360)])
def test_axe_no_protesta_ni_empezado_ni_resuelto(browser, pages, quick, theme, width):
    with opened(browser, pages / f"{theme}.html", viewport={"width": width, "height": 900}) as tab:
        part(tab, 2)
        tab.add_script_tag(path=AXE)
        assert tab.evaluate(RUN_AXE) == []
        part(tab, 1).locator(".qk-line").nth(0).click()
        slots, chips = part(tab, 0).locator(".qk-slot"), part(tab, 0).locator('[draggable="true"]')
        for k in range(3):
            slots.nth(k).click()
            chips.nth(1).click()
        part(tab, 0).get_by_role("button", name="Comprobar").click()
        assert tab.evaluate(RUN_AXE) == []
        solve_line(part(tab, 1), quick[1].data)
        assert tab.evaluate(RUN_AXE) == []
