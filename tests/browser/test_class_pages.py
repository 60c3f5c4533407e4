"""Las páginas de la clase en un navegador de verdad: en claro, en oscuro y en un teléfono, y sin red."""

from pathlib import Path

import axe_playwright_python
import pytest
from clase_apuntada import NAME, write_class, write_sheet

from autograder import cli

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
COPIED = (
    "def t1_norma(x):\n    # al revés, como en la pizarra azul\n    return [v / sum(w * w for w in x) for v in x]\n"
)
FOUND = "() => axe.run().then(found => found.violations.map(v => v.id + ': ' + v.nodes[0].html))"


@pytest.fixture(scope="module")
def pages(tmp_path_factory, root):
    folder = tmp_path_factory.mktemp("paginas")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        where = ["--db", write_class(folder, root), "--autograded", str(folder / "autograded")]
        for k in range(24):
            mine = {"t1_norma": f"def t1_norma(x):\n    return x / np.sqrt(x @ x) * {k}\n", "t1_lineal": "return A.T"}
            write_sheet(folder / "autograded", f"s{k:02}", dict.fromkeys(mine, COPIED) if k in (6, 7) else mine)
        for verb in ("report", "similar"):
            assert cli.main([verb, NAME, *where, "--out", str(folder / f"{verb}.html")]) == 0
    return folder


@pytest.mark.parametrize("scheme, width", [("light", 1200), ("dark", 400)])
@pytest.mark.parametrize("name", ["report", "similar"])
def test_se_lee_en_todas_partes_y_axe_no_protesta(browser, pages, name, scheme, width):
    # La política de la página no deja correr nada: axe entra por fuera de ella.
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}, "bypass_csp": True}
    context = browser.new_context(**options)
    tab, asked = context.new_page(), []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: asked.append(message.text))
    tab.goto((pages / f"{name}.html").as_uri())
    assert len(asked) == 1  # la propia página
    assert tab.evaluate("() => document.documentElement.scrollWidth") <= width
    tab.evaluate("() => document.querySelectorAll('details').forEach(part => part.open = true)")
    assert tab.locator("details pre").count() > 0
    tab.add_script_tag(path=AXE)
    assert tab.evaluate(FOUND) == []
    context.close()


def test_con_el_teclado_se_llega_a_las_tablas_y_se_despliega_lo_plegado(browser, pages):
    context = browser.new_context()
    tab = context.new_page()
    tab.goto((pages / "report.html").as_uri())
    reached = set()
    for _ in range(40):
        tab.keyboard.press("Tab")
        reached.add(tab.evaluate("() => document.activeElement.tagName + (document.activeElement.ariaLabel || '')"))
    assert {"A", "SUMMARY", "DIVTabla de los ejercicios"} <= reached
    summary = tab.locator("summary", has_text="notación de numerador")
    summary.focus()
    tab.keyboard.press("Enter")
    assert tab.locator("details[open] ul.who").first.is_visible()
    context.close()
