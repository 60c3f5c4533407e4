"""Buscar en la web, también con la carpeta recién descomprimida: en español, con o sin acentos y sin pedir nada."""

import pytest
from web_visitada import reading

# Salen de uno en uno: se espera a los que dice que hay.
FOUND = """() => { const said = document.querySelector('#search-results .search-summary')?.innerText.match(/\\d+/);
  const list = [...document.querySelectorAll('#search-results li > a')].map(a => a.getAttribute('href'));
  return said && list.length >= Number(said[0]) ? list : null; }"""


@pytest.fixture(scope="module")
def search(built_site, browser):
    """Función que busca unas palabras desde el disco y devuelve las páginas que salen."""
    with reading(browser) as reader:

        def go(words):
            reader.open((built_site / "search.html").as_uri() + f"?q={words}")
            found = reader.page.wait_for_function(FOUND).json_value()
            assert reader.troubles == [] and all(url.startswith("file:") for url in reader.requests)
            return {link.partition("?")[0].partition("#")[0] for link in found}

        yield go


@pytest.mark.parametrize("words", ["retropropagar", "retropropagación", "retropropagacion"])
def test_se_busca_por_la_raiz_de_la_palabra_y_sin_acentos(search, words):
    assert {"05_retropropagacion_mlp.html", "00_presentacion.html"} < search(words)


def test_las_palabras_que_no_dicen_nada_no_estorban(search):
    assert search("la regla de la cadena") == search("regla cadena")


def test_desde_cualquier_pagina_el_buscador_lleva_a_los_resultados(built_site, browser):
    with reading(browser) as reader:
        reader.open((built_site / "00_presentacion.html").as_uri())
        reader.page.keyboard.press("Control+k")
        reader.page.keyboard.type("jacobiano")
        reader.page.keyboard.press("Enter")
        assert "04_calculo_matricial.html" in " ".join(reader.page.wait_for_function(FOUND).json_value())
        assert reader.troubles == []
