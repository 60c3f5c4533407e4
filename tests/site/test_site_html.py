"""La web construida, archivo a archivo: HTML válido, todo enlace llega, y lo que se ve tiene nombre.

Se lee cada página una vez, con el lector de HTML de la norma; los navegadores perdonan lo que aquí no se perdona.
"""

import re
from collections import Counter
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import html5lib
import pytest

# Lo que el navegador pide él solo al abrir la página; un enlace, no.
LOADED = {"img": "src", "script": "src", "source": "src", "iframe": "src", "video": "src", "audio": "src"}
LOADED |= {"link": "href", "image": "href", "use": "href", "object": "data", "embed": "src"}
IN_STYLE = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""")
HEADINGS = tuple(f"h{level}" for level in range(1, 7))


class Page:
    """Una página leída: sus elementos y lo que el lector encontró mal escrito."""

    def __init__(self, path: Path):
        self.path = path
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.tree = parser.parse(path.read_text(encoding="utf-8"))
        self.errors = [f"línea {line}: {name} {data}" for (line, _), name, data in parser.errors]

    @cached_property
    def elements(self) -> list:
        return [element for element in self.tree.iter() if isinstance(element.tag, str)]

    def all(self, *tags: str) -> list:
        return [element for element in self.elements if element.tag in tags]

    @cached_property
    def ids(self) -> Counter:
        return Counter(element.get("id") for element in self.elements if element.get("id"))

    @cached_property
    def links(self) -> list[str]:
        return [element.get("href") for element in self.all("a", "area") if element.get("href") is not None]

    @cached_property
    def loaded(self) -> list[str]:
        attributes = [element.get(LOADED[element.tag]) for element in self.all(*LOADED)]
        styles = [element.get("style", "") for element in self.elements]
        styles += ["".join(element.itertext()) for element in self.all("style")]
        return [found for found in attributes if found] + [a or b for text in styles for a, b in IN_STYLE.findall(text)]


@pytest.fixture(scope="module")
def pages(built_site) -> dict[Path, Page]:
    found = {path: Page(path) for path in sorted(built_site.rglob("*.html"))}
    assert len(found) > 20
    return found


def where(page: Page, site: Path, faults) -> list[str]:
    return [f"{page.path.relative_to(site)}: {fault}" for fault in faults]


def target(page: Path, site: Path, url: str) -> Path | None:
    """El archivo al que lleva una dirección relativa; None si sale de la web."""
    path = unquote(urlsplit(url).path)
    found = (page.parent / path).resolve() if path else page
    if found.is_dir():
        found /= "index.html"
    return found if found.is_relative_to(site.resolve()) else None


def test_el_html_es_valido(pages, built_site):
    faults = [f for page in pages.values() for f in where(page, built_site, page.errors)]
    faults += [
        f"{page.path.relative_to(built_site)}: el id «{id_}» está {count} veces"
        for page in pages.values()
        for id_, count in page.ids.items()
        if count > 1
    ]
    assert faults == []


def test_cada_enlace_llega_a_una_pagina_y_a_un_sitio_de_ella(pages, built_site):
    faults = []
    for path, page in pages.items():
        # La de «no existe» se sirve a cualquier profundidad: su enlace lo pone un programa (se prueba en el navegador).
        for link in set(page.links) - ({"/"} if path.name == "404.html" else set()):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                if parts.scheme not in ("https", "http", "mailto"):
                    faults += where(page, built_site, [f"enlace raro: {link}"])
                continue
            found, fragment = target(path, built_site, link), unquote(urldefrag(link).fragment)
            if parts.path.startswith("/") or found is None or not found.is_file():
                faults += where(page, built_site, [f"no llega a ningún archivo: {link}"])
            elif fragment and found.suffix == ".html" and fragment not in pages[found].ids:
                faults += where(page, built_site, [f"en {found.name} no está #{fragment}"])
    assert faults == []


def test_lo_que_carga_una_pagina_esta_en_la_web(pages, built_site):
    wanted = [(path, url) for path, page in pages.items() for url in set(page.loaded)]
    for style in built_site.rglob("*.css"):
        wanted += [(style, a or b) for a, b in IN_STYLE.findall(style.read_text(encoding="utf-8"))]
    faults = []
    for path, url in wanted:
        parts = urlsplit(url)
        if parts.scheme == "data" or url.startswith("#"):
            continue
        found = target(path, built_site, url)
        if parts.scheme or parts.netloc or parts.path.startswith("/") or found is None or not found.is_file():
            faults.append(f"{path.relative_to(built_site)}: {url[:200]}")
    assert faults == []


def test_todo_lo_que_se_ve_esta_en_espanol_y_tiene_su_titulo(pages, built_site):
    faults, titles = [], Counter()
    for page in pages.values():
        (html,) = page.all("html")
        if html.get("lang") != "es":
            faults += where(page, built_site, [f"lang={html.get('lang')}"])
        title = " ".join("".join(page.all("title")[0].itertext()).split()) if page.all("title") else ""
        titles[title] += 1
    assert faults == []
    assert "" not in titles and [title for title, count in titles.items() if count > 1] == []


def test_los_titulos_van_en_orden_y_hay_uno_de_la_pagina(pages, built_site):
    faults = []
    for page in pages.values():
        levels = [int(element.tag[1]) for element in page.all(*HEADINGS)]
        if levels.count(1) != 1:
            faults += where(page, built_site, [f"{levels.count(1)} títulos de página"])
        jumps = [(a, b) for a, b in zip(levels, levels[1:], strict=False) if b > a + 1]
        faults += where(page, built_site, [f"de h{a} se salta a h{b}" for a, b in jumps])
    assert faults == []


def test_cada_imagen_dice_que_se_ve(pages, built_site):
    faults = []
    for page in pages.values():
        for image in page.all("img"):
            if not (image.get("alt") or "").strip() and image.get("aria-hidden") != "true":
                faults += where(page, built_site, [f"img sin texto: {(image.get('src') or '')[:80]}"])
        for drawing in page.all("svg"):
            named = drawing.get("aria-label") or drawing.get("aria-labelledby") or drawing.find("title") is not None
            if drawing.get("role") == "img" and not named:
                faults += where(page, built_site, ["svg sin texto"])
    assert faults == []


def test_no_sobra_ningun_archivo_de_los_que_hacen_la_web(built_site):
    assert [p.name for p in built_site.rglob("*") if p.suffix in {".map", ".j2", ".py", ".pickle", ".doctree"}] == []
