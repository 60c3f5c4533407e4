"""El informe de un estudiante en un navegador de verdad: claro, oscuro, en un móvil y en papel, sin nada de fuera."""

from pathlib import Path

import axe_playwright_python
import nbformat
import pytest
from entregas import T1
from informe_de_muestra import sample

from autograder.grading.feedback import FeedbackExporter, render


@pytest.fixture(scope="module")
def report(root, tmp_path_factory):
    notebook = nbformat.read(root / "notebooks" / f"{T1}.ipynb", as_version=4)
    path = tmp_path_factory.mktemp("informe") / "informe.html"
    path.write_text(render(notebook, sample(), T1, FeedbackExporter()), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "scheme, width, media",
    [("light", 1200, "screen"), ("dark", 1200, "screen"), ("light", 400, "screen"), ("dark", 794, "print")],
)
def test_se_lee_sin_red_en_claro_en_oscuro_en_un_movil_y_en_papel(browser, report, scheme, width, media):
    # Sin la política del informe, que no dejaría entrar a axe.
    context = browser.new_context(viewport={"width": width, "height": 1000}, bypass_csp=True, offline=True)
    page, troubles = context.new_page(), []
    page.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else troubles.append(r.url))
    page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
    page.emulate_media(media=media, color_scheme=scheme)
    page.goto(report.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelectorAll('script').length") == 0
    step = page.locator(".retro-pasos a[href^='#cell-id']").first
    if media == "screen":
        step.press("Enter")
        assert page.evaluate("document.querySelector(':target').textContent.includes('La capa lineal')")
    else:  # el papel es blanco también con el sistema en oscuro
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.add_script_tag(path=Path(axe_playwright_python.__file__).with_name("axe.min.js"))
    bad = page.evaluate("() => axe.run()")["violations"]
    context.close()
    assert [f"{v['id']}: {n['html'][:200]}" for v in bad for n in v["nodes"]] == [] and troubles == []
