"""Leer la web como se lee fuera de lo corriente: desde el disco, sin JavaScript, en papel, en dos pestañas, buscando.

Las direcciones que llevan a ninguna parte enseñan una página de la que se vuelve.
"""

from web_visitada import PHONE, reading

WITH_WIDGETS = {
    "02_grafos_de_computo", "03_red_de_juguete", "04_calculo_matricial", "05b_clasificacion", "06b_pytorch_por_dentro",
    "07_descenso_de_gradiente", "09_inicializacion", "11_caracteristicas_aprendidas",
}  # fmt: skip
LESSON = "03_red_de_juguete"
# Lo que se ve y ocupa sitio.
SEEN = """selector => [...document.querySelectorAll(selector)].filter(e => {
  const { width, height } = e.getBoundingClientRect();
  return width > 0 && height > 0 && e.checkVisibility({ visibilityProperty: true }); }).length"""


def test_se_abre_desde_el_disco_y_todo_vive(browser, built_site):
    with reading(browser) as reader:
        for name in ("index", LESSON, "glosario", "inventario", "tarea_jacobiano"):
            reader.open((built_site / f"{name}.html").as_uri())
        assert reader.page.locator(".cl-alive").count() == 0  # la tarea no lleva ninguno
        inside = (built_site.as_uri(), "data:", "blob:")
        assert [url for url in reader.requests if not url.startswith(inside)] == []
        assert reader.troubles == []


def test_se_busca_desde_el_disco_y_da_igual_el_plural(browser, built_site):
    with reading(browser) as reader:
        found = {}
        for words in ("derivada", "derivadas"):
            reader.open(f"{(built_site / 'search.html').as_uri()}?q={words}")
            results = reader.page.locator("#search-results li a")
            results.first.wait_for()
            reader.page.wait_for_function("() => Search._pulse_status === -1")  # ya ha puesto todos
            found[words] = {link.get_attribute("href").split("?")[0].split("#")[0] for link in results.all()}
        assert found["derivada"] == found["derivadas"]
        assert "01_regla_de_la_cadena.html" in found["derivada"]
        assert reader.troubles == []


def test_sin_javascript_estan_el_texto_las_formulas_y_las_figuras(browser, home):
    with reading(browser, PHONE, java_script_enabled=False) as reader:
        page = reader.page
        for name in sorted(WITH_WIDGETS):
            page.goto(f"{home}{name}.html")
            states = page.locator("script.cl-state:not([data-widget=quick])").count()
            assert states and page.evaluate(SEEN, ".cl-still svg, .cl-still img, .cl-still table") >= states, name
            formulas = page.locator(".katex").count()
            assert page.evaluate(SEEN, ".katex") >= 0.5 * formulas  # algunas están en lo que se despliega
            assert page.locator("noscript .rp-noscript").is_visible()
        assert reader.troubles == []


def test_en_papel_van_las_figuras_quietas_y_las_formulas(browser, home):
    with reading(browser) as reader:
        page = reader.page
        reader.open(f"{home}{LESSON}.html")
        alive = page.locator(".cl-alive:not(:has(> [data-widget=quick]))").count()
        reader.theme("dark")
        page.emulate_media(media="print")
        assert page.evaluate(SEEN, ".cl-still svg, .cl-still img") >= alive > 0
        assert page.evaluate(SEEN, ".cl-live-part, .bd-sidebar-primary, .bd-header-article") == 0
        assert page.evaluate(SEEN, ".bd-article .katex") == page.locator(".bd-article .katex").count()  # y lo plegado
        paper = page.pdf(format="A4")
        # Las letras de las fórmulas viajan en el PDF.
        assert paper.count(b"/Type /Page\n") > 5 and b"KaTeX_Math" in paper


def test_dos_pestanas_no_se_estorban_y_comparten_el_tema(browser, home):
    with reading(browser) as reader:
        first, second = reader.page, reader.page.context.new_page()
        for tab in (first, second):
            tab.goto(f"{home}{LESSON}.html")
            tab.locator(".cl-toy-explorer").wait_for()
        before = second.locator(".cl-toy-explorer").get_attribute("data-state")
        first.get_by_role("slider", name="ω₁", exact=True).press("End")
        assert first.locator(".cl-toy-explorer").get_attribute("data-state") != before
        assert second.locator(".cl-toy-explorer").get_attribute("data-state") == before
        first.locator(".theme-switch-button:visible").click()
        first.get_by_role("button", name="Oscuro").click()
        second.reload()
        assert second.evaluate("() => document.documentElement.dataset.theme") == "dark"
        assert reader.troubles == []


def test_en_un_telefono_el_menu_se_abre_con_el_dedo_y_lleva_a_otra_leccion(browser, home):
    with reading(browser, PHONE, has_touch=True, is_mobile=True) as reader:
        reader.open(f"{home}index.html")
        page = reader.page
        page.locator(".primary-toggle:visible").first.tap()
        page.get_by_role("link", name="02 · Grafos de cómputo").locator("visible=true").first.tap()
        page.wait_for_url("**/02_grafos_de_computo.html")
        assert reader.troubles == []


def test_una_direccion_que_no_existe_lleva_de_vuelta_a_la_portada(browser, home):
    with reading(browser) as reader:
        for lost in ("nada.html", "_static/nada.png"):
            assert reader.page.goto(home + lost).status == 404
            reader.page.get_by_role("link", name="Ir a la portada").click()
            reader.page.wait_for_url(home)
            assert reader.page.get_by_role("heading", level=1).inner_text().startswith("Retropropagación")
